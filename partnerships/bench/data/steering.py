"""A steering committee for two of three signed agreements, with members and the meetings that it held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from mou.models import CommitteeMember, MoUParty, SteeringCommittee, SteeringMeeting
from partnerships.bench.data.agreements import Agreement
from partnerships.bench.data.plan import Plan
from stakeholders.models import Engagement

Row = dict[str, Any]
SHARE = 0.66
MOST_MEETINGS = 6


def load(plan: Plan, agreements: list[Agreement]) -> None:
    """Meetings are engagements that are there already, each of one committee alone."""
    steered = [one for one in agreements if one.signed_on and plan.happens(SHARE)]
    numbers = plan.copier.reserve(SteeringCommittee, len(steered))
    committees = dict(zip(numbers, steered, strict=True))
    plan.copier.write(
        SteeringCommittee,
        (
            {
                "id": pk,
                "mou_id": agreement.pk,
                "established_on": established_on(agreement),
                "every": plan.one_of((1, 1, 2)),
                "quorum": plan.one_of((None, 3)),
            }
            for pk, agreement in committees.items()
        ),
    )
    ours = dict(MoUParty.objects.filter(stakeholder=None).values_list("mou", "pk"))
    plan.copier.write(CommitteeMember, _members(committees, ours))
    plan.copier.write(SteeringMeeting, _meetings(plan, committees))


def established_on(agreement: Agreement) -> date:
    return max(agreement.signed_on or agreement.starts_on, agreement.starts_on)


def _members(committees: dict[int, Agreement], ours: dict[int, int]) -> Iterator[Row]:
    """Our manager in the chair, our owner as secretary."""
    for pk, agreement in committees.items():
        for person, role in ((agreement.manager, "chair"), (agreement.owner, "secretary")):
            yield {
                "committee_id": pk,
                "party_id": ours[agreement.pk],
                "person_id": person,
                "role": role,
                "from_on": established_on(agreement),
            }


def _meetings(plan: Plan, committees: dict[int, Agreement]) -> Iterator[Row]:
    parties: dict[int, list[int]] = defaultdict(list)
    for mou, stakeholder in MoUParty.objects.exclude(stakeholder=None).values_list("mou", "stakeholder"):
        parties[mou].append(stakeholder)
    held: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = Engagement.objects.filter(stakeholder__in={s for found in parties.values() for s in found})
    for stakeholder, day, pk in rows.exclude(held_on=None).values_list("stakeholder", "held_on", "pk"):
        held[stakeholder].append((day, pk))
    taken: set[int] = set()
    for pk, agreement in committees.items():
        since = established_on(agreement)
        found = sorted(one for party in parties[agreement.pk] for one in held[party])
        free = [one for one in found if one[0] >= since and one[1] not in taken][-MOST_MEETINGS:]
        for _, engagement in free:
            taken.add(engagement)
            yield {"committee_id": pk, "engagement_id": engagement, "present_count": plan.number(2, 7)}
