"""A hundred thousand obligations with their evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from mou.lifecycle import OBLIGATION_LIFECYCLE
from mou.models import Obligation
from partnerships.bench.data import words
from partnerships.bench.data.agreements import Agreement, Status
from partnerships.bench.data.plan import Plan, content_type, noon
from partnerships.core.models import Document

Row = dict[str, Any]
# What became of obligations that are past their due date: status → (share, the move from “submitted” or “open”).
PAST = {
    "met": 62,
    "partly_met": 8,
    "submitted": 5,
    "returned": 3,
    "open": 13,
    "waived": 3,
    "lapsed": 4,
    "disputed": 2,
}
# What nobody settled within a year is met late, released or given up in the end.
LONG_PAST = {
    "met": 70,
    "partly_met": 9,
    "submitted": 1,
    "returned": 1,
    "open": 4,
    "waived": 5,
    "lapsed": 9,
    "disputed": 1,
}
SETTLED = {"met": 84, "partly_met": 8, "waived": 5, "lapsed": 3}
FUTURE = {"open": 94, "submitted": 2, "met": 4}
SUBMITTED = {"submitted", "met", "partly_met", "returned"}
VERIFIED = {"met": "meet", "partly_met": "meet-partly", "returned": "return"}
RELEASED = {"waived": "waive", "lapsed": "lapse"}


def load(plan: Plan, agreements: list[Agreement], evidence: Row) -> None:
    """``evidence`` describes the one stored file that every document of the benchmark stands for."""
    documents: list[Row] = []
    plan.copier.write(Obligation, _obligations(plan, agreements, documents, evidence))
    plan.copier.write(Document, documents)
    plan.write_moves()


def _obligations(
    plan: Plan, agreements: list[Agreement], documents: list[Row], evidence: Row
) -> Iterator[Row]:
    weights = [plan.rng.lognormvariate(0, 0.7) for _ in agreements]
    counts = plan.shares(plan.scale.obligations, weights, least=3)
    numbers = plan.copier.reserve(Obligation, plan.scale.obligations)
    owners = (agreement for agreement, count in zip(agreements, counts, strict=True) for _ in range(count))
    fates = Fates(plan)
    evidence = evidence | {"content_type_id": content_type(Obligation)}

    def rows() -> Iterator[Row]:
        for pk, agreement in zip(numbers, owners, strict=True):
            row = _obligation(plan, agreement, pk, fates)
            if row["status"] in SUBMITTED:
                sent = {
                    "object_id": pk,
                    "uploaded_by_id": row["submitted_by_id"],
                    "uploaded_at": noon(row["submitted_on"]),
                }
                documents.extend(evidence | sent for _ in range(1 + plan.happens(0.15)))
            yield row

    return rows()


class Fates:
    """What becomes of an obligation, by its due date and by what became of its agreement."""

    def __init__(self, plan: Plan):
        self.past = plan.weighted(PAST.items())
        self.long_past = plan.weighted(LONG_PAST.items())
        self.settled = plan.weighted(SETTLED.items())
        self.future = plan.weighted(FUTURE.items())

    def draw(self, plan: Plan, agreement: Agreement, due_on: date) -> str:
        if not agreement.is_signed:
            return "open"
        if agreement.status == Status.COMPLETED:
            return self.settled.draw()
        if agreement.stopped_on and due_on > agreement.stopped_on:
            return "lapsed"
        if due_on < plan.today - timedelta(days=365):
            return self.long_past.draw()
        return (self.past if due_on < plan.today else self.future).draw()


def _obligation(plan: Plan, agreement: Agreement, pk: int, fates: Fates) -> Row:
    due_on = plan.day(
        agreement.starts_on + timedelta(days=20),
        agreement.ends_on or agreement.starts_on + timedelta(days=1400),
    )
    status = fates.draw(plan, agreement, due_on)
    row: Row = {
        "id": pk,
        "mou_id": agreement.pk,
        "clause": f"{plan.number(3, 12)}.{plan.number(1, 9)}",
        "text": plan.one_of(words.PLEDGES).format(plan.one_of(words.SUBJECTS)),
        "owing_party_id": plan.one_of(agreement.parties),
        "accountable_id": agreement.owner if plan.happens(0.4) else plan.official(agreement.province),
        "due_on": due_on,
        "thrust_id": plan.one_of(agreement.thrusts) if plan.happens(0.85) else None,
        "status": status,
        "created_at": noon((agreement.signed_on or plan.today) - timedelta(days=70)),
    }
    if status in SUBMITTED:
        row |= _submission(plan, agreement, pk, status, due_on)
    elif status in RELEASED:
        row |= _release(plan, agreement, pk, status, due_on)
    elif status == "disputed":
        by = agreement.manager
        plan.moved(
            OBLIGATION_LIFECYCLE,
            pk,
            "dispute",
            source="open",
            by=by,
            on=due_on,
            note="The partner reads it otherwise.",
        )
    return row


def _submission(plan: Plan, agreement: Agreement, pk: int, status: str, due_on: date) -> Row:
    """Sent in round about the due date; verified within weeks by somebody else."""
    first = agreement.signed_on or plan.today
    around = due_on + timedelta(days=int(plan.rng.gauss(-4, 18)))
    submitted_on = min(max(around, first), agreement.stopped_on or plan.today)
    submitter = plan.official(agreement.province)
    plan.moved(OBLIGATION_LIFECYCLE, pk, "submit", source="open", by=submitter, on=submitted_on)
    row: Row = {
        "submitted_on": submitted_on,
        "submitted_by_id": submitter,
        "submission": plan.one_of(words.SENTENCES),
    }
    if name := VERIFIED.get(status):
        verifier = plan.official(agreement.province, other_than=submitter)
        verified_on = plan.later(submitted_on, 1, 30)
        finding = "The evidence shows it." if status == "met" else "Part of it is missing."
        plan.moved(
            OBLIGATION_LIFECYCLE, pk, name, source="submitted", by=verifier, on=verified_on, note=finding
        )
        row |= {"verified_on": verified_on, "verified_by_id": verifier, "verification": finding}
    return row


def _release(plan: Plan, agreement: Agreement, pk: int, status: str, due_on: date) -> Row:
    by = agreement.manager
    on = min(plan.later(due_on, 0, 120), agreement.stopped_on or plan.today)
    plan.moved(
        OBLIGATION_LIFECYCLE, pk, RELEASED[status], source="open", by=by, on=on, note="Circumstances changed."
    )
    return {
        "released_on": on,
        "released_by_id": by,
        "release_authority": "Decision of the steering committee",
    }
