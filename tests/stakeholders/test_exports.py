"""Files of the lists: exactly the rows and columns that are shown, and never a contact person."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from stakeholders.exports import DECISION_COLUMNS, DIRECTORY_COLUMNS, ENGAGEMENT_COLUMNS, STAKEHOLDER_COLUMNS
from tests.factories import (
    ContactFactory,
    DistrictFactory,
    EngagementFactory,
    PartnerDecisionFactory,
    ProvinceFactory,
    StakeholderClassFactory,
    StakeholderFactory,
    StakeholderTypeFactory,
)
from tests.people import gift, nomsa

pytestmark = pytest.mark.django_db


def as_csv(client: Client, name: str, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"{reverse(name)}?format=csv{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(body)))


def as_xlsx(client: Client, name: str, query: str = "") -> list[list[Any]]:
    response = client.get(f"{reverse(name)}?format=xlsx{query}")
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    rows = sheet.iter_rows(values_only=True)
    return [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in rows]


def test_stakeholders_as_they_are_shown(client: Client) -> None:
    gauteng = ProvinceFactory(code="GP")
    khanya = StakeholderFactory(
        name="Khanya (demo)",
        short_name="K",
        province=gauteng,
        district=DistrictFactory(province=gauteng),
        type=StakeholderTypeFactory(),
        seat="Carletonville",
        partner=True,
        stakeholder_class=StakeholderClassFactory(),
        relationship_manager=nomsa(),
        verified_on=date(2026, 6, 1),
    )
    EngagementFactory(stakeholder=khanya, held_on=date(2026, 9, 30))
    ContactFactory(stakeholder=khanya)
    StakeholderFactory(name="Elsewhere (demo)", province=ProvinceFactory(code="LP"))
    client.force_login(gift())

    shown = [
        "Khanya (demo)",
        "K",
        "Civil society",
        "Ngo",
        "Provincial",
        "Gauteng",
        "West Rand",
        "Carletonville",
        "Partner",
        "Key player",
        "Nomsa Dlamini",
        "2026-09-30",
        "2026-12-29",  # 90 days later
        "2026-06-01",
    ]
    assert [list(row.values()) for row in as_csv(client, "stakeholders:list")] == [shown]
    assert as_xlsx(client, "stakeholders:list") == [
        [column.heading for column in STAKEHOLDER_COLUMNS],
        [*shown[:-3], date(2026, 9, 30), date(2026, 12, 29), date(2026, 6, 1)],
    ]


def test_a_file_holds_what_the_filter_shows_in_its_order_beyond_one_page(client: Client) -> None:
    for n in range(30):
        StakeholderFactory(name=f"Number {n:02}", level="local" if n % 2 else "national")
    client.force_login(nomsa())

    rows = as_csv(client, "stakeholders:list", "&level=local&sort=-name")
    assert [row["Name"] for row in rows] == [f"Number {n:02}" for n in range(29, 0, -2)]
    assert len(as_csv(client, "stakeholders:list")) == 30


def test_an_invalid_filter_gives_a_file_without_rows(client: Client) -> None:
    StakeholderFactory()
    client.force_login(nomsa())

    assert as_csv(client, "stakeholders:list", "&level=galactic") == []
    assert as_xlsx(client, "stakeholders:list", "&level=galactic") == [
        [c.heading for c in STAKEHOLDER_COLUMNS]
    ]


def test_a_name_that_a_spreadsheet_would_run_is_plain_text(client: Client) -> None:
    StakeholderFactory(name="=HYPERLINK(1)")
    client.force_login(nomsa())

    assert as_csv(client, "stakeholders:list")[0]["Name"] == "'=HYPERLINK(1)"


def test_the_directory_holds_headlines_of_all_provinces_and_nothing_else(client: Client) -> None:
    foreign = StakeholderFactory(
        name="Elsewhere (demo)", province=ProvinceFactory(code="LP"), seat="Polokwane", mandate="Secret plan"
    )
    ContactFactory(stakeholder=foreign)
    StakeholderFactory(name="Everywhere (demo)")
    client.force_login(gift())

    assert [list(row.values()) for row in as_csv(client, "stakeholders:directory")] == [
        ["Elsewhere (demo)", "", "Civil society", "Limpopo", "Identified"],
        ["Everywhere (demo)", "", "Civil society", "National", "Identified"],
    ]
    assert as_xlsx(client, "stakeholders:directory")[0] == [column.heading for column in DIRECTORY_COLUMNS]


def test_engagements_say_what_must_be_known_about_their_date(client: Client) -> None:
    EngagementFactory(purpose="A", held_on=date(2019, 8, 22), date_basis="inferred", date_as_printed="22/8")
    EngagementFactory(purpose="B", held_on=None, date_basis="unknown", attendance=0)
    client.force_login(nomsa())

    rows = as_csv(client, "stakeholders:engagements")
    assert [(row["Date"], row["Date as recorded"], row["Number present"]) for row in rows] == [
        ("2019-08-22", "Year inferred: the source prints 22/8", ""),
        ("", "Not dated in the source", "0"),
    ]
    assert as_xlsx(client, "stakeholders:engagements")[0] == [column.heading for column in ENGAGEMENT_COLUMNS]


def test_decisions_say_who_when_and_why(client: Client) -> None:
    decision = PartnerDecisionFactory(stakeholder__name="Khanya (demo)")
    client.force_login(nomsa())

    row = as_csv(client, "stakeholders:decisions")[0]
    assert (row["Stakeholder"], row["Outcome"], row["Decided on"], row["Decided by"], row["Reason"]) == (
        "Khanya (demo)",
        "Partner",
        "2025-04-01",
        decision.decided_by.name,
        "Shared purpose and a concrete plan.",
    )
    assert as_xlsx(client, "stakeholders:decisions")[0] == [column.heading for column in DECISION_COLUMNS]
