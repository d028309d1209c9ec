"""The pages of the quarterly report: who gets which, as what, and what a wrong address is told."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from partnerships.core import printing
from partnerships.core.models import User
from partnerships.core.views import XLSX
from reporting.reports import document
from reporting.views import quarterly as views
from tests import factories as make
from tests.people import everything, gift, lindiwe, nomsa, person
from tests.reporting.world import World, build_world

pytestmark = pytest.mark.django_db

Q2 = "2026-27-q2"
COUNTRY = ("reporting:quarterly", Q2)
GAUTENG, LIMPOPO = ("reporting:quarterly_province", Q2, "GP"), ("reporting:quarterly_province", Q2, "LP")


@pytest.fixture
def world() -> World:
    return build_world()


def get(client: Client, who: User, page: tuple[str, ...], query: str = "") -> Any:
    client.force_login(who)
    name, *args = page
    return client.get(reverse(name, args=args) + query)


# Who may read what


@pytest.mark.parametrize(
    ("who", "page", "status"),
    [
        (lambda: person("director"), COUNTRY, 200),
        (lambda: person("director"), GAUTENG, 200),
        (nomsa, LIMPOPO, 200),
        (gift, COUNTRY, 403),
        (gift, GAUTENG, 200),
        (gift, LIMPOPO, 404),
        (lindiwe, GAUTENG, 404),
        (lambda: person("administrator"), COUNTRY, 403),
        (lambda: person("administrator"), GAUTENG, 403),
        # the right alone does not make anybody national
        (lambda: person(may=everything(), province="GP"), COUNTRY, 404),
        (lambda: person(may=everything(), province="GP"), LIMPOPO, 404),
    ],
)
@pytest.mark.parametrize("query", ["", "?format=xlsx"])
def test_each_person_reads_the_reports_of_the_provinces_in_their_care(
    client: Client, world: World, who: Callable[[], User], page: tuple[str, ...], status: int, query: str
) -> None:
    assert get(client, who(), page, query).status_code == status


def test_another_provinces_report_is_refused_before_it_is_computed(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "quarterly_report", lambda *a, **k: pytest.fail("computed"))
    assert get(client, gift(), LIMPOPO, "?format=pdf").status_code == 404


@pytest.mark.parametrize("page", [COUNTRY, GAUTENG, ("reporting:reports",)])
def test_a_report_is_read_and_never_posted_to(client: Client, world: World, page: tuple[str, ...]) -> None:
    client.force_login(person("director"))
    name, *args = page
    assert client.post(reverse(name, args=args)).status_code == 405


# Wrong addresses


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("2026-27-q5", "“q5” is not a quarter. Write Q1, Q2, Q3 or Q4."),
        ("2026-28-q1", "“2026/28” is not a financial year: the year from April 2026 is 2026/27."),
        ("2026-q1", "“2026” is not a financial year. Write it as 2026/27."),
        ("summer", "“” is not a financial year. Write it as 2026/27."),
        ("1899-00-q1", "“1899/00” lies outside the years 2000 to 2100."),
        ("2026-27-q4", "Q4 2026/27 begins on 1\u00a0January\u00a02027. There is nothing to report yet."),
    ],
)
@pytest.mark.parametrize("code", [None, "GP"])
def test_an_address_that_is_no_quarter_is_told_why(
    client: Client, world: World, slug: str, sentence: str, code: str | None
) -> None:
    page = ("reporting:quarterly_province", slug, code) if code else ("reporting:quarterly", slug)
    response = get(client, person("director"), page)
    assert response.status_code == 404
    assert sentence in response.content.decode()


def test_a_code_that_is_no_province_is_not_found(client: Client, world: World) -> None:
    page = ("reporting:quarterly_province", Q2, "XX")
    assert get(client, person("director"), page).status_code == 404


# The page


def test_the_page_shows_the_figures_and_where_they_come_from(client: Client, world: World) -> None:
    page = get(client, person("director"), COUNTRY).content.decode()
    for shown in (
        "Pre-audit",
        "As at 30\u00a0September\u00a02026",
        "1.1.2 Percentage of forums found functional",
        "68,75\u00a0%</a>",
        "−11,25\u00a0points",
        "<strong>Limpopo:</strong> Three forums were not quorate.",
        "No figure and no reason from: Limpopo",
        "Obligations overdue: <a",
        "How the figures are counted",
    ):
        assert shown in page


def test_the_page_of_a_province_offers_no_way_to_another(client: Client, world: World) -> None:
    page = get(client, gift(), GAUTENG).content.decode()
    assert "Limpopo" not in page
    assert "Provinces and focus areas" not in page


def test_an_unknown_format_shows_the_page(client: Client, world: World) -> None:
    response = get(client, person("director"), COUNTRY, "?format=odt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_a_large_page_stays_under_sixty_kilobytes(client: Client, world: World) -> None:
    provinces = [make.ProvinceFactory(code=code) for code in make.PROVINCES]
    for number in range(60):
        indicator = make.IndicatorFactory(
            code=f"1.1.{number + 10}", name=f"Number of measured things {number}"
        )
        for place, province in enumerate(provinces):
            make.TargetFactory(indicator=indicator, province=province, value=Decimal(10 + place))
            make.ActualFactory(
                indicator=indicator,
                province=province,
                value=Decimal(number + place),
                reason_for_deviation=f"{province} counted {number * place} in August alone.",
                corrective_action=f"The plan of {number + place} is checked.",
            )
    page = get(client, person("director"), COUNTRY).content
    assert len(gzip.compress(page, 6)) < 60_000


def test_a_page_of_very_many_indicators_leaves_the_words_of_several_provinces_to_the_list(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    forums = make.IndicatorFactory(code="1.1.1")
    for code in ("EC", "FS"):
        make.ActualFactory(
            indicator=forums,
            province=make.ProvinceFactory(code=code),
            reason_for_deviation=f"Said in {code}.",
        )
    usual = get(client, person("director"), COUNTRY).content.decode()
    assert "<summary>Three provinces give reasons</summary>" in usual
    assert "Said in EC." in usual
    monkeypatch.setattr(document, "MANY_INDICATORS", 3)
    brief = get(client, person("director"), COUNTRY).content.decode()
    assert ">Three provinces give reasons</a>" in brief
    assert "Said in EC." not in brief


def test_the_page_asks_a_fixed_number_of_queries(
    client: Client, world: World, django_assert_num_queries: Any
) -> None:
    get(client, person("director"), COUNTRY)
    # those of the document, and the session, the person and the rights
    with django_assert_num_queries(35 + 3):
        client.get(reverse(*COUNTRY[:1], args=COUNTRY[1:]))


# Files


def test_the_workbook_is_sent_as_a_file_with_a_name_that_says_what_it_is(
    client: Client, world: World
) -> None:
    response = get(client, gift(), GAUTENG, "?format=xlsx")
    assert response["Content-Type"] == XLSX
    assert (
        response["Content-Disposition"] == 'attachment; filename="quarterly-report-2026-27-q2-gauteng.xlsx"'
    )
    assert response.content.startswith(b"PK")


def test_the_pdf_is_made_beside_the_pages_and_kept_while_the_figures_are_the_same(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "printed", lambda html, *names, time_limit: b"%PDF-" + html.encode())
    asked = get(client, person("director"), COUNTRY, "?format=pdf")
    assert printing.make_all() == 1
    file = client.get(f"{asked.url}file/")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'attachment; filename="quarterly-report-2026-27-q2-national.pdf"'
    assert "23\u00a0Nov\u00a02026, 09:00".encode() in file.content

    with travel("2026-11-23 09:01+02:00"):
        again = client.get(reverse(COUNTRY[0], args=COUNTRY[1:]) + "?format=pdf")
        assert again.url == asked.url
        make.EngagementFactory(held_on="2026-08-05")
        changed = client.get(reverse(COUNTRY[0], args=COUNTRY[1:]) + "?format=pdf")
        assert changed.url != asked.url


# Choosing a report


def offered(response: Any) -> list[tuple[str, int]]:
    return [(str(one.quarter), one.actuals.value) for one in response.context["quarters"]]


def test_every_quarter_with_records_that_has_begun_is_offered(client: Client, world: World) -> None:
    make.EngagementFactory(held_on="2019-08-05")
    response = get(client, person("director"), ("reporting:reports",))
    # Q3 has an obligation and an engagement; Q2 2019/20 one engagement; Q4 2026/27 has not begun
    assert offered(response) == [
        ("Q3 2026/27", 0),
        ("Q2 2026/27", 5),
        ("Q1 2026/27", 2),
        ("Q2 2019/20", 0),
    ]


def test_a_national_reader_chooses_the_province(client: Client, world: World) -> None:
    response = get(client, person("director"), ("reporting:reports",), "?province=LP")
    assert offered(response) == [("Q2 2026/27", 1), ("Q1 2026/27", 1)]
    assert reverse("reporting:quarterly_province", args=[Q2, "LP"]) in response.content.decode()


@pytest.mark.parametrize("query", ["", "?province=LP", "?province=nowhere"])
def test_a_provincial_reader_is_offered_the_own_province_alone(
    client: Client, world: World, query: str
) -> None:
    response = get(client, gift(), ("reporting:reports",), query)
    page = response.content.decode()
    assert response.context["chosen"] == world.gauteng
    assert reverse("reporting:quarterly_province", args=[Q2, "GP"]) in page
    assert reverse("reporting:quarterly", args=[Q2]) + '"' not in page
    assert "Limpopo" not in page


def test_without_any_record_the_page_says_when_there_will_be_one(client: Client) -> None:
    make.ProvinceFactory()
    response = get(client, person("director"), ("reporting:reports",))
    assert "There is nothing to report yet" in response.content.decode()


@pytest.mark.parametrize("rows", [1, 4])
def test_choosing_asks_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(1, rows + 1):
        make.TargetFactory(indicator=make.IndicatorFactory(code=f"1.1.{number}"), quarter=number)
        make.EngagementFactory()
    client.force_login(person("director"))
    with django_assert_num_queries(10):
        client.get(reverse("reporting:reports"))


def test_the_page_leaves_long_lists_of_changes_to_the_workbook(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.reports.base.LONGEST_LIST", 1)
    choir = make.StakeholderFactory(name="Choir (demo)", province=None)
    make.PartnerDecisionFactory(stakeholder=choir, decided_on=date(2026, 7, 20))
    page = get(client, nomsa(), COUNTRY).content.decode()
    registers = page.split('id="registers"')[1].split("</section>")[0]
    assert ("Farmers&#x27; Union (demo)" in registers, "Choir (demo)" in registers) == (True, False)
    assert "1 more: in the Excel file." in registers
