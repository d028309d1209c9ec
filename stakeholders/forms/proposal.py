"""The forms of the steps of a proposal. Nothing is required while it is written: the page says what is missing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.forms.models import fields_for_model

from partnerships.core.models import User
from stakeholders.forms.next_steps import named_with_post, people
from stakeholders.models import (
    CollaborationForm,
    Contact,
    PartnershipProposal,
    ProposalObjective,
    ProposalRisk,
)
from stakeholders.proposing import Content, content_of, digest_of
from stakeholders.services.proposals import FIELDS, LINES, RELATIONS

PREFIX = "lines"
MOST_LINES = 20
ROWS = {"purpose": 4, "gap": 3, "affected": 4, "no_risk_reason": 2, "summary": 6}
LONGEST_TEXT = 5_000
OPTIONAL = {"provinces", "thrusts", "their_champion", "no_risk_reason"}


class PersonChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, person: Any) -> str:
        return named_with_post(person)


class StepForm(forms.Form):
    """One step. ``seen`` tells what the step said when this page was opened; ``conflict`` what was written since."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, step: str, row: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.step, self.row = step, row
        self.conflict: list[tuple[str, str, str]] = []
        self.names = (*FIELDS.get(step, ()), *RELATIONS.get(step, ()))
        self.fields |= fields_for_model(PartnershipProposal, fields=self.names)
        for name in self.names:
            field: Any = self.fields[name]
            field.required = False
            field.initial = (
                getattr(row, name).all() if name in RELATIONS.get(step, ()) else _initial(row, name)
            )
            if name in ROWS:
                field.widget = forms.Textarea(attrs={"rows": ROWS[name]})
                field.max_length = LONGEST_TEXT
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.widget = forms.CheckboxSelectMultiple()
                field.widget.choices = field.choices
        self.fields["seen"].initial = digest_of(row, step)
        self._offer(user)
        self.order_fields([*self.names, "seen"])
        # Nothing is required yet, and of these nothing is optional in the end.
        needed = [name for name in self.names if name not in OPTIONAL]
        optional = [name for name in self.names if name in OPTIONAL]
        self.helper = FormHelper()
        self.helper.layout = Layout(Div(*needed, css_class="form-either"), *optional, "seen")

    def _offer(self, user: User) -> None:
        fields: Any = self.fields
        if "champion" in fields:
            chosen = User.objects.filter(pk=self.row.champion_id)
            fields["champion"] = PersonChoiceField(
                (people(user) | chosen).order_by("name"),
                required=False,
                label=fields["champion"].label,
                help_text=fields["champion"].help_text,
                initial=self.row.champion_id,
                empty_label="Nobody yet",
            )
        if "their_champion" in fields:
            of_theirs = Contact.objects.visible_to(user).filter(
                stakeholder=self.row.stakeholder_id, redacted_on__isnull=True, left_on__isnull=True
            )
            fields["their_champion"].queryset = of_theirs
            fields["their_champion"].empty_label = "Nobody"

    def given(self) -> dict[str, Any]:
        """What the service is told."""
        return {name: self.cleaned_data[name] for name in self.names}

    def tell_clash(self, stored: Any, lines: list[dict[str, Any]]) -> None:
        """Both versions side by side; the next save is made in knowledge of the other."""
        theirs, yours = dict(content_of(stored, self.step)), dict(self._typed(lines))
        labels = list(dict.fromkeys([*theirs, *yours]))
        self.conflict = [
            (label, theirs.get(label) or "None", yours.get(label) or "None")
            for label in labels
            if theirs.get(label, "") != yours.get(label, "")
        ]
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("seen")] = digest_of(stored, self.step)
        self.data = data

    def _typed(self, lines: list[dict[str, Any]]) -> Content:
        """What was typed, in the words in which the page tells what is stored."""
        data = self.cleaned_data
        known = {name: data[name] for name in FIELDS.get(self.step, ())}
        if self.step == "reach":
            known |= {
                "province_names": [province.name for province in data["provinces"]],
                "area_rows": [{"code": one.code, "name": one.name} for one in data["focus_areas"]],
                "thrust_rows": [{"code": one.code, "name": one.name} for one in data["thrusts"]],
            }
        if self.step == "objectives":
            known["objective_rows"] = [
                {"text": line["text"], "form_name": str(line["form"] or "")} for line in lines
            ]
        if self.step == "risks":
            known["risk_rows"] = lines
        return content_of(SimpleNamespace(**known), self.step)


