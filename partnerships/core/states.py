"""What a reader sees of a state: a word, a tone and, where it helps, a note. Nothing else names the tones."""

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
