"""Progress by focus area and thrust in the quarterly report: indicators, obligations, activities, who contributes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from partnerships.core.states import State
from partnerships.strategy.performance import BEHIND, OFF_TRACK, ON_TRACK
from reporting.models import NOT_MEASURED
from reporting.reports.document import QuarterlyReport
from reporting.reports.quarterly import quarterly_report
from tests import factories as make
from tests.people import person
from tests.reporting.test_quarterly import Q2, line, values
from tests.reporting.world import World

pytestmark = pytest.mark.django_db


# Indicators


@pytest.mark.parametrize(
    ("code", "target", "actual", "variance", "percent", "state"),
    [
        # 10 + 20 promised; 12 given by Gauteng alone; 12 − 30 = −18, −18 ÷ 30 = −60 %
        ("1.1.1", 30, 12, -18, "-60.0", OFF_TRACK),
        # both promise 80 %; (8 + 3) of (10 + 6) = 68,75 %; 11,25 points short are 14 % of the target
        ("1.1.2", 80, "68.75", "-11.25", None, BEHIND),
        ("1.2.1", 2, None, None, None, NOT_MEASURED),
        ("2.1.1", 4, 4, 0, "0.0", ON_TRACK),
    ],
)
def test_the_country_is_formed_from_its_provinces(
    national: QuarterlyReport,
    code: str,
    target: int,
    actual: Any,
    variance: Any,
    percent: str | None,
    state: State,
) -> None:
    def exact(value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    found = line(national, code)
    assert (found.target, found.actual.value, found.variance) == (
        exact(target),
        exact(actual),
        exact(variance),
    )
    assert (found.variance_percent, found.state) == (exact(percent), state)


def test_the_year_to_date_adds_what_each_quarter_counted(national: QuarterlyReport) -> None:
    forums = line(national, "1.1.1")
    assert forums.year_target == 5 + 5 + 10 + 20
    assert forums.year_actual == 5 + 4 + 12


def test_the_year_to_date_of_a_figure_that_stands_alone_is_its_last(national: QuarterlyReport) -> None:
    share = line(national, "1.1.2")
    assert (share.year_target, share.year_actual) == (80, Decimal("68.75"))


def test_a_province_stands_on_its_own_targets(of_gauteng: QuarterlyReport) -> None:
    forums, share = line(of_gauteng, "1.1.1"), line(of_gauteng, "1.1.2")
    assert (forums.target, forums.actual.value, forums.variance, forums.state) == (10, 12, 2, ON_TRACK)
    assert (share.target, share.actual.value, share.state) == (80, 80, ON_TRACK)


def test_a_province_does_not_report_what_is_measured_nationally(of_gauteng: QuarterlyReport) -> None:
    codes = [one.code for area in of_gauteng.focus_areas for one in area.indicators]
    assert codes == ["1.1.1", "1.1.2"]


def test_the_country_names_each_province_that_gives_a_reason(national: QuarterlyReport) -> None:
    remarks = [(one.where, one.reason, one.corrective_action) for one in line(national, "1.1.2").remarks]
    assert remarks == [("Limpopo", "Three forums were not quorate.", "New members are elected in October.")]


def test_a_figure_measured_nationally_gives_its_reason_without_a_place(national: QuarterlyReport) -> None:
    remarks = [(one.where, one.reason) for one in line(national, "1.2.1").remarks]
    assert remarks == [("", "Not measured: The register was being moved.")]


def test_a_province_that_says_nothing_is_named_and_not_taken_for_zero(national: QuarterlyReport) -> None:
    forums = line(national, "1.1.1")
    assert (forums.measured, forums.expected, forums.silent) == (1, 2, ("Limpopo",))
    assert forums.by_scope == {"GP": Decimal(12), "LP": None}


def test_indicators_without_target_and_actual_are_named_but_not_counted(national: QuarterlyReport) -> None:
    assert [one.text for one in national.untargeted] == ["2.1.2"]
    standing = national.standing
    assert (standing.on_track, standing.behind, standing.off_track, standing.no_data) == (1, 1, 1, 1)


def test_the_countrys_own_target_goes_before_that_of_its_provinces(world: World) -> None:
    make.TargetFactory(indicator=make.IndicatorFactory(code="1.1.1"), value=Decimal(24))
    report = quarterly_report(Q2, province=None, viewer=person("director"))
    assert line(report, "1.1.1").target == 24


def test_a_percentage_that_the_provinces_do_not_share_has_no_national_target(world: World) -> None:
    share = make.IndicatorFactory(code="1.1.2")
    share.targets.filter(province=world.limpopo).update(value=Decimal(70))
    report = quarterly_report(Q2, province=None, viewer=person("director"))
    assert line(report, "1.1.2").target is None


# Work


def test_obligations_by_thrust_are_counted_as_at_the_last_day(national: QuarterlyReport) -> None:
    first, second = national.focus_areas[0].thrusts
    # due: 5.1, 5.2; met: 5.1; overdue: 5.2, and 5.3 from before
    assert values(first.obligations) == {"due": 2, "met": 1, "partly_met": 0, "overdue": 2}
    # due: 5.6 (submitted only) and 5.7 (met after the quarter); both overdue on 1 October
    assert values(second.obligations) == {"due": 2, "met": 0, "partly_met": 0, "overdue": 2}
    (third,) = national.focus_areas[1].thrusts
    assert values(third.obligations) == {"due": 1, "met": 0, "partly_met": 1, "overdue": 0}


def test_a_focus_area_is_the_sum_of_its_thrusts(national: QuarterlyReport) -> None:
    assert values(national.focus_areas[0].obligations) == {"due": 4, "met": 1, "partly_met": 0, "overdue": 4}


def test_obligations_tied_to_no_thrust_stand_apart(national: QuarterlyReport) -> None:
    assert values(national.loose_obligations) == {"due": 1, "met": 1, "partly_met": 0, "overdue": 0}


def test_activities_by_thrust(national: QuarterlyReport) -> None:
    first, second = national.focus_areas[0].thrusts
    (third,) = national.focus_areas[1].thrusts
    # done on 10 October is late as at 30 September
    not_moved = {"carried": 0, "brought": 0}
    assert (
        values(first.activities) == {"planned": 3, "done": 1, "late": 2, "open": 0, "given_up": 0} | not_moved
    )
    assert (
        values(second.activities)
        == {"planned": 1, "done": 0, "late": 0, "open": 0, "given_up": 1} | not_moved
    )
    assert (
        values(third.activities) == {"planned": 1, "done": 0, "late": 1, "open": 0, "given_up": 0} | not_moved
    )


def test_contributing_are_the_mous_in_force_and_their_other_parties_once(national: QuarterlyReport) -> None:
    first, second = national.focus_areas
    assert [link.text for link in first.mou_links] == ["MOU-2026-001", "MOU-2026-002"]
    assert [link.text for link in second.mou_links] == ["MOU-2026-002", "MOU-2026-003"]
    # the trust is a party to both, and counted once
    assert [link.text for link in first.partner_links] == [
        "Farmers' Union (demo)",
        "Vhuṱali Ḽifa Trust (demo)",
    ]
    assert (first.mous.value, first.partners.value) == (2, 2)


def test_a_province_counts_its_own_records_alone(of_gauteng: QuarterlyReport) -> None:
    first, second = of_gauteng.focus_areas
    assert [link.text for link in first.mou_links] == ["MOU-2026-001"]
    assert values(second.obligations) == {"due": 0, "met": 0, "partly_met": 0, "overdue": 0}
    assert of_gauteng.engagements.total.held.value == 2
