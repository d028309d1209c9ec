"""What people type when they report on a planned quarter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mou.forms.fields import PastDateField, text_field
from mou.models import ActivityQuarter, ChallengeCategory
from mou.services import missing_words
from partnerships.core.forms import CONFLICT, FigureField, FilesField
from partnerships.core.numbers import figure

STATUSES = [
    ("under_way", "On track"),
    ("constrained", "Constrained: it moves, with something in the way"),
    ("no_progress", "No progress"),
    ("done", "Done: what was planned for the quarter is reached"),
    ("not_done", "Given up"),
]


class ReportForm(forms.Form):
    """Progress in one planned quarter. What is plainly done as planned needs no further word.

    ``conflict`` holds (label, theirs, yours) when somebody reported in between.
    """

    status = forms.ChoiceField(label="How it stands", widget=forms.RadioSelect, choices=STATUSES)
    value = FigureField(label="Reached in this quarter", required=False)
    done_on = PastDateField(label="Done on", required=False, help_text="For what is done: the day.")
    narrative = text_field(
        "What was done, or why not",
        required=False,
        help_text="Needed unless it was done within its quarter and as planned, or a figure tells how far it has come.",
    )
    challenges = forms.ModelMultipleChoiceField(
        ChallengeCategory.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What stands in the way",
        help_text="Needed when it is constrained, or nothing has moved.",
    )
    corrective_action = text_field(
        "What is done about it",
        required=False,
        rows=3,
        help_text="By whom and by when. Needed when it is constrained, nothing has moved, or the figure differs.",
    )
    documents = FilesField(label="Evidence", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, quarter: ActivityQuarter, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.quarter = quarter
        self.conflict: list[tuple[str, str, str]] = []
        fields: dict[str, Any] = self.fields
        fields["challenges"].queryset = ChallengeCategory.objects.in_use()
        fields["version"].initial = quarter.version
        if measure := quarter.activity.measure:
            fields["value"].label = f"Reached in {quarter.period}: {measure}"
            if quarter.planned_value is not None:
                planned = figure(quarter.planned_value)
                fields[
                    "value"
                ].help_text = f"Planned: {planned}. Needed unless it is given up; zero is an answer."
        else:
            del fields["value"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._refuse_clash(cleaned)
        status, done_on = cleaned.get("status"), cleaned.get("done_on")
        if status == "done" and not done_on and "done_on" not in self.errors:
            self.add_error("done_on", "Give the day on which it was done.")
        if status and status != "done" and done_on:
            self.add_error(
                "done_on", "Only what is done has a day on which it was done. Leave the date empty."
            )
        if not status or {"done_on", "value"} & set(self.errors):
            return cleaned
        wanting = missing_words(
            self.quarter,
            status=status,
            value=cleaned.get("value"),
            done_on=done_on,
            narrative=cleaned.get("narrative", ""),
            corrective_action=cleaned.get("corrective_action", ""),
            challenges=cleaned.get("challenges") or (),
        )
        for name, sentence in wanting.items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    def _refuse_clash(self, cleaned: dict[str, Any]) -> None:
        """Two people report on one quarter: the second sees both reports before anything is stored."""
        quarter = self.quarter
        if cleaned.get("version") in (None, quarter.version):
            return
        latest = quarter.reports.prefetch_related("challenges").first()
        theirs = {
            "status": quarter.get_status_display(),
            "value": "None" if quarter.value is None else figure(quarter.value),
            "done_on": str(quarter.done_on or "None"),
            "narrative": quarter.narrative or "None",
            "corrective_action": (latest.corrective_action if latest else "") or "None",
            "challenges": ", ".join(str(one) for one in latest.challenges.all()) if latest else "",
        }
        yours = {
            "status": str(ActivityQuarter.Status(cleaned["status"]).label)
            if cleaned.get("status")
            else "None",
            "value": "None" if cleaned.get("value") is None else figure(cleaned["value"]),
            "done_on": str(cleaned.get("done_on") or "None"),
            "narrative": cleaned.get("narrative") or "None",
            "corrective_action": cleaned.get("corrective_action") or "None",
            "challenges": ", ".join(str(one) for one in cleaned.get("challenges") or ()),
        }
        self.conflict = [
            (str(self.fields[name].label), theirs[name] or "None", yours[name] or "None")
            for name in theirs
            if name in self.fields and theirs[name] != yours[name]
        ]
        # The next saving is made in knowledge of the other report.
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("version")] = str(quarter.version)
        self.data = data
        self.add_error(None, ValidationError(CONFLICT, code="conflict"))
