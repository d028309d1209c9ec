"""The form of an engagement, made for a phone: who, when, how, lines of text first; the rest is folded away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone

from partnerships.core import files
from partnerships.core.choosing import RecordChoiceField
from partnerships.core.files_field import take_files
from partnerships.core.forms import FilesField, OwnProvinceMixin, ScopedModelForm
from partnerships.core.models import Language
from stakeholders.forms.lines import (
    Side,
    TextField,
    offices_from,
    points_from,
    with_rows,
    written_offices,
    written_points,
)
from stakeholders.models import (
    Engagement,
    EngagementKind,
    EngagementMode,
    InterviewGuide,
    Stakeholder,
)

# What is not asked of everybody: the title of each fold, and the fields in it.
FOLDS = (
    ("Who was there", ("ours", "theirs", "attendance", "languages")),
    ("Where", ("place", "province")),
    ("Notes and interview guide", ("guide", "notes")),
    ("Follow-up planned", ("follow_up_on", "follow_up_purpose")),
    ("Documents", ("uploads",)),
)


@dataclass(frozen=True)
class Fold:
    """A part of the form that is closed until it is wanted; open when it holds something or an error."""

    title: str
    fields: list[BoundField]
    is_open: bool


class EngagementForm(OwnProvinceMixin, ScopedModelForm):
    notes = TextField(
        required=False, max_length=100_000, label="Notes", widget=forms.Textarea(attrs={"rows": 5})
    )
    stakeholder = RecordChoiceField(
        None,
        label="With whom",
        help_text="Write the name, or a part of it.",
    )
    ours = forms.CharField(
        required=False,
        label="Our offices, one on a line",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Posts, not names; with the number in brackets when there were several: Director (2).",
    )
    theirs = forms.CharField(
        required=False, label="Their offices, one on a line", widget=forms.Textarea(attrs={"rows": 3})
    )
    said = forms.CharField(
        required=False,
        label="Points, one on a line",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=(
            "Begin a line with concern: or request: or decision: or commitment: to say what it is; "
            "without it the point is information."
        ),
    )
    uploads = FilesField(kind="attachment", required=False, label="Attendance register, notes or photographs")

    class Meta:
        model = Engagement
        fields = (
            "kind",
            "stakeholder",
            "held_on",
            "mode",
            "place",
            "province",
            "purpose",
            "attendance",
            "languages",
            "guide",
            "notes",
            "follow_up_on",
            "follow_up_purpose",
            "follows",
        )
        widgets = {
            "kind": forms.RadioSelect,
            "attendance": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "languages": forms.CheckboxSelectMultiple,
            "follows": forms.HiddenInput,
        }
        labels = {
            "guide": "Interview guide",
            "mode": "How",
            "languages": "Languages used",
            "follow_up_on": "Planned for",
            "follow_up_purpose": "What for",
        }
        help_texts = {
            "follow_up_on": "It stands on your start page until it is recorded.",
            "attendance": "Zero is an answer; leave empty if nobody counted.",
            "guide": "Its topics, as they read now, become the questions; you write the answers afterwards.",
            "province": "Leave at National for a national body; a province's own stakeholder decides it otherwise.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        engagement, fields = self.instance, cast("dict[str, Any]", self.fields)
        register = Stakeholder.objects.visible_to(self.user).select_related("province")
        kept = Q(archived_on__isnull=True) | Q(pk=engagement.stakeholder_id)
        fields["stakeholder"].queryset = register.filter(kept)
        fields["kind"].queryset = EngagementKind.objects.in_use_or(engagement.kind_id)
        fields["kind"].empty_label = None
        fields["guide"].queryset = InterviewGuide.objects.in_use_or(engagement.guide_id)
        fields["guide"].empty_label = "No guide was used"
        fields["mode"].queryset = EngagementMode.objects.in_use_or(engagement.mode_id)
        fields["mode"].empty_label = "Not said"
        spoken = engagement.languages.values("pk") if engagement.pk else ()
        fields["languages"].queryset = Language.objects.filter(Q(is_active=True) | Q(pk__in=spoken))
        fields["held_on"].required = engagement.date_basis != Engagement.DateBasis.UNKNOWN
        if engagement.pk:
            people, points = engagement.participants.all(), engagement.points.all()
            # Beneath what was given: lines that were written already, when a step is added, stay as written.
            self.initial = {
                "ours": written_offices(people, Side.OURS),
                "theirs": written_offices(people, Side.THEIRS),
                "said": written_points(points),
                **self.initial,
            }
        elif not self.initial.get("held_on"):
            self.initial["held_on"] = timezone.localdate()
        self.helper = FormHelper()
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        """What everybody is asked; the template draws the next steps and the folds after it."""
        return Layout(
            Fieldset(
                "What took place",
                "kind",
                "stakeholder",
                Div("held_on", "mode", css_class="field-row"),
                "purpose",
                "follows",
                *(["version"] if "version" in self.fields else []),
            ),
            Fieldset("What was said", "said"),
        )

    @property
    def folds(self) -> list[Fold]:
        folds = []
        for title, names in FOLDS:
            fields = [self[name] for name in names if name in self.fields]
            is_open = any(field.errors or _holds(field.value()) for field in fields)
            folds.append(Fold(title, fields, is_open))
        return folds

    @property
    def earlier(self) -> Engagement | None:
        """The engagement that this one follows, for the page to name it."""
        pk = str(self["follows"].value() or "")
        return cast("Any", self.fields["follows"]).queryset.filter(pk=pk).first() if pk.isdecimal() else None

    def stored(self, record: Any, name: str) -> str:
        if name in {"ours", "theirs"}:
            return written_offices(record.participants.all(), name) or "None"
        if name == "said":
            return written_points(record.points.all()) or "None"
        return "None" if name == "uploads" else super().stored(record, name)

    @classmethod
    def as_typed(cls, data: QueryDict, *, user: Any, instance: Any = None) -> EngagementForm:
        """The form as somebody left it, unjudged."""
        blank = cls(user=user, instance=instance)
        typed = {
            name: field.widget.value_from_datadict(data, cast("Any", {}), name)
            for name, field in blank.fields.items()
            if name in data or isinstance(field.widget, forms.CheckboxSelectMultiple)
        }
        typed["uploads"] = data.getlist("uploads" + files.HELD)
        return take_files(cls(user=user, instance=instance, initial=typed), by=user)

    def clean_ours(self) -> str:
        return self._readable("ours", lambda text: offices_from(text, Side.OURS))

    def clean_theirs(self) -> str:
        return self._readable("theirs", lambda text: offices_from(text, Side.THEIRS))

    def clean_said(self) -> str:
        return self._readable("said", points_from)

    def _readable(self, name: str, read: Any) -> str:
        text = self.cleaned_data[name].replace("\r\n", "\n").strip()
        read(text)
        return text

    def participants(self) -> list[dict[str, Any]]:
        """Lines for the service; an office that was there already keeps its row."""
        given = offices_from(self.cleaned_data["ours"], Side.OURS) + offices_from(
            self.cleaned_data["theirs"], Side.THEIRS
        )
        stored = list(self.instance.participants.all()) if self.instance.pk else []
        return with_rows(given, stored, ("side", "office", "count"))

    def points(self) -> list[dict[str, Any]]:
        stored = list(self.instance.points.all()) if self.instance.pk else []
        given = points_from(self.cleaned_data["said"])
        for point in stored:
            point.text = " ".join(point.text.split())
        return with_rows(given, stored, ("kind", "text"), text="text")


def _holds(value: Any) -> bool:
    """Zero is an answer."""
    return value == 0 or bool(value)
