"""One row while it is being read: its cells by the names of our fields, and what must be said about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stakeholders.importing.fields import FIELD
from stakeholders.importing.values import Read, text
from stakeholders.models import Contact, Engagement, Stakeholder, Structure
from stakeholders.models.structure import Place

MODELS: dict[str, Any] = {
    "stakeholder": Stakeholder,
    "contact": Contact,
    "contact2": Contact,
    "structure": Structure,
    "engagement": Engagement,
}
LONGEST_PLACE = Place._meta.get_field("name").max_length or 80


def longest(name: str) -> int:
    part, _, key = name.partition(".")
    if key in {"station", "municipality"}:
        return LONGEST_PLACE
    return getattr(MODELS[part]._meta.get_field(key), "max_length", None) or 10_000


@dataclass
class Row:
    number: int
    cells: dict[str, Any]
    messages: list[list[str]] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(level == "error" for level, _, _ in self.messages)

    @property
    def has_warning(self) -> bool:
        return any(level == "warning" for level, _, _ in self.messages)

    def refuse(self, name: str, sentence: str) -> None:
        self._say("error", name, sentence)

    def warn(self, name: str, sentence: str) -> None:
        self._say("warning", name, sentence)

    def _say(self, level: str, name: str, sentence: str) -> None:
        if [level, name, sentence] not in self.messages:
            self.messages.append([level, name, sentence])

    def text(self, name: str) -> str:
        return text(self.cells[name]) if name in self.cells else ""

    def short(self, name: str) -> str:
        """The words of a cell, refused when they are longer than what can be kept."""
        words, most = self.text(name), LONGEST[name]
        if len(words) > most:
            self.refuse(
                name,
                f"“{FIELD[name].label}” has {len(words)} characters and at most {most} can be kept. Shorten it.",
            )
            return words[:most]
        return words

    def read(self, name: str, how: Any, **options: Any) -> Any:
        """A value by its reader; what it says about the cell is said of the field."""
        if name not in self.cells:
            return None
        found: Read = how(self.cells.get(name), **options)
        for sentence in found.warnings:
            self.warn(name, sentence)
        return found.value

    def addresses(self) -> list[str]:
        return [words for name in ("contact.email", "contact2.email") if "@" in (words := self.text(name))]


LONGEST = {
    name: longest(name)
    for name in FIELD
    if name.partition(".")[2] not in {"surname", "title", "mobile", "phone", "is_main"}
}
