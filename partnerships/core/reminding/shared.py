"""SQL that is put together once for all people of one office with the same rights, and for one day.

To put twenty statements together takes longer than to run them. Between two such people only their own number differs:
it is filled in where the number of nobody stands.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date
from typing import Any

from partnerships.core.models import User
from partnerships.core.reminding.selecting import Sql

# No person has this number, and nothing else that is compared does.
NOBODY = -7_340_033_211
MOST_KEPT = 200
_KEPT: dict[Any, Sql] = {}


def for_person(name: str, make: Callable[[User], Sql], person: User, day: date) -> Sql:
    """What ``make`` makes for this person; it asks the database for nothing and depends on nothing else."""
    # Also fills in what the copy is asked for.
    rights = frozenset(person.get_all_permissions())
    key = name, day, person.sphere, person.province_id, rights
    if key not in _KEPT:
        anybody = copy(person)
        anybody.pk = NOBODY
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = make(anybody)
    sql, params = _KEPT[key]
    return sql, [person.pk if value == NOBODY else value for value in params]
