"""What is written in a draft of the strategy, and what is put on its sign-off page."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import Q
from django.forms import BaseInlineFormSet, inlineformset_factory

from partnerships.core.choosing import RecordChoiceField
from partnerships.core.forms import DateInput, FigureField, FilesField, ScopedModelForm
from partnerships.core.models import Document, User
from partnerships.strategy.models import (
    AreaWording,
    ExpectedOutcome,
    Indicator,
    IssueWording,
    StrategyVersion,
    ThrustWording,
    Wording,
)
from partnerships.strategy.services import CERTIFIED

PLACEHOLDER_WORD = "(placeholder)"
MOST_OUTCOMES = 20


class WordingForm(ScopedModelForm):
    """A text of the strategy. Ticking the box says that it is the strategy's own, and takes the mark away."""

    wording_field: ClassVar[str] = "name"

    is_own_wording = forms.BooleanField(
        label="This is the strategy's own wording",
        required=False,
        help_text="As long as it is not ticked, the text is marked as a placeholder wherever it is shown.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["is_own_wording"].initial = self.instance.is_own_wording

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_own = cleaned.get("is_own_wording", False)
        if is_own and PLACEHOLDER_WORD in cleaned.get(self.wording_field, "").lower():
            self.add_error(
                self.wording_field,
                f"The text still says “{PLACEHOLDER_WORD}”. Write the strategy's own wording, "
                "or leave the box below open.",
            )
        self.instance.is_placeholder = not is_own
        return cleaned


class VersionForm(WordingForm):
    wording_field = "title"

    class Meta:
        model = StrategyVersion
        fields = ["title", "summary", "starts_on", "ends_on"]
        labels = {"starts_on": "Begins on", "ends_on": "Ends on"}
        help_texts = {"ends_on": "Leave it empty while no end is set."}


NUMBERED_LABELS = {"code": "Number", "order": "Place in the list"}
NUMBERED_HELP = {"order": "Smaller figures come first; equal ones follow their numbers."}


class NumberedForm(WordingForm):
    """A part of a draft with its number, which begins with the number of what it stands under."""

    instance: Wording

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        code, version = cleaned.get("code"), self.instance.of_version
        taken = type(self.instance).objects.exclude(pk=self.instance.pk).filter(code=code)
        if code and taken.filter(**{self.path_to_version: version}).exists():
            self.add_error("code", "This number is taken in this version. Choose another one.")
        return cleaned

    path_to_version: ClassVar[str]


class AreaForm(NumberedForm):
    path_to_version = "strategy"

    class Meta:
        model = AreaWording
        fields = ["code", "name", "description", "order"]
        labels = NUMBERED_LABELS
        help_texts = NUMBERED_HELP | {"code": "For instance 3."}


class ThrustForm(NumberedForm):
    path_to_version = "area__strategy"

    class Meta:
        model = ThrustWording
        fields = ["code", "name", "description", "pillars", "partners", "activities", "order"]
        labels = NUMBERED_LABELS | {
            "pillars": "Pillars of the Integrated Crime and Violence Prevention Strategy",
            "partners": "Priority partners",
            "activities": "Priority activities",
        }
        help_texts = NUMBERED_HELP | {"code": "For instance 1.4 under focus area 1."}
        widgets = {"pillars": forms.CheckboxSelectMultiple, "partners": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for name in ("pillars", "partners"):
            chosen = [item.pk for item in getattr(self.instance, name).all()] if self.instance.pk else []
            fields[name].queryset = fields[name].queryset.filter(Q(is_active=True) | Q(pk__in=chosen))


class IssueForm(NumberedForm):
    path_to_version = "thrust__area__strategy"

    class Meta:
        model = IssueWording
        fields = ["code", "name", "national_role", "provincial_role", "order"]
        labels = NUMBERED_LABELS | {"name": "Strategic issue"}
        help_texts = NUMBERED_HELP | {"code": "For instance 1.1.b under thrust 1.1."}


OUTCOME_FIELDS = ("statement", "baseline", "number", "unit", "by_when", "indicator")


class OutcomeForm(forms.ModelForm):
    baseline = FigureField(label="Baseline", required=False)
    number = FigureField(label="To be reached")
    indicator = RecordChoiceField(
        Indicator.objects.all(),
        search=("code", "name"),
        required=False,
        label="Measured by indicator",
        help_text="Its number, or words of its name; empty where there is none.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # Its number stands in the line: the name of each would be a query of its own.
        if self.instance.indicator_id:
            self.initial["indicator"] = self.instance.indicator.code

    class Meta:
        model = ExpectedOutcome
        fields = OUTCOME_FIELDS
        widgets = {"by_when": DateInput()}

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            "statement",
            Div("baseline", "number", "unit", "by_when", css_class="field-row"),
            "indicator",
            *(name for name in ("id", "DELETE") if name in self.fields),
        )
        return helper


class Outcomes(BaseInlineFormSet):
    def save_in_order(self) -> None:
        """Those that stay, in the order in which they are written; nothing else names an outcome."""
        self.instance.outcomes.all().delete()
        written = [
            form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data["DELETE"]
        ]
        for position, said in enumerate((one for one in written if one.get("statement")), start=1):
            fields = {name: said[name] for name in OUTCOME_FIELDS}
            ExpectedOutcome.objects.create(thrust=self.instance, position=position, **fields)


OutcomeFormSet = inlineformset_factory(
    ThrustWording, ExpectedOutcome, OutcomeForm, Outcomes, extra=1, max_num=MOST_OUTCOMES, validate_max=True
)


class SignOffForm(forms.Form):
    """One line of the sign-off page."""

    office = forms.CharField(
        max_length=160,
        help_text="The office that signs, as it stands on the signed page.",
    )
    person = RecordChoiceField(
        User.objects.none(),
        search=("name", "email"),
        required=False,
        label="Account of who signed",
        help_text="Leave it empty where the person who signed has no account here.",
    )
    signed_on = forms.DateField(label="Signed on", widget=DateInput)
    document = FilesField(label="Signed page", kind=Document.Kind.SIGNED_COPY, multiple=False, required=False)
    note = forms.CharField(
        label="Remark", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["person"].queryset = User.objects.filter(is_active=True, sphere=User.Sphere.NATIONAL)


class CertifyForm(SignOffForm):
    """The sentences of the page are ticked one by one: nobody certifies what was not read."""

    field_order = ("statements",)

    statements = forms.MultipleChoiceField(
        choices=[(str(number), sentence) for number, sentence in enumerate(CERTIFIED)],
        widget=forms.CheckboxSelectMultiple,
        label="It is certified that",
        error_messages={"required": "Tick each sentence that is certified."},
    )

    def clean_statements(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["statements"]
        if len(ticked) < len(CERTIFIED):
            raise forms.ValidationError(
                "All sentences are certified together. Tick each, or return the draft."
            )
        return ticked
