"""A report as plain data and back: what is frozen, sealed and compared are these bytes and nothing else.

The same report always gives the same bytes. A class that stands in reports may get new fields, each with a default, so
that what was sealed before can still be read; none may be renamed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from partnerships.core.calendar import Quarter
from partnerships.core.states import State
from reporting.reports import base, document, evidence_counts, narrative
from reporting.reports.document import QuarterlyReport

KIND = "is"
# What stands in a report, by name; a class of another module would be refused when a report is compiled.
CLASSES = {
    found.__name__: found
    for module in (base, document, evidence_counts, narrative)
    for found in vars(module).values()
    if isinstance(found, type) and is_dataclass(found) and found.__module__ == module.__name__
} | {"State": State, "Quarter": Quarter}


def to_bytes(report: QuarterlyReport) -> bytes:
    """Canonical JSON: sorted names, no spaces, UTF-8. Only the report of the country can be written."""
    plain = json.dumps(_plain(report), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return plain.encode()


def from_bytes(content: bytes) -> QuarterlyReport:
    report = _restored(json.loads(content))
    assert isinstance(report, QuarterlyReport)
    return report


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


# Kinds of value that JSON does not know: how each is written, and read again.
WRITTEN: dict[type, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    Decimal: (str, Decimal),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    date: (date.isoformat, date.fromisoformat),
}
READ = {kind.__name__: read for kind, (_, read) in WRITTEN.items()}


def _plain(value: Any) -> Any:
    kind = type(value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if kind in WRITTEN:
        return {KIND: kind.__name__, "value": WRITTEN[kind][0](value)}
    if isinstance(value, dict):
        return {KIND: "dict", "items": [[_plain(key), _plain(one)] for key, one in value.items()]}
    if kind.__name__ not in CLASSES:
        raise TypeError(f"{kind.__name__} has no place in a report that is sealed.")
    return {KIND: kind.__name__} | {
        field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.compare
    }


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_restored(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = value[KIND]
    if kind == "dict":
        return {_restored(key): _restored(one) for key, one in value["items"]}
    if kind in READ:
        return READ[kind](value["value"])
    known = {field.name: field for field in fields(CLASSES[kind])}
    found = {name: _restored(one) for name, one in value.items() if name in known}
    assert all(
        name in found or field.default is not MISSING or field.default_factory is not MISSING
        for name, field in known.items()
    )
    return CLASSES[kind](**found)


# What differs between two reports

# Said of the computing, or following from other figures; no figure of its own. Earlier quarters are put right in
# their own reports.
UNCOMPARED = {"computed_at", "computed_by", "notes", "url", "seal", "summary", "of", "remark", "tone"} | {
    *("earlier", "annual_target", "cycle", "redaction"),
}
# Steps of the way to a figure that say nothing to a reader.
UNSAID = {"figure", "table", "rows", "lines", "parts", "tables", "indicators", "thrusts", "by_scope"}
# By what one of several is known.
NAMES = ("code", "name", "label", "title", "key", "province", "place")


def differences(before: QuarterlyReport, now: QuarterlyReport) -> list[dict[str, str]]:
    """Each figure, state or row that is not the same: ``where``, ``before``, ``now`` in words; empty if new or gone."""
    old, new = dict(_leaves(before, ())), dict(_leaves(now, ()))
    return [
        {"where": _in_words(path), "before": old.get(path, ""), "now": new.get(path, "")}
        for path in [*old, *(path for path in new if path not in old)]
        if old.get(path, "") != new.get(path, "")
    ]


def _in_words(path: tuple[str, ...]) -> str:
    words = " › ".join(path)
    return words[:1].upper() + words[1:]


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, base.Figure):
        yield path, str(value)
    elif is_dataclass(value) and not isinstance(value, base.Linked | State | Quarter | type):
        for field in fields(value):
            if field.compare and field.name not in UNCOMPARED | {*NAMES}:
                step = () if field.name in UNSAID else (field.name.replace("_", " "),)
                yield from _leaves(getattr(value, field.name), (*path, *step))
    elif (
        isinstance(value, tuple)
        and value
        and not any(is_dataclass(one) or isinstance(one, tuple) for one in value)
    ):
        yield path, ", ".join(map(_said, value))
    elif isinstance(value, tuple):
        seen: dict[str, int] = {}
        for one in value:
            name = _name_of(one)
            seen[name] = seen.get(name, 0) + 1
            own = name if seen[name] == 1 else f"{name} ({seen[name]})"
            if _is_row(one):
                yield (*path, own), " · ".join(map(_said, one))
            else:
                yield from _leaves(one, (*path, own))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield (*path, _said(key) or "National"), _said(one)
    else:
        yield path, _said(value)


def _is_row(value: Any) -> bool:
    return isinstance(value, tuple) and not any(
        is_dataclass(cell) and not isinstance(cell, base.Figure | base.Linked | State) for cell in value
    )


def _name_of(value: Any) -> str:
    if _is_row(value):
        return _said(value[0]) if value else ""
    if isinstance(value, base.Linked | base.Figure):
        return str(value)
    found = [str(getattr(value, name)) for name in NAMES if getattr(value, name, "")]
    return " ".join(found[:2])


def _said(value: Any) -> str:
    if value is None:
        return ""
    return (
        str(base.Figure(value))
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
        else str(value)
    )
