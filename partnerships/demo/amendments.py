"""The amendments of the demonstration: one in force, one in clearance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from mou.models import Clearance, MoU, SigningDelegation
from mou.services import begin_amendment, move_amendment, propose_change, sign_amendment
from mou.terms import terms_of
from partnerships.demo.documents import document
from partnerships.demo.stage import Stage


def amend(stage: Stage, mou: MoU, decide: Callable[[Stage, Clearance, date], None]) -> None:
    """One amendment in force, signed by all three parties on different days, and one in clearance."""
    officer = stage.people["officer"]
    first = begin_amendment(
        mou,
        by=officer,
        title="Sixty days of notice",
        reason="The parties asked for more time to hand the training over.",
        on=stage.working_day(stage.ago(75)),
    )
    propose_change(first, by=officer, part="term", field="notice_days", after={"notice_days": 60})
    said = mou.clauses.get(standard__code="termination")
    clause = terms_of(mou).clauses[said.pk] | {"text": f"{said.text} Notice is given in writing."}
    propose_change(first, by=officer, part="clause", item=said.pk, after=clause)
    move_amendment(first, by=officer, move="send-for-clearance", on=stage.working_day(stage.ago(70)))
    for place, step in enumerate(
        first.clearances.select_related("step", "mou").order_by("position"), start=1
    ):
        decide(stage, step, stage.ago(70 - 7 * place))
    move_amendment(first, by=officer, move="send-for-signature")
    delegation = SigningDelegation.objects.get(province=None, code="demo-secretary")
    for place, party in enumerate(mou.parties.order_by("-position"), start=1):
        sign_amendment(
            first,
            party,
            by=officer,
            signed_on=stage.working_day(stage.ago(40 - 7 * place)),
            signed_at="Pretoria",
            signatory=party.signatory,
            capacity=party.capacity,
            authority=party.authority,
            delegation=delegation if party.is_ours else None,
            document=document(f"Signed copy of amendment 1, {party.short_name}"),
        )
    mou.refresh_from_db()
    second = begin_amendment(
        mou,
        by=officer,
        title="A further year",
        reason="The training reaches two more districts.",
        on=stage.working_day(stage.ago(12)),
    )
    if mou.ends_on:
        later = mou.ends_on.replace(year=mou.ends_on.year + 1)
        propose_change(second, by=officer, part="term", field="ends_on", after={"ends_on": later.isoformat()})
    move_amendment(second, by=officer, move="send-for-clearance", on=stage.working_day(stage.ago(9)))
