"""What people decide about their own reminders: the day of the week, and who stands in while they are away."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import ReminderPreference, User
from partnerships.core.numbers import date_long
from partnerships.core.scoping import readers_of


def preference_of(user: User) -> ReminderPreference:
    """What this person has chosen; not stored yet where that is nothing."""
    return ReminderPreference.objects.filter(user=user).select_related(
        "stand_in"
    ).first() or ReminderPreference(user=user)


def may_stand_in_for(user: User) -> QuerySet[User]:
    """People with an account who see all that this person sees."""
    within = {"sphere": User.Sphere.NATIONAL} if user.is_national else {}
    return User.objects.filter(readers_of(user.province_id), is_active=True, **within).exclude(pk=user.pk)


@transaction.atomic
def set_preference(
    *,
    by: User,
    weekday: int | None,
    away_from: date | None,
    away_until: date | None,
    stand_in: User | None,
    on: date | None = None,
) -> ReminderPreference:
    """What somebody chooses for themselves."""
    preference = preference_of(by)
    if away_until and away_until < (on or timezone.localdate()):
        raise ValidationError(
            {"away_until": f"{date_long(away_until)} has passed. Give the last day away, or leave all empty."}
        )
    if stand_in and not may_stand_in_for(by).filter(pk=stand_in.pk).exists():
        raise ValidationError({"stand_in": "Choose somebody with an account who may see what you see."})
    preference.weekday = weekday
    preference.away_from, preference.away_until, preference.stand_in = away_from, away_until, stand_in
    with history.acting(by, ""):
        preference.full_clean()
        preference.save()
    return preference
