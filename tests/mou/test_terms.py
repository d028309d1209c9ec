"""Amendments applied in order equal the agreement as it is shown on each day; the red line loses no word."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mou.models import TermsChange
from mou.terms import Part, Terms, applied, rolled_back, under_sections, undone
from partnerships.core.redline import COMES, GOES, STAYS, red_line

WORDS = st.sampled_from(["The", "parties", "meet", "each", "quarter", "pay", "nothing", "in", "Vhembe"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
FIRST = date(2024, 2, 27)
SECTIONS = ["General", "Roles", "Safeguarding"]
PLACES = {"Roles": 1, "General": 2, "Safeguarding": 3}

START = Terms(
    terms={
        "title": "Safer schools",
        "purpose": "Fewer incidents.",
        "ends_on": "2027-03-31",
        "notice_days": 30,
    },
    clauses={
        1: {
            "section": "General",
            "number": "1",
            "position": 1,
            "heading": "Purpose",
            "text": "The parties meet.",
        }
    },
    obligations={1: {"clause": "1", "text": "Meet", "owing_party": 7, "due_on": "2025-03-31"}},
    activities={
        1: {"year": 2024, "title": "Train", "output": "", "responsible_party": 7, "quarters": [1, 2]}
    },
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[TermsChange], Terms]:
    """Changes as services would have made them, each against what stood then, on days that may coincide."""
    terms, changes, day, next_key = START, [], FIRST, 100
    for _ in range(draw(st.integers(0, 8))):
        # Past 29 February and over the end of financial years.
        day += timedelta(days=draw(st.integers(0, 200)))
        part = draw(st.sampled_from(list(Part)))
        change = TermsChange(pk=len(changes) + 1, part=part, effective_on=day)
        if part == Part.TERM:
            change.field = draw(st.sampled_from(["title", "purpose"]))
            change.before = terms.value(change)
            change.after = {change.field: draw(TEXTS)}
        else:
            lines = terms.lines(part)
            change.item = draw(st.sampled_from([*lines, next_key]))
            next_key += change.item == next_key
            change.before = lines.get(change.item)
            new: dict[str, Any] = {"position": change.item, "text": draw(TEXTS)}
            if part == Part.CLAUSE:
                new |= {"section": draw(st.sampled_from(SECTIONS)), "number": str(change.item)}
            change.after = new if change.before is None else draw(st.sampled_from([new, None]))
        changes.append(change)
        terms = applied(terms, change)
    return changes, terms


@settings(max_examples=150, deadline=None)
@given(histories())
def test_amendments_applied_in_order_equal_the_agreement_as_shown_on_each_day(
    history: tuple[list[TermsChange], Terms],
) -> None:
    changes, now = history
    for day in {FIRST - timedelta(days=1), *(c.effective_on for c in changes if c.effective_on)}:
        forward = reduce(applied, (c for c in changes if c.effective_on and c.effective_on <= day), START)
        later = [c for c in reversed(changes) if c.effective_on and c.effective_on > day]
        shown = rolled_back(now, later)
        assert shown == forward
        read = under_sections(shown, PLACES)
        assert [heading for heading, _ in read] == sorted({h for h, _ in read}, key=lambda h: PLACES[h])
        # No clause is lost under its heading, and each stands under its own.
        assert sorted(line["number"] for _, lines in read for line in lines) == sorted(
            line["number"] for line in forward.clauses.values()
        )
        assert all(line["section"] == heading for heading, lines in read for line in lines)


@given(histories())
def test_what_is_applied_and_undone_is_as_it_was(history: tuple[list[TermsChange], Terms]) -> None:
    changes, _ = history
    terms = START
    for change in changes:
        after = applied(terms, change)
        assert undone(after, change) == terms
        terms = after
    assert START.terms["title"] == "Safer schools"


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_red_line_holds_both_texts_whole(before: str, after: str) -> None:
    pieces = red_line(before, after)
    assert "".join(words for kind, words in pieces if kind != COMES) == before
    assert "".join(words for kind, words in pieces if kind != GOES) == after


def test_a_red_line_shows_the_words_that_change_and_no_others() -> None:
    assert red_line("Thirty days of notice.", "Sixty days of notice.") == [
        (GOES, "Thirty"),
        (COMES, "Sixty"),
        (STAYS, " days of notice."),
    ]
