"""Fifty thousand organisations: who they are, who looks after them, and how some became partners."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from partnerships.bench.data import words
from partnerships.bench.data.people import HOME
from partnerships.bench.data.plan import Plan, Weighted, noon
from partnerships.core.models import District, Province
from stakeholders.fit import HIGHEST_SCORE
from stakeholders.lifecycle import STAKEHOLDER_LIFECYCLE
from stakeholders.models import (
    CollaborationForm,
    FitAssessment,
    FitCriterion,
    FitScore,
    PartnerDecision,
    Stakeholder,
    StakeholderClass,
    StakeholderType,
)

Status = Stakeholder.Status
Row = dict[str, Any]
STATUSES = {
    Status.IDENTIFIED: 54,
    Status.UNDER_ASSESSMENT: 6,
    Status.PARTNER: 22,
    Status.NOT_NOW: 6,
    Status.DECLINED: 4,
    Status.ENDED: 8,
}
# The move and the outcome that led to each status from “under assessment”.
DECIDED = {
    Status.PARTNER: ("accept", PartnerDecision.Outcome.PARTNER),
    Status.ENDED: ("accept", PartnerDecision.Outcome.PARTNER),
    Status.NOT_NOW: ("not-now", PartnerDecision.Outcome.NOT_NOW),
    Status.DECLINED: ("decline", PartnerDecision.Outcome.DECLINED),
}
RECOMMENDED = {
    PartnerDecision.Outcome.PARTNER: FitAssessment.Recommendation.PARTNER,
    PartnerDecision.Outcome.NOT_NOW: FitAssessment.Recommendation.NOT_NOW,
    PartnerDecision.Outcome.DECLINED: FitAssessment.Recommendation.DECLINE,
}
CLASS_WEIGHTS = {"key-player": 6, "keep-satisfied": 12, "keep-informed": 32, "watch": 50}
SHARE_NATIONAL = 0.04
SHARE_ARCHIVED = 0.03


@dataclass(slots=True)
class Organisation:
    """What the other parts need to know of a stakeholder."""

    pk: int
    province: int | None
    type_code: str
    status: str
    partner_from: date | None = None
    partner_until: date | None = None


@dataclass
class Register:
    """All organisations, and those that were ever partners, by province and by the day of their decision."""

    organisations: list[Organisation] = field(default_factory=list)
    partners: dict[int | None, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    partners_anywhere: list[Organisation] = field(default_factory=list)
    # Has more contact people, engagements and documents than any other.
    fullest: Organisation | None = None

    def note_partners(self) -> None:
        ever = [organisation for organisation in self.organisations if organisation.partner_from]
        self.partners_anywhere = sorted(ever, key=_since)
        for organisation in self.partners_anywhere:
            self.partners[organisation.province].append(organisation)

    def partner_before(self, plan: Plan, province: int | None, day: date) -> Organisation:
        """Some organisation of the province that became a partner before that day, whenever it ended.

        Where the province has none, one of another province.
        """
        for known in (self.partners[province], self.partners_anywhere):
            if decided := bisect(known, day - timedelta(days=1), key=_since):
                return known[int(plan.rng.random() * decided)]
        raise ValueError("A register without partners cannot have agreements.")

    def partner_on(self, plan: Plan, province: int | None, day: date) -> Organisation | None:
        """Some partner of that province on that day; none when twenty draws find none."""
        known = self.partners[province]
        decided = bisect(known, day, key=_since)
        for _ in range(20 if decided else 0):
            found = known[int(plan.rng.random() * decided)]
            if found.partner_until is None or found.partner_until > day:
                return found
        return None


def _since(organisation: Organisation) -> date:
    return organisation.partner_from or date.max


def load(plan: Plan) -> Register:
    register = Register()
    numbers = plan.copier.reserve(Stakeholder, plan.scale.stakeholders)
    plan.copier.write(Stakeholder, _stakeholders(plan, register, numbers))
    register.fullest = _fullest(register)
    decided = [org for org in register.organisations if org.status != Status.IDENTIFIED]
    assessments = plan.copier.reserve(FitAssessment, len(decided))
    decisions: list[Row] = []
    plan.copier.write(FitAssessment, _assessments(plan, decided, assessments, decisions))
    plan.copier.write(FitScore, _scores(plan, assessments))
    plan.copier.write(PartnerDecision, decisions)
    plan.write_moves()
    register.note_partners()
    return register


def _fullest(register: Register) -> Organisation:
    """A partner of the province of the provincial account, so that everybody who signs in sees its page."""
    province = Province.objects.get(code=HOME).pk
    return next(o for o in register.organisations if o.province == province and o.status == Status.PARTNER)


def _stakeholders(plan: Plan, register: Register, numbers: range) -> Iterator[Row]:
    provinces = list(Province.objects.all())
    province_of = plan.weighted((p, words.PROVINCE_WEIGHTS.get(p.code, 1)) for p in provinces)
    districts: dict[int, list[int]] = defaultdict(list)
    for district in District.objects.all():
        districts[district.province_id].append(district.pk)
    type_of = plan.weighted(
        (t, words.TYPE_WEIGHTS.get(t.code, words.FEW)) for t in StakeholderType.objects.all()
    )
    status_of = plan.weighted(STATUSES.items())
    taken: dict[tuple[int | None, str], int] = defaultdict(int)
    class_of = plan.weighted(
        (c.pk, CLASS_WEIGHTS.get(c.code, 1)) for c in StakeholderClass.objects.in_use().order_by("order")
    )
    for pk in numbers:
        row = _stakeholder(
            plan, register, pk, taken, province_of, districts, type_of.draw(), status_of.draw()
        )
        yield row | _care(plan, row, class_of)


def _care(plan: Plan, row: Row, class_of: Weighted[int]) -> Row:
    """How closely it is kept in touch with, by whom, and when somebody last looked whether the entry is right."""
    found: Row = {"stakeholder_class_id": class_of.draw() if plan.happens(0.75) else None}
    if plan.happens(0.6):
        found["relationship_manager_id"] = plan.official(row["province_id"])
    if plan.happens(0.55):
        found["verified_on"] = plan.today - timedelta(days=plan.number(0, 800))
        found["verified_by_id"] = plan.official(row["province_id"])
    return found


def _stakeholder(
    plan: Plan,
    register: Register,
    pk: int,
    taken: dict[tuple[int | None, str], int],
    province_of: Any,
    districts: dict[int, list[int]],
    kind: StakeholderType,
    status: str,
) -> Row:
    province = None if plan.happens(SHARE_NATIONAL) else province_of.draw().pk
    place = _place(plan)
    name = f"{place} {plan.one_of(words.BODIES.get(kind.code, (kind.name,)))}"
    taken[province, name] += 1
    number = f" {taken[province, name]}" if taken[province, name] > 1 else ""
    register.organisations.append(Organisation(pk, province, kind.code, status))
    archived_on = None
    if status not in {Status.PARTNER, Status.UNDER_ASSESSMENT} and plan.happens(SHARE_ARCHIVED):
        archived_on = plan.today - timedelta(days=plan.number(0, 300))
    return {
        "id": pk,
        "name": f"{name}{number} {words.MARK}",
        "short_name": "".join(word[0] for word in name.split()) if plan.happens(0.4) else "",
        "group_id": kind.group_id,
        "type_id": kind.pk,
        "level": _level(plan, province),
        "province_id": province,
        "district_id": plan.one_of(districts[province]) if province and districts[province] else None,
        "seat": place if plan.happens(0.7) else "",
        "mandate": f"Works on {plan.one_of(words.SUBJECTS)} and {plan.one_of(words.SUBJECTS)}.",
        "source": "Benchmark",
        "status": status,
        "archived_on": archived_on,
        "archive_reason": "It no longer exists." if archived_on else "",
        "created_at": noon(plan.day(plan.first_day, plan.today)),
        "version": 1 if status == Status.IDENTIFIED else 3,
    }


def _place(plan: Plan) -> str:
    part = plan.one_of(words.PLACE_PARTS)
    name = plan.one_of(words.PLACE_BEGINNINGS) + plan.one_of(words.PLACE_ENDINGS)
    return f"{name} {part}" if part else name


def _level(plan: Plan, province: int | None) -> str:
    if province is None:
        return Stakeholder.Level.NATIONAL if plan.happens(0.9) else Stakeholder.Level.GLOBAL
    if plan.happens(0.75):
        return Stakeholder.Level.LOCAL
    return Stakeholder.Level.REGIONAL if plan.happens(0.5) else Stakeholder.Level.PROVINCIAL


def _assessments(
    plan: Plan, assessed: list[Organisation], numbers: range, decisions: list[Row]
) -> Iterator[Row]:
    """Each assessment, with the decision that followed it and the moves of both."""
    forms = list(CollaborationForm.objects.values_list("pk", flat=True))
    for pk, organisation in zip(numbers, assessed, strict=True):
        assessor = plan.official(organisation.province)
        decision = _decision(plan, organisation, forms) if organisation.status in DECIDED else None
        if decision:
            decisions.append(decision)
            assessed_on = decision["decided_on"] - timedelta(days=plan.number(5, 60))
        else:
            assessed_on = plan.today - timedelta(days=plan.number(1, 90))
        begun_on = assessed_on - timedelta(days=plan.number(0, 30))
        plan.moved(
            STAKEHOLDER_LIFECYCLE,
            organisation.pk,
            "assess",
            source=Status.IDENTIFIED,
            by=assessor,
            on=begun_on,
        )
        if decision:
            _moves_of_decision(plan, organisation, decision)
        yield {
            "id": pk,
            "stakeholder_id": organisation.pk,
            "assessed_on": assessed_on,
            "assessed_by_id": assessor,
            "purpose": f"Work together on {plan.one_of(words.SUBJECTS)}.",
            "recommendation": RECOMMENDED[decision["outcome"]]
            if decision
            else plan.one_of(list(RECOMMENDED.values())),
            "recommendation_reason": plan.one_of(words.REASONS),
        }


def _decision(plan: Plan, organisation: Organisation, forms: list[int]) -> Row:
    _, outcome = DECIDED[organisation.status]  # type: ignore[index]
    is_partner = outcome == PartnerDecision.Outcome.PARTNER
    decided_on = plan.day(plan.first_day, plan.today - timedelta(days=30))
    row: Row = {
        "stakeholder_id": organisation.pk,
        "outcome": outcome,
        "decided_on": decided_on,
        "decided_by_id": plan.official(organisation.province),
        "reason": plan.one_of(words.REASONS),
        "form_of_collaboration_id": plan.one_of(forms) if is_partner else None,
        "look_again_on": plan.later(decided_on, 90, 400)
        if outcome == PartnerDecision.Outcome.NOT_NOW
        else None,
    }
    if is_partner:
        organisation.partner_from = decided_on
    if organisation.status == Status.ENDED:
        organisation.partner_until = plan.later(decided_on, 90, 1200)
        row |= {
            "ended_on": organisation.partner_until,
            "end_reason": plan.one_of(PartnerDecision.EndReason.values),
            "end_note": "The purpose was reviewed by both sides.",
            "ended_by_id": plan.official(organisation.province),
        }
    return row


def _moves_of_decision(plan: Plan, organisation: Organisation, decision: Row) -> None:
    name, _ = DECIDED[organisation.status]  # type: ignore[index]
    plan.moved(
        STAKEHOLDER_LIFECYCLE,
        organisation.pk,
        name,
        source=Status.UNDER_ASSESSMENT,
        by=decision["decided_by_id"],
        on=decision["decided_on"],
        note=decision["reason"],
    )
    if ended_on := decision.get("ended_on"):
        plan.moved(
            STAKEHOLDER_LIFECYCLE,
            organisation.pk,
            "end",
            source=Status.PARTNER,
            by=decision["ended_by_id"],
            on=ended_on,
            note=decision["end_note"],
        )


def _scores(plan: Plan, assessments: range) -> Iterator[Row]:
    criteria = list(FitCriterion.objects.all())
    for assessment in assessments:
        for criterion in criteria:
            yield {
                "assessment_id": assessment,
                "criterion_id": criterion.pk,
                "weight": criterion.weight,
                "score": plan.number(1, HIGHEST_SCORE),
                "reason": plan.one_of(words.REASONS),
            }
