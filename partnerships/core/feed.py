"""The own dates for a calendar program elsewhere: read under a secret address, with nothing but titles and dates.

Whoever has the address reads it without an account. So it tells titles without anybody's own words, no people, no
notes and no link; what is shown is decided by the rights of its owner at that moment, and it can be taken back at any
time.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone
from icalendar import Calendar, Event

from partnerships.core import history
from partnerships.core.models import CalendarFeed, User
from partnerships.core.reminding.kinds import kinds_open_to
from partnerships.core.reminding.selecting import select, together, whose

SECRET_BYTES = 32  # 256 bits
BEHIND, AHEAD = timedelta(days=90), timedelta(days=400)
# More than this nobody reads in a calendar, and no program would thank us for it.
MOST_EVENTS = 500
COLUMNS = ("kind", "item", "due_on", "plain")


@transaction.atomic
def new_address(*, by: User) -> str:
    """A new secret for this person, shown once; the earlier address stops working."""
    list(User.objects.select_for_update().filter(pk=by.pk))
    _revoke(by)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with history.acting(by, ""):
        CalendarFeed.objects.create(person=by, digest=CalendarFeed.digest_of(secret))
    return secret


@transaction.atomic
def revoke_address(*, by: User) -> None:
    """The address of this person stops working at once."""
    _revoke(by)


def _revoke(by: User) -> None:
    with history.acting(by, ""):
        CalendarFeed.objects.filter(person=by, revoked_at__isnull=True).update(revoked_at=timezone.now())


def owner_of(secret: str) -> CalendarFeed | None:
    """Whose calendar it is; a wrong secret, one that was taken back and that of a closed account are nobody's."""
    return (
        CalendarFeed.objects.filter(
            digest=CalendarFeed.digest_of(secret), revoked_at__isnull=True, person__is_active=True
        )
        .select_related("person__province")
        .first()
    )


def calendar_of(feed: CalendarFeed, day: date) -> bytes:
    """The dates that wait for this person, as a calendar (RFC 5545): whole days; the same dates give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Civilian Secretariat for Police Service//Partnerships//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Partnerships")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for kind, item, due_on, title in dates_of(feed.person, day):
        event = Event()
        event.add("uid", f"{kind}-{item}@partnerships")
        # Of the address, not of the moment: so that nothing has changed where no date has.
        event.add("dtstamp", feed.made_at)
        event.add("dtstart", due_on)
        event.add("dtend", due_on + timedelta(days=1))
        event.add("summary", title)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()


def dates_of(person: User, day: date) -> list[tuple[str, int, date, str]]:
    """What waits for this person, within what they may see now: one query."""
    parts = [
        select(kind, person, day, COLUMNS, only)
        for kind in kinds_open_to(person)
        if (only := whose(kind, person)) is not None
    ]
    sql, params = together(parts, COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({sql}) AS rows WHERE due_on BETWEEN %s AND %s "  # noqa: S608 -- values are parameters
            f"ORDER BY due_on, kind, item LIMIT {MOST_EVENTS}",
            [*params, day - BEHIND, day + AHEAD],
        )
        return cursor.fetchall()
