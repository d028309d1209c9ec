"""States, steps and waiting: words first, and only the tones that have a shape."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from partnerships.core.states import TONES, State, Step, Waiting

CSS = Path(__file__).parents[2] / "static" / "css" / "components"


def test_a_state_says_its_word_and_its_note():
    assert str(State("Overdue", "overdue", "61 days")) == "Overdue, 61 days"
    assert str(State("Met", "good")) == "Met"


def test_a_tone_without_a_shape_is_refused():
    with pytest.raises(ValueError, match="“red” is no tone"):
        State("Overdue", "red")


def test_a_state_without_a_word_is_refused():
    with pytest.raises(ValueError, match="needs a word"):
        State("", "overdue")


def test_every_tone_has_a_shape_of_its_own():
    shapes = {
        tone: re.sub(r'class="[^"]*"', "", render_to_string("components/state_mark.html", {"tone": tone}))
        for tone in TONES
    }

    assert len(set(shapes.values())) == len(TONES)


@pytest.mark.parametrize("tone", TONES)
def test_every_tone_has_its_colours(tone):
    assert f".state-mark--{tone} " in (CSS / "state_mark.css").read_text()
    assert re.search(rf"\.status-tag--{tone}\b", (CSS / "status_tag.css").read_text())


def test_a_step_needs_a_known_phase():
    with pytest.raises(ValueError, match="“later” is no phase"):
        Step("Draft", "later")


def test_waiting_for_somebody_says_for_whom():
    with pytest.raises(ValueError, match="Say who it waits for"):
        Waiting("opinion")
    with pytest.raises(ValueError, match="“them” is not one of"):
        Waiting("opinion", kind="them")
    assert Waiting("verify clause 6.2", kind="you").who == ""
