"""What is known about organisations: where they stand, how they belong together, and papers about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from partnerships.bench.data import words
from partnerships.bench.data.plan import FULLEST_DOCUMENTS, Plan, content_type, noon
from partnerships.bench.data.register import Organisation, Register
from partnerships.core.models import Document, DocumentText
from stakeholders.models import Relationship, RelationshipKind, Stakeholder, StakeholderAnalysis

Row = dict[str, Any]
SENTENCES_OF_A_PAPER = 30
SHARE_ANALYSED, SHARE_TIED, SHARE_WITH_PAPER = 0.3, 0.5, 0.15
POSITIONS = {"champion": 8, "supports": 34, "neutral": 40, "doubts": 12, "opposes": 6}


def load(plan: Plan, register: Register, file: Row) -> None:
    plan.copier.write(StakeholderAnalysis, _analyses(plan, register))
    plan.copier.write(Relationship, _relationships(plan, register))
    plan.copier.write(Document, _papers(plan, register, file))
    plan.copier.write(DocumentText, _texts(plan))


def _analyses(plan: Plan, register: Register) -> Iterator[Row]:
    """One view or several, a year apart: the last one counts, the others stay readable."""
    position_of = plan.weighted(POSITIONS.items())
    for organisation in register.organisations:
        if not (organisation is register.fullest or plan.happens(SHARE_ANALYSED)):
            continue
        for back in range(plan.number(1, 3)):
            yield {
                "stakeholder_id": organisation.pk,
                "assessed_on": plan.today - timedelta(days=365 * back + plan.number(1, 300)),
                "assessed_by_id": plan.official(organisation.province),
                "influence": plan.number(1, 5),
                "interest": plan.number(1, 5),
                "position": position_of.draw(),
                "wanted_position": "supports" if plan.happens(0.5) else "",
                "reason": plan.one_of(words.REASONS),
            }


def _relationships(plan: Plan, register: Register) -> Iterator[Row]:
    """To organisations registered before it in its province, so nothing runs in a circle."""
    kinds = list(RelationshipKind.objects.order_by("order"))
    before: dict[int | None, list[Organisation]] = defaultdict(list)
    for organisation in register.organisations:
        known = before[organisation.province]
        if known and (organisation is register.fullest or plan.happens(SHARE_TIED)):
            named = {(plan.one_of(kinds).pk, plan.one_of(known).pk) for _ in range(plan.number(1, 2))}
            for kind, target in sorted(named):
                began_on = plan.day(plan.first_day, plan.today)
                yield {
                    "source_id": organisation.pk,
                    "kind_id": kind,
                    "target_id": target,
                    "began_on": began_on,
                    "ended_on": plan.later(began_on, 60, 900) if plan.happens(0.1) else None,
                }
        known.append(organisation)


def _papers(plan: Plan, register: Register, file: Row) -> Iterator[Row]:
    kind = {"content_type_id": content_type(Stakeholder), "kind": Document.Kind.ATTACHMENT}
    for organisation in register.organisations:
        count = FULLEST_DOCUMENTS if organisation is register.fullest else plan.happens(SHARE_WITH_PAPER)
        for _ in range(count):
            yield (
                file
                | kind
                | {
                    "object_id": organisation.pk,
                    "title": f"Profile: {plan.one_of(words.SUBJECTS)}",
                    "uploaded_by_id": plan.official(organisation.province),
                    "uploaded_at": noon(plan.day(plan.first_day, plan.today)),
                }
            )


def _texts(plan: Plan) -> Iterator[Row]:
    """What stands in each paper: two or three pages of what is pledged and asked."""
    papers = Document._base_manager.filter(content_type=content_type(Stakeholder)).order_by("pk")
    for pk in papers.values_list("pk", flat=True):
        lines = [
            plan.one_of(words.PLEDGES).format(plan.one_of(words.SUBJECTS)) + "."
            for _ in range(SENTENCES_OF_A_PAPER)
        ]
        yield {"document_id": pk, "outcome": DocumentText.Outcome.READ, "text": "\n".join(lines)}
