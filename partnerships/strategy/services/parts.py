"""Writing in a draft: every change is noted with its writer, and nothing is written once the draft was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from partnerships.core import history
from partnerships.core.models import User
from partnerships.strategy.models import StrategyVersion, Wording
from partnerships.strategy.services.checks import need

RIGHT = "strategy.change_strategyversion"


def against_writing(version: StrategyVersion) -> str:
    if version.is_draft:
        return ""
    if version.adopted_on is None:
        return "The draft was sent for certification, so its words are settled. It can be returned with a reason."
    return "An adopted version does not change. Begin the next version and write it there."


@transaction.atomic
def write(version: StrategyVersion, *, by: User, save: Callable[[], Any]) -> Any:
    """``save`` writes in the draft, which nobody can send meanwhile; whoever writes cannot adopt it."""
    held = _held_draft(version, by)
    with history.acting(by):
        saved = save()
    held.writers.add(by)
    return saved


@transaction.atomic
def leave_out(wording: Wording, *, by: User) -> None:
    """Take a part, with what stands under it, out of the draft; the lasting parts retire with its adoption."""
    held = _held_draft(wording.of_version, by)
    with history.acting(by):
        wording.delete()
    held.writers.add(by)


def _held_draft(version: StrategyVersion, by: User) -> StrategyVersion:
    need(by, RIGHT)
    held = StrategyVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if against := against_writing(held):
        raise ValidationError(against)
    return held
