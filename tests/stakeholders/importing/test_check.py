"""Every refusal and warning of a row by its words, what of the register changes, and how quickly."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.core.models import Province
from partnerships.core.spreadsheets.workbook import open_book
from stakeholders.importing.check import check_rows
from stakeholders.importing.headings import find_header
from stakeholders.importing.template import template
from stakeholders.models import StructureKind
from tests.core.spreadsheets.making import csv
from tests.factories import ContactFactory, StakeholderFactory, StructureFactory
from tests.people import gift, lindiwe, nomsa
from tests.stakeholders.importing.making import checked, checked_row, said

pytestmark = pytest.mark.usefixtures("lists")
GROUPS = (
    "Civilian Secretariat (internal), Police agencies, Other government departments, Provincial government, Local "
    "government, Community structures, Business, Civil society, Faith-based organisations, Academia, Donors, "
    "Multilaterals"
)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            {"stakeholder__name": " – "},
            "The name is missing. Where a row belongs to the stakeholder above it, write that name again.",
        ),
        (
            {"stakeholder__name": "Thusano", "stakeholder__group": ""},
            f"The group is missing. Add a column “Group” with one of: {GROUPS}.",
        ),
        ({"stakeholder__group": "Sport"}, f"“Sport” is not one of the groups. Write one of: {GROUPS}."),
        (
            {"stakeholder__province": "Transvaal"},
            "“Transvaal” is not a province. Write its name, or one of EC, FS, GP, KZN, LP, MP, NC, NW, WC, "
            "or National.",
        ),
        (
            {"stakeholder__province": "LIM"},
            "This row is for Limpopo, and this import is for Gauteng alone. Take it out, or ask the national "
            "office to "
            "import it.",
        ),
        (
            {"stakeholder__province": "National"},
            "This row is for the national office, and this import is for Gauteng alone. Take it out, or ask "
            "the national "
            "office to import it.",
        ),
        (
            {"stakeholder__short_name": "x" * 41},
            "“Short name” has 41 characters and at most 40 can be kept. Shorten it.",
        ),
        (
            {"contact__name": "A" + "b" * 120},
            "The name of the contact person has 121 characters and at most 120 can be kept. Shorten it.",
        ),
        (
            {"stakeholder__mandate": "Head: 800101 5009 087"},
            "“Mandate” looks like an identity number of 13 digits. Identity numbers are not kept here: take "
            "it out of the "
            "list.",
        ),
        (
            {"contact__phone": 8001015009087.0},
            "“Work telephone” looks like an identity number of 13 digits. Identity numbers are not kept "
            "here: take it out "
            "of the list.",
        ),
    ],
)
def test_a_row_that_would_make_a_wrong_record_is_refused(cells: dict[str, Any], sentence: str) -> None:
    row = checked_row(gift(), **cells)
    assert (row.outcome, said(row, "error"), row.values) == ("refused", [sentence], {})


@pytest.mark.parametrize(
    ("cells", "sentences"),
    [
        ({"stakeholder__type": "Circus"}, ["“Circus” is not one of the types: the type is left out."]),
        (
            {"stakeholder__type": "University"},
            ["“University” is not a type of the group “Civil society”: the type is left out."],
        ),
        (
            {"stakeholder__district": "Atlantis"},
            ["“Atlantis” is not one of the districts and metros: it is left out."],
        ),
        (
            {"stakeholder__district": "Mopani"},
            ["Mopani (DC33) lies in Limpopo, not in Gauteng: the district is left out."],
        ),
        ({"stakeholder__level": "High"}, ["“High” is not one of the levels: it is left out."]),
        ({"stakeholder__stakeholder_class": "A1"}, ["“A1” is not one of the classes: it is left out."]),
        (
            {"stakeholder__relationship_manager": "Nobody Known"},
            ["Nobody called “Nobody Known” bears an account here. You look after the entry instead."],
        ),
        (
            {"stakeholder__website": "see letter"},
            ["“see letter” is not an address of the web: it is left out."],
        ),
        (
            {"contact__email": "a.example.org", "contact__name": "A Example"},
            ["“a.example.org” is not an e-mail address: it is left out."],
        ),
        (
            {"contact__phone": "12345", "contact__name": "A Example"},
            ["“12345” is not a telephone number that exists: it is left out."],
        ),
        (
            {"contact__phone": "012 345 6789 ext 12", "contact__name": "A Example"},
            ["The extension 12 of “012 345 6789 ext 12” is not kept: the number alone is."],
        ),
        ({"contact__post": "Secretary"}, ["The post “Secretary” is left out: nobody stands with it."]),
        (
            {"contact__is_main": "perhaps", "contact__name": "A Example"},
            ["“perhaps” is neither yes nor no: it is left out."],
        ),
        (
            {"structure__kind": "Choir"},
            [
                "“Choir” is not a kind of community structure: it is registered without its description. "
                "Write one of: "
                "Community police forum, Community police sub-forum, District community police board, "
                "Provincial community "
                "police board, District community safety forum, Local community safety forum."
            ],
        ),
        (
            {"structure__kind": "CPF"},
            [
                "Only what stands under “Community structures” is described as a community police forum: it "
                "is registered "
                "without its description as a structure."
            ],
        ),
        (
            {"structure__kind": "CPF", "stakeholder__group": "Community"},
            [
                "The police station of this community police forum is missing: it is registered without its "
                "description as "
                "a structure."
            ],
        ),
        (
            {"engagement__purpose": "Safety plan"},
            ["The engagement is left out: its day is missing or cannot be read."],
        ),
        (
            {"engagement__held_on": "2026-02-30"},
            ["“2026-02-30” is not a day of the calendar. It is left out."],
        ),
    ],
)
def test_what_cannot_be_kept_is_told_and_the_rest_is_imported(
    cells: dict[str, Any], sentences: list[str]
) -> None:
    row = checked_row(gift(), **cells)
    assert (row.outcome, row.has_warning, said(row), said(row, "error")) == ("create", True, sentences, [])


def test_a_group_that_only_the_name_tells_is_told() -> None:
    row = checked_row(gift(), stakeholder__name="Rand Water (Pty) Ltd", stakeholder__group="")
    assert said(row) == ["No group is given: the name says “Business”."]


def test_without_a_province_an_entry_of_the_unit_is_national_and_says_so() -> None:
    row = checked_row(nomsa())
    assert (row.values["stakeholder"]["province"], row.values["stakeholder"]["level"]) == (None, "national")
    assert said(row) == ["No province is given: it is registered as National."]
    assert said(checked_row(nomsa(), stakeholder__district="Mopani")) == []


def test_what_an_existing_entry_says_is_changed_with_a_warning_and_its_blanks_are_filled_without() -> None:
    kept = StakeholderFactory(name="Thusano Trust", province=Province.objects.get(code="GP"), seat="Kagiso")
    row = checked_row(gift(), stakeholder__seat="Mohlakeng", stakeholder__website="example.org")
    assert (row.outcome, row.stakeholder) == ("update", kept)
    assert row.values["stakeholder"] == {"seat": "Mohlakeng", "website": "https://example.org"}
    assert said(row) == ["Changes “Town or suburb” from “Kagiso” to “Mohlakeng”."]


def test_a_known_contact_person_is_changed_and_a_new_one_is_added() -> None:
    kept = StakeholderFactory(name="Thusano Trust", province=Province.objects.get(code="GP"))
    contact = ContactFactory(stakeholder=kept, is_main=True)
    row = checked_row(
        gift(), contact__name="MS THANDI EXAMPLE", contact__phone="082 123 4567", contact2__name="B Other"
    )
    assert row.values["contacts"] == [
        {"pk": contact.pk, "phone": "+27821234567"},
        {"name": "B Other", "post": "", "email": "", "phone": "", "is_main": False},
    ]
    assert said(row) == ["Changes the work telephone of Thandi Example from 011 123 4567 to 082 123 4567."]
    same = checked_row(gift(), contact__email="Thandi@example.org")
    assert (same.outcome, same.values["contacts"]) == ("unchanged", [])


def test_a_second_main_contact_becomes_a_further_one() -> None:
    kept = StakeholderFactory(name="Thusano Trust", province=Province.objects.get(code="GP"))
    ContactFactory(stakeholder=kept, is_main=True)
    row = checked_row(gift(), contact__name="B Other", contact__is_main="Ja")
    assert row.values["contacts"][0]["is_main"] is False
    assert said(row) == ["There is a main contact already: B Other becomes a further contact."]


def test_a_description_that_is_there_stays_as_it_is() -> None:
    gp, group = Province.objects.get(code="GP"), "Community structures"
    csf = StructureKind.objects.get(code="csf-district")
    kept = StakeholderFactory(name="Kagiso CPF", province=gp, group__code="community-structures")
    StructureFactory(stakeholder=kept, kind=csf)
    row = checked_row(
        gift(), stakeholder__name="Kagiso CPF", stakeholder__group=group, structure__station="Kagiso"
    )
    assert row.values["structure"] == {}
    assert said(row) == [
        "It is described as “District community safety forum” already, which an import does not change."
    ]


def test_entries_that_resemble_are_named_within_the_scope_and_held_by_somebody_outside_it() -> None:
    limpopo = Province.objects.get(code="LP")
    StakeholderFactory(name="Thusano Safety Network", province=limpopo)
    name = {"stakeholder__name": "Thusano Womens Safety Network"}
    assert said(checked_row(lindiwe(), **name)) == [
        "It resembles “Thusano Safety Network” (Limpopo). The names are alike. Check that it is not the same."
    ]
    assert said(checked_row(gift(), **name)) == [
        "An entry that resembles it exists, held by Limpopo. Ask there before you import it."
    ]


def test_an_archived_entry_of_the_same_name_is_told() -> None:
    gp = Province.objects.get(code="GP")
    StakeholderFactory(name="Thusano Trust", province=gp, archived_on="2026-01-05", archive_reason="Closed.")
    row = checked_row(gift())
    assert row.outcome == "create"
    assert said(row) == [
        "An archived entry bears this name. Restore that one instead if it is the same organisation."
    ]


def test_rows_that_contradict_each_other_keep_the_first() -> None:
    text = "Name,Group,Town,Contact person\nThusano,Business,Kagiso,A\nTHUSANO,Business,Soweto,B\n"
    second = checked(csv(text), "l.csv", gift())[1]
    assert said(second) == [
        "Row 2 says something else for “Town or suburb” of the same stakeholder: that is kept.",
        "Row 2 names the same stakeholder: what this row adds goes to that one.",
    ]


def test_a_batch_of_the_unit_for_one_province_is_that_province_s_alone() -> None:
    text = "Name,Group,Province\nThusano,Business,\nLerato,Business,GP\n"
    limpopo = Province.objects.get(code="LP")
    first, second = checked(csv(text), "l.csv", nomsa(), province=limpopo)
    assert (first.values["stakeholder"]["province"], second.outcome) == (limpopo.pk, "refused")


def test_what_is_not_matched_and_identity_numbers_are_not_kept() -> None:
    cells = ["Thusano", "Business", "8001015009087", "born 1 May 1980", "Head 8001015009087"]
    columns = {0: "stakeholder.name", 1: "stakeholder.group", 4: "stakeholder.mandate"}
    (row,) = check_rows([(2, cells)], columns, by=gift())
    assert row.cells == ["Thusano", "Business", "", "", "Head [identity number taken out]"]
    assert "8001015009087" not in str(row.messages)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "The sheet is empty. Choose another sheet, or send another file."),
        ([["", None], []], "The sheet is empty. Choose another sheet, or send another file."),
        (
            [["Name", "Group"]],
            "No row of headings was found: the sheet needs a row that names its columns, and at least one "
            "row below it.",
        ),
    ],
)
def test_a_sheet_without_a_list_is_told(rows: Any, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        find_header(rows)


def test_the_number_of_queries_does_not_grow_with_the_rows_and_progress_is_told() -> None:
    columns = {0: "stakeholder.name", 1: "stakeholder.group", 2: "contact.email"}
    by, told = gift(), []

    def queries(count: int) -> int:
        rows = [(n, [f"Thusano {n}", "Business", f"x{n}@example{n}.org"]) for n in range(2, count + 2)]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert len(list(check_rows(rows, columns, by=by, progress=told.append))) == count
        return len(caught)

    assert queries(1) == queries(200)
    assert told == [100, 200]


def test_the_list_to_fill_in_is_understood_as_it_is(lists: Any) -> None:
    for by, has_province in ((nomsa(), True), (gift(), False)):
        book = open_book(io.BytesIO(template(by)), "template.xlsx")
        assert book.sheets == ["List", "How to fill it in"]
        headings = [cell for cell in book.rows("List")[0] if cell]
        filled = [headings, ["Thusano"] + [""] * (len(headings) - 1)]
        columns = find_header(filled).columns
        assert len(columns) == len(headings)
        assert ("stakeholder.province" in columns.values()) is has_province
