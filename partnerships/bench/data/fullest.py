"""One agreement with as much as one ever has: a text of thirty pages, forty obligations, sixty activities and ten
signed amendments. It tops up an agreement that is in force, so that its page has everything else as well."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import F

from mou.models import (
    Activity,
    ActivityQuarter,
    Amendment,
    AmendmentSignature,
    Clause,
    MoU,
    MoUParty,
    Obligation,
    Section,
    TermsChange,
)
from mou.terms import line_of
from partnerships.core.calendar import FinancialYear
from partnerships.strategy.models import StrategicThrust

SECTIONS, CLAUSES, OBLIGATIONS, ACTIVITIES, AMENDMENTS = 9, 90, 40, 60, 10
# What it has beyond the volume of the scale begins so.
TOPPED_UP = "For the fullest agreement:"
WORDS = (
    "The parties consult each other in good faith before either of them acts on what this clause says. " * 12
)


def load(today: date) -> MoU:
    """After everything else. The agreement is the first that is in force on ``today``, a national one if there is."""
    thrust = StrategicThrust.objects.order_by("pk")[0]
    mou = MoU.objects.in_force(today).order_by(F("province").asc(nulls_first=True), "pk")[0]
    parties = list(mou.parties.order_by("position"))
    clauses = _text(mou)
    _owed(mou, parties, thrust)
    _planned(mou, parties, thrust, today)
    _amended(mou, parties, clauses)
    return mou


def _text(mou: MoU) -> list[Clause]:
    mou.clauses.all().delete()
    mou.sections.all().delete()
    sections = Section.objects.bulk_create(
        Section(mou=mou, position=place, heading=f"Section {place}") for place in range(1, SECTIONS + 1)
    )
    each = CLAUSES // SECTIONS
    return Clause.objects.bulk_create(
        Clause(
            mou=mou,
            section=sections[place // each],
            position=place + 1,
            number=str(place + 1),
            heading=f"Clause {place + 1}",
            text=WORDS,
        )
        for place in range(CLAUSES)
    )


def _owed(mou: MoU, parties: list[MoUParty], thrust: StrategicThrust) -> None:
    there = mou.obligations.count()
    Obligation.objects.bulk_create(
        Obligation(
            mou=mou,
            clause=str(place + 1),
            text=f"{TOPPED_UP} promise {place + 1}.",
            owing_party=parties[place % len(parties)],
            accountable=mou.partnership_manager,
            thrust=thrust,
            due_on=mou.starts_on + timedelta(days=20 * place),
        )
        for place in range(there, OBLIGATIONS)
    )


def _planned(mou: MoU, parties: list[MoUParty], thrust: StrategicThrust, today: date) -> None:
    year = FinancialYear.containing(today).start_year
    there = mou.activities.count()
    lines = Activity.objects.bulk_create(
        Activity(
            mou=mou,
            year=year,
            title=f"{TOPPED_UP} activity {place + 1}",
            responsible_party=parties[place % len(parties)],
            responsible_person=mou.business_owner,
            thrust=thrust,
        )
        for place in range(there, ACTIVITIES)
    )
    ActivityQuarter.objects.bulk_create(
        ActivityQuarter(activity=line, number=number)
        for place, line in enumerate(lines)
        for number in {1 + place % 4, 1 + (place + 1) % 4}
    )


def _amended(mou: MoU, parties: list[MoUParty], clauses: list[Clause]) -> None:
    """Each changed the period of notice and two clauses: what is read now is what the last of them said."""
    signed_on = mou.signed_on or mou.starts_on
    days = [signed_on + timedelta(days=10 * number) for number in range(1, AMENDMENTS + 1)]
    amendments = Amendment.objects.bulk_create(
        Amendment(
            mou=mou,
            number=number,
            title=f"Amendment {number}",
            reason="The parties have learnt from the work.",
            status=Amendment.Status.SIGNED,
            based_on=number,
            drafted_by=mou.partnership_manager,
            drafted_on=day - timedelta(days=5),
            signed_on=day,
        )
        for number, day in enumerate(days, start=1)
    )
    AmendmentSignature.objects.bulk_create(
        AmendmentSignature(
            amendment=amendment,
            party=party,
            signed_on=day,
            signed_at="Pretoria",
            signatory="Chairperson",
            capacity="Chairperson",
            authority="Resolution 4",
        )
        for amendment, day in zip(amendments, days, strict=True)
        for party in parties
    )
    TermsChange.objects.bulk_create(
        change
        for place, amendment in enumerate(amendments)
        for change in _changes(mou, clauses, amendment, place)
    )
    mou.notice_days = _notice(AMENDMENTS)
    mou.save(update_fields=["notice_days"])


def _notice(number: int) -> int:
    return 30 + number


def _changes(mou: MoU, clauses: list[Clause], amendment: Amendment, place: int) -> list[TermsChange]:
    def change(**more: Any) -> TermsChange:
        return TermsChange(mou=mou, amendment=amendment, effective_on=amendment.signed_on, **more)

    written = [line_of(clause) for clause in clauses[2 * place : 2 * place + 2]]
    return [
        change(
            part="term",
            field="notice_days",
            before={"notice_days": _notice(place)},
            after={"notice_days": _notice(place + 1)},
        ),
        *(
            change(
                part="clause",
                item=clause.pk,
                before=line | {"text": "The parties consult each other."},
                after=line,
            )
            for clause, line in zip(clauses[2 * place :], written, strict=False)
        ),
    ]
