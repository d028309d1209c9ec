"""The rounds of the demonstration: proposed, weighed by two people, decided, put off, and weighed again at a review."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from partnerships.core.models import Province, User
from partnerships.demo import forming_words as said
from partnerships.demo import wording
from partnerships.demo.register import Entry
from partnerships.demo.stage import Stage
from partnerships.demo.stakeholders import entries, province_of
from partnerships.strategy.models import FocusArea
from stakeholders.fit import HIGHEST_SCORE
from stakeholders.models import (
    CollaborationForm,
    Contact,
    DecisionReason,
    FitCriteriaVersion,
    FitCriterion,
    PartnershipProposal,
)
from stakeholders.services import (
    Given,
    assess_fit,
    begin_proposal,
    conclude_review,
    decide_on_partner,
    explain_spread,
    write_step,
)
from stakeholders.services.fit_criteria import adopt_criteria, begin_criteria, change_criteria

# Fates with a decision → how good the scores are (lowest, highest), and the outcome.
PARTNERS = "PNDCLSO"
SCORES = {**dict.fromkeys(PARTNERS, (2, 4)), "W": (1, 3), "X": (0, 2), "A": (1, 4)}
REASONS: dict[str, tuple[str, ...]] = {
    "partner": wording.PARTNER_REASONS,
    "not_now": wording.NOT_NOW_REASONS,
    "declined": wording.DECLINED_REASONS,
}
# Rounds that are open: how far each has come; the others are ready to be decided.
ONE_ASSESSOR, FAR_APART, EXPLAINED, HALF_WRITTEN = "one", "far apart", "explained", "half written"
OPEN = {
    "Southern Horizon Safety Programme": ONE_ASSESSOR,
    "Nelson Bay Harbour Traders": ONE_ASSESSOR,
    "West Rand Reef Community Safety Forum": FAR_APART,
    "Bushveld Tourism Safety Desk": EXPLAINED,
    "Kgalagadi Youth Desk": HALF_WRITTEN,
}
# Partners are looked at again after five years, this one earlier: its day has come.
LOOKED_AT_EARLIER = "Agang Legal Advice Office"
REVIEWED = "Khanya Safety Trust"
NOT_YET = ("risks", "champion", "summary")


def build(stage: Stage) -> None:
    """Propose and weigh what is to be weighed, and record the decisions with the days that follow from the fate."""
    criteria = list(adopted().criteria.all())
    forms = stage.shuffled(list(CollaborationForm.objects.exclude(code="formal-agreement")))
    formal = CollaborationForm.objects.get(code="formal-agreement")
    deciders = stage.shuffled([stage.people[who] for who in ("director", "chief.director", "secretary")])
    days = decision_days(stage)
    for code, entry in entries():
        province = province_of(stage, code)
        if entry.fate == "a":
            begin(stage, entry, province, stage.today)
        if entry.fate not in SCORES:
            continue
        decided_on = days[entry.name]
        weighed_on = decided_on - timedelta(days=stage.rng.randint(6, 25))
        proposal = propose(stage, entry, province, criteria, stage.working_day(weighed_on), decided_on)
        if entry.fate != "A":
            decider = next(deciders) if province is None else stage.head(province)
            fitting = formal if entry.fate in "PS" else next(forms) if entry.fate in PARTNERS else None
            decide(stage, entry, proposal, decider, decided_on, fitting)
    change_the_criteria(stage)
    review(stage, criteria)
    begin_criteria(by=stage.people["manager"])


def adopted() -> FitCriteriaVersion:
    return FitCriteriaVersion.objects.get(status=FitCriteriaVersion.Status.ADOPTED)


def decision_days(stage: Stage) -> dict[str, date]:
    """Old partners before every agreement; the others spread over the two years, so that each quarter has some."""
    days: dict[str, date] = {}
    by_fate: dict[str, list[str]] = {}
    for _, entry in entries():
        by_fate.setdefault(entry.fate, []).append(entry.name)
    for name in by_fate["P"] + by_fate["S"]:
        days[name] = stage.ago(stage.rng.randint(1400, 1650))
    for name in by_fate["D"] + by_fate["C"] + by_fate["L"] + by_fate["O"]:
        days[name] = stage.ago(stage.rng.randint(700, 820))
    for fate in "NWX":
        names, begin_on = by_fate[fate], stage.last_year.start + timedelta(days=20)
        step = (stage.ago(20) - begin_on).days // len(names)
        for place, name in enumerate(names, start=1):
            days[name] = begin_on + timedelta(days=place * step)
    for name in by_fate["A"]:
        days[name] = stage.ago(stage.rng.randint(5, 30))
    return {name: stage.working_day(day) for name, day in days.items()}


# One round


def dice_of(entry: Entry) -> Random:
    """Of each organisation its own: what is said of it does not depend on the others."""
    return Random(entry.name)  # noqa: S311 -- repeatable on purpose, nothing is secret


def begin(stage: Stage, entry: Entry, province: Province | None, day: date) -> PartnershipProposal:
    """A round with its first step written."""
    dice, officer = dice_of(entry), stage.officer(province)
    proposal = begin_proposal(stage.stakeholders[entry.name], by=officer, begun_on=stage.working_day(day))
    return write_step(
        proposal,
        by=officer,
        step="purpose",
        purpose=dice.choice(wording.PURPOSES_OF_COLLABORATION),
        gap=dice.choice(said.GAPS),
    )


def propose(
    stage: Stage,
    entry: Entry,
    province: Province | None,
    criteria: list[FitCriterion],
    weighed_on: date,
    decided_on: date,
) -> PartnershipProposal:
    """All of a round but its decision, or as far as an open one has come."""
    fate = OPEN.get(entry.name, "") if entry.fate == "A" else ""
    proposal = begin(stage, entry, province, weighed_on - timedelta(days=21))
    write(stage, entry, proposal, province, leave_out=NOT_YET if fate == HALF_WRITTEN else ())
    lowest, highest = SCORES[entry.fate]
    first = {one: stage.rng.randint(lowest, highest) for one in criteria}
    if entry.fate == "X":
        first |= {one: 0 for one in criteria if one.code == "expects-payment"}
    stage.rng.choice(wording.PURPOSES_OF_COLLABORATION)  # drawn once, so that what follows stays as it was
    recommendation = {"W": "not_now", "X": "decline"}.get(entry.fate, "partner")
    if entry.name == "Diamond City University of Technology":
        recommendation = "partner"  # the decision did not follow the advice
    assessors = two_assessors(stage, province)
    assess(proposal, entry, assessors[0], weighed_on, first, recommendation)
    if fate == ONE_ASSESSOR:
        return proposal
    second = nearby(entry, first)
    if fate in {FAR_APART, EXPLAINED}:
        second |= {
            one: HIGHEST_SCORE - first[one] for one in criteria if one.code in {"capacity", "commitment"}
        }
        first_far = next(one for one in criteria if one.code == "opportunity")
        second[first_far] = 0 if first[first_far] >= 2 else HIGHEST_SCORE
    later = max(weighed_on, stage.working_day(min(decided_on, weighed_on + timedelta(days=3))))
    assess(proposal, entry, assessors[1], later, second, recommendation)
    if fate == EXPLAINED:
        explain_spread(proposal, by=assessors[0], note=said.SPREAD)
    return proposal


def two_assessors(stage: Stage, province: Province | None) -> tuple[User, User]:
    """Whoever keeps the records, and a colleague at the national office."""
    officer = stage.officer(province)
    colleague = stage.people["manager" if officer == stage.people["officer"] else "officer"]
    return officer, colleague


def nearby(entry: Entry, scores: dict[FitCriterion, int]) -> dict[FitCriterion, int]:
    """What somebody else saw: the same, or a point more or less."""
    dice = dice_of(entry)
    return {
        one: min(HIGHEST_SCORE, max(0, score + dice.choice((-1, 0, 0, 0, 1))))
        for one, score in scores.items()
    }


def write(
    stage: Stage,
    entry: Entry,
    proposal: PartnershipProposal,
    province: Province | None,
    leave_out: tuple[str, ...],
) -> None:
    dice, officer, stakeholder = dice_of(entry), stage.officer(province), proposal.stakeholder
    forms = {form.code: form for form in CollaborationForm.objects.all()}
    areas = list(FocusArea.objects.order_by("order", "code"))
    steps: dict[str, dict[str, Any]] = {
        "affected": {"affected": dice.choice(said.AFFECTED)},
        "objectives": {
            "lines": [{"text": text, "form": forms[code]} for text, code in dice.sample(said.OBJECTIVES, 2)]
        },
        "reach": {
            "level": entry.level,
            "provinces": [province] if province else [],
            "focus_areas": [dice.choice(areas)],
            "thrusts": [],
        },
        "risks": {"lines": [{"text": risk, "met_by": met} for risk, met in dice.sample(said.RISKS, 2)]},
        "champion": {
            "champion": stage.head(province),
            "their_champion": Contact.objects.filter(stakeholder=stakeholder, is_main=True).first(),
        },
        "summary": {"summary": dice.choice(said.SUMMARIES)},
    }
    for step, given in steps.items():
        if step not in leave_out:
            write_step(proposal, by=officer, step=step, **given)


def assess(
    proposal: PartnershipProposal,
    entry: Entry,
    by: User,
    day: date,
    scores: dict[FitCriterion, int],
    recommendation: str,
) -> None:
    dice = dice_of(entry)
    assess_fit(
        proposal,
        by=by,
        assessed_on=day,
        scores={
            one: Given(score, reason_for(one, score), dice.choice(said.EVIDENCE))
            for one, score in scores.items()
        },
        recommendation=recommendation,
        recommendation_reason=wording.RECOMMENDATIONS[recommendation],
    )


def reason_for(criterion: FitCriterion, score: int) -> str:
    known = wording.FIT.get(criterion.code)
    return known[min(2, score // 2)] if known else said.NEW_CRITERION_REASON


def decide(
    stage: Stage,
    entry: Entry,
    proposal: PartnershipProposal,
    by: User,
    decided_on: date,
    form: CollaborationForm | None,
) -> None:
    is_partner = entry.fate in PARTNERS
    outcome = "partner" if is_partner else "not_now" if entry.fate == "W" else "declined"
    reason = stage.rng.choice(REASONS[outcome])
    years = (3 if entry.name == LOOKED_AT_EARLIER else 5) if is_partner else 1
    decide_on_partner(
        proposal,
        by=by,
        outcome=outcome,
        decided_on=decided_on,
        reason_category=DecisionReason.objects.get(code=said.KINDS_OF_REASON[reason]),
        reason=reason,
        form_of_collaboration=form,
        level=entry.level if is_partner else "",
        conditions=stage.rng.choice(wording.CONDITIONS) if is_partner else "",
        look_again_on=decided_on + timedelta(days=years * 365),
    )


# The criteria change, and a partner is weighed again


def change_the_criteria(stage: Stage) -> None:
    """The second version weighs one thing more and another no longer; written by one, adopted by another."""
    officer = stage.people["officer"]
    draft = begin_criteria(by=officer)
    names = ("code", "name", "explanation", "weight", "is_risk", "threshold")
    kept = [
        {name: getattr(one, name) for name in names}
        for one in draft.criteria.all()
        if one.code != "supportive-policy"
    ]
    change_criteria(
        draft,
        by=officer,
        version=draft.version,
        introduction=draft.introduction,
        marks={"partner_from": 65, "not_now_from": 45, "wide_score": 2, "wide_fit": 15},
        criteria=[*kept, said.NEW_CRITERION],
    )
    adopt_criteria(draft, by=stage.people["chief.director"])


def review(stage: Stage, before: list[FitCriterion]) -> None:
    """A partner that is weighed again stays one; the scores of the selection stay beside the new ones."""
    _, khanya = next(pair for pair in entries() if pair[1].name == REVIEWED)
    lowest, highest = SCORES[khanya.fate]
    drawn = {one.code: stage.rng.randint(lowest, highest) for one in before}
    stage.rng.choice(wording.PURPOSES_OF_COLLABORATION)  # drawn once, so that what follows stays as it was
    scores = {one: max(0, drawn.get(one.code, 3) - 1) for one in adopted().criteria.all()}
    day = stage.working_day(stage.ago(62))
    officer, colleague = two_assessors(stage, None)
    proposal = begin_proposal(
        stage.stakeholders[khanya.name], by=officer, begun_on=stage.working_day(stage.ago(80))
    )
    assess(proposal, khanya, officer, day, scores, "partner")
    assess(proposal, khanya, colleague, day, nearby(khanya, scores), "partner")
    concluded_on = stage.working_day(stage.ago(40))
    conclude_review(
        proposal,
        by=stage.people["chief.director"],
        finding="changes",
        concluded_on=concluded_on,
        note=said.REVIEW_NOTE,
        look_again_on=concluded_on + timedelta(days=2 * 365),
    )
