"""Importing from the command line: what is printed, what is refused, and that a trial changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from stakeholders.models import ImportBatch, Stakeholder
from tests.factories import ProvinceFactory, StakeholderFactory, StakeholderGroupFactory
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db

LIST = """Organisation;Category;Wat
Thuso Network (demo);Civil society;Springs
Bophelo Trust (demo);Civil society;Benoni
Known Trust (demo);Civil society;Benoni
Known Watch (demo);Civil society;
;Civil society;Springs
"""


@pytest.fixture
def officer() -> Any:
    StakeholderGroupFactory(code="civil-society", name="Civil society")
    ProvinceFactory(code="LP")
    officer = gift()
    group = StakeholderGroupFactory(code="civil-society")
    for name in ("Known Trust (demo)", "Known Watch (demo)"):
        StakeholderFactory(name=name, province=officer.province, group=group, seat="", level="provincial")
    return officer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    return file


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    file = tmp_path / "mapping.json"
    file.write_text('{"Wat": "stakeholder.seat"}', encoding="utf-8")
    return file


def run(capsys: pytest.CaptureFixture[str], *arguments: Any) -> list[str]:
    call_command("import_stakeholders", *map(str, arguments))
    return capsys.readouterr().out.splitlines()


def test_the_rows_are_counted_and_the_reasons_are_printed(
    capsys: pytest.CaptureFixture[str], officer: Any, path: Path, mapping: Path
) -> None:
    lines = run(capsys, path, "--by", officer.email, "--mapping", mapping)
    assert lines[-1] == "2 created, 1 updated, 1 unchanged, 1 refused, 0 left out"
    assert [line for line in lines if "error" in line] == [
        "Row 6, error: The name is missing. Where a row belongs to the stakeholder above it, write that name again."
    ]
    seats = Stakeholder.objects.values_list("name", "seat", "province__code")
    assert sorted(seats) == [
        ("Bophelo Trust (demo)", "Benoni", "GP"),
        ("Known Trust (demo)", "Benoni", "GP"),
        ("Known Watch (demo)", "", "GP"),
        ("Thuso Network (demo)", "Springs", "GP"),
    ]


def test_a_trial_says_the_same_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], officer: Any, path: Path, mapping: Path, settings: Any
) -> None:
    lines = run(capsys, path, "--by", officer.email, "--mapping", mapping, "--dry-run")
    assert lines[-1] == (
        "2 would be created, 1 would be updated, 1 would be unchanged, 1 would be refused, 0 would be left out"
    )
    assert (Stakeholder.objects.count(), ImportBatch.objects.count()) == (2, 0)
    assert [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()] == []


def test_a_list_of_one_province_is_registered_there(
    capsys: pytest.CaptureFixture[str], officer: Any, path: Path
) -> None:
    run(capsys, path, "--by", nomsa().email, "--province", "lp")
    assert Stakeholder.objects.filter(province__code="LP").count() == 4


def test_who_imports_is_found_when_only_one_person_may(
    capsys: pytest.CaptureFixture[str], officer: Any, path: Path
) -> None:
    assert run(capsys, path)[-1].startswith("2 created")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--by", "nobody@example.org"],
            "“nobody@example.org” is not the address of somebody who may import",
        ),
        (["--province", "XX"], "“XX” is not the code of a province. Write one of: "),
        (["--mapping", "missing.json"], "missing.json cannot be read as JSON"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    officer: Any, path: Path, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("import_stakeholders", str(path), *arguments)
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("[1]", "must hold headings and fields"), ('{"Wat": "town"}', "“town” is none of our fields")],
)
def test_a_mapping_that_names_nothing_of_ours_is_refused(
    officer: Any, path: Path, mapping: Path, content: str, sentence: str
) -> None:
    mapping.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        call_command("import_stakeholders", str(path), "--mapping", str(mapping))


def test_a_file_that_is_not_there_and_a_second_officer_are_told(officer: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("import_stakeholders", str(tmp_path / "none.csv"))
    nomsa()
    with pytest.raises(CommandError, match="Say in whose name the list is imported"):
        call_command("import_stakeholders", str(tmp_path / "none.csv"))


def test_a_provincial_officer_imports_into_no_other_province(officer: Any, path: Path) -> None:
    """Whatever is asked for, the rows of a provincial officer belong to the own province."""
    call_command("import_stakeholders", str(path), "--by", officer.email, "--province", "LP", verbosity=0)
    assert Stakeholder.objects.filter(province__code="LP").count() == 0


def test_the_step_of_an_import_is_refused_to_who_has_none(officer: Any) -> None:
    with pytest.raises(CommandError, match="There is no active account with the number 0"):
        call_command("run_import", "1", "--by", "0")
    with pytest.raises(CommandError, match="has no import with the number 77"):
        call_command("run_import", "77", "--by", str(officer.pk))
    reader = person("auditor")
    with pytest.raises(CommandError, match="has no import"):
        call_command("run_import", "77", "--by", str(reader.pk))
