"""The life cycles as a page with diagrams, written from the tables that drive buttons, checks and tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mou import lifecycle as mou
from partnerships import roles
from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.strategy.lifecycle import INDICATOR_LIFECYCLE, STRATEGY_LIFECYCLE, TARGETS_LIFECYCLE
from reporting.lifecycle import RETURN_LIFECYCLE
from reporting.lifecycle.issue import NATIONAL_LIFECYCLE
from reporting.lifecycle.narrative import SECTION_LIFECYCLE
from stakeholders.lifecycle import FIT_CRITERIA_LIFECYCLE, PROPOSAL_LIFECYCLE, STAKEHOLDER_LIFECYCLE

LIFE_CYCLES = {
    "Stakeholder and partner": STAKEHOLDER_LIFECYCLE,
    "Proposal of a partnership": PROPOSAL_LIFECYCLE,
    "Version of the fit criteria": FIT_CRITERIA_LIFECYCLE,
    "Agreement": mou.MOU_LIFECYCLE,
    "Remark on a clause": mou.REMARK_LIFECYCLE,
    "Step of clearance": mou.CLEARANCE_LIFECYCLE,
    "Amendment": mou.AMENDMENT_LIFECYCLE,
    "Duty offered to a successor": mou.HANDOVER_LIFECYCLE,
    "Obligation": mou.OBLIGATION_LIFECYCLE,
    "Planned quarter of an activity": mou.ACTIVITY_LIFECYCLE,
    "Contested line of a confirmation slip": mou.CONTESTED_LIFECYCLE,
    "Version of the strategy": STRATEGY_LIFECYCLE,
    "Description of an indicator": INDICATOR_LIFECYCLE,
    "Change of targets": TARGETS_LIFECYCLE,
    "National quarterly report": NATIONAL_LIFECYCLE,
    "Section of the national report": SECTION_LIFECYCLE,
    "Return of a province": RETURN_LIFECYCLE,
}
BEGINNING = """# Life cycles

Written by `manage.py write_life_cycles docs/life-cycles.md` from the tables of moves; a test holds the two together.
The same tables draw the buttons, check every POST and are kept by the database. What the calendar drives (in force,
expired, due soon, overdue) is no status: dates tell it.
"""


class Command(BaseCommand):
    help = "Write the diagrams of the life cycles to a file, or to the screen."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", nargs="?", help="Where to write them, such as docs/life-cycles.md.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"]:
            Path(options["file"]).write_text(page(), encoding="utf-8")
        else:
            self.stdout.write(page(), ending="")


def page() -> str:
    return "\n".join([BEGINNING, *(_section(name, table) for name, table in LIFE_CYCLES.items())])


def _section(name: str, table: Lifecycle) -> str:
    rows = "\n".join(_rows(table))
    return (
        f"## {name}\n\n```mermaid\n{table.diagram()}\n```\n\n"
        f"| Move | Who | Reason | What must be met |\n|---|---|---|---|\n{rows}\n"
    )


def _rows(table: Lifecycle) -> Iterator[str]:
    for transition in table.transitions.values():
        reason = "required" if transition.needs_reason else ""
        yield f"| {transition.label} | {_who(transition)} | {reason} | {_guards(transition)} |"


def _who(transition: Transition) -> str:
    return "The system, with a larger act" if transition.is_internal else roles.holding(transition.permission)


def _guards(transition: Transition) -> str:
    return ", ".join(guard.__name__.replace("_", " ") for guard in transition.guards)  # type: ignore[attr-defined]
