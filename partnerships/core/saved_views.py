"""Views that people keep: the address of a list is its state, so a view is an address under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse

from partnerships.core.models import SavedView, User

# Parameters that choose no rows and no order.
NOT_KEPT = {"page", "format", "chosen"}
# More than these would hide the rest of the bar; the page of saved views has them all.
SHOWN = 12
LONGEST_QUERY = SavedView._meta.get_field("query").max_length or 0
TOO_LONG = "This list is chosen by more than a view can hold. Choose less, then save it."


@dataclass(frozen=True)
class Offered:
    """A saved view in the bar above its list."""

    name: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class ViewsBar:
    """What the bar above a list adds to its ready-made views; ``save_url`` is empty where there is nothing to save."""

    saved: list[Offered]
    save_url: str

    @property
    def has_current(self) -> bool:
        return any(view.is_current for view in self.saved)


def kept(query: QueryDict) -> str:
    """What a view keeps of an address: every choice and the order, without the page and without what is blank."""
    left = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in NOT_KEPT and (given := [value for value in values if value]):
            left.setlist(name, given)
    return left.urlencode()


def views_bar(list_name: str, user: User, query: QueryDict) -> ViewsBar:
    """The views of one list that this person is offered, in one query."""
    now = kept(query)
    found = SavedView.objects.offered_to(user).filter(list_name=list_name)[:SHOWN]
    saved = [Offered(view.name, f"?{view.query}", _same(view.query, now)) for view in found]
    is_new = now and not any(view.is_current for view in saved)
    add = f"{reverse('saved_view_add')}?{urlencode({'list': list_name, 'query': now})}"
    return ViewsBar(saved, add if is_new and list_name else "")


def _same(one: str, other: str) -> bool:
    """Whether two addresses choose alike, in whatever order they say it."""
    return sorted(QueryDict(one).lists()) == sorted(QueryDict(other).lists())


@transaction.atomic
def keep_view(view: SavedView, *, by: User, **fields: Any) -> SavedView:
    """Keep a new view or a changed one; shared with a province, it is the province of its owner."""
    for name, value in fields.items():
        setattr(view, name, value)
    view.owner = by
    if len(view.query) > LONGEST_QUERY:
        raise ValidationError(TOO_LONG)
    view.province = by.province if view.shared_with == SavedView.Sharing.PROVINCE else None
    view.full_clean()
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:  # the same form was sent twice at once
        raise ValidationError({"name": _said_of_name()}) from error
    return view


def _said_of_name() -> str:
    named_once = next(one for one in SavedView._meta.constraints if one.name == "saved_view_named_once")
    return str(named_once.violation_error_message)
