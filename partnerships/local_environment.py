"""What a checkout decides for itself when the environment says nothing: its database and its secrets.

Only `manage.py`, `make run` and `make bench` ask. A production server does not: there the environment must
say both. Knows no Django.
"""

import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress

from partnerships import private_database

VAR = private_database.CHECKOUT / "var"


class LocalEnvironmentError(Exception):
    """Why the checkout cannot decide for itself, in one sentence."""


def complete() -> bool:
    """Set SECRET_KEY and DATABASE_URL where they are missing. True when the private database was started."""
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = remembered("secret_key", lambda: secrets.token_urlsafe(64))
    if os.environ.get("DATABASE_URL"):
        return False
    started = not private_database.is_running()
    os.environ["DATABASE_URL"] = private_database.ensure_running()
    return started


def remembered(name: str, invent: Callable[[], str]) -> str:
    """The text kept in var/ under this name: invented once, the same ever after, for its owner's eyes."""
    kept = VAR / name
    try:
        if not kept.exists():
            VAR.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=VAR, prefix=f"{name}.") as draft:  # made with mode 0600
                draft.write(invent())
                draft.flush()
                with suppress(FileExistsError):  # somebody else was first: theirs counts
                    os.link(draft.name, kept)
        return kept.read_text()
    except OSError as error:
        raise LocalEnvironmentError(f"The folder {VAR} must be yours to read and write: {error}.") from error
