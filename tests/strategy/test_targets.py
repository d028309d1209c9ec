"""Targets change by a recorded approval and in no other way: services/targets.py, target_table.py, changes.py."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.strategy.changes import authorities, target_changes
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.models import Slot, Target, TargetChange, TargetChangeSet
from partnerships.strategy.services import (
    Place,
    approve_targets,
    propose_targets,
    return_targets,
    withdraw_targets,
)
from partnerships.strategy.target_table import (
    Targets,
    changed_after_closing,
    provinces_against_country,
    quarters_against_year,
)
from reporting.reports.quarterly import quarterly_report
from tests.factories import IndicatorFactory, ProvinceFactory, TargetFactory
from tests.people import everything, gift, lindiwe, nomsa, person
from tests.strategy.test_versions import PDF

pytestmark = pytest.mark.django_db

YEAR = FinancialYear(2026)
PLAN = "Annual Performance Plan 2026/27"
# Today is 23 November 2026: Q1 and Q2 are over.
OPEN, CLOSED = Slot.Q4, Slot.Q2


def place(indicator, slot=OPEN, province=None):
    return Place(indicator.pk, province.pk if province else None, slot)


def proposed(by, values, **more):
    said = {"reason": "The plan was adopted.", "authority": PLAN} | more
    return propose_targets(by=by, year=YEAR, values=values, **said)


def decided(by, values, **more):
    change_set = proposed(by, values, **more)
    return approve_targets(change_set, by=person("chief_director", name="Thandi Molefe"))


def stored():
    return {
        (target.province and target.province.code, target.slot): (target.said, target.authority)
        for target in Target.objects.select_related("province")
    }


def decision():
    return ContentFile(PDF, name="decision.pdf")


def test_nothing_counts_before_somebody_else_approves_it():
    officer, indicator, limpopo = nomsa(), IndicatorFactory(), ProvinceFactory(code="LP")
    values = {place(indicator): Decimal(20), place(indicator, province=limpopo): Decimal(0)}

    change_set = proposed(officer, values | {place(indicator, Slot.Q3, limpopo): None})

    assert stored() == {}
    approve_targets(change_set, by=person("chief_director"))
    assert stored() == {(None, "q4"): (Decimal(20), PLAN), ("LP", "q4"): (Decimal(0), PLAN)}
    assert Target.objects.first().change_set == change_set


def test_who_proposed_targets_does_not_decide_on_them():
    both, indicator = person(may=everything()), IndicatorFactory()
    change_set = proposed(both, {place(indicator): Decimal(20)})

    for act in (
        lambda: approve_targets(change_set, by=both),
        lambda: return_targets(change_set, by=both, reason="No."),
    ):
        with pytest.raises(ValidationError, match="Somebody else decides"):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetChangeSet.objects.filter(pk=change_set.pk).update(decided_by=both)
    assert stored() == {}


@pytest.mark.parametrize("role", ["partnership_manager", "director", "auditor", "provincial_officer"])
def test_others_propose_nothing(role):
    user = person(role, province="GP" if role.startswith("provincial") else None)

    with pytest.raises(PermissionDenied):
        proposed(user, {place(IndicatorFactory()): Decimal(20)})


def test_a_province_with_every_right_neither_proposes_nor_decides():
    in_gauteng = person(may=everything(), province="GP")
    change_set = proposed(nomsa(), {place(IndicatorFactory()): Decimal(20)})

    with pytest.raises(PermissionDenied):
        proposed(in_gauteng, {place(IndicatorFactory()): Decimal(7)})
    with pytest.raises(PermissionDenied):
        approve_targets(change_set, by=in_gauteng)


def test_what_stands_already_is_not_proposed_and_a_blank_changes_nothing():
    officer, indicator = nomsa(), IndicatorFactory()
    TargetFactory(indicator=indicator, slot=OPEN, value=Decimal(20))

    assert proposed(officer, {place(indicator): Decimal("20.00"), place(indicator, Slot.Q3): None}) is None
    assert proposed(officer, {place(indicator): None}) is None
    assert not TargetChangeSet.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("reason", " "), ("authority", " ")])
def test_targets_are_not_proposed_without_reason_and_authority(field, value):
    with pytest.raises(ValidationError) as refused:
        proposed(nomsa(), {place(IndicatorFactory()): Decimal(20)}, **{field: value})
    assert set(refused.value.message_dict) == {field}


def test_every_change_is_kept_with_what_was_before_and_after():
    officer, indicator = nomsa(), IndicatorFactory()
    decided(officer, {place(indicator): Decimal(20)})
    decided(officer, {place(indicator): Decimal(25)}, authority="Decision of 3 November")

    changes = target_changes(indicator, 2026, viewer=officer)

    assert [(c.before, c.after, c.change_set.authority, c.change_set.decided_by.name) for c in changes] == [
        (Decimal(20), Decimal(25), "Decision of 3 November", "Thandi Molefe")
    ]
    assert authorities(indicator, 2026, viewer=officer) == ["Decision of 3 November"]
    assert TargetChange.objects.count() == 2


def test_of_two_changes_of_one_target_the_second_is_told_and_returned():
    officer, indicator = nomsa(), IndicatorFactory()
    TargetFactory(indicator=indicator, slot=OPEN, value=Decimal(20))
    first = proposed(officer, {place(indicator): Decimal(25)})
    second = proposed(officer, {place(indicator): Decimal(30)})
    approve_targets(first, by=person("secretary"))

    with pytest.raises(ValidationError, match="20 when it was proposed, 25 now"):
        approve_targets(second, by=person("secretary"))
    return_targets(second, by=person("secretary"), reason="Overtaken.")

    assert stored()[None, "q4"][0] == Decimal(25)
    second.refresh_from_db()
    assert (second.status, second.decided_on) == ("returned", date(2026, 11, 23))


def test_only_who_proposed_targets_withdraws_them():
    officer, change_set = nomsa(), None
    change_set = proposed(officer, {place(IndicatorFactory()): Decimal(20)})

    with pytest.raises(ValidationError, match="Only who proposed"):
        withdraw_targets(change_set, by=person("unit_officer"), reason="No.")
    withdraw_targets(change_set, by=officer, reason="Another figure was decided.")
    with pytest.raises(ValidationError, match="not possible now"):
        approve_targets(change_set, by=person("secretary"))


# After closing


def test_a_target_of_a_closed_quarter_changes_only_as_an_exception_which_the_report_lists():
    officer, indicator, gauteng = nomsa(), IndicatorFactory(), ProvinceFactory(code="GP")
    TargetFactory(indicator=indicator, province=gauteng, slot=CLOSED, value=Decimal(20))
    values = {place(indicator, CLOSED, gauteng): Decimal(15)}

    with pytest.raises(ValidationError, match="Q2 2026/27 is over since"):
        proposed(officer, values)
    with pytest.raises(ValidationError, match="Attach the decision"):
        proposed(officer, values, exception="The decision came late.")
    decided(officer, values, exception="The decision came late.", documents=[decision()])

    [change] = changed_after_closing(viewer=officer, quarter=Quarter(2026, 2))
    assert (change.before, change.after, change.change_set.exception) == (20, 15, "The decision came late.")
    report = quarterly_report(Quarter(2026, 2), province=gauteng, viewer=officer)
    [gap] = [gap for gap in report.gaps if gap.label == "Targets changed after closing"]
    assert gap.count.value == 1
    row = gap.table.rows[0]
    assert (str(row[0]), row[1], row[2]) == ("1.1.1, Gauteng, Q2", "20", "15")
    assert row[3] == f"{PLAN}. The decision came late."
    assert row[4].startswith("Thandi Molefe, 23\xa0Nov\xa02026, proposed by Nomsa Dlamini")
    assert not changed_after_closing(viewer=officer, quarter=Quarter(2026, 1))


def test_a_first_target_of_a_closed_quarter_is_an_exception_too():
    with pytest.raises(ValidationError, match="only as an exception"):
        proposed(nomsa(), {place(IndicatorFactory(), CLOSED): Decimal(15)})


def test_a_change_whose_quarter_ended_while_it_waited_is_returned(time_machine):
    change_set = proposed(nomsa(), {place(IndicatorFactory(), Slot.Q3): Decimal(15)})

    time_machine.move_to("2027-01-04 09:00+02:00")
    with pytest.raises(ValidationError, match="Return it, so that it is proposed as an exception"):
        approve_targets(change_set, by=person("secretary"))


def test_a_target_changed_in_time_is_listed_by_no_report():
    officer, indicator = nomsa(), IndicatorFactory()
    decided(officer, {place(indicator, Slot.Q3): Decimal(15)})

    assert changed_after_closing(viewer=officer, quarter=Quarter(2026, 3)) == []


def test_a_province_is_told_of_changes_of_its_own_targets_and_of_national_ones_alone():
    officer, indicator = nomsa(), IndicatorFactory()
    gauteng, limpopo = ProvinceFactory(code="GP"), ProvinceFactory(code="LP")
    values = {place(indicator, CLOSED, province): Decimal(4711) for province in (gauteng, limpopo, None)}
    decided(officer, values, exception="The decision came late.", documents=[decision()])

    seen = changed_after_closing(viewer=gift())

    assert {change.scope_label for change in seen} == {"Gauteng", "National"}
    other = proposed(officer, {place(indicator, OPEN, limpopo): Decimal(1)})
    assert other not in TargetChangeSet.objects.visible_to(gift())
    assert other in TargetChangeSet.objects.visible_to(lindiwe())


# What a target can be


@pytest.mark.parametrize(
    ("described", "value", "sentence"),
    [
        ({}, "many", "“many” is not a figure."),
        ({}, Decimal(-1), "below zero"),
        (
            {"unit": "qualitative", "calculation_type": "non_cumulative", "scale": ["low", "high"]},
            "middling",
            "“middling” is not on its scale. Choose one of: low, high.",
        ),
        (
            {"unit": "qualitative", "calculation_type": "non_cumulative"},
            Decimal(3),
            "this indicator is measured in words.",
        ),
        ({"valid_from": date(2027, 4, 1)}, Decimal(3), "no approved description"),
    ],
)
def test_a_target_fits_the_description_of_its_quarter(described, value, sentence):
    with pytest.raises(ValidationError, match=sentence):
        proposed(nomsa(), {place(IndicatorFactory(**described)): value})


def test_a_national_indicator_takes_no_provincial_target():
    gauteng = ProvinceFactory(code="GP")

    with pytest.raises(ValidationError, match="Gauteng, Q4: this indicator is measured by the national"):
        proposed(nomsa(), {place(IndicatorFactory(collected_from="national"), OPEN, gauteng): Decimal(1)})


def test_words_of_the_scale_are_targets():
    indicator = IndicatorFactory(unit="qualitative", calculation_type="non_cumulative", scale=["low", "high"])
    decided(nomsa(), {place(indicator): "high"})

    assert stored() == {(None, "q4"): ("high", PLAN)}
    assert Targets(YEAR, viewer=nomsa()).of_quarter(indicator.pk, None, 4) == "high"


# Reading the table


@pytest.mark.parametrize("count", [1, 4])
def test_the_targets_of_a_year_for_all_scopes_cost_one_query(django_assert_num_queries, count):
    officer, provinces = nomsa(), [ProvinceFactory(code=code) for code in ("GP", "LP", "EC", "FS")[:count]]
    indicators = [IndicatorFactory(code=f"1.1.{number}") for number in range(count)]
    for indicator in indicators:
        for province in provinces:
            TargetFactory(indicator=indicator, province=province, value=Decimal(3))

    with django_assert_num_queries(1):
        targets = Targets(YEAR, viewer=officer)
        assert [targets.of_quarter(i.pk, p.pk, 2) for i in indicators for p in provinces] == [3] * count**2


def test_those_with_a_target_of_their_own_are_asked_and_with_a_national_one_alone_all_are():
    officer, gauteng, limpopo = nomsa(), ProvinceFactory(code="GP"), ProvinceFactory(code="LP")
    own, national = IndicatorFactory(code="1.1.1"), IndicatorFactory(code="1.1.2")
    country = IndicatorFactory(code="1.1.3", collected_from="national")
    TargetFactory(indicator=own, province=gauteng)
    TargetFactory(indicator=own)
    TargetFactory(indicator=national)
    TargetFactory(indicator=country)

    targets, definitions = Targets(YEAR, viewer=officer), Definitions(YEAR).in_quarter(2)
    asked = {
        (one.code, scope): targets.asks(one, scope, 2)
        for one in definitions
        for scope in (None, gauteng.pk, limpopo.pk)
    }

    assert {key for key, asks in asked.items() if asks} == {
        ("1.1.1", gauteng.pk),
        ("1.1.2", gauteng.pk),
        ("1.1.2", limpopo.pk),
        ("1.1.3", None),
    }


@pytest.mark.parametrize(
    ("kind", "quarters", "together"),
    [
        # 5 + 6 + 7 + 8
        ("cumulative_year_end", (5, 6, 7, 8), 26),
        # the last running total
        ("cumulative_year_to_date", (5, 11, 18, 26), 26),
        # the last quarter
        ("non_cumulative", (5, 6, 7, 8), 8),
    ],
)
def test_the_annual_target_is_held_against_its_quarters_by_the_calculation_type(kind, quarters, together):
    indicator = IndicatorFactory(calculation_type=kind)
    for quarter, value in enumerate(quarters, start=1):
        TargetFactory(indicator=indicator, quarter=quarter, value=Decimal(value))
    TargetFactory(indicator=indicator, slot=Slot.YEAR, value=Decimal(30))

    check = quarters_against_year(
        Targets(YEAR, viewer=nomsa()), Definitions(YEAR).through(indicator.pk), None, "National"
    )

    assert (check.comparison.together, check.comparison.difference) == (together, together - 30)


def test_provinces_that_do_not_add_up_to_the_country_show_the_difference():
    indicator, provinces = IndicatorFactory(), [ProvinceFactory(code=code) for code in ("GP", "LP")]
    for province, value in zip(provinces, (12, 7), strict=True):
        TargetFactory(indicator=indicator, province=province, value=Decimal(value))
    TargetFactory(indicator=indicator, value=Decimal(20))

    checks = list(
        provinces_against_country(
            Targets(YEAR, viewer=nomsa()), Definitions(YEAR).through(indicator.pk), provinces
        )
    )

    # 12 + 7 = 19, one less than 20
    assert [(c.label, c.comparison.together, c.comparison.difference) for c in checks] == [
        ("Provinces, Q2", 19, -1)
    ]
