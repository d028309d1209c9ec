"""What a reader sees of where a record stands: its state in a word, its steps, and whom it waits for.

Nothing else names the tones; a life cycle that declares a status declares its tone here.
"""

from dataclasses import dataclass
from typing import Final

# Each tone has one shape in the whole house: ring, half disc, hourglass, clock, diamond, triangle,
# disc with a tick, square with a cross, dash. The shape follows the tone in components/state_mark.html.
TONES: Final = (
    "draft",
    "open",
    "waiting",
    "due",
    "behind",
    "overdue",
    "good",
    "stopped",
    "none",
)
PHASES: Final = ("done", "now", "next", "skipped", "stopped")
WAITING_KINDS: Final = ("you", "somebody", "nobody")


@dataclass(frozen=True, slots=True)
class State:
    """A state in words. The tone adds a shape and a tint; the word alone must be enough.

    ``note`` follows the word in quieter type: "61 days", "4 ending soon".
    """

    label: str
    tone: str
    note: str = ""

    def __post_init__(self) -> None:
        if not self.label:
            raise ValueError("A state needs a word: colour and shape alone tell nothing.")
        if self.tone not in TONES:
            raise ValueError(f"“{self.tone}” is no tone. Choose one of: {', '.join(TONES)}.")

    def __str__(self) -> str:
        return f"{self.label}, {self.note}" if self.note else self.label


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a life cycle as ``components/lifecycle_strip.html`` draws it.

    ``when`` is a day in words, or who comes next: "3 March 2025", "since 1 April 2025", "by the Secretary".
    """

    name: str
    phase: str
    when: str = ""

    def __post_init__(self) -> None:
        if self.phase not in PHASES:
            raise ValueError(f"“{self.phase}” is no phase. Choose one of: {', '.join(PHASES)}.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whom a record waits for, to do what, since when, as ``components/waiting_for.html`` says it.

    ``who`` may be empty when ``kind`` is "you" or "nobody". ``since`` is a phrase: "since 5 October,
    6 working days".
    """

    what: str
    who: str = ""
    since: str = ""
    url: str = ""
    kind: str = "somebody"

    def __post_init__(self) -> None:
        if self.kind not in WAITING_KINDS:
            raise ValueError(f"“{self.kind}” is not one of: {', '.join(WAITING_KINDS)}.")
        if self.kind == "somebody" and not self.who:
            raise ValueError("Say who it waits for.")
