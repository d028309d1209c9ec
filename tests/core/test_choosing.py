"""Choosing one record of many by its name."""

from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict

from partnerships.core.choosing import OFFERED, RecordChoiceField
from stakeholders.models import Stakeholder
from tests.factories import ProvinceFactory, StakeholderFactory
from tests.people import gift

pytestmark = pytest.mark.django_db


class ChoosingForm(forms.Form):
    whom = RecordChoiceField(None)

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["whom"].queryset = Stakeholder.objects.visible_to(gift()).select_related("province")  # type: ignore[attr-defined]


def form(*written: str) -> ChoosingForm:
    data = QueryDict(mutable=True)
    data.setlist("whom", list(written))
    return ChoosingForm(data)


@pytest.fixture
def trust() -> Stakeholder:
    StakeholderFactory(name="Umbono Youth Network (demo)", province=ProvinceFactory(code="GP"))
    return StakeholderFactory(
        name="Khanya Safety Trust (demo)", short_name="KST", province=ProvinceFactory(code="GP")
    )


@pytest.mark.parametrize(
    "written",
    [
        "Khanya Safety Trust (demo)",
        "khanya safety trust (DEMO)",
        "Khanya Safety Trust (demo), Gauteng",
        "KST",
        "safety",
    ],
)
def test_a_record_is_found_by_its_name_its_short_name_or_enough_of_it(
    trust: Stakeholder, written: str
) -> None:
    answered = form(written)

    assert answered.is_valid(), answered.errors
    assert answered.cleaned_data["whom"] == trust


def test_a_record_is_found_by_its_number(trust: Stakeholder) -> None:
    assert form(str(trust.pk)).is_valid()


@pytest.mark.parametrize("written", ["0", "99999999999999999999999999", "12 or 1=1"])
def test_a_number_that_is_none_of_the_choices_is_refused(trust: Stakeholder, written: str) -> None:
    assert not form(written).is_valid()


def test_a_foreign_record_is_no_choice_by_number_nor_by_name(trust: Stakeholder) -> None:
    foreign = StakeholderFactory(name="Limpopo Forum (demo)", province=ProvinceFactory(code="LP"))

    assert form(str(foreign.pk)).errors == {"whom": ["Choose one of the entries that are offered."]}
    assert form("Limpopo Forum (demo)").errors == {
        "whom": [
            "Nothing called “Limpopo Forum (demo)” was found. Check the spelling, or write a part of the name."
        ]
    }


def test_several_matches_are_offered_and_the_choice_wins_over_the_text(trust: Stakeholder) -> None:
    StakeholderFactory(name="Khanya Farmers (demo)", province=None)
    asked = form("khanya")

    assert asked.errors["whom"] == [
        "Several match “khanya”. Choose one of them below, or write more of the name."
    ]
    html = str(asked["whom"])
    assert 'value="khanya"' in html
    assert "Khanya Farmers (demo), National" in html
    assert "Khanya Safety Trust (demo), Gauteng" in html
    assert form("khanya", str(trust.pk)).is_valid()
    assert form("khanya", "").errors  # "none of these" leaves the text to decide


def test_the_same_name_in_two_scopes_is_told_apart_by_the_scope() -> None:
    ours = StakeholderFactory(name="Community Police Board", province=ProvinceFactory(code="GP"))
    StakeholderFactory(name="Community Police Board", province=None)

    assert not form("Community Police Board").is_valid()
    told_apart = form("Community Police Board, Gauteng")
    assert told_apart.is_valid()
    assert told_apart.cleaned_data["whom"] == ours


def test_no_more_than_a_handful_is_offered() -> None:
    StakeholderFactory.create_batch(OFFERED + 3, province=None)
    asked = form("stakeholder")

    assert asked.errors["whom"][0].endswith(f"The first {OFFERED} are shown.")
    assert str(asked["whom"]).count('type="radio"') == OFFERED + 1


def test_a_chosen_record_is_shown_by_its_name_and_what_was_written_as_it_was_written(
    trust: Stakeholder,
) -> None:
    assert 'value="Khanya Safety Trust (demo), Gauteng"' in str(form(str(trust.pk))["whom"])
    assert 'value="no such &lt;name&gt;"' in str(form("no such <name>")["whom"])


def test_nothing_written_is_nothing_chosen() -> None:
    assert form("").errors == {"whom": ["This field is required."]}
    assert not form("   ").is_valid()
