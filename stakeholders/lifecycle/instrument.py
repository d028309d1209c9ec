"""A version of the functionality instrument: what must be met before it is adopted."""

from __future__ import annotations

from partnerships.core.models import User
from stakeholders.lifecycle.editions import edition_lifecycle
from stakeholders.models import Functionality, InstrumentVersion


def has_questions(version: InstrumentVersion, by: User) -> str:
    return "" if version.questions.exists() else "Write at least one question first."


def has_bands(version: InstrumentVersion, by: User) -> str:
    """Every score from 0 to 100 must have a result."""
    bands = {band.result: band.from_per_cent for band in version.bands.all()}
    if set(bands) != set(Functionality.values):
        return (
            "Say from how many per cent on a structure is functional, partly functional and not functional."
        )
    functional, partly, not_functional = (bands[result] for result in Functionality.values)
    if not (not_functional == 0 and 0 < partly < functional):
        return "The bands must rise: not functional from 0 per cent, then partly functional, then functional."
    return ""


INSTRUMENT_LIFECYCLE = edition_lifecycle(
    InstrumentVersion,
    "stakeholders:instrument_move",
    right="stakeholders.adopt_instrumentversion",
    page="stakeholders:instrument_adopt",
    guards=[has_questions, has_bands],
)
