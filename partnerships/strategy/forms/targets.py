"""Proposing targets: one indicator for a year, a table that came as a workbook, or a change that was returned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from partnerships.core.forms import FigureField, FilesField
from partnerships.core.models import Document, Province
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.models import Indicator, IndicatorVersion, Slot, TargetChange
from partnerships.strategy.performance import Value
from partnerships.strategy.services import Place

NATIONAL_CODE = "national"


class ProposalForm(forms.Form):
    """What every proposal says: why, by which decision, and why a quarter that is over is touched, if it is."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why these targets are set or changed. Kept with them for ever.",
    )
    authority = forms.CharField(
        label="Approved plan or decision",
        max_length=200,
        help_text="In which these targets stand, with its date. Somebody else confirms it here.",
    )
    documents = FilesField(label="The plan or decision", kind=Document.Kind.ATTACHMENT, required=False)
    exception = forms.CharField(
        label="Exception for closed quarters",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only where a target of a quarter (or year) that is over is changed: why. It needs the decision "
        "attached, and the report lists every such target.",
    )

    def proposal(self) -> dict[str, Any]:
        names = ("reason", "authority", "documents", "exception")
        return {name: self.cleaned_data[name] for name in names}


def target_field(definition: IndicatorVersion, **kwargs: Any) -> forms.Field:
    """A field for one target, by what the indicator is measured in."""
    if definition.scale:
        return forms.ChoiceField(choices=[("", "None"), *((w, w) for w in definition.scale)], **kwargs)
    if definition.is_qualitative:
        return forms.CharField(max_length=300, **kwargs)
    return FigureField(**kwargs)


class TargetsForm(ProposalForm):
    """All targets of one indicator and financial year: the country and, where it is collected there, the provinces."""

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        definitions: Definitions,
        provinces: Sequence[Province],
        standing: Mapping[Place, Value],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.indicator, self.scopes = indicator, [None, *provinces]
        self.places: dict[str, Place] = {}
        for scope in self.scopes:
            for slot in Slot:
                definition = definitions.of(indicator.pk, slot.quarter or 4)
                if definition is None or not definition.is_in_use:
                    continue
                if scope is not None and not definition.by_provinces:
                    continue
                name, place = name_of(scope, slot), Place(indicator.pk, scope.pk if scope else None, slot)
                label = f"{scope or 'National'}, {slot.label}"
                field = target_field(definition, label=label, required=False, initial=standing.get(place))
                field.widget.attrs["aria-label"] = label
                self.fields[name], self.places[name] = field, place

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """(name of the scope, its six fields; None where there can be no target)."""
        for scope in self.scopes:
            names = [name_of(scope, slot) for slot in Slot]
            fields = [self[name] if name in self.fields else None for name in names]
            if any(fields):
                yield str(scope or "National"), fields

    def values(self) -> dict[Place, Value | None]:
        return {place: self.cleaned_data[name] for name, place in self.places.items()}


def name_of(scope: Province | None, slot: str) -> str:
    return f"{scope.code.lower() if scope else NATIONAL_CODE}_{slot}"


class AgainForm(ProposalForm):
    """The targets of a change that was returned, to be put right line by line."""

    def __init__(
        self, *args: Any, lines: Sequence[tuple[TargetChange, IndicatorVersion | None]], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.lines = [line for line, _ in lines]
        for line, definition in lines:
            if definition is None:
                continue
            field = target_field(definition, label=str(line), required=False, initial=line.after)
            field.widget.attrs["aria-label"] = str(line)
            self.fields[f"line_{line.pk}"] = field

    def rows(self) -> Iterator[tuple[TargetChange, Any]]:
        for line in self.lines:
            name = f"line_{line.pk}"
            yield line, self[name] if name in self.fields else None

    def values(self) -> dict[Place, Value | None]:
        return {
            Place(line.indicator_id, line.province_id, line.slot): self.cleaned_data.get(f"line_{line.pk}")
            for line in self.lines
        }


class WorkbookForm(forms.Form):
    """The table of targets as a workbook. It is read at once and kept by nobody."""

    workbook = forms.FileField(
        label="Workbook",
        help_text="The table that was downloaded from here, saved by Excel or LibreOffice as .xlsx or .ods.",
        error_messages={"required": "Choose the workbook."},
    )
