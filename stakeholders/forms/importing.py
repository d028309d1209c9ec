"""Sending a list, and saying what its columns are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from partnerships.core.models import Province, User
from stakeholders.importing.fields import field_choices
from stakeholders.importing.headings import Header


class UploadForm(forms.Form):
    """The file, and for national users whose all its rows are. What is wrong with the file is said by the service."""

    file = forms.FileField(
        label="The list",
        help_text="Excel (.xlsx or .xls), OpenDocument (.ods) or CSV; at most 20 MB and 50 000 rows.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        error_messages={"required": "Choose the file with the list."},
    )
    province = forms.ModelChoiceField(
        Province.objects.all(),
        label="Province of all rows",
        required=False,
        empty_label="Each row names its own, or is national",
        help_text="Choose one when the whole list is one province’s.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not user.is_national:
            del self.fields["province"]


class PlaceForm(forms.Form):
    """Where in the file the list stands."""

    sheet = forms.ChoiceField(label="Sheet")
    header_row = forms.IntegerField(
        label="Row of the headings",
        min_value=1,
        max_value=1_000,
        help_text="As the spreadsheet counts it, from 1.",
    )

    def __init__(self, *args: Any, sheets: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(sheet, sheet) for sheet in sheets]  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    """One choice for each column of the list."""

    def __init__(
        self, *args: Any, header: Header, columns: dict[int, str], samples: list[list[Any]], **kw: Any
    ):
        super().__init__(*args, **kw)
        self.header, self.samples = header, samples
        choices = [("", "Leave out"), *field_choices()]
        for place, heading in enumerate(header.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or f"Column {place + 1}, without a heading",
                choices=choices,
                required=False,
                initial=columns.get(place, ""),
            )

    def columns(self) -> dict[int, str]:
        return {place: self.cleaned_data[f"column_{place}"] for place in range(len(self.header.headings))}

    def lines(self) -> Iterator[tuple[Any, str]]:
        """Each choice with the first cells that stand below its heading."""
        for place in range(len(self.header.headings)):
            cells = [str(row[place]).strip() for row in self.samples if place < len(row)]
            filled = [cell for cell in cells if cell and cell != "None"]
            yield self[f"column_{place}"], "; ".join(cell[:40] for cell in filled[:3])

    def refuse(self, error: ValidationError) -> None:
        self.add_error(None, ValidationError(error.messages))


class NoteForm(forms.Form):
    """Nothing to fill in: the button alone."""
