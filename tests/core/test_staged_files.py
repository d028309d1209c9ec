"""Files that came with a form are kept until it is saved: core/files.py and core/files_field.py."""

from __future__ import annotations

import hashlib
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import call_command
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from partnerships.bench.uploads import FLAT, peaks
from partnerships.core import files
from partnerships.core.files_field import FilesField, held_files, take_files
from partnerships.core.models import Document, FormDraft, StagedFile
from tests.factories import ObligationFactory, UserFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class EvidenceForm(forms.Form):
    what = forms.CharField()
    documents = FilesField()
    copy = FilesField(kind="signed_copy", multiple=False, required=False)


def pdf(name="evidence.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def form(by, *uploads, copy=(), **data):
    sent = MultiValueDict({"documents": list(uploads), "copy": list(copy)})
    return take_files(EvidenceForm(MultiValueDict(data), sent), by=by)


def held(by, *names):
    return [files.stage(pdf(name), by=by) for name in names]


def on_disk(settings):
    folder = settings.MEDIA_ROOT / "documents"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_form_that_fails_keeps_its_files_and_lists_them_by_name_and_size():
    by = UserFactory()
    failed = form(by, pdf("June.pdf"), pdf("July.pdf"), what=[""])

    assert not failed.is_valid()
    first, second = StagedFile.objects.order_by("pk")
    assert (first.original_name, first.staged_by, first.size) == ("June.pdf", by, len(PDF))
    assert first.sha256 == hashlib.sha256(PDF).hexdigest()
    html = str(failed["documents"])
    assert "June.pdf" in html
    assert "July.pdf" in html
    assert f'<input type="hidden" name="documents-held" value="{first.pk}">' in html
    assert f'name="documents-left-out" value="{second.pk}"' in html
    assert " required" not in html


def test_the_next_try_brings_the_kept_files_without_sending_them_again():
    by = UserFactory()
    one, two = held(by, "June.pdf", "July.pdf")

    second = form(by, what=["Done"], **{"documents-held": [str(one.pk), str(two.pk)]})

    assert second.is_valid()
    assert second.cleaned_data["documents"] == [one, two]


def test_what_is_ticked_to_be_left_out_is_left_out():
    by = UserFactory()
    one, two = held(by, "June.pdf", "July.pdf")
    keys = {"documents-held": [str(one.pk), str(two.pk)], "documents-left-out": [str(one.pk)]}

    second = form(by, what=["Done"], **keys)

    assert second.is_valid()
    assert second.cleaned_data["documents"] == [two]
    none_left = form(by, what=["Done"], **(keys | {"documents-left-out": [str(one.pk), str(two.pk)]}))
    assert none_left.errors.as_data()["documents"][0].code == "required"


def test_a_refused_file_does_not_take_the_good_one_with_it():
    by = UserFactory()

    failed = form(by, pdf(), SimpleUploadedFile("page.pdf", b"<html>"), what=["Done"])

    assert [text.split("”")[0] for text in failed.errors["documents"]] == ["The content of “page.pdf"]
    assert [one.original_name for one in StagedFile.objects.all()] == ["evidence.pdf"]
    assert "evidence.pdf" in str(failed["documents"])


def test_files_of_others_and_invented_keys_are_passed_over():
    by, other = UserFactory(), UserFactory()
    (foreign,) = held(other, "secret-plan.pdf")

    tried = form(
        by,
        what=["Done"],
        **{"documents-held": [str(foreign.pk), "4711", "-1", "x", "9" * 30, "²", ""]},
    )

    assert not tried.is_valid()
    assert "secret-plan.pdf" not in str(tried["documents"])
    assert StagedFile.objects.get() == foreign


def test_saving_turns_the_kept_file_into_a_document_without_copying_it(settings):
    by, obligation = UserFactory(), ObligationFactory()
    (waiting,) = held(by, "June.pdf")
    before = Path(waiting.file.path).stat()

    document = files.store(waiting, record=obligation, kind="evidence", by=by)

    after = Path(document.file.path).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert (document.original_name, document.sha256) == ("June.pdf", waiting.sha256)
    assert (StagedFile.objects.count(), len(on_disk(settings))) == (0, 1)


def test_a_kept_file_becomes_one_document_only_and_only_of_its_sender():
    by, obligation = UserFactory(), ObligationFactory()
    (waiting,) = held(by, "June.pdf")

    with pytest.raises(ValidationError, match="no longer held"):
        files.store(waiting, record=obligation, kind="evidence", by=UserFactory())
    files.store(waiting, record=obligation, kind="evidence", by=by)
    with pytest.raises(ValidationError, match="no longer held"):
        files.store(waiting, record=obligation, kind="evidence", by=by)

    assert Document.objects.count() == 1


def test_one_field_for_one_file_keeps_the_newest_and_says_what_its_kind_accepts():
    by = UserFactory()
    (old,) = held(by, "draft.pdf")
    empty = form(by)
    assert empty["copy"].help_text == "PDF, JPEG or PNG, at most 20 MB."
    assert 'accept=".pdf,.jpg,.jpeg,.png"' in str(empty["copy"])

    sent = form(by, pdf(), copy=[pdf("signed.pdf")], what=["Done"], **{"copy-held": [str(old.pk)]})

    assert sent.is_valid()
    assert sent.cleaned_data["copy"].original_name == "signed.pdf"


def test_a_form_judged_twice_keeps_its_files_once():
    sent = form(UserFactory(), pdf(), what=["Done"])
    sent.full_clean()
    sent.full_clean()

    assert StagedFile.objects.count() == 1


def test_a_draft_names_its_files_and_opens_with_them():
    by = UserFactory()
    sent = form(by, pdf("June.pdf"), what=[""])
    sent.full_clean()
    key = str(StagedFile.objects.get().pk)

    assert held_files(sent) == {"documents-held": [key]}
    opened = take_files(EvidenceForm(initial={"documents": [key]}), by=by)
    assert "June.pdf" in str(opened["documents"])
    foreign = take_files(EvidenceForm(initial={"documents": [key]}), by=UserFactory())
    assert "June.pdf" not in str(foreign["documents"])


# Clearing


def test_files_that_nobody_came_back_for_go_when_their_owner_sends_the_next_one(
    settings, django_capture_on_commit_callbacks
):
    by, other = UserFactory(), UserFactory()
    held(by, "old.pdf")
    held(other, "theirs.pdf")
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            held(by, "new.pdf")
        assert set(StagedFile.objects.values_list("original_name", flat=True)) == {"theirs.pdf", "new.pdf"}
        assert len(on_disk(settings)) == 2


def test_files_younger_than_seven_days_stay():
    by = UserFactory()
    held(by, "young.pdf")
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23), tick=False):
        assert files.clear_staged() == 0


