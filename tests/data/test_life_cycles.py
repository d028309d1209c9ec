"""The page of diagrams is what the tables say."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from partnerships.core import lifecycle
from partnerships.management.commands.write_life_cycles import LIFE_CYCLES, page


def test_the_page_in_docs_is_what_the_tables_say() -> None:
    kept = (settings.BASE_DIR / "docs" / "life-cycles.md").read_text(encoding="utf-8")
    assert kept == page(), "Run: manage.py write_life_cycles docs/life-cycles.md"


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("write_life_cycles", str(tmp_path / "page.md"))
    call_command("write_life_cycles")
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page() == capsys.readouterr().out


@pytest.mark.parametrize("name", LIFE_CYCLES)
def test_every_move_from_every_state_is_an_arrow(name: str) -> None:
    table: lifecycle.Lifecycle = LIFE_CYCLES[name]
    drawn = table.diagram().splitlines()
    moves = [(source, t) for t in table.transitions.values() for source in t.sources]
    for source, transition in moves:
        assert f"    {source} --> {transition.target_from(source)}: {transition.label}" in drawn
    assert len([line for line in drawn if "-->" in line]) == len(moves) + 1
