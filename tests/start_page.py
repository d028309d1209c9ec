"""What stands on somebody's start page, for tests of whatever it waits for."""

from __future__ import annotations

from datetime import date

from partnerships.core.models import User
from partnerships.core.reminding.owing import Part, owed_by
from partnerships.core.reminding.waiting import Waits, waits_of

TODAY = date(2026, 11, 23)
NONE = Waits("", "", (), 0, "")


def owed(user: User, day: date = TODAY) -> dict[str, Part]:
    return owed_by(user, day)


def waits(user: User, name: str, day: date = TODAY) -> Waits:
    """What waits under this name, on whichever side; without markers where nothing does."""
    sides = waits_of(user, day).values()
    return next((one for side in sides for one in side if one.name == name), NONE)
