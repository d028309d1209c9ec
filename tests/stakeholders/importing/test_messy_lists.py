"""Lists of twelve shapes, as provinces send them: what becomes of their rows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from partnerships.core.models import Province
from stakeholders.importing.headings import find_header
from stakeholders.models import EngagementKind, StakeholderGroup, StakeholderType, StructureKind
from tests.core.spreadsheets.making import csv, ods, rows_of, xlsx
from tests.factories import StakeholderFactory
from tests.people import gift, nomsa
from tests.stakeholders.importing.making import checked, said

pytestmark = pytest.mark.usefixtures("lists")


def pk(model: Any, code: str) -> int:
    return model.objects.get(code=code).pk


def test_1_titles_and_empty_rows_above_the_headings_and_trailing_columns() -> None:
    rows: list[Sequence[Any]] = [
        ["GAUTENG PROVINCIAL SECRETARIAT"],
        [],
        ["List of stakeholders as at 31 March 2026"],
        [],
        ["No", "Name of Organisation", "Category", "Contact Person", "Contact No.", "", ""],
        [1.0, "Thusano Trust", "NGO", "Ms A Example", "012 345 6789", "", ""],
        [],
        [2.0, "Lerato Foundation", "Donor", "", "", "", " "],
    ]
    header = find_header(rows_of(xlsx(rows)))
    assert (header.row_number, header.columns) == (
        5,
        {1: "stakeholder.name", 2: "stakeholder.group", 3: "contact.name", 4: "contact.phone"},
    )
    first, second = checked(xlsx(rows), "l.xlsx", gift())
    assert [first.number, second.number] == [6, 8]
    assert [first.outcome, second.outcome] == ["create", "create"]
    assert first.values["stakeholder"]["group"] == pk(StakeholderGroup, "civil-society")
    assert first.values["stakeholder"]["province"] == pk(Province, "GP")
    assert first.values["contacts"] == [
        {"name": "Ms A Example", "post": "", "email": "", "phone": "+27123456789", "is_main": True}
    ]
    assert second.values["stakeholder"]["group"] == pk(StakeholderGroup, "donors")
    assert first.cells == ["", "Thusano Trust", "NGO", "Ms A Example", "012 345 6789", "", ""]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(("GP", "GP"), ("GT", "GP"), ("gauteng ", "GP"), ("KZN", "KZN"), ("NL", "KZN"), ("KN", "KZN")),
        *(
            ("Kwazulu Natal", "KZN"),
            ("KWA-ZULU/NATAL", "KZN"),
            ("LP", "LP"),
            ("LIM", "LP"),
            ("North-West", "NW"),
        ),
        *(
            ("Vrystaat", "FS"),
            ("WES-KAAP", "WC"),
            ("E. Cape", "EC"),
            ("Mpumalanga Province", "MP"),
            ("N Cape", "NC"),
        ),
    ],
)
def test_2_provinces_by_codes_old_and_new(written: str, code: str) -> None:
    (row,) = checked(csv(f"Organisation,Group,Prov\nThusano,Business,{written}\n"), "l.csv", nomsa())
    assert (row.values["stakeholder"]["province"], said(row)) == (pk(Province, code), [])


def test_3_names_in_capitals_with_semicolons_in_windows_1252() -> None:
    text = (
        "ORGANISASIE;GROEP;PROVINSIE;KONTAKPERSOON;SELFOON\n"
        "ALEXANDRA NEIGHBOURHOOD WATCH (NPO);Community;GT;MEV Z MÜLLER;082 123 4567\n"
    )
    (row,) = checked(csv(text, "cp1252"), "lys.csv", nomsa())
    assert row.values["stakeholder"]["name"] == "Alexandra Neighbourhood Watch (NPO)"
    assert row.values["contacts"][0]["name"] == "Mev Z Müller"
    assert row.values["contacts"][0]["phone"] == "+27821234567"
    assert said(row) == ["Written in capitals: it is registered as “Alexandra Neighbourhood Watch (NPO)”."]


def test_4_two_numbers_two_addresses_and_a_website_without_scheme() -> None:
    rows = [
        ["Stakeholder", "Sector", "Tel", "Cell", "Email", "Web"],
        [
            "Thusano",
            "NGO",
            "012-345 6789 / 6790",
            821234567.0,
            "A@Example.org; b@example.org",
            "www.Example.org",
        ],
    ]
    (row,) = checked(xlsx(rows), "l.xlsx", gift())
    assert row.values["stakeholder"]["website"] == "https://www.example.org"
    assert row.values["contacts"][0] == {
        "name": "General enquiries",
        "post": "",
        "email": "A@example.org",
        "phone": "+27123456789",
        "is_main": True,
    }
    assert said(row) == [
        "A contact person has one e-mail address: A@example.org is kept, b@example.org is not.",
        "A contact person has one number: 012 345 6789 is kept, 012 345 6790 and 082 123 4567 are not.",
        "No person is named: telephone and e-mail are kept under “General enquiries”.",
    ]


def test_5_a_row_for_each_person_of_the_same_stakeholder() -> None:
    text = (
        "Name of stakeholder\tGroup\tFull names\tSurname\tRank\tE-mail\n"
        "SAPS Alexandra\tPolice\tThandi\tExample\tCol\tt@example.org\n"
        "Saps  Alexandra\tPolice\tSipho\tOther\tCapt\ts@example.org\n"
        "SAPS Alexandra\tPolice\tThandi\tExample\t\tt@example.org\n"
    )
    first, second, third = checked(csv(text, "utf-16"), "l.txt", gift())
    assert first.values["contacts"][0]["name"] == "Col Thandi Example"
    assert (second.outcome, second.values["same_as"], second.values["stakeholder"]) == ("update", 2, {})
    assert second.values["contacts"] == [
        {"name": "Capt Sipho Other", "post": "", "email": "s@example.org", "phone": "", "is_main": False}
    ]
    assert said(second) == ["Row 2 names the same stakeholder: what this row adds goes to that one."]
    assert (third.outcome, third.values) == ("left_out", {"same_as": 2})
    assert said(third) == ["Row 2 says the same already: this row is left out."]


def test_6_police_forums_by_station() -> None:
    rows = [
        [
            "Prov",
            "District",
            "Station",
            "Name of CPF",
            "Chairperson",
            "Contact number",
            "Secretary",
            "Date established",
        ],
        [
            "GP",
            "West Rand District",
            "Kagiso",
            "Kagiso CPF",
            "Mr T Example",
            "082 123 4567",
            "Ms B Other",
            "16/06/2021",
        ],
    ]
    rows[0].append("Group")
    rows[1].append("CPF")
    (row,) = checked(xlsx(rows), "l.xlsx", nomsa())
    west_rand = row.values["stakeholder"]["district"]
    assert row.values["structure"] == {
        "kind": pk(StructureKind, "cpf"),
        "station_name": "Kagiso",
        "municipality_name": "",
        "district": west_rand,
        "launched_on": "2021-06-16",
        "term_years": None,
    }
    assert row.values["stakeholder"]["type"] == pk(StakeholderType, "cpf")
    assert (row.values["stakeholder"]["level"], said(row)) == ("local", [])
    assert [contact["name"] for contact in row.values["contacts"]] == ["Mr T Example", "Ms B Other"]


def test_7_engagements_with_days_as_text_serials_and_days() -> None:
    rows = [
        ["Organisation", "Group", "Date of meeting", "Type of meeting", "Purpose", "Attendance"],
        ["Thusano A", "NGO", "31 March 2026", "Izimbizo", "Safety plan", "±25"],
        ["Thusano B", "NGO", 46112, "Workshop", "Safety plan", 25],
        ["Thusano C", "NGO", date(2026, 3, 31), "", "", ""],
        ["Thusano D", "NGO", "3/31/2026", "Meeting", "Safety plan", "many"],
        ["Thusano E", "NGO", "31/12/2026", "Meeting", "Safety plan", ""],
        ["Thusano F", "NGO", "soon", "Meeting", "Safety plan", ""],
    ]
    found = [row.values["engagement"] for row in checked(xlsx(rows), "l.xlsx", gift())]
    assert found[0] == {
        "kind": pk(EngagementKind, "imbizo"),
        "held_on": "2026-03-31",
        "purpose": "Safety plan",
        "attendance": 25,
    }
    assert [one.get("held_on") for one in found] == ["2026-03-31"] * 4 + [None, None]
    third, fourth, fifth, sixth = [
        [one for one in said(row) if "resembles" not in one]
        for row in checked(xlsx(rows), "l.xlsx", gift())[2:]
    ]
    assert third == [
        "No kind of engagement is given: it is recorded as “Meeting”.",
        "No purpose is given: it is recorded as “Meeting, taken over from a list”.",
    ]
    assert fourth == [
        "In “3/31/2026” the month stands before the day: read as 31 March 2026.",
        "“many” is not a whole number that fits here: it is left out.",
    ]
    assert fifth == [
        "31 December 2026 lies in the future: an engagement is recorded once it was held. It is left out."
    ]
    assert sixth == [
        "“soon” is not a day: write it as 2026-03-31. It is left out.",
        "The engagement is left out: its day is missing or cannot be read.",
    ]


def test_8_an_afrikaans_list_from_libreoffice() -> None:
    rows = [
        ["Naam", "Groep", "Provinsie", "Dorp", "E-pos"],
        ["Boere Unie", "Business", "Vrystaat", "Senekal", "x@example.org"],
    ]
    (row,) = checked(ods(rows), "lys.ods", nomsa())
    assert (row.values["stakeholder"]["name"], row.values["stakeholder"]["seat"]) == ("Boere Unie", "Senekal")
    assert row.values["contacts"][0]["email"] == "x@example.org"


def test_9_headings_with_typing_errors_stars_and_brackets() -> None:
    headings = ["Orgnisation name*", "Categry", "Telphone (work)", "E mail adress", "Remarks", "ID Number"]
    header = find_header([headings, ["Thusano", "NGO", "0123456789", "a@example.org", "x", "8001015009087"]])
    assert header.columns == {
        0: "stakeholder.name",
        1: "stakeholder.group",
        2: "contact.phone",
        3: "contact.email",
    }


def test_10_headings_of_two_meanings_are_settled_by_what_stands_below() -> None:
    below = [["Thusano", "082 123 4567", "T Example", "12"], ["Lerato", "083 123 4567", "S Other", "13"]]
    first = find_header([["Organisation", "Contact", "Name", "Number"], *below])
    assert first.columns == {0: "stakeholder.name", 1: "contact.phone", 2: "contact.name"}
    second = find_header([["Name", "Contact", "Cell"], ["Thusano", "T Example", "082 123 4567"]])
    assert second.columns == {0: "stakeholder.name", 1: "contact.name", 2: "contact.mobile"}
    third = find_header([["Names", "Surname", "NGO"], ["T", "Example", "Thusano"]])
    assert third.columns == {0: "contact.name", 1: "contact.surname", 2: "stakeholder.name"}


def test_11_cells_that_say_that_nothing_is_known() -> None:
    text = "Name,Group,Acronym,Website,Tel,Contact person,Reg no\nThusano,Business,n/a,-,TBC,Vacant,#N/A\n"
    (row,) = checked(csv(text), "l.csv", gift())
    stakeholder = row.values["stakeholder"]
    assert [stakeholder[key] for key in ("short_name", "website", "registration_number")] == ["", "", ""]
    assert (row.values["contacts"], said(row)) == ([], [])


def test_12_the_register_itself_sent_back_changes_nothing() -> None:
    gp = Province.objects.get(code="GP")
    kept = StakeholderFactory(
        name="Thusano’s Trust & Others", province=gp, website="https://example.org", seat="Kagiso"
    )
    text = "Name,Group,Province,Website,Town\nTHUSANO'S TRUST AND OTHERS,Civil society,Gauteng,example.org,KAGISO\n"
    (row,) = checked(csv(text), "l.csv", gift())
    assert (row.outcome, row.stakeholder, said(row)) == ("unchanged", kept, [])


def test_13_cells_joined_over_several_rows_hold_for_each() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Organisation", "Group", "Contact person"])
        sheet.merge_range(1, 0, 2, 0, "Thusano")
        sheet.merge_range(1, 1, 2, 1, "NGO")
        sheet.write(1, 2, "A Example")
        sheet.write(2, 2, "B Other")
    first, second = checked(buffer.getvalue(), "l.xlsx", gift())
    assert (first.outcome, second.outcome) == ("create", "update")
    assert second.values["contacts"][0]["name"] == "B Other"
