"""What is read of each link, and what of it stands on the page: names, days and words, in short phrases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, JSONObject

from mou.models import Activity, ActivityQuarter, Amendment, MoU, Obligation, due_as_at, in_force_on
from partnerships.core.numbers import date_long, figure
from partnerships.core.states import State
from partnerships.strategy.models import Indicator
from reporting.models import Actual
from reporting.reports.chain.document import Item, chain_address
from reporting.reports.chain.walk import Start, Walk, everything
from stakeholders.models import Engagement, FitAssessment, PartnerDecision, PartnershipProposal, Stakeholder

# What a term or line of an agreement said on the day, where an amendment changed it later: by part and number or name.
Agreed = dict[tuple[int, str, Any], dict[str, Any]]


def rows_of(key: str, walk: Walk) -> QuerySet[Any]:
    """With everything that the page says of them, in one query (of actuals in two: their documents)."""
    return READ[key](walk.link(key), walk)


def _read_indicators(rows: Any, walk: Walk) -> Any:
    return rows.order_by("order", "code")


def _read_actuals(rows: Any, walk: Walk) -> Any:
    in_order = rows.for_list().order_by("indicator__order", "indicator__code", "province__order")
    return in_order.prefetch_related("documents")


def _read_activities(rows: Any, walk: Walk) -> Any:
    planned = everything(ActivityQuarter).filter(activity=OuterRef("pk")).order_by("number")
    if walk.start.is_figure:
        planned = planned.filter(number=walk.start.quarter.number)
    row = JSONObject(number="number", status="status", done_on="done_on", carried_on="carried_on")
    related = rows.select_related("mou", "responsible_party__stakeholder")
    return related.annotate(planned_rows=ArraySubquery(planned.values(row=row))).order_by("-year", "pk")


def _read_obligations(rows: Any, walk: Walk) -> Any:
    """Those that fall due in the quarter come first."""
    quarter = walk.start.quarter
    of_quarter = Case(When(due_then__range=(quarter.start, quarter.end), then=0), default=1)
    related = rows.select_related("mou", "owing_party__stakeholder", "verified_by")
    return related.annotate(due_then=due_as_at(walk.start.day)).order_by(of_quarter, "due_then", "pk")


def _read_agreements(rows: Any, walk: Walk) -> Any:
    signed = everything(Amendment).filter(mou=OuterRef("pk"), status="signed", signed_on__lte=walk.start.day)
    count = signed.order_by().values("mou").annotate(count=Count("pk")).values("count")
    return (
        rows.select_related("kind", "province")
        .annotate(
            stood_as=Coalesce(Subquery(count), 0) + 1,
            was_in_force=Exists(everything(MoU).filter(in_force_on(walk.start.day), pk=OuterRef("pk"))),
        )
        .order_by("-signed_on", "reference")
    )


def _read_decisions(rows: Any, walk: Walk) -> Any:
    weighed = walk.of(FitAssessment).filter(proposal=OuterRef("proposal")).order_by("place")
    row = JSONObject(
        pk="pk",
        assessed_on="assessed_on",
        by="assessed_by__name",
        post="assessed_by__post",
        recommendation="recommendation",
        kind="proposal__kind",
    )
    related = rows.select_related("stakeholder", "decided_by", "form_of_collaboration")
    return related.annotate(assessment_rows=ArraySubquery(weighed.values(row=row))).order_by(
        "stakeholder__name", "decided_on", "pk"
    )


def _read_stakeholders(rows: Any, walk: Walk) -> Any:
    return rows.select_related("group", "province").order_by("name", "pk")


def _read_engagements(rows: Any, walk: Walk) -> Any:
    return rows.select_related("stakeholder", "kind").order_by("held_on", "pk")


READ: dict[str, Callable[[Any, Walk], Any]] = {
    "indicator": _read_indicators,
    "actual": _read_actuals,
    "activity": _read_activities,
    "obligation": _read_obligations,
    "mou": _read_agreements,
    "decision": _read_decisions,
    "stakeholder": _read_stakeholders,
    "engagement": _read_engagements,
}


def item_of(key: str, row: Any, start: Start, agreed: Agreed) -> Item:
    is_asked = key == start.kind and row.pk == start.record.pk
    query = f"quarter={start.quarter.slug}" if key == "indicator" else ""
    address = "" if is_asked else chain_address(key, row.pk, query)
    text, url, facts, states, documents = WRITE[key](row, start, agreed)
    return Item(text, url, tuple(fact for fact in facts if fact), states, documents, address, is_asked)


Written = tuple[str, str, list[str], tuple[State, ...], tuple[Any, ...]]


def _indicator(row: Indicator, start: Start, agreed: Agreed) -> Written:
    return str(row), f"{row.get_absolute_url()}?year={start.quarter.year}", [], (), ()


def _actual(row: Actual, start: Start, agreed: Agreed) -> Written:
    suffix = row.definition.suffix
    measured = "not measured" if row.measured is None else _value(row.measured, suffix)
    target = "no target" if row.target_value is None else f"target {_value(row.target_value, suffix)}"
    facts = [
        f"{row.indicator.code}, {row.period}, {target}",
        f"By version {row.definition.number} of the description",
        f"Captured on {date_long(row.captured_on)} by {row.captured_by}",
        row.not_measured_because and f"Not measured because: {row.not_measured_because}",
    ]
    text = f"{row.scope_label}: {measured}"
    documents = tuple(row.documents.all())
    return text, row.get_absolute_url(), facts, (row.state, row.evidence_state), documents


def _activity(row: Activity, start: Start, agreed: Agreed) -> Written:
    then = agreed.get((row.mou_id, "activity", row.pk), {})
    facts = [f"{row.mou.reference}, workplan {row.financial_year}", f"Done by {row.responsible_party.name}"]
    states = tuple(_planned(row, one, start) for one in row.planned_rows)  # type: ignore[attr-defined]
    return then.get("title", row.title), row.get_absolute_url(), facts, states, ()


def _planned(row: Activity, one: dict[str, Any], start: Start) -> State:
    days = {name: one[name] and date.fromisoformat(one[name]) for name in ("done_on", "carried_on")}
    quarter = ActivityQuarter(activity=row, number=one["number"], status=one["status"], **days)
    state = quarter.state_at(start.day) if start.is_figure else quarter.state_on(start.day)
    return State(f"Q{quarter.number}: {state.label}", state.tone, state.note)


def _obligation(row: Obligation, start: Start, agreed: Agreed) -> Written:
    then = agreed.get((row.mou_id, "obligation", row.pk)) or {}
    if row.recurring_id:
        then = agreed.get((row.mou_id, "recurring", row.recurring_id)) or {}
    clause, text = then.get("clause", row.clause), then.get("text", row.text)
    quoted = then.get("quoted_text", "") if then else row.quoted_text
    due_on = row.due_then if row.recurring_id else then.get("due_on") or row.due_then  # type: ignore[attr-defined]
    due_on = date.fromisoformat(due_on) if isinstance(due_on, str) else due_on
    is_verified = row.verified_on and row.verified_by and row.verified_on <= start.day
    facts = [
        f"{row.mou.reference}, clause {clause}, due on {date_long(due_on)}",
        f"Owed by {row.owing_party.name}",
        f"“{quoted}”" if quoted else "",
        f"Verified by {row.verified_by} on {date_long(row.verified_on)}" if is_verified else "",  # type: ignore[arg-type]
    ]
    return text, row.get_absolute_url(), facts, (_owed(row, due_on, start),), ()


def _agreement(row: MoU, start: Start, agreed: Agreed) -> Written:
    title, ends_on = row.title, row.ends_on
    then = {
        name: agreed[row.pk, "term", name][name]
        for name in ("title", "ends_on")
        if (row.pk, "term", name) in agreed
    }
    title, ends = then.get("title", title), then.get("ends_on", ends_on)
    ends_on = date.fromisoformat(ends) if isinstance(ends, str) else ends
    until = f"to {date_long(ends_on)}" if ends_on else "without an end"
    stood = f"As it stood on {date_long(start.day)}: version {row.stood_as}"  # type: ignore[attr-defined]
    facts = [
        f"{row.kind}, {row.scope_label}",
        f"Signed on {date_long(row.signed_on)}, {date_long(row.starts_on)} {until}" if row.signed_on else "",
        stood if row.signed_on else "",
    ]
    return f"{row.reference} {title}", row.get_absolute_url(), facts, (_in_force(row, start),), ()


def _owed(row: Obligation, due_on: date, start: Start) -> State:
    """How it stands; behind a figure, how it stood at the end of the quarter."""
    if not start.is_figure:
        return row.state_on(start.today)
    kept = row.status in {Obligation.Status.MET, Obligation.Status.PARTLY_MET}
    settled_on = row.submitted_on if kept else row.released_on
    if row.is_settled and settled_on and settled_on <= start.day:
        return row.state_on(start.day)
    return State("Overdue", "overdue") if due_on < start.day else State("Not overdue", "draft")


def _in_force(row: MoU, start: Start) -> State:
    """The same of an agreement."""
    if not start.is_figure:
        return row.state_on(start.today)
    was = row.was_in_force  # type: ignore[attr-defined]
    return State("In force then", "good") if was else State("Not in force then", "stopped")


def _decision(row: PartnerDecision, start: Start, agreed: Agreed) -> Written:
    post = f", {row.decided_by.post}" if row.decided_by.post else ""
    facts = [
        f"Decided on {date_long(row.decided_on)} by {row.decided_by}{post}",
        row.form_of_collaboration.name if row.form_of_collaboration else "",
        f"Strategic fit {row.fit} of 100" if row.fit is not None else "",
        f"Reason: {row.reason}",
    ]
    text = f"{row.stakeholder}: {row.get_outcome_display().lower()}"
    return text, f"{row.stakeholder.get_absolute_url()}#decision", facts, (row.state,), ()


def assessments_of(row: PartnerDecision) -> list[Item]:
    """Those of the round that the decision closed, as far as the reader may see them."""
    found = []
    for one in row.assessment_rows:  # type: ignore[attr-defined]
        proposal = PartnershipProposal(kind=one["kind"])
        assessment = FitAssessment(pk=one["pk"], recommendation=one["recommendation"], proposal=proposal)
        post = f", {one['post']}" if one["post"] else ""
        facts = (f"Handed in on {date_long(date.fromisoformat(one['assessed_on']))} by {one['by']}{post}",)
        text = f"{row.stakeholder}: {assessment.recommends.lower()}"
        found.append(Item(text, assessment.get_absolute_url(), facts))
    return found


def _stakeholder(row: Stakeholder, start: Start, agreed: Agreed) -> Written:
    return str(row), row.get_absolute_url(), [f"{row.group}, {row.scope_label}"], (), ()


def _engagement(row: Engagement, start: Start, agreed: Agreed) -> Written:
    day = date_long(row.held_on) if row.held_on else "Without a date in its source"
    facts = [f"{day}, with {row.stakeholder}", row.place]
    return str(row), row.get_absolute_url(), facts, (), ()


WRITE: dict[str, Callable[[Any, Start, Agreed], Written]] = {
    "indicator": _indicator,
    "actual": _actual,
    "activity": _activity,
    "obligation": _obligation,
    "mou": _agreement,
    "decision": _decision,
    "stakeholder": _stakeholder,
    "engagement": _engagement,
}


def _value(value: Any, suffix: str) -> str:
    return value if isinstance(value, str) else figure(value, suffix)
