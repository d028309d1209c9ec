"""What a person answers for in open agreements, told before the account is closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from mou.models import Handover, MoU
from mou.models.mou import MoUQuerySet
from partnerships.core.duties import register
from partnerships.core.models import User


def open_duties(person: User) -> Iterator[str]:
    """“MOU-2026-003 Safer schools: business owner”, by headline: whoever closes accounts reads no agreements."""
    # Every agreement counts, whoever asks: none may be left without its two people.
    held = MoUQuerySet(MoU).filter(Q(business_owner=person) | Q(partnership_manager=person))
    for mou in held.open(timezone.localdate()).order_by("reference"):
        for duty in Handover.Duty:
            if getattr(mou, f"{duty}_id") == person.pk:
                yield f"{mou}: {duty.label.lower()}"


register(open_duties)