def _initial(row: Any, name: str) -> Any:
    """A level that nobody chose yet begins with that of the stakeholder."""
    if name == "level":
        return row.level or row.stakeholder.level
    return getattr(row, f"{name}_id" if name in {"champion", "their_champion"} else name)


class LineForm(forms.Form):
    """One line under a step; a line without text is left out, and emptying a stored one takes it out."""

    more: ClassVar[str]
    half_written: ClassVar[str]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get(self.more) and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", self.half_written)
        return cleaned


class ObjectiveForm(LineForm):
    more = "form"
    half_written = "Write the objective, or empty the whole line."

    text = forms.CharField(
        required=False,
        max_length=ProposalObjective._meta.get_field("text").max_length,
        label="Objective",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What is to be reached, so that both sides would know when it is.",
    )
    form = forms.ModelChoiceField(
        CollaborationForm.objects.none(),
        required=False,
        label="Form of collaboration",
        empty_label="Not chosen yet",
    )

    def __init__(self, *args: Any, offered: list[CollaborationForm], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["form"]
        choice.queryset = CollaborationForm.objects.filter(pk__in=[one.pk for one in offered])
        # Read once for all lines.
        choice.choices = [("", "Not chosen yet"), *((one.pk, str(one)) for one in offered)]
        self.helper = FormHelper()
        self.helper.layout = Layout(Div("text", "form", css_class="form-either"))


class RiskForm(LineForm):
    more = "met_by"
    half_written = "Write the risk, or empty the whole line."

    text = forms.CharField(
        required=False, max_length=ProposalRisk._meta.get_field("text").max_length, label="Risk"
    )
    met_by = forms.CharField(
        required=False,
        max_length=ProposalRisk._meta.get_field("met_by").max_length,
        label="How it is met",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(Div("text", "met_by", css_class="form-either"))


class BaseStepLines(forms.BaseFormSet):
    def lines(self) -> list[dict[str, Any]]:
        written = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        return [line for line in written if line.get("text", "").strip()]


LINE_FORMS: dict[str, Any] = {"objectives": ObjectiveForm, "risks": RiskForm}
LINE_TITLES = {"objectives": "Objective", "risks": "Risk"}


def lines_of(step: str, row: Any, data: Any = None, initial: list[dict[str, Any]] | None = None) -> Any:
    """The lines of a step with an empty one; None for a step without lines."""
    if step not in LINES:
        return None
    formset: Any = forms.formset_factory(
        LINE_FORMS[step], formset=BaseStepLines, extra=1, max_num=MOST_LINES, absolute_max=MOST_LINES
    )
    stored = row.objective_rows if step == "objectives" else row.risk_rows
    kwargs: dict[str, Any] = {}
    if step == "objectives":
        named = {line["form"] for line in row.objective_rows if line["form"]}
        in_use = CollaborationForm.objects.in_use() | CollaborationForm.objects.filter(pk__in=named)
        kwargs["offered"] = list(in_use)
    return formset(data, prefix=PREFIX, initial=stored if initial is None else initial, form_kwargs=kwargs)


def written_lines(step: str, data: Any) -> list[dict[str, Any]]:
    """The lines of a post that is not saved yet, as they were written."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
    count = min(int(total) if total.isdecimal() else 0, MOST_LINES)
    names = LINES[step][2]
    return [{name: data.get(f"{PREFIX}-{n}-{name}", "") for name in names} for n in range(count)]