def test_the_command_clears_those_of_everybody_but_what_a_draft_names(
    settings, capsys, django_capture_on_commit_callbacks
):
    by = UserFactory()
    _, in_draft = held(by, "forgotten.pdf", "in-a-draft.pdf")
    held(UserFactory(), "theirs.pdf")
    FormDraft.objects.create(form="engagement", kept_by=by, data={"uploads-held": [str(in_draft.pk)]})
    later = time_machine.travel(timezone.now() + timedelta(days=8), tick=False)
    with later, django_capture_on_commit_callbacks(execute=True):
        call_command("clear_staged_files")

    assert capsys.readouterr().out == "2 files that no form came back for were removed.\n"
    assert StagedFile.objects.get() == in_draft
    assert on_disk(settings) == [Path(in_draft.file.name).name]


# Memory


def test_twenty_megabytes_are_hashed_on_their_way_to_the_disk_and_never_held_in_memory():
    size = files.LARGEST
    upload = TemporaryUploadedFile("scan.pdf", "application/pdf", size, None)
    upload.write(PDF[:9])
    for _ in range(19):
        upload.write(b" " * files.MEGABYTE)
    upload.write(b" " * (size - 19 * files.MEGABYTE - len(PDF)) + PDF[9:])
    by = UserFactory()

    tracemalloc.start()
    waiting = files.stage(upload, by=by)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    upload.close()

    assert waiting.size == default_storage.size(waiting.file.name) == size
    assert peak < 3 * files.MEGABYTE


def test_the_memory_of_a_whole_process_does_not_follow_the_size_of_the_file():
    small, large = peaks().values()

    assert large - small < FLAT
