"""The database of the benchmark: a private PostgreSQL kept between runs, with one database per state of the loader."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from partnerships import private_database

KEPT = re.compile(r"bench_(?P<scale>[a-z]+)_[0-9a-f]{12}")
HERE = Path(__file__).resolve().parent


def name_for(scale: str, seed: int) -> str:
    """Another name as soon as the tables, the reference data or the loader change: then the data are made anew."""
    state = sha256(f"{scale} {seed}".encode())
    for path in sorted(_sources()):
        state.update(path.read_bytes())
    return f"bench_{scale}_{state.hexdigest()[:12]}"


def _sources() -> Iterator[Path]:
    yield from (HERE / "data").glob("*.py")
    yield from (private_database.CHECKOUT / "fixtures").glob("*.json")
    yield from private_database.CHECKOUT.glob("*/migrations/*.py")
    yield from private_database.CHECKOUT.glob("*/*/migrations/*.py")


class Kept:
    """The private PostgreSQL of the benchmark, beside the checkout's own."""

    def __init__(self) -> None:
        self.folder = private_database.beside("bench")
        self.was_running = private_database.is_running(self.folder)
        self.url = private_database.ensure_running(self.folder)

    def stop(self) -> None:
        if not self.was_running:
            private_database.stop(self.folder)

    def url_of(self, name: str) -> str:
        return self.url.replace("/app?", f"/{name}?")

    def has(self, name: str) -> bool:
        return name in self._names()

    def create(self, name: str) -> str:
        """A new, empty database under a name that ``has`` does not know yet; ``finish`` gives it its own."""
        draft = f"{name}_draft"
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
        self._run("CREATE DATABASE {}", draft)
        return self.url_of(draft)

    def finish(self, name: str) -> None:
        """The database is whole: it gets its name, and those of the same scale that it replaces go."""
        scale = KEPT.fullmatch(name)["scale"]  # type: ignore[index]
        for other in self._names():
            found = KEPT.fullmatch(other)
            if found and found["scale"] == scale:
                self._run("DROP DATABASE {} WITH (FORCE)", other)
        self._run("ALTER DATABASE {} RENAME TO {}", f"{name}_draft", name)

    def _names(self) -> list[str]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return [name for (name,) in connection.execute("SELECT datname FROM pg_database")]

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def environment(url: str) -> dict[str, str]:
    """What the server and the loader need to know."""
    folder = private_database.CHECKOUT / "var" / "bench"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "partnerships.bench.settings",
        "DATABASE_URL": url,
        "DEBUG": "off",
        "DEMONSTRATION": "off",
        "HTTPS": "off",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
    }
