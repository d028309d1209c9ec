"""What is typed into a return, each line and passage by itself, and with the acts on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from partnerships.core.forms import DateInput, FigureField, FilesField
from partnerships.core.models import Document
from partnerships.core.numbers import figure
from reporting.models import ProvincialReturn
from reporting.return_row import Row
from reporting.return_sheet import ReturnSheet
from reporting.services import TypedLine, TypedPassage

LONGEST = 4000
NAMES = (
    "value",
    "numerator",
    "denominator",
    "words",
    "not_measured_because",
    "reason_for_deviation",
    "corrective_action",
    "remark",
)


# Of these a line shows those that its indicator is measured in.
FIGURE = {"value", "numerator", "denominator", "words"}


def plain(text: str) -> str:
    """As it is compared: a browser ends lines in another way than the database."""
    return "\n".join(text.replace("\r\n", "\n").split("\n")).strip()


def digest(texts: Iterable[str]) -> str:
    """Of what a line showed when its page was written, to tell whether anybody touched it."""
    joined = "\x1f".join(plain(text) for text in texts)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def base_of(texts: Mapping[str, str]) -> str:
    """The digest of a line; a field that is not there counts as an empty one."""
    categories = sorted(name for name in texts if name not in NAMES)
    return digest(texts.get(name, "") for name in (*NAMES, *categories))


def stored_texts(row: Row) -> dict[str, str]:
    """What stands in a line, as its fields show it; a percentage is formed from its parts and has no field."""
    actual, found = row.actual, dict.fromkeys(NAMES, "")
    for name in {*NAMES} - FIGURE | {*row.parts}:
        value = row.line.remark if name == "remark" else getattr(actual, name, None)
        found[name] = "" if value is None else value if isinstance(value, str) else figure(value)
    return found | {share.name: _said(share.value) for split in row.splits for share in split.shares}


def shown_texts(row: Row) -> dict[str, str]:
    """The same, with what the records counted where nothing was given yet."""
    found = stored_texts(row)
    if row.actual is None and row.counted is not None and not row.line.remark:
        if row.definition.is_percentage:
            found |= {
                "numerator": _said(row.counted.numerator),
                "denominator": _said(row.counted.denominator),
            }
        else:
            found |= {"value": _said(row.counted.value)}
    return found


def _said(value: Any) -> str:
    return "" if value is None else figure(value)


class LineForm(forms.Form):
    """One line of a return as it was sent."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    base = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    value = FigureField(required=False)
    numerator = FigureField(required=False)
    denominator = FigureField(required=False)
    words = forms.CharField(max_length=300, required=False)
    not_measured_because = forms.CharField(max_length=LONGEST, required=False)
    reason_for_deviation = forms.CharField(max_length=LONGEST, required=False)
    corrective_action = forms.CharField(max_length=LONGEST, required=False)
    remark = forms.CharField(max_length=LONGEST, required=False)
    documents = FilesField(kind=Document.Kind.EVIDENCE, required=False)

    def __init__(self, *args: Any, row: Row, **kwargs: Any):
        super().__init__(*args, **kwargs | {"prefix": prefix_of(row)})
        self.row = row
        self.categories = {share.name: share.category.pk for split in row.splits for share in split.shares}
        for name in self.categories:
            self.fields[name] = FigureField(required=False)

    def texts(self) -> dict[str, str]:
        """What was typed, as it was typed."""
        return {name: self.data.get(self.add_prefix(name), "") for name in (*NAMES, *self.categories)}

    def was_touched(self) -> bool:
        """Whether anything differs from what the page showed; a file is always something new."""
        base = self.data.get(self.add_prefix("base"), "")
        return base_of(self.texts()) != base or bool(self["documents"].data)

    def typed(self) -> TypedLine:
        given, counted = self.cleaned_data, self.row.counted
        return TypedLine(
            line=self.row.line.pk,
            version=given["version"],
            counted=counted.value if counted and not isinstance(counted.value, str) else None,
            documents=given["documents"],
            # A page that does not show a category says nothing of it.
            categories=[
                (pk, given[name])
                for name, pk in self.categories.items()
                if self.add_prefix(name) in self.data
            ],
            **{name: given[name] for name in NAMES},
        )


class PassageForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    base = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    words = forms.CharField(max_length=8000, required=False)

    def __init__(self, *args: Any, passage: Any, **kwargs: Any):
        super().__init__(*args, **kwargs | {"prefix": f"passage-{passage.pk}"})
        self.passage = passage

    def text(self) -> str:
        return str(self.data.get(self.add_prefix("words"), ""))

    def was_touched(self) -> bool:
        return digest([self.text()]) != self.data.get(self.add_prefix("base"), "")

    def typed(self) -> TypedPassage:
        given = self.cleaned_data
        return TypedPassage(self.passage.pk, given["version"], given["words"])


def prefix_of(row: Row) -> str:
    return f"line-{row.line.pk}"


class Sent:
    """The forms of those lines and passages that came and that somebody touched."""

    def __init__(self, lines: list[LineForm], passages: list[PassageForm]):
        self.lines, self.passages = lines, passages

    @property
    def forms(self) -> list[forms.Form]:
        return [*self.lines]


def parts_sent(sheet: ReturnSheet, data: Mapping[str, Any], sent: Any, *, rows: Iterable[Row]) -> Sent:
    lines = [LineForm(data, sent, row=row) for row in rows if f"{prefix_of(row)}-version" in data]
    passages = [
        PassageForm(data, passage=one.passage)
        for one in sheet.passages
        if f"passage-{one.passage.pk}-version" in data
    ]
    return Sent(
        [form for form in lines if form.was_touched()], [form for form in passages if form.was_touched()]
    )


class ReturnWorkbookForm(forms.Form):
    """A return as a workbook. It is read at once and kept by nobody."""

    workbook = forms.FileField(
        label="Workbook",
        help_text="The workbook that was taken out here, saved by Excel or LibreOffice as .xlsx or .ods.",
        error_messages={"required": "Choose the workbook."},
    )


# The acts


class AcceptForm(forms.Form):
    """How far the requirements of reporting were met (regulation 29), each with a remark."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, label, help_text in (
            ("on_time", "On time", ""),
            ("complete", "Complete", "Every line says a figure, or why there is none."),
            ("substantiated", "Substantiated", "The evidence supports the figures."),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=ProvincialReturn.Extent.choices,
                widget=forms.RadioSelect,
                help_text=help_text,
            )
            self.fields[f"{name}_remark"] = forms.CharField(
                label=f"Remark: {label.lower()}",
                max_length=500,
                required=False,
                help_text="Needed where it was met in part or not.",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("on_time", "complete", "substantiated"):
            met, remark = cleaned.get(name), cleaned.get(f"{name}_remark", "")
            if met and met != ProvincialReturn.Extent.YES and not remark.strip():
                self.add_error(f"{name}_remark", "Say in a sentence what was lacking.")
        return cleaned


class SendBackForm(forms.Form):
    """Which lines are to be corrected and why, and until when."""

    note = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="What the return as a whole lacks. It is kept with it.",
    )
    correct_by = forms.DateField(
        label="To be corrected by",
        widget=DateInput,
        help_text="Until the end of that day it can be written in.",
    )

    def __init__(self, *args: Any, rows: Iterable[Row], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            self.fields[prefix_of(row)] = forms.CharField(
                label=f"{row.definition.code} {row.definition.name}",
                max_length=1000,
                required=False,
                help_text=f"{row.summary}. Write what is wrong with it; leave it empty where it is right.",
            )

    def lines(self) -> dict[int, str]:
        """The number of each line that goes back, and why."""
        return {
            row.line.pk: self.cleaned_data[prefix_of(row)]
            for row in self.rows
            if self.cleaned_data[prefix_of(row)].strip()
        }


class ReopenForm(SendBackForm):
    authority = forms.CharField(
        label="Authority", max_length=200, help_text="Who allowed the exception, and in which paper."
    )
    field_order = ("authority", "note", "correct_by")
