"""Three thousand MoUs with their parties, clearances and signatures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from mou.lifecycle import CLEARANCE_LIFECYCLE, MOU_LIFECYCLE
from mou.models import AgreementKind, Clearance, ClearanceStep, CloseOut, MoU, MoUParty
from partnerships.bench.data import words
from partnerships.bench.data.figures import Strategy
from partnerships.bench.data.plan import Plan, content_type, noon
from partnerships.bench.data.register import Organisation, Register
from partnerships.core.models import Document, Province

Status = MoU.Status
Row = dict[str, Any]
STATUSES = {
    Status.DRAFT: 4,
    Status.CONSULTATION: 3,
    Status.CLEARANCE: 3,
    Status.SIGNATURE: 3,
    Status.SIGNED: 70,
    Status.SUSPENDED: 2,
    Status.TERMINATED: 5,
    Status.COMPLETED: 10,
}
# The way there: each step is (move, from).
WAY: dict[str, tuple[str, str]] = {
    Status.CONSULTATION: ("consult", Status.DRAFT),
    Status.CLEARANCE: ("send-for-clearance", Status.CONSULTATION),
    Status.SIGNATURE: ("send-for-signature", Status.CLEARANCE),
    Status.SIGNED: ("sign", Status.SIGNATURE),
    Status.SUSPENDED: ("suspend", Status.SIGNED),
    Status.TERMINATED: ("terminate", Status.SIGNED),
    Status.COMPLETED: ("complete", Status.SIGNED),
}
# Signed or not, these have no end of their own yet.
RUNNING = (Status.DRAFT, Status.CONSULTATION, Status.CLEARANCE, Status.SIGNATURE, Status.SIGNED)
UNSIGNED = (Status.DRAFT, Status.CONSULTATION, Status.CLEARANCE, Status.SIGNATURE)
SHARE_NATIONAL = 0.2
YEARS = (1, 2, 3, 3, 3, 5, 5, None)


@dataclass(slots=True)
class Agreement:
    """What obligations and workplans need to know of their MoU."""

    pk: int
    province: int | None
    status: str
    signed_on: date | None
    starts_on: date
    ends_on: date | None
    # The day on which it ended before its time; nothing is owed after it.
    stopped_on: date | None
    owner: int
    manager: int
    thrusts: list[int]
    parties: list[int] = field(default_factory=list)

    @property
    def is_signed(self) -> bool:
        return self.signed_on is not None


def load(plan: Plan, register: Register, strategy: Strategy, file: Row) -> list[Agreement]:
    """``file`` describes the one stored file that stands for every signed copy."""
    agreements: list[Agreement] = []
    partners: dict[int, list[Organisation]] = {}
    rows = _mous(plan, register, strategy, agreements, partners)
    plan.copier.write(CloseOut, _close_outs(plan, [row for row in rows if row["status"] == Status.COMPLETED]))
    plan.copier.write(MoU, rows)
    plan.copier.write(
        MoU.focus_areas.through,
        (
            {"mou_id": agreement.pk, "focusarea_id": area}
            for agreement in agreements
            for area in dict.fromkeys(strategy.area_of[thrust] for thrust in agreement.thrusts)
        ),
    )
    plan.copier.write(
        MoU.provinces.through,
        ({"mou_id": a.pk, "province_id": a.province} for a in agreements if a.province is not None),
    )
    plan.copier.write(MoUParty, _parties(plan, agreements, partners))
    plan.copier.write(Clearance, _clearances(plan, agreements, {row["id"]: row["kind_id"] for row in rows}))
    plan.copier.write(Document, _signed_copies(plan, agreements, file))
    plan.write_moves()
    return agreements


def _close_outs(plan: Plan, completed: list[Row]) -> Iterator[Row]:
    """The report of each completed agreement, which names it."""
    for pk, mou in zip(plan.copier.reserve(CloseOut, len(completed)), completed, strict=True):
        mou["close_out_id"] = pk
        yield {
            "id": pk,
            "reached": "Both sides confirm that the purpose was reached.",
            **dict.fromkeys(("not_reached", "learnt", "ours", "theirs"), "Nothing that was not planned."),
            "reported_on": mou["completed_on"],
            "reported_by_id": mou["partnership_manager_id"],
        }


def _signed_copies(plan: Plan, agreements: list[Agreement], file: Row) -> Iterator[Row]:
    mou = content_type(MoU)
    for agreement in agreements:
        if agreement.signed_on and plan.happens(0.94):
            yield file | {
                "content_type_id": mou,
                "object_id": agreement.pk,
                "kind": Document.Kind.SIGNED_COPY,
                "title": "Signed copy",
                "uploaded_by_id": agreement.manager,
                "uploaded_at": noon(agreement.signed_on),
            }


def _mous(
    plan: Plan,
    register: Register,
    strategy: Strategy,
    agreements: list[Agreement],
    partners: dict[int, list[Organisation]],
) -> list[Row]:
    province_of = plan.weighted(
        (province.pk, words.PROVINCE_WEIGHTS.get(province.code, 1)) for province in Province.objects.all()
    )
    kinds = list(AgreementKind.objects.all())
    status_of = plan.weighted(STATUSES.items())
    taken = set(MoU._base_manager.values_list("reference", flat=True))
    numbers: dict[tuple[str, int], int] = defaultdict(int)
    rows = []
    for pk in plan.copier.reserve(MoU, plan.scale.mous):
        province = None if plan.happens(SHARE_NATIONAL) else province_of.draw()
        status = status_of.draw()
        # Agreements with an end of their own need time to have lived.
        latest = plan.today - timedelta(days=10 if status in RUNNING else 300)
        partner = register.partner_before(plan, province, plan.today if status in UNSIGNED else latest)
        agreement = _agreement(
            plan, pk, province, status, strategy, _signed_on(plan, status, partner, latest)
        )
        agreements.append(agreement)
        partners[pk] = _partners(plan, register, agreement, partner)
        kind = plan.one_of(kinds)
        year = agreement.starts_on.year
        reference = ""
        while not reference or reference in taken:
            numbers[kind.prefix, year] += 1
            reference = f"{kind.prefix}-{year}-{numbers[kind.prefix, year]:03}"
        rows.append(_row(plan, agreement, kind.pk, reference))
        _moves(plan, agreement)
    return rows


def _signed_on(plan: Plan, status: str, partner: Organisation, latest: date) -> date | None:
    """A day on which the organisation was a partner; none for what nobody has signed."""
    if status in UNSIGNED or partner.partner_from is None:
        return None
    last = partner.partner_until - timedelta(days=1) if partner.partner_until else latest
    return plan.day(partner.partner_from, min(last, latest))


def _agreement(
    plan: Plan, pk: int, province: int | None, status: str, strategy: Strategy, signed_on: date | None
) -> Agreement:
    starts_on = plan.today + timedelta(days=plan.number(20, 120))
    if signed_on:
        starts_on = signed_on + timedelta(days=plan.number(0, 30))
    years = plan.one_of(YEARS)
    ends_on = starts_on + timedelta(days=365 * years - 1) if years else None
    stopped_on = None
    if status in {Status.TERMINATED, Status.COMPLETED}:
        stopped_on = plan.day(starts_on + timedelta(days=120), min(ends_on or plan.today, plan.today))
    owner = plan.official(province)
    return Agreement(
        pk,
        province,
        status,
        signed_on,
        starts_on,
        ends_on,
        stopped_on,
        owner,
        plan.official(province, other_than=owner),
        [plan.one_of(strategy.thrusts) for _ in range(plan.number(2, 6))],
    )


def _partners(
    plan: Plan, register: Register, agreement: Agreement, first: Organisation
) -> list[Organisation]:
    """The first and up to two others that were partners on the day of signature."""
    day = agreement.signed_on or plan.today
    found = {first.pk: first}
    for _ in range(plan.one_of((0, 0, 0, 1, 1, 2))):
        province = agreement.province
        if province is None and plan.happens(0.7):
            province = plan.one_of([*register.partners])
        if partner := register.partner_on(plan, province, day):
            found[partner.pk] = partner
    return list(found.values())


def _row(plan: Plan, agreement: Agreement, kind: int, reference: str) -> Row:
    subject = plan.one_of(words.SUBJECTS)
    is_terminated = agreement.status == Status.TERMINATED
    is_completed = agreement.status == Status.COMPLETED
    return {
        "id": agreement.pk,
        "reference": reference,
        "title": f"Cooperation on {subject} and {plan.one_of(words.SUBJECTS)}",
        "kind_id": kind,
        "purpose": f"The parties work together on {subject}. {plan.one_of(words.REASONS)}",
        "province_id": agreement.province,
        "business_owner_id": agreement.owner,
        "partnership_manager_id": agreement.manager,
        "starts_on": agreement.starts_on,
        "ends_on": agreement.ends_on,
        "notice_days": 30,
        "status": agreement.status,
        "signed_on": agreement.signed_on,
        "suspended_on": plan.later(agreement.starts_on, 30, 250)
        if agreement.status == Status.SUSPENDED
        else None,
        "notice_given_on": agreement.stopped_on - timedelta(days=45)
        if is_terminated and agreement.stopped_on
        else None,
        "terminated_on": agreement.stopped_on if is_terminated else None,
        "completed_on": agreement.stopped_on if is_completed else None,
        "close_out_id": None,
        "created_at": noon((agreement.signed_on or plan.today) - timedelta(days=plan.number(60, 200))),
    }


def _moves(plan: Plan, agreement: Agreement) -> None:
    way: list[tuple[str, str]] = []
    step = WAY.get(agreement.status)
    while step:
        way.insert(0, step)
        step = WAY.get(step[1])
    last = agreement.stopped_on or agreement.signed_on or plan.today
    for back, (name, source) in enumerate(reversed(way)):
        on = last - timedelta(days=9 * back)
        note = "Recorded in the minutes." if name in {"suspend", "terminate"} else ""
        plan.moved(MOU_LIFECYCLE, agreement.pk, name, source=source, by=agreement.manager, on=on, note=note)


def _parties(
    plan: Plan, agreements: list[Agreement], partners: dict[int, list[Organisation]]
) -> Iterator[Row]:
    numbers = iter(plan.copier.reserve(MoUParty, sum(1 + len(found) for found in partners.values())))

    def rows() -> Iterator[Row]:
        for agreement in agreements:
            for position, partner in enumerate([None, *partners[agreement.pk]], start=1):
                pk = next(numbers)
                agreement.parties.append(pk)
                yield {
                    "id": pk,
                    "mou_id": agreement.pk,
                    "position": position,
                    "stakeholder_id": partner.pk if partner else None,
                    "signatory": plan.one_of(words.OFFICES) if partner else "Secretary for Police Service",
                    "capacity": "Duly authorised",
                    "authority": "Resolution of its board" if partner else "Act 2 of 2011",
                    "signed_on": agreement.signed_on,
                    "signed_at": "Pretoria" if agreement.is_signed else "",
                }

    return rows()


def _clearances(plan: Plan, agreements: list[Agreement], kind_of: dict[int, int]) -> Iterator[Row]:
    """One round for each agreement that has left consultation; some needed a second one."""
    steps: dict[int, list[int]] = defaultdict(list)
    for step in ClearanceStep.objects.order_by("kind", "order"):
        steps[step.kind_id].append(step.pk)
    begun = [a for a in agreements if a.status not in {Status.DRAFT, Status.CONSULTATION}]
    rounds = [(agreement, plan.happens(0.1)) for agreement in begun]
    numbers = iter(
        plan.copier.reserve(Clearance, sum(len(steps[kind_of[a.pk]]) * (1 + twice) for a, twice in rounds))
    )

    def rows() -> Iterator[Row]:
        for agreement, twice in rounds:
            decided_on = (agreement.signed_on or plan.today) - timedelta(days=30)
            mine = steps[kind_of[agreement.pk]]
            if twice:
                first = decided_on - timedelta(days=60)
                for position, step in enumerate(mine, start=1):
                    outcome = "returned" if position == 1 else "closed"
                    yield _clearance(plan, next(numbers), agreement, (1, position, step), outcome, first)
            is_waiting = agreement.status == Status.CLEARANCE
            for position, step in enumerate(mine, start=1):
                outcome = "waiting" if is_waiting and position > 1 else "cleared"
                on = decided_on + timedelta(days=position)
                yield _clearance(plan, next(numbers), agreement, (1 + twice, position, step), outcome, on)

    return rows()


CLEARANCE_MOVES = {"cleared": "clear", "returned": "return", "closed": "close"}


def _clearance(
    plan: Plan, pk: int, agreement: Agreement, place: tuple[int, int, int], outcome: str, on: date
) -> Row:
    number, position, step = place
    reason = "Clause 4 names no date." if outcome == "returned" else ""
    by = plan.official(agreement.province)
    if name := CLEARANCE_MOVES.get(outcome):
        plan.moved(CLEARANCE_LIFECYCLE, pk, name, source="waiting", by=by, on=on, note=reason)
    is_decided = outcome != "waiting"
    return {
        "id": pk,
        "mou_id": agreement.pk,
        "round": number,
        "step_id": step,
        "position": position,
        "status": outcome,
        "opened_on": on - timedelta(days=10),
        "decided_on": on if is_decided else None,
        "decided_by_id": by if is_decided else None,
        "reason": reason,
    }
