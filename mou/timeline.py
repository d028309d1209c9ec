"""What agreements tell on the timeline of a stakeholder that is a party to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, Value
from django.utils import timezone

from mou.models import ConfirmationSlip, MoU, Suspension
from partnerships.core.models import User
from partnerships.core.timeline import Source, joined, register
from stakeholders.models import Stakeholder


def _signed_with(record: Any, user: User) -> Any:
    """Agreements that were signed with this party; a draft is no event yet."""
    return MoU.objects.visible_to(user).with_partner(record).filter(signed_on__isnull=False)


def _expired(record: Any, user: User) -> Any:
    run_out = MoU.Status.SIGNED, MoU.Status.SUSPENDED
    return _signed_with(record, user).filter(ends_on__lt=timezone.localdate(), status__in=run_out)


def _given(day: str) -> Callable[[Any, User], Any]:
    return lambda record, user: _signed_with(record, user).filter(
        **{f"{day}__isnull": False, f"{day}__lte": timezone.localdate()}
    )


def _suspensions(record: Any, user: User) -> Any:
    """Those that are over; one that still runs stands on the agreement itself."""
    return Suspension.objects.visible_to(user).filter(
        mou__in=_signed_with(record, user).order_by().values("pk")
    )


def _agreement(name: str, label: str, when: str, rows: Any = None, note: Any = None) -> Source:
    return Source(
        name,
        "mou.view_mou",
        rows or _given(when),
        when=when,
        title=joined("reference", Value(f" {label}: "), "title"),
        note=note,
        page="mou:detail",
        is_decision=True,
    )


def _suspension(name: str, label: str, when: str) -> Source:
    return Source(
        name,
        "mou.view_mou",
        _suspensions,
        when=when,
        title=joined("mou__reference", Value(f" {label}: "), "mou__title"),
        key="mou_id",
        page="mou:detail",
        is_decision=True,
    )


def _slips(answered: bool) -> Callable[[Any, User], Any]:
    """Slips put before this organisation, or (``answered``) its answers."""
    return lambda record, user: ConfirmationSlip.objects.visible_to(user).filter(
        party__stakeholder=record, **({"answered_at__isnull": False} if answered else {})
    )


OF_QUARTER = joined(
    "mou__reference", Value(", Q"), "number", Value(" of "), "year", Value("/"), F("year") + 1
)
register(
    Stakeholder,
    Source(
        "slip_made",
        "mou.view_confirmationslip",
        _slips(answered=False),
        when="made_at",
        has_hour=True,
        title=joined(Value("Asked to confirm our record: "), OF_QUARTER),
        who="made_by__name",
        page="mou:slip",
    ),
    Source(
        "slip_answered",
        "mou.view_confirmationslip",
        _slips(answered=True),
        when="answered_at",
        has_hour=True,
        title=joined(Value("Answered our record: "), OF_QUARTER),
        who="answered_by",
        page="mou:slip",
    ),
    _agreement("signed", "signed", "signed_on"),
    _agreement("terminated", "terminated", "terminated_on"),
    _agreement("completed", "completed", "completed_on", note=F("close_out__reached")),
    _agreement("expired", "expired", "ends_on", _expired),
    _agreement(
        "suspended",
        "suspended",
        "suspended_on",
        lambda record, user: _given("suspended_on")(record, user).filter(status=MoU.Status.SUSPENDED),
    ),
    _suspension("suspension_began", "suspended", "suspended_on"),
    _suspension("suspension_ended", "resumed", "resumed_on"),
)
