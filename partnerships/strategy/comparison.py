"""What one version of the strategy changes against another: parts that come and go, and words as a red line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from partnerships.core.numbers import date_long, figure
from partnerships.core.redline import Row, red_line
from partnerships.core.states import State
from partnerships.strategy.models import StrategyVersion
from partnerships.strategy.wording import text_of

ADDED, CHANGED, LEFT_OUT = State("Added", "good"), State("Changed", "open"), State("Left out", "stopped")
LABELS = {
    "title": "Title",
    "summary": "Summary",
    "runs": "Period",
    "code": "Number",
    "name": "Name",
    "description": "Description",
    "national_role": "Role at national level",
    "provincial_role": "Role at provincial level",
    "pillars": "Pillars",
    "partners": "Priority partners",
    "activities": "Priority activities",
    "outcomes": "Expected outcomes",
    "placeholder": "Wording",
}
Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that differs: what it is, what became of it, and its red lines."""

    kind: str
    title: str
    state: State
    rows: list[Row]


def compare(before: StrategyVersion | None, after: StrategyVersion) -> list[Difference]:
    """In the order of the later version; what it leaves out stands last. Seven queries for each version."""
    old = {key: (kind, title, texts) for key, kind, title, texts in _parts(before)} if before else {}
    found = []
    for key, kind, title, texts in _parts(after):
        earlier = old.pop(key, None)
        rows = _rows(earlier[2] if earlier else {}, texts)
        if rows:
            found.append(Difference(kind, title, CHANGED if earlier else ADDED, rows))
    gone = [Difference(kind, title, LEFT_OUT, _rows(texts, {})) for kind, title, texts in old.values()]
    return [*found, *gone]


def _rows(before: Texts, after: Texts) -> list[Row]:
    names = [name for name in LABELS if before.get(name, "") != after.get(name, "")]
    return [Row(LABELS[name], red_line(before.get(name, ""), after.get(name, ""))) for name in names]


def _parts(version: StrategyVersion) -> Iterator[tuple[Any, str, str, Texts]]:
    """(what it is known by through the versions, its kind, its title, its texts), in the order of the text."""
    yield "strategy", "Strategy", version.title, _of_strategy(version)
    for area in text_of(version):
        yield _known(area), "Focus area", str(area), _of_wording(area)
        for thrust in area.listed:
            texts = _of_wording(thrust) | {
                "pillars": _joined(thrust.tags),
                "partners": _joined(thrust.preferred),
                "outcomes": "\n".join(outcome_in_words(outcome) for outcome in thrust.expected),
            }
            yield _known(thrust), "Strategic thrust", str(thrust), texts
            for issue in thrust.listed:
                yield _known(issue), "Strategic issue", str(issue), _of_wording(issue)


def _known(wording: Any) -> tuple[str, int | None, int | None]:
    """The lasting part; what a draft adds is known by its own wording and found in no other version."""
    return type(wording).__name__, wording.part_id, None if wording.part_id else wording.pk


def _of_strategy(version: StrategyVersion) -> Texts:
    end = f"to {date_long(version.ends_on)}" if version.ends_on else "without an end"
    return {
        "title": version.title,
        "summary": version.summary,
        "runs": f"From {date_long(version.starts_on)} {end}",
        "placeholder": _standing(version),
    }


def _of_wording(wording: Any) -> Texts:
    return {name: getattr(wording, name) for name in wording.texts} | {"placeholder": _standing(wording)}


def _standing(record: Any) -> str:
    return "Placeholder" if record.is_placeholder else "The strategy's own"


def _joined(items: Iterable[Any]) -> str:
    return "; ".join(str(item) for item in items)


def outcome_in_words(outcome: Any) -> str:
    """“Forums are functional: from 40 to 80 per cent by 31 March 2028”."""
    begins = f"from {figure(outcome.baseline)} to " if outcome.baseline is not None else ""
    measured = f" (indicator {outcome.indicator.code})" if outcome.indicator else ""
    number = figure(outcome.number)
    return f"{outcome.statement}: {begins}{number} {outcome.unit} by {date_long(outcome.by_when)}{measured}"
