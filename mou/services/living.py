"""Saying what will be done where an agreement has gone quiet: by whoever answers for it, as often as it takes."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mou.models import MoU, Revival
from mou.models.living import Life, living
from mou.services.acts import hold, require
from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long

LONGEST_WAY_DAYS = 180


def against_reviving(mou: MoU, by: User, day: date) -> str:
    """Why this person says nothing on it now; empty when that person may. A row of ``for_list``."""
    found = living(mou, day)
    if found is None:
        return "The agreement is not in force: nothing needs to be woken."
    if found.life == Life.ALIVE:
        return f"The agreement is alive: something happened on {date_long(found.since)}."
    if by.pk not in {mou.business_owner_id, mou.partnership_manager_id}:
        return "Its business owner or its partnership manager says what will be done."
    return ""


@transaction.atomic
def say_what_will_be_done(mou: MoU, *, by: User, words: str, by_on: date, on: date | None = None) -> Revival:
    """One more sentence; those before it stay."""
    require(by, "mou.add_revival")
    day = on or timezone.localdate()
    hold(mou)
    if against := against_reviving(MoU.objects.visible_to(by).for_list(day).get(pk=mou.pk), by, day):
        raise ValidationError(against)
    last = day + timedelta(days=LONGEST_WAY_DAYS)
    if not day < by_on <= last:
        raise ValidationError({"by_on": f"Give a day from tomorrow to {date_long(last)}."})
    said = Revival(mou=mou, words=words.strip(), by_on=by_on, written_on=day, written_by=by)
    with history.acting(by):
        said.full_clean()
        said.save()
    return said
