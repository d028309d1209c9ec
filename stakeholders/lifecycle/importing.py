"""A list: uploaded → checked → imported → undone, with a step of work before each; or dropped before it is imported."""

from __future__ import annotations

from partnerships.core.lifecycle import Lifecycle, Transition
from stakeholders.models import ImportBatch
from stakeholders.models.importing import IMPORT_TONES

UPLOADED, CHECKING, CHECKED, COMMITTING, COMMITTED, UNDOING, UNDONE, DROPPED = ImportBatch.Status
RIGHT = "stakeholders.import_stakeholder"

IMPORT_LIFECYCLE = Lifecycle(
    ImportBatch,
    "stakeholders:import",
    IMPORT_TONES,
    Transition("check", "Check the rows", {UPLOADED, CHECKED}, CHECKING, RIGHT, is_internal=True),
    Transition("checked", "The rows are checked", {CHECKING}, CHECKED, RIGHT, is_internal=True),
    Transition("not-checked", "The rows could not be checked", {CHECKING}, UPLOADED, RIGHT, is_internal=True),
    Transition(
        "commit", "Import the good rows", {CHECKED}, COMMITTING, RIGHT, page="stakeholders:import_commit"
    ),
    Transition("committed", "The good rows are imported", {COMMITTING}, COMMITTED, RIGHT, is_internal=True),
    Transition("not-committed", "Nothing was imported", {COMMITTING}, CHECKED, RIGHT, is_internal=True),
    Transition("undo", "Undo the import", {COMMITTED}, UNDOING, RIGHT, page="stakeholders:import_undo"),
    Transition("undone", "The import is undone", {UNDOING}, UNDONE, RIGHT, is_internal=True),
    Transition("not-undone", "Nothing was undone", {UNDOING}, COMMITTED, RIGHT, is_internal=True),
    Transition("drop", "Drop the list", {UPLOADED, CHECKED}, DROPPED, RIGHT, page="stakeholders:import_drop"),
)


def against_committing(batch: ImportBatch, good: int) -> str:
    """Why its rows cannot be imported now, or nothing; ``good`` are the rows that would do something."""
    if batch.status != CHECKED:
        return "Only a list that was checked, and was not imported yet, can be imported."
    if not good:
        return (
            "No row of this list can be imported: each is refused, or says what the register holds already."
        )
    return ""


def against_dropping(batch: ImportBatch) -> str:
    if batch.status in {UPLOADED, CHECKED}:
        return ""
    return f"This list is “{batch.get_status_display()}”. Only a list that was not imported can be dropped."
