"""What people type when a promise is to become part of an agreement."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from mou.forms.amendments import ObligationLineForm
from mou.forms.fields import text_field
from mou.models import Amendment


class ProposalForm(ObligationLineForm):
    """The obligation in the words of a clause; of a new amendment also what it is about and why."""

    apart: ClassVar[tuple[str, ...]] = ("title", "reason")

    title = forms.CharField(label="What the amendment is about", max_length=200)
    reason = text_field("Why the agreement is changed", rows=3)

    def __init__(self, *args: Any, amendment: Amendment | None, **kwargs: Any):
        super().__init__(*args, is_new=True, **kwargs)
        if amendment:
            for name in self.apart:
                del self.fields[name]

    def about(self) -> dict[str, str]:
        """Of the amendment that begins with it."""
        return {name: self.cleaned_data[name] for name in self.apart if name in self.cleaned_data}
