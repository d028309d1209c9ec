"""The text of an agreement and its close-out report as PDF: the same records as their pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from mou.models import MoU, by_section, text_digest
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.pdf import printed


def text_pdf(mou: MoU, *, by: User, day: date) -> bytes:
    """PDF/UA-1. The same text on the same day gives the same bytes. Raises PdfError with a sentence."""
    return _printed("mou/pdf/text.html", text_of(mou, by=by, day=day))


def _printed(template: str, told: dict[str, Any]) -> bytes:
    return printed(render_to_string(template, told), "agreement.css")


def close_out_pdf(mou: MoU, *, by: User) -> bytes:
    """The close-out report on paper. Raises PdfError with a sentence."""
    return _printed("mou/pdf/close_out.html", close_out_of(mou, by=by))


def close_out_of(mou: MoU, *, by: User) -> dict[str, Any]:
    """What the report says, for its page and its paper: the words, and what became of each duty and activity."""
    obligations = mou.obligations.visible_to(by).select_related("owing_party__stakeholder")
    activities = mou.activities.visible_to(by).for_list().order_by("year", "pk")
    return {
        "mou": mou,
        "report": mou.close_out,
        "parties": list(mou.parties.select_related("stakeholder").order_by("position")),
        "obligations": list(obligations.order_by("due_on", "pk")),
        "activities": [
            (activity, [(q.period, q.get_status_display()) for q in activity.quarters.all()])
            for activity in activities
        ],
        "demonstration": settings.DEMONSTRATION,
    }


def text_of(mou: MoU, *, by: User, day: date) -> dict[str, Any]:
    """What the paper says, for every format of it."""
    links = ("owing_party__stakeholder", "beneficiary__stakeholder")
    obligations = mou.obligations.visible_to(by).agreed().select_related(*links)
    recurring = mou.recurring_obligations.visible_to(by).standing().select_related(*links)
    return {
        "mou": mou,
        "standing": standing(mou, day),
        "written_on": day,
        "parties": list(mou.parties.select_related("stakeholder").order_by("position")),
        "sections": by_section(mou.clauses.visible_to(by).standing().in_order()),
        "owed": [
            *((one, date_long(one.due_on)) for one in obligations.order_by("due_on", "pk")),
            *((one, one.in_words) for one in recurring.order_by("first_period", "pk")),
        ],
        "digest": text_digest(mou),
        "demonstration": settings.DEMONSTRATION,
    }


def standing(mou: MoU, day: date) -> str:
    """What the reader must know of the paper: a draft is one, whatever it looks like."""
    if not mou.text_is_locked:
        return f"Draft of {date_long(day)}, not agreed"
    if mou.status == MoU.Status.CLEARANCE:
        return f"In clearance, {date_long(day)}"
    if mou.status == MoU.Status.SIGNATURE:
        return "For signature"
    return (
        f"As signed, the last signature on {date_long(mou.signed_on)}" if mou.signed_on else "For signature"
    )
