"""Fifty thousand organisations: who they are, who looks after them, and how some became partners."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from partnerships.bench.data import forming, words
from partnerships.bench.data.people import HOME
from partnerships.bench.data.plan import Plan, Weighted, noon
from partnerships.core.models import District, Province
from stakeholders.models import (
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
    forming.load(plan, [org for org in register.organisations if org.status != Status.IDENTIFIED])
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
