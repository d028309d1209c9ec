"""The steps of a round of forming: what each is for (seed 4.2), what it says, and what it still lacks.

Reads rows of ``PartnershipProposal.objects.for_list()``, or what a form makes of what was typed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from partnerships import roles
from stakeholders.models import Stakeholder
from stakeholders.models.proposal import ASSESSORS
from stakeholders.weighing import round_of

WRITE, ASSESS = "stakeholders.change_partnershipproposal", "stakeholders.assess_stakeholder"
DECIDE = "stakeholders.decide_partner"
# Label and text, in the order of the page.
Content = list[tuple[str, str]]


@dataclass(frozen=True)
class FormingStep:
    """``right`` is what one needs to do it."""

    name: str
    title: str
    why: str
    right: str = WRITE


STEPS = {
    step.name: step
    for step in (
        FormingStep(
            "purpose",
            "Purpose and the gap it closes",
            "A sound reason to work together comes first: what neither side reaches alone, and what is missing today. "
            "Without it the rest is activity for its own sake.",
        ),
        FormingStep(
            "affected",
            "Who is affected",
            "Joint action starts from the people it is for. Whoever gains, may lose or must be heard is named before "
            "anything is planned for them.",
        ),
        FormingStep(
            "objectives",
            "Objectives and form of collaboration",
            "The objective determines the most fitting form: sharing information, networking, a cooperative "
            "initiative, joint policy, a formal agreement, regulation or a coalition. One form for each objective.",
        ),
        FormingStep(
            "reach",
            "Level and reach",
            "How far it is to go, from local to global, and which part of the strategy it serves. The extent of "
            "involvement follows from the goal.",
        ),
        FormingStep(
            "fit",
            "Strategic fit",
            "Strategic fit determines whom we partner with. Two people weigh the same criteria apart; neither sees "
            "the other’s scores before both are in.",
            ASSESS,
        ),
        FormingStep(
            "risks",
            "Risks and how each is met",
            "A partnership carries no payment. Expectations of a contract, party politics and lack of funds for "
            "meetings are named now, each with what is done about it.",
        ),
        FormingStep(
            "champion",
            "Champions",
            "Senior people who act as champions matter most in the early stages, when a partnership has to be made "
            "to work.",
        ),
        FormingStep(
            "summary",
            "The proposal in a few lines",
            "Whoever decides reads this first: what is proposed, with whom, for what, and what each side brings.",
        ),
    )
}
# Those that are written on a page of their own; fit is weighed.
WRITTEN = tuple(name for name in STEPS if name != "fit")


def content_of(row: Any, step: str) -> Content:
    """What a step says, in words; empty texts are left in, so that two versions can be laid side by side."""
    return TELLS[step](row) if step in TELLS else []


def _numbered(label: str, lines: Iterable[tuple[str, str]]) -> Content:
    return [
        (f"{label} {number}", ". ".join(filter(None, (text.rstrip("."), more))))
        for number, (text, more) in enumerate(lines, start=1)
    ]


def _after(label: str, text: str | None) -> str:
    return f"{label}{text}" if text else ""


def _named(rows: Iterable[dict[str, Any]]) -> str:
    return ", ".join(f"{row['code']} {row['name']}" for row in rows)


def _objectives(row: Any) -> Content:
    return _numbered(
        "Objective",
        ((one["text"], _after("Form of collaboration: ", one["form_name"])) for one in row.objective_rows),
    )


def _reach(row: Any) -> Content:
    return [
        ("Level", str(Stakeholder.Level(row.level).label) if row.level else ""),
        ("Provinces", ", ".join(row.province_names) or "Everywhere"),
        ("Focus areas", _named(row.area_rows)),
        ("Thrusts", _named(row.thrust_rows)),
    ]


def _risks(row: Any) -> Content:
    lines = _numbered("Risk", ((one["text"], _after("Met: ", one["met_by"])) for one in row.risk_rows))
    return [*lines, ("Why no risk is seen", row.no_risk_reason)]


TELLS: dict[str, Callable[[Any], Content]] = {
    "purpose": lambda row: [("Purpose", row.purpose), ("Gap that it closes", row.gap)],
    "affected": lambda row: [("Who is affected", row.affected)],
    "objectives": _objectives,
    "reach": _reach,
    "risks": _risks,
    "champion": lambda row: [
        ("Our champion", str(row.champion or "")),
        ("Their champion", str(row.their_champion or "")),
    ],
    "summary": lambda row: [("The proposal in a few lines", row.summary)],
}


def digest_of(row: Any, step: str) -> str:
    """Tells whether somebody wrote this step since a page showed it; other steps do not matter to it."""
    return sha256(json.dumps(content_of(row, step)).encode()).hexdigest()


def missing_in(row: Any, step: str) -> list[str]:
    """What a step still lacks, as sentences to whoever writes it."""
    asked: list[tuple[Any, str]] = []
    match step:
        case "purpose":
            asked = [
                (row.purpose, "Say what the partnership is for."),
                (row.gap, "Say which gap it closes."),
            ]
        case "affected":
            asked = [(row.affected, "Say who is affected.")]
        case "objectives":
            asked = [(row.objective_rows, "Name at least one objective.")]
            asked += [
                (one["form"], f"Choose the form of collaboration for “{one['text']}”.")
                for one in row.objective_rows
            ]
        case "reach":
            asked = [
                (row.level, "Choose the level."),
                (
                    row.area_rows or row.thrust_rows,
                    "Choose at least one focus area or thrust that it serves.",
                ),
            ]
        case "fit":
            left = ASSESSORS - row.assessment_count
            asked = [(left <= 0, f"{'Two assessments are' if left > 1 else 'One assessment is'} missing.")]
        case "risks":
            named = row.risk_rows or row.no_risk_reason.strip()
            asked = [(named, "Name the risks, or say why none is seen.")]
            asked += [(one["met_by"], f"Say how “{one['text']}” is met.") for one in row.risk_rows]
        case "champion":
            asked = [(row.champion, "Name our champion.")]
        case "summary":
            asked = [(row.summary, "Write the proposal in a few lines.")]
    return [sentence for given, sentence in asked if not (given.strip() if isinstance(given, str) else given)]


def unwritten(row: Any) -> list[FormingStep]:
    """The steps to be written that lack something; a review needs none of them, they stand as they were."""
    if row.is_review:
        return []
    return [STEPS[name] for name in WRITTEN if missing_in(row, name)]


@dataclass(frozen=True)
class Next:
    """What moves a round on, and whose it is."""

    what: str
    right: str

    @property
    def who(self) -> str:
        return roles.holding(self.right)


def next_of(row: Any) -> Next | None:
    """The one thing that a round waits for; None when it is closed. A spread is told of rows ``with_scores``."""
    if not row.is_open:
        return None
    if lacking := unwritten(row):
        return Next(f"write “{lacking[0].title}”", WRITE)
    if row.assessment_count < ASSESSORS:
        return Next(f"assess the fit, {row.assessment_count} of {ASSESSORS} done", ASSESS)
    found = round_of(row, row.scored) if hasattr(row, "scored") and not row.spread_note else None
    if found and found.needs_a_word:
        return Next("write a word on the spread", ASSESS)
    return Next("conclude the review" if row.is_review else "decide", DECIDE)


def done_count(row: Any) -> int:
    return sum(not missing_in(row, name) for name in STEPS)
