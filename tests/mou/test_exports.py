"""Files hold exactly what the list shows, in the same words, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import ActivityQuarterFactory, StakeholderFactory, ThrustFactory
from tests.mou import scenes
from tests.people import gift, nomsa

pytestmark = pytest.mark.django_db


def rows(client: Client, name: str, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"{reverse(name)}?{query}&format=csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def sheet(client: Client, name: str, query: str = "") -> list[list[object]]:
    response = client.get(f"{reverse(name)}?{query}&format=xlsx")
    return [list(row) for row in load_workbook(io.BytesIO(response.getvalue())).worksheets[0].values]


def test_agreements_as_a_file(client: Client) -> None:
    partner = StakeholderFactory(name="=cmd|' /C calc'!A0", partner=True)
    mou = scenes.agreement(signed=True, title="Safer schools", reference="MOU-2026-700", partner=partner)
    scenes.obligation(mou, due_on=date(2026, 9, 30))
    scenes.agreement(title="Another")
    client.force_login(nomsa())

    (row,) = rows(client, "mou:list", "status=signed")

    assert row == {
        "Reference": "MOU-2026-700",
        "Title": "Safer schools",
        "Kind": "Memorandum of understanding",
        "Parties": "'=cmd|' /C calc'!A0",
        "Province": "National",
        "State": "In force",
        "Signed": "2026-03-20",
        "Starts": "2026-04-01",
        "Ends": "2029-03-31",
        "Obligations": "1",
        "Met": "0",
        "Overdue": "1",
        "Business owner": "Olga Owner",
        "Partnership manager": "Mandla Manager",
        "Sign of life": "Dormant",
        "What will be done": "",
        "Last sign of life": "2026-04-01",
        "Waiting for": "Olga Owner: 1 obligation overdue",
    }
    heading, first = sheet(client, "mou:list", "status=signed")
    assert (heading[0], first[0], first[3], first[9]) == (
        "Reference",
        "MOU-2026-700",
        "=cmd|' /C calc'!A0",
        1,
    )


def test_the_directory_as_a_file_names_every_province(client: Client) -> None:
    scenes.agreement("LP", title="Rural safety", reference="MOU-2026-701")
    client.force_login(gift())
    assert rows(client, "mou:directory") == [
        {
            "Reference": "MOU-2026-701",
            "Title": "Rural safety",
            "Kind": "Memorandum of understanding",
            "Province": "Limpopo",
            "Parties": "Partner of MOU-2026-701",
            "Focus areas": "1 Focus area 1",
            "Status": "Draft",
        }
    ]


def test_obligations_as_a_file_hold_what_the_bare_list_shows(client: Client) -> None:
    mou = scenes.agreement(signed=True, title="Safer schools", reference="MOU-2026-702")
    scenes.obligation(mou, clause="5.1", thrust=ThrustFactory(), due_on=date(2026, 9, 30))
    scenes.obligation(mou, clause="5.2", met=True)
    scenes.obligation(scenes.agreement(), clause="of a draft")
    client.force_login(nomsa())

    (row,) = rows(client, "mou:obligations")

    assert row == {
        "Due": "2026-09-30",
        "Agreed or said": "In an MoU",
        "Clause": "5.1",
        "What is owed": "Appoint a coordinator",
        "Measure of done": "",
        "Who owes": "Partner of MOU-2026-702",
        "To or with whom": "All parties",
        "Agreement": "MOU-2026-702",
        "Title of the agreement": "Safer schools",
        "Province": "National",
        "Thrust": "1.1 Thrust 1.1",
        "Indicator": "",
        "Accountable": "Olga Owner",
        "How often": "Once",
        "State": "Overdue, 54 days",
        "Submitted or done": "",
        "Verified": "",
        "Finding or outcome": "",
        "Released": "",
        "Waiting for": "Partner of MOU-2026-702: evidence, through Olga Owner",
    }
    assert [row["Clause"] for row in rows(client, "mou:obligations", "status=met")] == ["5.2"]
    assert len(rows(client, "mou:obligations", "status=")) == 3


def test_workplans_as_a_file_have_a_column_for_each_quarter(client: Client) -> None:
    mou = scenes.agreement("GP", signed=True, reference="MOU-2026-703")
    line = scenes.activity(
        mou, title="Train patrollers", output="Register", measure="patrollers trained", quarters=()
    )
    ActivityQuarterFactory(activity=line, number=2, planned_value=20)
    ActivityQuarterFactory(activity=line, number=4, planned_value="12.50")
    ActivityQuarterFactory(activity=line, number=1, status="done", done_on=date(2026, 5, 1))
    scenes.activity(mou, title="Next year", year=2027, quarters=(1,))
    client.force_login(gift())

    (row,) = rows(client, "mou:activities")

    assert row == {
        "Financial year": "2026/27",
        "Activity": "Train patrollers",
        "Output": "Register",
        "Agreement": "MOU-2026-703",
        "Province": "Gauteng",
        "Responsible party": "Civilian Secretariat for Police Service",
        "Responsible person": "Olga Owner",
        "Thrust": "1.1 Thrust 1.1",
        "Indicator": "",
        "Provinces": "",
        "Milestone": "",
        "Milestone by": "",
        "Measure": "patrollers trained",
        **{f"Planned in Q{number}": {2: "20.00", 4: "12.50"}.get(number, "") for number in (1, 2, 3, 4)},
        **{f"Reached in Q{number}": "" for number in (1, 2, 3, 4)},
        "Carried over": "",
        "Q1": "Done",
        "Q2": "Late",
        "Q3": "",
        "Q4": "Planned",
    }


def test_a_file_of_a_filter_with_an_error_holds_no_rows(client: Client) -> None:
    scenes.agreement()
    client.force_login(nomsa())
    assert rows(client, "mou:list", "status=invented") == []


@pytest.mark.parametrize("name", ["mou:list", "mou:obligations", "mou:activities"])
def test_a_file_never_holds_a_foreign_record(client: Client, name: str) -> None:
    foreign = scenes.agreement("LP", signed=True)
    scenes.obligation(foreign)
    scenes.activity(foreign)
    client.force_login(gift())
    assert rows(client, name) == []
