"""How the parts of a report are written: on a page, where figures are links, and in print, where they are not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from partnerships.core import charts, numbers
from partnerships.core.states import State
from partnerships.strategy.performance import Value
from reporting.reports.base import Figure, Linked, Sentence
from reporting.reports.document import (
    FUNCTIONALITY_WORDS,
    FocusAreaPart,
    FunctionalityLine,
    IndicatorLine,
    Remark,
    ThrustPart,
)
from reporting.reports.narrative import Narrative
from reporting.splitting import Split

register = template.Library()

NOTHING = "–"
# Beside a figure of whose records a partner contests some; the notes explain it.
CONTESTED = "†"
# Words with one of Tshivenḓa's own letters: a screen reader should know whose words they are.
VENDA = re.compile(r"[^\s,;:()]*[ḓḽṅṋṱḒḼṄṊṰ][^\s,;:()]*")
# In print a state is a sign and a word; the tint comes last.
SIGNS = {"good": "●", "behind": "◆", "overdue": "▼", "open": "○", "draft": "○", "stopped": "■", "none": "○"}


@register.filter
def named(texts: dict[str, Any], name: str) -> Any:
    """{{ row.typed|named:"value" }}: what stands under that name; nothing where there is none."""
    return texts.get(name, "")


@register.filter
def misfit(split: Split, value: Value) -> str:
    """{{ split|misfit:row.measured }}: why the parts cannot stand beside the value; nothing where they can."""
    return split.misfit(value) if isinstance(value, Decimal) else ""


def written(value: Any) -> str:
    """Figures and days as the house writes them."""
    match value:
        case None | "":
            return NOTHING
        case Figure():
            return written(value.value)
        case int() | Decimal():
            return numbers.figure(value)
        case date():
            return numbers.date_long(value)
        case _:
            return str(value)


@register.simple_tag
def figure(value: Figure, unit: str = "") -> str | SafeString:
    """A figure that opens to its records; nothing, and zero, open to nothing."""
    text = written(value) + ("" if value.value is None or isinstance(value.value, str) else unit)
    shown = format_html('<a href="{}">{}</a>', value.url, text) if value.url and value.value else text
    if not value.contested:
        return shown
    words = f"{value.contested} contested by the partner"
    return format_html(
        '{}<abbr class="report__contested" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden"> ({})</span></abbr>',
        shown,
        words,
        CONTESTED,
        words,
    )


@register.filter
def sentence(parts: Sentence) -> SafeString:
    """A computed sentence with its figures as links."""
    return mark_safe(  # noqa: S308 -- every part is escaped
        "".join(
            format_html('<span class="report__figure">{}</span>', figure(part))
            if isinstance(part, Figure)
            else conditional_escape(cell(part))
            for part in parts
        )
    )


@register.filter
def plain_sentence(parts: Sentence) -> str:
    return "".join(written(part) for part in parts)


@register.filter
def cell(value: Any) -> str | SafeString:
    """A cell of a table on a page; states have a component of their own."""
    if isinstance(value, Figure):
        return figure(value)
    if isinstance(value, Linked):
        return format_html('<a href="{}">{}</a>', value.url, value.text) if value.url else value.text
    return written(value)


@register.filter
def is_state(value: Any) -> bool:
    return isinstance(value, State)


@register.filter
def printed(value: Any) -> SafeString:
    """A cell of a table in print."""
    if isinstance(value, State):
        return format_html("{}{}{}", SIGNS.get(value.tone, "○"), numbers.NO_BREAK_SPACE, value.label)
    if isinstance(value, Figure) and value.contested:
        return format_html("{} {}", written(value), CONTESTED)
    return tshivenda(written(value))


@register.filter
def tshivenda(text: Any) -> SafeString:
    """Names in Tshivenḓa are marked as such, word by word."""
    escaped = conditional_escape(text)
    return mark_safe(VENDA.sub(r'<span lang="ve">\g<0></span>', escaped))  # noqa: S308 -- escaped above


@register.filter
def measured(value: int | Decimal | str | None, unit: str = "") -> str:
    """{{ line.target|measured:line.unit }}: 80 %, the words of a qualitative indicator, or a dash."""
    if isinstance(value, str):
        return value
    return NOTHING if value is None else numbers.figure(value, unit)


@register.filter
def variance(line: IndicatorLine) -> str:
    """−4, or −4 points for a percentage."""
    if line.variance is None:
        return NOTHING
    points = f"{numbers.NO_BREAK_SPACE}{'point' if abs(line.variance) == 1 else 'points'}"
    return numbers.signed_figure(line.variance, points if line.is_percentage else "")


@register.filter
def variance_percent(line: IndicatorLine) -> str:
    """−44,4 %, with one decimal; empty where a share of the target would say nothing."""
    if line.variance_percent is None:
        return ""
    return f"{numbers.signed(line.variance_percent, 1)}{numbers.NO_BREAK_SPACE}%"


@register.simple_tag
def reasons_of(lines: Iterable[IndicatorLine]) -> list[tuple[IndicatorLine, Remark]]:
    """Every reason of these indicators in print, and who said nothing at all."""
    found = []
    for line in lines:
        found += [(line, remark) for remark in line.remarks]
        if line.silent:
            found.append((line, Remark(", ".join(line.silent), "No figure and no reason was given.", "")))
        if line.year_note:
            found.append((line, Remark("Description", line.year_note, "None is needed.")))
    return found


@register.filter
def written_on(thrust: ThrustPart, written: dict[str, tuple[Narrative, ...]] | None) -> tuple[Narrative, ...]:
    """{{ thrust|written_on:report.by_thrust }}: what people wrote on it."""
    return (written or {}).get(thrust.code, ())


@register.filter
def of_area(numbers_of: dict[str, str], area: FocusAreaPart) -> str:
    """The number of its chapter in print."""
    return numbers_of[f"focus-area-{area.code}"]


@register.filter
def total(parts: Iterable[int]) -> str:
    return numbers.number(sum(parts))


@register.simple_tag
def functionality_rects(line: FunctionalityLine, full: int) -> list[charts.Rect]:
    """The bar of one place; ``full`` structures fill the width."""
    return charts.functionality_bar(line.counts, full=full)


@register.simple_tag
def functionality_keys() -> list[tuple[str, str]]:
    """The legend of those bars: (class of the colour, word)."""
    return list(zip(charts.FOUND, FUNCTIONALITY_WORDS, strict=True))


@register.filter
def counts_in_words(line: FunctionalityLine) -> str:
    """“Gauteng: 3 functional, 1 partly functional, 0 not functional, 2 not assessed”."""
    words = zip(line.counts, FUNCTIONALITY_WORDS, strict=True)
    return f"{line.name}: {', '.join(f'{count} {word.lower()}' for count, word in words)}"


register.filter("datetime_short", numbers.datetime_short)
