"""What a person answers for, told by the apps that know: asked before an account is closed.

An app registers what it knows when it starts, so that the administration of accounts need not import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from partnerships.core.models import User

# From a person to sentences, each naming one duty by what everybody may know of it.
Source = Callable[[User], Iterable[str]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def duties_of(person: User) -> list[str]:
    """All duties that would be left with nobody when this person goes."""
    return [duty for source in _sources for duty in source(person)]
