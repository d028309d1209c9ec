"""Describing an indicator in dated versions, and which of them holds in which quarter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.strategy.definitions import Definitions, definition_of, definitions_in
from partnerships.strategy.description import effects_of
from partnerships.strategy.models import Indicator, IndicatorVersion, Target, TargetChangeSet
from partnerships.strategy.services import (
    Split,
    add_indicator,
    approve_indicator_version,
    begin_indicator_version,
    propose_indicator_version,
    return_indicator_version,
    write_indicator_version,
)
from reporting.reports.indicator_year import indicator_year
from reporting.services import capture_actual
from tests.factories import (
    ActualFactory,
    IndicatorFactory,
    IndicatorVersionFactory,
    ProvinceFactory,
    TargetFactory,
    ThrustFactory,
)
from tests.people import everything, nomsa, person
from tests.strategy.test_versions import PDF

pytestmark = pytest.mark.django_db

# Today is 23 November 2026, in Q3 2026/27.
Q2, Q3, Q4 = (Quarter(2026, number) for number in (2, 3, 4))
DECISION = "Decision of the Secretary of 2 November 2026"


def begun(indicator, by, **changes):
    draft = begin_indicator_version(indicator, by=by)

    def save():
        for name, value in changes.items():
            setattr(draft, name, value)
        draft.full_clean()
        draft.save()
        return draft

    return write_indicator_version(draft, by=by, save=save, splits=[])


def approved(draft, writer, by=None):
    propose_indicator_version(draft, by=writer)
    return approve_indicator_version(draft, by=by or person("chief_director"), authority=DECISION)


def test_a_new_indicator_is_asked_of_nobody_before_somebody_else_approves_it():
    officer = nomsa()
    draft = IndicatorVersionFactory.build(
        indicator=Indicator(code="1.1.7", name="New", thrust=ThrustFactory()), status="draft"
    )
    version = add_indicator(draft, by=officer, splits=[Split("By sex", ["Women", "Men"])])

    assert definitions_in(Q3) == []
    assert not Indicator.objects.described().exists()
    propose_indicator_version(version, by=officer)
    with pytest.raises(PermissionDenied):
        approve_indicator_version(version, by=officer, authority=DECISION)
    both = person(may=everything())
    version.writers.add(both)
    with pytest.raises(ValidationError, match="You wrote this description"):
        approve_indicator_version(version, by=both, authority=DECISION)
    approve_indicator_version(
        version, by=person("secretary"), authority=DECISION, document=ContentFile(PDF, name="decision.pdf")
    )

    assert [one.code for one in definitions_in(Q3)] == ["1.1.7"]
    assert version.documents.get().original_name == "decision.pdf"
    assert [str(one) for one in version.disaggregations.get().categories.all()] == ["Women", "Men"]


def test_a_description_is_not_approved_without_its_authority():
    officer, indicator = nomsa(), IndicatorFactory()
    draft = begun(indicator, officer)
    propose_indicator_version(draft, by=officer)

    with pytest.raises(ValidationError) as refused:
        approve_indicator_version(draft, by=person("secretary"), authority="  ")
    assert refused.value.message_dict == {
        "authority": ["Name the plan or decision by which it holds, with its date."]
    }


def test_the_next_version_is_a_copy_that_holds_from_the_first_quarter_without_figures():
    indicator = IndicatorFactory(tolerance=Decimal(5))
    version = indicator.versions.get()
    split = version.disaggregations.create(position=1, name="By place", must_add_up=False)
    split.categories.create(position=1, name="Urban")

    draft = begin_indicator_version(indicator, by=nomsa())

    assert (draft.number, draft.status, draft.starts_in, draft.tolerance) == (2, "draft", Q3, 5)
    copied = draft.disaggregations.get()
    assert (copied.name, copied.must_add_up, copied.pk != split.pk) == ("By place", False, True)
    assert [str(one) for one in copied.categories.all()] == ["Urban"]
    with pytest.raises(ValidationError, match="A draft of the next version exists already"):
        begin_indicator_version(indicator, by=nomsa())


def test_a_new_definition_never_touches_old_actuals():
    officer, gauteng = nomsa(), ProvinceFactory(code="GP")
    indicator = IndicatorFactory(tolerance=Decimal(0))
    TargetFactory(indicator=indicator, province=gauteng, value=Decimal(10))
    old = ActualFactory(indicator=indicator, province=gauteng, value=Decimal(9))
    before = indicator.versions.get()
    state = old.state_against(Decimal(10))

    approved(begun(indicator, officer, name="Anew", tolerance=Decimal(50)), officer)

    old.refresh_from_db()
    assert (old.definition, old.state_against(Decimal(10))) == (before, state)
    assert (definition_of(indicator, Q2), definition_of(indicator, Q3).name) == (before, "Anew")
    before.refresh_from_db()
    assert before.valid_until == date(2026, 9, 30)
    indicator.refresh_from_db()
    assert indicator.name == "Anew"


@pytest.mark.parametrize("quarter", [Q2, Quarter(2026, 1)])
def test_a_definition_does_not_begin_in_a_quarter_that_is_over(quarter):
    officer, indicator = nomsa(), IndicatorFactory()
    draft = begun(indicator, officer, valid_from=quarter.start)

    with pytest.raises(ValidationError, match="Let it begin in Q3 2026/27 or later"):
        propose_indicator_version(draft, by=officer)


def test_a_draft_that_waited_too_long_is_not_approved_for_a_quarter_that_ended_meanwhile(time_machine):
    officer, indicator = nomsa(), IndicatorFactory()
    draft = begun(indicator, officer)
    propose_indicator_version(draft, by=officer)

    time_machine.move_to("2027-01-04 09:00+02:00")
    with pytest.raises(ValidationError, match="Let it begin in Q4 2026/27 or later"):
        approve_indicator_version(draft, by=person("secretary"), authority=DECISION)


def test_what_was_sent_is_not_written_and_can_be_returned_with_a_reason():
    officer, indicator = nomsa(), IndicatorFactory()
    draft = begun(indicator, officer)
    propose_indicator_version(draft, by=officer)

    with pytest.raises(ValidationError, match="its words are settled"):
        write_indicator_version(draft, by=officer, save=draft.save, splits=[])
    return_indicator_version(draft, by=person("chief_director"), reason="Name the source.")
    assert IndicatorVersion.objects.get(pk=draft.pk).status == "draft"
    with pytest.raises(ValidationError, match="Begin the next version"):
        write_indicator_version(indicator.versions.get(number=1), by=officer, save=draft.save, splits=[])


def test_a_change_in_the_middle_of_a_year_forms_no_year_across_it_and_says_so_everywhere():
    officer, gauteng = nomsa(), ProvinceFactory(code="GP")
    indicator = IndicatorFactory()
    for quarter in (1, 2):
        TargetFactory(indicator=indicator, province=gauteng, quarter=quarter, value=Decimal(10))
        ActualFactory(indicator=indicator, province=gauteng, quarter=quarter, value=Decimal(10))
    draft = begun(indicator, officer, calculation_type="non_cumulative")
    sentence = (
        "Version 2 of the description holds from Q3 on and changes the calculation type: no figure of the year is "
        "formed across the change."
    )
    assert f"In 2026/27: {sentence}" in effects_of(indicator.versions.get(number=1), draft)

    approved(draft, officer)

    before = indicator_year(indicator, FinancialYear(2026), viewer=officer, as_at=date(2026, 11, 23)).rows[1]
    after = indicator_year(indicator, FinancialYear(2026), viewer=officer, as_at=date(2027, 4, 1)).rows[1]
    # Before Q3 is over the year so far has one description: 10 + 10.
    assert (before.year.value, before.year.note) == (Decimal(20), "")
    assert (after.year.value, after.year.target, after.year.state, after.year.note) == (
        None,
        None,
        None,
        sentence,
    )


def test_targets_that_would_mean_something_else_are_taken_away_on_record():
    officer, approver = nomsa(), person("chief_director")
    gauteng, indicator = ProvinceFactory(code="GP"), IndicatorFactory()
    for slot in ("q2", "q3", "q4", "year", "baseline"):
        TargetFactory(indicator=indicator, province=gauteng, slot=slot)
    TargetFactory(indicator=indicator, year=2027, slot="q1", value=Decimal(7))

    approved(
        begun(indicator, officer, unit="percentage", calculation_type="non_cumulative"), officer, approver
    )

    assert [target.slot for target in Target.objects.all()] == ["q2"]
    sets = TargetChangeSet.objects.order_by("year")
    assert [(one.year, one.status, one.decided_by, one.proposed_by) for one in sets] == [
        (2026, "approved", approver, officer),
        (2027, "approved", approver, officer),
    ]
    lines = sets[0].changes.all()
    assert {(line.slot, line.before, line.after) for line in lines} == {
        (slot, Decimal(10), None) for slot in ("q3", "q4", "year", "baseline")
    }


def test_targets_stay_where_only_words_change():
    officer, indicator = nomsa(), IndicatorFactory()
    TargetFactory(indicator=indicator, slot="q4")

    approved(begun(indicator, officer, tolerance=Decimal(5), method_of_calculation="Counted twice"), officer)

    assert Target.objects.get().slot == "q4"
    assert not TargetChangeSet.objects.exists()


def test_an_indicator_out_of_use_keeps_its_figures_and_asks_for_no_more():
    officer, gauteng = nomsa(), ProvinceFactory(code="GP")
    indicator = IndicatorFactory()
    ActualFactory(indicator=indicator, province=gauteng)
    TargetFactory(indicator=indicator, province=gauteng, slot="q3")

    approved(begun(indicator, officer, is_in_use=False), officer)

    assert [len(definitions_in(quarter)) for quarter in (Q2, Q3)] == [1, 0]
    assert indicator.actuals.count() == 1
    assert not Target.objects.exists()
    with pytest.raises(ValidationError, match="no approved description that is in use in Q3 2026/27"):
        capture_actual(by=officer, indicator=indicator, province=gauteng, quarter=Q3, value=Decimal(1))


@pytest.mark.parametrize("count", [1, 4])
def test_the_descriptions_of_a_year_cost_one_query(django_assert_num_queries, count):
    for number in range(count):
        indicator = IndicatorFactory(code=f"1.{number}.1")
        indicator.versions.update(valid_until=date(2026, 9, 30))
        IndicatorVersionFactory(indicator=indicator, number=2, valid_from=date(2026, 10, 1))

    with django_assert_num_queries(1):
        definitions = Definitions(FinancialYear(2026))
        found = (
            {one.number for one in definitions.in_quarter(2)},
            {one.number for one in definitions.in_quarter(3)},
        )
        assert [one.thrust.focus_area.code for one in definitions.in_quarter(4)] == ["1"] * count
    assert found == ({1}, {2})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"unit": "percentage"}, "Percentages of four quarters do not add up"),
        ({"unit": "qualitative"}, "a qualitative indicator is non-cumulative"),
        (
            {"unit": "qualitative", "calculation_type": "non_cumulative", "tolerance": Decimal(5)},
            "with a tolerance of 0",
        ),
        ({"scale": ["low", "high"]}, "Only a qualitative indicator has a scale"),
    ],
)
def test_what_cannot_be_is_not_described(fields, sentence):
    draft = begin_indicator_version(IndicatorFactory(), by=nomsa())
    for name, value in fields.items():
        setattr(draft, name, value)

    with pytest.raises(ValidationError, match=sentence):
        draft.full_clean()
