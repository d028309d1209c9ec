"""A version of the functionality instrument: draft → adopted → superseded by the adoption of the next."""

from __future__ import annotations

from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.core.models import User
from stakeholders.models import Functionality, InstrumentVersion

DRAFT, ADOPTED, SUPERSEDED = InstrumentVersion.Status
TONES: dict[str, str] = {DRAFT: "draft", ADOPTED: "good", SUPERSEDED: "stopped"}


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


INSTRUMENT_LIFECYCLE = Lifecycle(
    InstrumentVersion,
    "stakeholders:instrument_move",
    TONES,
    Transition(
        "adopt",
        "Adopt this version",
        {DRAFT},
        ADOPTED,
        "stakeholders.adopt_instrumentversion",
        [has_questions, has_bands],
        page="stakeholders:instrument_adopt",
    ),
    Transition(
        "supersede",
        "Superseded by the next version",
        {ADOPTED},
        SUPERSEDED,
        "stakeholders.adopt_instrumentversion",
        is_internal=True,
    ),
)
