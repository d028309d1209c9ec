"""The year of each indicator: the quarters as they were issued, and what the auditors found."""

from __future__ import annotations

import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import User
from partnerships.strategy.models import Indicator, IndicatorVersion, Slot
from partnerships.strategy.performance import NO_DATA, NO_TARGET, NOT_JUDGED
from reporting import issuing
from reporting.issuing import begin_report, issue_report, move
from reporting.models import Actual, AuditedFigure
from reporting.renderers.annual import render_print
from reporting.reports.annual import ACHIEVED, NOT_ACHIEVED, achieved, annual_report, year_of
from reporting.reports.document import INCOMPLETE
from reporting.services.audited import ENTER, enter_audited_figure
from tests import factories as make
from tests.people import gift, nomsa, person
from tests.reporting.world import World

YEAR = FinancialYear(2026)
AFTER_THE_YEAR = time_machine.travel("2027-06-01T10:00:00+02:00", tick=False)
Kind = IndicatorVersion.CalculationType


def quarter(value: Any, kind: str = Kind.CUMULATIVE_YEAR_END, unit: str = "", **fields: Any) -> Any:
    """One line of an issued report, as far as the year asks it."""
    said = {"year_actual": None, "year_note": ""} | fields
    return SimpleNamespace(
        actual=SimpleNamespace(value=value),
        calculation=Kind(kind).label,
        is_percentage=bool(unit),
        **said,
    )


def test_the_year_comes_from_its_issued_quarters_by_the_calculation_type() -> None:
    counts = [quarter(9), None, quarter(Decimal("12.5")), quarter(None)]
    assert year_of(counts).value == Decimal("21.5")  # 9 + 12,5; Q2 was not issued, Q4 measured nothing
    assert year_of(counts).how == "9 (Q1) + 12,5 (Q3) = 21,5."
    for kind in (Kind.CUMULATIVE_YEAR_TO_DATE, Kind.NON_CUMULATIVE):
        found = year_of([quarter(9, kind), quarter(21, kind), quarter(None, kind), None])
        assert found.value == 21
        assert found.how.startswith("As Q2 says")
    # 80 % and 50 % do not make 130 %, nor 65 %: 8 of 10 and 3 of 6 are 11 of 16.
    shares = [quarter(80, unit=" %"), quarter(50, unit=" %", year_actual=Decimal("68.75"))]
    assert year_of(shares).value == Decimal("68.75")
    assert year_of([quarter("Good", Kind.NON_CUMULATIVE), None]).value == "Good"
    assert year_of([quarter(None), None]) == year_of([None, quarter(None)])
    changed = year_of([quarter(9), quarter(70, year_note="Version 2 changes the unit.")])
    assert (changed.value, changed.how) == (None, "Version 2 changes the unit.")


@given(some.lists(some.none() | some.decimals(0, 10**6, places=2), min_size=1, max_size=4))
def test_numbers_that_count_up_make_the_sum_and_nothing_measured_makes_nothing(values: list[Any]) -> None:
    measured = [value for value in values if value is not None]
    found = year_of([quarter(value) for value in values]).value
    assert found == (sum(measured) if measured else None)


def test_a_year_is_achieved_without_a_tolerance() -> None:
    def described(desired: str, scale: tuple[str, ...] = ()) -> Any:
        return SimpleNamespace(desired_performance=desired, scale=scale)

    ten = Decimal(10)
    for desired, reached, missed in (
        (IndicatorVersion.DesiredPerformance.HIGHER, "10", "9.99"),
        (IndicatorVersion.DesiredPerformance.LOWER, "10", "10.01"),
        (IndicatorVersion.DesiredPerformance.EQUAL, "10", "11"),
    ):
        assert achieved(described(desired), Decimal(reached), ten) == ACHIEVED
        assert achieved(described(desired), Decimal(missed), ten) == NOT_ACHIEVED
    higher = IndicatorVersion.DesiredPerformance.HIGHER
    assert achieved(described(higher), None, ten) == NO_DATA
    assert achieved(described(higher), Decimal(0), None) == NO_TARGET
    assert achieved(described(higher, ("Poor", "Good")), "Poor", "Good") == NOT_ACHIEVED
    assert achieved(described(higher), "Poor", "Good") == NOT_JUDGED


# From the issued report to the audited figure


@pytest.fixture
def manager() -> User:
    return person("partnership_manager", name="Thabo Nkosi")


@pytest.fixture
def forums(world: World, manager: User, monkeypatch: pytest.MonkeyPatch) -> Indicator:
    """Q2 is issued: 1.1.1 was measured with 12, of an annual target of 100."""
    monkeypatch.setattr(issuing, "render_pdf", lambda document: b"%PDF")
    found: Indicator = Indicator.objects.get(code="1.1.1")
    make.TargetFactory(indicator=found, province=None, slot=Slot.YEAR, quarter=None, value=Decimal(100))
    report = begin_report(by=nomsa(), quarter=Quarter(2026, 2))
    move(report, "review", by=person("chief_director"))
    move(report, "approve", by=person("secretary"))
    issue_report(report, by=manager)
    return found


