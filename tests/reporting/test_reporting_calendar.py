"""The reporting calendar: laid out by rules, changed with a reason, and asked by everything that is due by quarter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.reminding.kinds import kind_named
from partnerships.core.working_days import working_days_from
from reporting.models import PeriodRule, ReportingPeriod
from reporting.reports.quarterly import quarterly_report
from reporting.services import lay_out_year
from tests.factories import (
    ActualFactory,
    IndicatorFactory,
    PeriodRuleFactory,
    ProvinceFactory,
    ReportingPeriodFactory,
    TargetFactory,
)
from tests.people import everything, gift, nomsa, person

pytestmark = pytest.mark.django_db

# Today is Monday 23 November 2026: Q2 2026/27 is over since 30 September, Q3 is reported from January on.
YEAR = FinancialYear(2026)
Q1, Q2, Q3, Q4 = YEAR.quarters


@pytest.fixture
def officer(client):
    user = nomsa()
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def rule(**given):
    return PeriodRuleFactory.build(**{"counting": "days", "due_after": 15, "on_free_day": "stays"} | given)


# By which rule


@pytest.mark.parametrize(
    ("given", "quarter", "due"),
    [
        ({"counting": "month", "due_after": None}, Q1, date(2026, 7, 31)),
        ({"counting": "month", "due_after": None}, Q3, date(2027, 1, 31)),  # a Sunday: the law says so
        ({"counting": "month", "due_after": None}, Q4, date(2027, 4, 30)),
        ({}, Q2, date(2026, 10, 15)),
        # 30 days after 30 June is Thursday 30 July; after 31 December Saturday 30 January
        ({"due_after": 30, "on_free_day": "before"}, Q1, date(2026, 7, 30)),
        ({"due_after": 30, "on_free_day": "before"}, Q3, date(2027, 1, 29)),
        ({"due_after": 30, "on_free_day": "after"}, Q3, date(2027, 2, 1)),
        # 27 April 2027 is Freedom Day, a Tuesday
        ({"due_after": 27, "on_free_day": "before"}, Q4, date(2027, 4, 26)),
        ({"due_after": 27, "on_free_day": "after"}, Q4, date(2027, 4, 28)),
        # 1 to 15 July 2026 is Wednesday to Wednesday: eleven working days, the eleventh on the 15th
        ({"counting": "working_days", "due_after": 11}, Q1, date(2026, 7, 15)),
    ],
)
def test_a_rule_gives_the_due_day_of_a_quarter(given, quarter, due):
    assert rule(**given).due_on(quarter) == due


def test_a_rule_gives_all_three_days_in_their_order():
    assert rule(closes_after=14).days_of(Q2) == {
        "opens_on": date(2026, 10, 1),
        "due_on": date(2026, 10, 15),
        "closes_on": date(2026, 10, 29),
    }
    # Due before it would open: it opens when it is due.
    early = rule(due_after=2, opens_after=5).days_of(Q2)
    assert early["opens_on"] == early["due_on"] == date(2026, 10, 2)


def test_working_days_are_counted_with_both_ends():
    # Thursday 24 September 2026 is Heritage Day: 23, 25, 28 remain.
    assert working_days_from(date(2026, 9, 23), date(2026, 9, 28)) == 3
    assert working_days_from(date(2026, 9, 24), date(2026, 9, 24)) == 0


# Laying out a year


def test_a_year_is_laid_out_for_the_country_and_every_province_once(client, officer):
    PeriodRuleFactory(), PeriodRuleFactory(province=ProvinceFactory(code="GP"))
    address = reverse("reporting:periods_lay_out")

    response = client.post(address, {"year": "2026"}, follow=True)

    assert "8 periods of 2026/27 are laid out." in text(response)
    rows = ReportingPeriod.objects.filter(quarter=2).order_by("due_on")
    assert [(row.scope_label, row.opens_on, row.due_on, row.closes_on) for row in rows] == [
        ("Gauteng", date(2026, 10, 1), date(2026, 10, 15), date(2026, 10, 29)),
        ("National", date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 14)),
    ]
    # A province that comes later gets its days, and what was changed meanwhile stays.
    ReportingPeriod.objects.filter(quarter=3, province=None).update(due_on=date(2027, 1, 28))
    PeriodRuleFactory(province=ProvinceFactory(code="LP"))
    assert "4 periods" in text(client.post(address, {"year": "2026"}, follow=True))
    assert "is laid out already" in text(client.post(address, {"year": "2026"}, follow=True))
    assert ReportingPeriod.objects.get(quarter=3, province=None).due_on == date(2027, 1, 28)


def test_a_rule_out_of_use_lays_nothing_out(officer):
    PeriodRuleFactory(is_active=False)

    with pytest.raises(ValidationError, match="No rule of the reporting calendar is in use"):
        lay_out_year(by=officer, year=YEAR)


def test_nobody_but_the_unit_lays_a_year_out(client):
    PeriodRuleFactory()
    for who in (gift(), person("chief_director"), person(may=everything(), province="GP")):
        client.force_login(who)
        assert client.post(reverse("reporting:periods_lay_out"), {"year": "2026"}).status_code == 403
        with pytest.raises(PermissionDenied):
            lay_out_year(by=who, year=YEAR)
    assert not ReportingPeriod.objects.exists()


def test_the_database_keeps_one_rule_and_one_period_for_each_scope_and_days_in_order():
    PeriodRuleFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodRuleFactory(code="again")
    ReportingPeriodFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingPeriodFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingPeriodFactory(quarter=4, closes_on=date(2027, 1, 14))


# The page of a year


def test_the_page_says_how_each_quarter_stands_today_and_which_day_is_free(client, officer):
    ReportingPeriodFactory(
        quarter=1, opens_on=date(2026, 7, 1), due_on=date(2026, 7, 15), closes_on=date(2026, 7, 29)
    )
    ReportingPeriodFactory(
        quarter=2, opens_on=date(2026, 10, 1), due_on=date(2026, 10, 31), closes_on=date(2026, 11, 30)
    )
    ReportingPeriodFactory(quarter=3, due_on=date(2027, 1, 31), closes_on=date(2027, 2, 14))

    response = client.get(reverse("reporting:periods"), {"year": "2026"})

    rows = [rows[0] for quarter, rows in response.context["quarters"] if rows]
    assert [(row.state.label, row.due_note, row.working_days) for row in rows] == [
        # 1 to 15 July: 11 of 15 days; October 2026 has 22, its last day is a Saturday;
        # January 2027: 21 Mondays to Fridays, one of them New Year
        ("Closed", "", 11),
        ("After its due day", "Saturday", 22),
        ("Not open yet", "Sunday", 20),
    ]
    # Q4 has no days: the law's are said.
    assert "due on 30\u00a0April\u00a02027 by law" in text(response)


@pytest.mark.parametrize("year", ["", "1999", "2100", "nonsense", "2026/27"])
def test_nonsense_in_the_address_shows_the_present_year(client, officer, year):
    response = client.get(reverse("reporting:periods"), {"year": year})

    assert "Reporting calendar 2026/27" in text(response)


def test_a_province_reads_its_own_days_and_the_countrys_alone(client):
    for code, day in (("GP", 11), ("LP", 12)):
        ReportingPeriodFactory(province=ProvinceFactory(code=code), due_on=date(2027, 1, day))
    ReportingPeriodFactory()
    client.force_login(gift())

    page = text(client.get(reverse("reporting:periods")))

    assert "Gauteng" in page
    assert "National" in page
    assert "Limpopo" not in page
    assert "12\u00a0Jan\u00a02027" not in page
    assert "Change" not in page.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("provinces", [["GP"], ["GP", "LP", "WC"]])
def test_the_page_asks_as_many_queries_for_many_provinces(
    client, officer, django_assert_num_queries, provinces
):
    for code in provinces:
        ReportingPeriodFactory(province=ProvinceFactory(code=code))
    client.get(reverse("reporting:periods"))

    with django_assert_num_queries(5):
        client.get(reverse("reporting:periods"))


# Changing the days


def edit(period):
    return reverse("reporting:period_edit", args=[period.pk])


def written(period, **changes):
    days = {name: getattr(period, name).isoformat() for name in ("opens_on", "due_on", "closes_on")}
    return (
        days
        | {"version": period.version, "reason": "The Treasury moved its date.", "authority": ""}
        | changes
    )


def test_days_to_come_change_with_a_reason_that_is_kept(client, officer):
    period = ReportingPeriodFactory()

    client.post(edit(period), written(period, due_on="2027-01-20"))

    period.refresh_from_db()
    assert (period.due_on, period.version) == (date(2027, 1, 20), 2)
    page = text(client.get(edit(period)))
    assert "The Treasury moved its date." in page
    assert "Nomsa Dlamini" in page


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"reason": ""}, "reason", "required"),
        ({"due_on": "20 January"}, "due_on", "valid date"),
        ({"due_on": "2027-02-20"}, "__all__", "A period opens first, is due then, and closes last."),
    ],
)
def test_what_cannot_be_comes_back_with_a_sentence_and_everything_typed(
    client, officer, changes, field, sentence
):
    period = ReportingPeriodFactory()

    response = client.post(edit(period), written(period, opens_on="2027-01-03", **changes))

    assert sentence in str(response.context["form"].errors[field])
    assert 'value="2027-01-03"' in text(response)
    period.refresh_from_db()
    assert period.opens_on == date(2027, 1, 1)


def test_once_the_due_day_is_over_days_change_as_an_exception_alone(client, officer):
    days = {"opens_on": date(2026, 10, 1), "due_on": date(2026, 10, 15), "closes_on": date(2026, 10, 29)}
    period = ReportingPeriodFactory(quarter=2, **days)

    response = client.post(edit(period), written(period, closes_on="2026-12-04"))
    assert "authority" in response.context["form"].errors

    client.post(edit(period), written(period, closes_on="2026-12-04", authority="Letter of the Secretary"))
    period.refresh_from_db()
    assert period.closes_on == date(2026, 12, 4)
    page = text(client.get(period.get_absolute_url()))
    assert "Exception, Letter of the Secretary: The Treasury moved its date." in page


def test_on_the_due_day_itself_it_is_no_exception_yet(client, officer):
    period = ReportingPeriodFactory(due_on=date(2026, 11, 23), opens_on=date(2026, 11, 1))

    response = client.post(edit(period), written(period))

    assert response.status_code == 302


def test_of_two_who_change_the_same_days_the_second_is_told_with_both(client, officer):
    period = ReportingPeriodFactory()
    client.post(edit(period), written(period, due_on="2027-01-18"))

    response = client.post(edit(period), written(period, due_on="2027-01-20"))

    [clash] = [one for one in response.context["form"].conflict if one[0] == "Due on"]
    assert ["18" in clash[1], "20" in clash[2]] == [True, True]
    period.refresh_from_db()
    assert period.due_on == date(2027, 1, 18)


def test_a_province_does_not_change_its_own_days(client):
    period = ReportingPeriodFactory(province=ProvinceFactory(code="GP"))
    client.force_login(person(may=everything(), province="GP"))

    assert client.get(edit(period)).status_code == 404


# What asks the calendar


@pytest.fixture
def q2_in_gauteng():
    """Gauteng reported on 20 October what the law asks for by the 31st and its calendar by the 15th."""
    gauteng = ProvinceFactory(code="GP")
    TargetFactory(indicator=IndicatorFactory(code="1.1.1"), province=gauteng)
    TargetFactory(indicator=IndicatorFactory(code="1.1.2"), province=gauteng, value=Decimal(3))
    actual = ActualFactory(
        indicator=IndicatorFactory(code="1.1.1"), province=gauteng, captured_on=date(2026, 10, 20)
    )
    days = {"opens_on": date(2026, 10, 1), "due_on": date(2026, 10, 15), "closes_on": date(2026, 10, 29)}
    ReportingPeriodFactory(quarter=2, province=gauteng, **days)
    return actual


def test_late_is_what_comes_after_the_day_of_the_calendar(client, officer, q2_in_gauteng):
    report = quarterly_report(Quarter(2026, 2), province=q2_in_gauteng.province, viewer=officer)

    [gap] = [gap for gap in report.gaps if gap.label == "Actuals captured late"]
    [row] = gap.table.rows
    # 20 October is five days after the 15th.
    assert (gap.count.value, row[1:4]) == (1, (date(2026, 10, 15), date(2026, 10, 20), 5))
    page = text(client.get(q2_in_gauteng.get_absolute_url()))
    assert "Late: the report was due on 15\u00a0October\u00a02026." in page


def test_the_pages_of_a_province_count_to_its_own_day(client, q2_in_gauteng):
    client.force_login(gift())
    # What is due is the return, as long as it can be given.
    ReportingPeriod._base_manager.update(closes_on=date(2026, 12, 1))

    assert '<time datetime="2026-10-15">' in text(client.get(reverse("reporting:home")))
    assert "Due on 15\u00a0October\u00a02026" in text(client.get(reverse("reporting:actuals_to_capture")))
    assert "15\u00a0Oct\u00a02026" in text(client.get(reverse("reporting:reports")))


def test_reminders_count_to_the_day_of_the_calendar(q2_in_gauteng):
    ReportingPeriodFactory(due_on=date(2027, 1, 28))
    day = date(2026, 11, 23)

    later = ReportingPeriod._base_manager.filter(quarter=2)
    later.update(closes_on=date(2026, 12, 1))
    [period] = kind_named("return").seen_by(None, day)
    reports = list(kind_named("quarterly-report").found(day))

    assert (period.province.name, period.due_on) == ("Gauteng", date(2026, 10, 15))
    # The return is what is due, not its figures one by one.
    assert not kind_named("actuals").seen_by(None, day).exists()
    # Q3 by the calendar, Q4 by law.
    assert [one.due_on for one in reports][:2] == [date(2027, 1, 28), date(2027, 4, 30)]


def test_the_rules_that_ship_say_one_month_for_the_country_and_days_for_nine_provinces():
    call_command("load_reference", "geography", "calendar", verbosity=0)

    assert PeriodRule.objects.get(province=None).counting == "month"
    assert PeriodRule.objects.filter(counting="days", due_after=15).count() == 9
