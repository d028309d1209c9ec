"""From the file to the register and back: what a batch writes, what it leaves alone, and when it can be taken back."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from partnerships.core.models import User
from stakeholders.importing.headings import header_at
from stakeholders.models import Contact, Engagement, ImportBatch, ImportMapping, Stakeholder
from stakeholders.services import archive_stakeholder
from stakeholders.services.import_undoing import against_undoing
from stakeholders.services.importing import (
    choose_columns,
    commit_list,
    drop_import,
    open_list,
    remembered,
    run_step,
    undo_import,
    upload_list,
)
from tests.factories import (
    EngagementKindFactory,
    ProvinceFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
)
from tests.people import gift, lindiwe, nomsa

pytestmark = pytest.mark.django_db

LIST = """Stakeholders of the district;;;;;;
Organisation;Category;Level;Province;Contact person;Telephone;Date;Purpose
Thuso Network (demo);Civil society;Local;GP;Ms A Example;012 345 6789;2026-03-31;Safety plan
Bophelo Trust (demo);Civil society;Local;GP;Mr B Example;012 345 6780;;
;Civil society;Local;GP;Mr C Example;;;
"""


@pytest.fixture(autouse=True)
def reference():
    StakeholderGroupFactory(code="civil-society", name="Civil society")
    EngagementKindFactory(code="meeting", name="Meeting")
    ProvinceFactory(code="GP")


def sent(by: User, text: str = LIST, name: str = "list.csv") -> ImportBatch:
    return upload_list(ContentFile(text.encode(), name=name), by=by)


def checked(by: User, text: str = LIST, name: str = "list.csv") -> ImportBatch:
    batch = sent(by, text, name)
    header = header_at(open_list(batch).rows(batch.sheet), batch.header_row)
    choose_columns(
        batch, by=by, sheet=batch.sheet, header=header, columns={int(k): v for k, v in batch.columns.items()}
    )
    return run_step(batch, by=by)


def committed(by: User, text: str = LIST, name: str = "list.csv") -> ImportBatch:
    batch = checked(by, text, name)
    commit_list(batch, by=by)
    return run_step(batch, by=by)


def undone(batch: ImportBatch, by: User) -> ImportBatch:
    undo_import(batch, by=by, reason="Wrong list.")
    return run_step(batch, by=by)


def undated(sentence: str) -> str:
    """The triggers write by the clock of the database, which no test sets."""
    return re.sub(r"on .*?, \d\d:\d\d,", "on DAY,", sentence)


def outcomes(batch: ImportBatch) -> list[tuple[int, str]]:
    return list(batch.rows.values_list("number", "outcome"))


def test_the_headings_are_found_below_the_title_and_the_rows_are_judged():
    batch = checked(gift())
    assert (batch.header_row, batch.status, batch.rows_total, batch.problem) == (2, "checked", 3, "")
    assert outcomes(batch) == [(3, "create"), (4, "create"), (5, "refused")]


def test_the_good_rows_are_written_with_their_contacts_and_engagements_and_the_others_are_not():
    officer = gift()
    batch = committed(officer)
    assert (batch.status, batch.problem) == ("committed", "")
    names = ["Bophelo Trust (demo)", "Thuso Network (demo)"]
    assert list(Stakeholder.objects.values_list("name", "province__code", "relationship_manager")) == [
        (name, "GP", officer.pk) for name in names
    ]
    assert list(Contact.objects.order_by("name").values_list("name", "stakeholder__name")) == [
        ("Mr B Example", names[0]),
        ("Ms A Example", names[1]),
    ]
    engagement = Engagement.objects.get()
    assert (
        engagement.stakeholder.name,
        engagement.purpose,
        engagement.recorded_by,
        engagement.province.code,
    ) == (
        names[1],
        "Safety plan",
        officer,
        "GP",
    )
    event = engagement.stakeholder.events.get()
    assert (event.pgh_context["user"], event.pgh_context["reason"]) == (officer.pk, "Import of list.csv")


def test_an_undo_archives_what_was_made_and_takes_the_rest_out():
    officer = gift()
    batch = undone(committed(officer), officer)
    assert (batch.status, batch.problem) == ("undone", "")
    assert set(Stakeholder.objects.values_list("archive_reason")) == {("Import undone: Wrong list.",)}
    assert (Contact.objects.count(), Engagement.objects.count()) == (0, 0)


def test_an_undo_gives_changed_records_their_earlier_values_back():
    officer = gift()
    group = StakeholderGroupFactory(code="civil-society")
    known = StakeholderFactory(
        name="Thuso Network (demo)", province=officer.province, group=group, level="local", seat=""
    )
    batch = checked(
        officer, "Organisation;Category;Level;Town\nThuso Network (demo);Civil society;Local;Springs\n"
    )
    assert [row.messages for row in batch.rows.all()] == [[]]
    commit_list(batch, by=officer)
    batch = run_step(batch, by=officer)
    assert (outcomes(batch), batch.problem) == ([(2, "update")], "")
    known.refresh_from_db()
    assert (known.seat, known.version) == ("Springs", 2)
    undone(batch, officer)
    known.refresh_from_db()
    assert (known.seat, known.version, known.archived_on) == ("", 3, None)


def test_an_undo_is_refused_with_record_and_person_once_somebody_touched_a_row():
    officer, colleague = gift(), nomsa()
    batch = committed(officer)
    archive_stakeholder(Stakeholder.objects.get(name="Bophelo Trust (demo)"), by=colleague, reason="Closed.")
    expected = "Nomsa Dlamini changed “Bophelo Trust (demo)” on DAY, after the import."
    assert [undated(line) for line in against_undoing(batch)] == [expected]
    batch = undone(batch, officer)
    assert batch.status == "committed"
    assert undated(batch.problem) == f"The import cannot be undone. {expected}"
    assert Stakeholder.objects.filter(archived_on=None).count() == 1
    assert Contact.objects.count() == 2


def test_what_somebody_added_to_an_imported_record_stands_in_the_way_of_an_undo():
    batch = committed(gift())
    imported = Stakeholder.objects.get(name="Thuso Network (demo)")
    Contact.objects.create(stakeholder=imported, name="Ms New Example")
    assert against_undoing(batch) == [
        "“Thuso Network (demo)” has a contact that did not come with the import: “Ms New Example”."
    ]


def test_a_record_that_changed_between_check_and_import_stops_the_whole_import():
    officer = gift()
    batch = checked(officer)
    StakeholderFactory(name="BOPHELO TRUST (DEMO)", province=officer.province)
    commit_list(batch, by=officer)
    batch = run_step(batch, by=officer)
    assert (batch.status, batch.problem) == (
        "checked",
        "The register changed since the list was checked, and a row contradicts it now. Nothing was imported. "
        "Check the list again: it then says what the register holds now.",
    )
    assert Stakeholder.objects.count() == 1


def test_the_same_file_sent_twice_is_imported_once_and_the_second_is_told():
    officer, colleague = nomsa(), nomsa(name="Colleague")
    first, second = checked(officer), checked(colleague)
    commit_list(first, by=officer)
    with pytest.raises(ValidationError, match="sent the same file, and it is being imported at this moment"):
        commit_list(second, by=colleague)
    run_step(first, by=officer)
    commit_list(second, by=colleague)
    second = run_step(second, by=colleague)
    assert second.status == "checked"
    assert second.problem.replace("\u00a0", " ").startswith(
        "Nomsa Dlamini imported the same file on 23 November 2026"
    )
    assert Stakeholder.objects.count() == 2


def test_a_step_is_done_once_and_one_that_stopped_for_no_foreseen_reason_changes_nothing(monkeypatch):
    officer = gift()
    batch = checked(officer)
    commit_list(batch, by=officer)

    def breaks(*args, **kwargs):
        raise RuntimeError("no such thing was foreseen")

    with monkeypatch.context() as broken:
        broken.setattr("stakeholders.services.import_writing._Writing._write_engagements", breaks)
        with pytest.raises(RuntimeError):
            run_step(batch, by=officer)
    batch.refresh_from_db()
    assert (batch.status, Stakeholder.objects.count()) == ("checked", 0)
    assert batch.problem.startswith(
        "The step stopped for a reason that nobody foresaw, and nothing was changed."
    )
    commit_list(batch, by=officer)
    run_step(batch, by=officer)
    run_step(batch, by=officer)
    assert Stakeholder.objects.count() == 2


def test_hand_made_columns_are_remembered_for_the_person_who_chose_them():
    officer = gift()
    text = "Wie;Waar\nThuso Network (demo);Springs\n"
    batch = sent(officer, text)
    header = header_at(open_list(batch).rows(batch.sheet), 1)
    with pytest.raises(ValidationError, match="Choose the column that holds the name"):
        choose_columns(batch, by=officer, sheet=batch.sheet, header=header, columns={1: "stakeholder.seat"})
    with pytest.raises(ValidationError, match="“Name” is chosen for 2 columns: “Wie”, “Waar”"):
        twice = {0: "stakeholder.name", 1: "stakeholder.name"}
        choose_columns(batch, by=officer, sheet=batch.sheet, header=header, columns=twice)
    chosen = {0: "stakeholder.name", 1: "stakeholder.seat"}
    choose_columns(batch, by=officer, sheet=batch.sheet, header=header, columns=chosen)
    assert (remembered(officer, header), remembered(lindiwe(), header)) == (chosen, {})
    assert ImportMapping.objects.get().headings == ["waar", "wie"]


def test_a_list_is_its_senders_and_a_dropped_one_keeps_nothing_that_was_read():
    officer = gift()
    batch = checked(officer)
    for act in (commit_list, drop_import):
        with pytest.raises(PermissionDenied):
            act(batch, by=lindiwe())
    drop_import(batch, by=officer)
    assert (batch.status, batch.rows.count()) == ("dropped", 0)
    with pytest.raises(ValidationError, match="Only a list that was checked"):
        commit_list(batch, by=officer)