def enter(indicator: Indicator, by: User, value: int, seen: int = 0, **fields: Any) -> AuditedFigure:
    said = {"authority": "Audit report, 31 May 2027", "reason": "Two forums were counted twice."} | fields
    return enter_audited_figure(indicator, YEAR, by=by, seen=seen, value=Decimal(value), **said)


@pytest.mark.django_db
def test_the_audited_figure_stands_beside_what_was_issued_on_page_print_and_sheet(
    client: Client, forums: Indicator, manager: User
) -> None:
    Actual.objects.filter(indicator=forums, quarter=2).update(value=7531)  # since it was issued
    before = next(one for one in annual_report(YEAR, viewer=manager).lines if one.pk == forums.pk)
    assert (before.preliminary.value, before.target, before.state) == (12, 100, INCOMPLETE)
    with AFTER_THE_YEAR:
        enter(forums, manager, 10)
        enter(forums, manager, 11, seen=1, reason="One of them was another forum.")
        line = next(one for one in annual_report(YEAR, viewer=manager).lines if one.pk == forums.pk)
        # 11 − 12 = −1; 11 of 100 is not achieved, and the audited figure is judged though three quarters are wanting.
        assert (line.found.said, line.difference, line.state) == (11, -1, NOT_ACHIEVED)  # type: ignore[union-attr]
        assert [one.number for one in line.audited] == [1, 2]

        client.force_login(manager)
        page = client.get(reverse("reporting:annual")).content.decode()
        printed = render_print(annual_report(YEAR, viewer=manager))
        answer = client.get(reverse("reporting:annual"), {"year": "2026-27", "format": "xlsx"})
        # Of a year before this system was used the quarters were never issued; its audit is kept all the same.
        earlier = annual_report(FinancialYear(2025), viewer=manager)
        assert {one.code for one in earlier.lines} >= {"1.1.1", "2.1.2"}
        assert {(one.preliminary.value, one.preliminary.how) for one in earlier.lines} == {
            (None, "Not issued.")
        }
    for told in (page, printed):
        assert "Two forums were counted twice." in told
        assert "One of them was another forum." in told
        assert "−1" in told
        assert "7531" not in told.replace("\u00a0", "")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Indicators of the year"]
    heads, *rows = sheet.iter_rows(values_only=True)
    of_forums = dict(zip(heads, next(row for row in rows if str(row[0]).startswith("1.1.1")), strict=True))
    assert [of_forums[name] for name in ("Annual target", "Preliminary", "Audited", "Difference")] == [
        100,
        12,
        11,
        -1,
    ]
    with pytest.raises(ProgrammingError, match="append_only"), transaction.atomic():
        AuditedFigure.objects.update(value=12)


@pytest.mark.django_db
def test_an_audited_figure_is_entered_by_its_right_after_the_year_and_in_knowledge_of_the_last(
    client: Client, forums: Indicator, manager: User
) -> None:
    with pytest.raises(ValidationError, match="audited after that day"):
        enter(forums, manager, 10)
    with AFTER_THE_YEAR:
        for somebody in (nomsa(), gift(), person("auditor"), person(may=[ENTER], province="LP")):
            with pytest.raises(PermissionDenied):
                enter(forums, somebody, 10)
        with pytest.raises(ValidationError):
            enter(forums, manager, 10, reason=" ")
        with pytest.raises(ValidationError, match="give the figure, not words"):
            enter(forums, manager, 10, words="Ten")
        enter(forums, manager, 10)
        with pytest.raises(ValidationError, match="as it stands already"):
            enter(forums, manager, 10, seen=1)

        # The page of somebody who looked before: nothing typed is lost, and what stands is shown.
        client.force_login(manager)
        address = reverse("reporting:audited_enter", args=["2026-27", forums.pk])
        sent = {"value": "11", "authority": "Audit report", "reason": "Recounted.", "seen": "0"}
        page = client.post(address, sent).content.decode()
        assert "Somebody else entered this figure meanwhile" in page
        assert "Two forums were counted twice." in page
        assert "Recounted." in page
        assert AuditedFigure.objects.count() == 1
        assert client.post(address, sent | {"seen": "1"}).status_code == 302
        assert AuditedFigure.objects.count() == 2
        assert client.get(reverse("reporting:audited_enter", args=["2026", forums.pk])).status_code == 404
    bad = client.get(reverse("reporting:annual"), {"year": "2026-28"})
    assert bad.status_code == 404
    assert "is not a financial year" in bad.content.decode()
