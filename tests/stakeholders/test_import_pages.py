"""The pages of an import: sending, columns, what becomes of the rows, importing, undoing, dropping, beginning again."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from partnerships.core import jobs
from stakeholders.models import ImportBatch, ImportRow, Resemblance, Stakeholder
from stakeholders.services.importing import lock_of
from tests.core.spreadsheets.making import xlsx
from tests.factories import ProvinceFactory, StakeholderFactory, StakeholderGroupFactory
from tests.people import gift, lindiwe, nomsa

# Steps begin once the request is committed, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)

HEADINGS = ("Organisation", "Category", "Province", "Contact person", "Tel", "Remarks")
ROWS = (
    ("Thuso Network (demo)", "Civil society", "GP", "Ms A Example", "012 345 6789", "Met in May"),
    ("Bophelo Trust (demo)", "Civil society", "Gauteng", "Mr B Example", "345", ""),
    ("Far Away Watch (demo)", "Civil society", "LP", "", "", ""),
    ("", "Civil society", "GP", "Mr C Example", "", ""),
)


@pytest.fixture(autouse=True)
def reference() -> None:
    StakeholderGroupFactory(code="civil-society", name="Civil society")
    for code in ("GP", "LP"):
        ProvinceFactory(code=code)


def text(response: Any) -> str:
    page = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[-1])
    return " ".join(page.replace("\u00a0", " ").split())


def send(client: Client, content: bytes, name: str = "list.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("stakeholders:import_add"), {"file": file}, follow=True)


def sent(client: Client, content: bytes = b"") -> ImportBatch:
    send(client, content or xlsx([HEADINGS, *ROWS]))
    return ImportBatch.objects.latest("pk")


def checked(client: Client) -> ImportBatch:
    batch = sent(client)
    form = client.get(reverse("stakeholders:import_columns", args=[batch.pk])).context["form"]
    chosen = {name: field.initial for name, field in form.fields.items()}
    place = {"sheet": batch.sheet, "header_row": batch.header_row}
    client.post(reverse("stakeholders:import_columns", args=[batch.pk]), chosen | place)
    batch.refresh_from_db()
    return batch


def committed(client: Client) -> ImportBatch:
    batch = checked(client)
    client.post(reverse("stakeholders:import_commit", args=[batch.pk]))
    batch.refresh_from_db()
    return batch


def test_the_columns_are_recognised_with_what_stands_below_and_the_rest_is_left_out(client: Client) -> None:
    client.force_login(gift())
    page = send(client, xlsx([HEADINGS, *ROWS]))
    assert "Thuso Network (demo); Bophelo Trust (demo); Far Away Watch (demo)" in text(page)
    initial = {field.label: field.initial for field in page.context["form"].fields.values()}
    assert initial == {
        "Organisation": "stakeholder.name",
        "Category": "stakeholder.group",
        "Province": "stakeholder.province",
        "Contact person": "contact.name",
        "Tel": "contact.phone",
        "Remarks": "",
    }


def test_every_row_says_what_becomes_of_it_and_why(client: Client) -> None:
    client.force_login(gift())
    batch = checked(client)
    page = text(client.get(batch.get_absolute_url()))
    assert "All 4 Cannot be imported 2 With a warning 1 New 2" in page
    assert "This row is for Limpopo, and this import is for Gauteng alone." in page
    assert (
        "The name is missing. Where a row belongs to the stakeholder above it, write that name again." in page
    )
    assert "“345”" in page
    assert "Import 2 rows" in page
    only = text(client.get(batch.get_absolute_url(), {"outcome": "refused"}))
    assert ("Far Away Watch (demo)" in only, "Thuso Network (demo)" in only) == (True, False)
    unknown = text(client.get(batch.get_absolute_url(), {"outcome": "nonsense", "page": "-3"}))
    assert "Thuso Network (demo)" in unknown


def test_the_good_rows_are_imported_after_a_question_and_the_whole_is_undone_with_a_reason(
    client: Client,
) -> None:
    client.force_login(gift())
    batch = checked(client)
    question = text(client.get(reverse("stakeholders:import_commit", args=[batch.pk])))
    assert "New stakeholders 2 Rows that change a record 0 Of these with a warning 1" in question
    assert "Left behind, as they cannot be imported 2" in question
    assert Stakeholder.objects.count() == 0
    client.post(reverse("stakeholders:import_commit", args=[batch.pk]))
    assert Stakeholder.objects.filter(archived_on=None).count() == 2
    undo = reverse("stakeholders:import_undo", args=[batch.pk])
    assert "it cannot stay empty" in text(client.post(undo, {"note": " "}))
    client.post(undo, {"note": "The wrong list."})
    assert Stakeholder.objects.filter(archived_on=None).count() == 0
    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.UNDONE


def test_an_import_and_its_undoing_compare_the_register_anew(client: Client) -> None:
    officer = gift()
    StakeholderFactory(name="Thuso Netwerk (demo)", province=officer.province)
    client.force_login(officer)
    batch = committed(client)
    assert Resemblance.objects.open().count() == 1
    client.post(reverse("stakeholders:import_undo", args=[batch.pk]), {"note": "The wrong list."})
    assert Resemblance.objects.count() == 0


def test_a_record_that_was_worked_on_stands_in_the_way_of_an_undo_and_the_page_says_who_did_it(
    client: Client,
) -> None:
    client.force_login(gift())
    batch = committed(client)
    kept = Stakeholder.objects.get(name="Thuso Network (demo)")
    client.force_login(nomsa())
    client.post(reverse("stakeholders:archive", args=[kept.pk]), {"note": "Closed.", "version": kept.version})
    page = text(client.get(reverse("stakeholders:import_undo", args=[batch.pk])))
    assert "Nomsa Dlamini changed “Thuso Network (demo)”" in page


def test_the_rows_to_mend_come_back_as_a_file_with_the_reasons(client: Client) -> None:
    client.force_login(gift())
    batch = checked(client)
    file = client.get(reverse("stakeholders:import_refused", args=[batch.pk]))
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.values)
    assert rows[0] == (*HEADINGS[:5], "Row", "Why it cannot be imported")
    assert [row[5] for row in rows[1:]] == [4, 5]
    assert "this import is for Gauteng alone" in rows[1][6]


def test_headings_are_looked_for_where_the_sender_says(client: Client) -> None:
    client.force_login(gift())
    notes = ("Notes", [["nothing"], ["Organisation", "Category"], ["Second Sheet (demo)", "Civil society"]])
    batch = sent(client, xlsx([HEADINGS, *ROWS], notes))
    columns = reverse("stakeholders:import_columns", args=[batch.pk])
    page = client.get(columns, {"sheet": "Notes", "header_row": "2"})
    assert "Second Sheet (demo)" in text(page)
    assert "This sheet has 3 rows. Give one of them." in text(
        client.get(columns, {"sheet": "Notes", "header_row": "9"})
    )
    assert "Select a valid choice" in text(client.get(columns, {"sheet": "None such", "header_row": "1"}))


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "list.xlsx", "The submitted file is empty."),
        (b"%PDF-1.7 hostile", "list.xlsx", "PDF"),
        (b"Organisation;Category\x00\nA;B\n", "list.csv", "list.csv"),
        (b"just one line of words", "list.csv", "heading"),
    ],
)
def test_a_file_that_is_no_list_is_refused_on_the_page_and_nothing_is_kept(
    client: Client, content: bytes, name: str, sentence: str
) -> None:
    client.force_login(gift())
    page = send(client, content, name)
    assert sentence in text(page)
    assert ImportBatch.objects.count() == 0


def test_a_step_whose_process_is_gone_is_begun_again_and_one_that_runs_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(gift())
    batch = checked(client)
    with monkeypatch.context() as dead:
        dead.setattr(jobs, "_start", lambda command, arguments: None)
        client.post(reverse("stakeholders:import_commit", args=[batch.pk]))
    waiting = client.get(batch.get_absolute_url())
    assert (waiting["Refresh"], "It begins in a moment" in text(waiting)) == ("3", True)
    assert "being worked on" in text(client.post(batch.get_absolute_url(), follow=True))
    monkeypatch.setattr(jobs, "STARTS_WITHIN", -1)
    interrupted = client.get(batch.get_absolute_url())
    assert "The step was interrupted. Nothing of it was kept, and nothing is half done." in text(interrupted)
    assert "Refresh" not in interrupted
    monkeypatch.setattr(jobs, "is_running", lambda name: name == lock_of(batch))
    assert "Begin the step again" not in text(client.get(batch.get_absolute_url()))
    monkeypatch.setattr(jobs, "is_running", lambda name: False)
    client.post(batch.get_absolute_url())
    assert Stakeholder.objects.count() == 2


def test_a_dropped_list_keeps_nothing_that_was_read(client: Client) -> None:
    client.force_login(gift())
    batch = checked(client)
    page = client.post(reverse("stakeholders:import_drop", args=[batch.pk]), follow=True)
    assert "is dropped. Nothing of it came into the register." in page.content.decode()
    assert ImportRow.objects.count() == 0
    assert "Columns are chosen before a list is imported." in text(
        client.get(reverse("stakeholders:import_columns", args=[batch.pk]))
    )


def test_a_list_of_another_province_is_not_there(client: Client) -> None:
    client.force_login(gift())
    batch = checked(client)
    client.force_login(lindiwe())
    for name in ("import", "import_columns", "import_commit", "import_undo", "import_drop", "import_refused"):
        assert client.get(reverse(f"stakeholders:{name}", args=[batch.pk])).status_code == 404
