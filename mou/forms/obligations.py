"""What people type about an obligation: its text, its evidence, the finding, its release."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError

from mou.forms.fields import PersonField, text_field, today_field
from mou.models import Obligation
from mou.services import may_answer_for
from partnerships.core.forms import FilesField, ScopedModelForm


class ObligationForm(ScopedModelForm):
    """Offers the parties of the agreement, and the people who may answer for it."""

    accountable = PersonField(help_text="Our person who sees to it, also when the partner owes it.")

    class Meta:
        model = Obligation
        fields = ["clause", "text", "owing_party", "due_on", "accountable", "thrust"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mou = self.instance.mou
        parties = mou.parties.select_related("stakeholder").order_by("position")
        self.fields["owing_party"].queryset = parties  # type: ignore[attr-defined]
        self.fields["accountable"].queryset = may_answer_for(mou.province).select_related("province")  # type: ignore[attr-defined]
        self.helper = FormHelper()
        rest = ["version"] if "version" in self.fields else []
        self.helper.layout = Layout(
            Div("clause", "due_on", css_class="field-row"),
            "text",
            "owing_party",
            "accountable",
            "thrust",
            *rest,
        )


class SubmitForm(forms.Form):
    submission = text_field("What was done")
    submitted_on = today_field("Date of the submission")
    documents = FilesField(label="Evidence")

    def __init__(self, *args: Any, has_evidence: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["documents"].required = not has_evidence


class VerifyForm(forms.Form):
    finding = forms.ChoiceField(
        label="Finding",
        widget=forms.RadioSelect,
        choices=[("met", "Met"), ("partly_met", "Partly met"), ("returned", "Returned")],
    )
    verification = text_field(
        "What the evidence shows",
        required=False,
        help_text="For partly met: what is met and what is missing. For returned: the reason.",
    )
    verified_on = today_field("Date of the finding")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        asked = {
            "partly_met": "Say which part is met and what is still missing.",
            "returned": "Give the reason: it is sent back with the obligation.",
        }
        text = asked.get(cleaned.get("finding", ""))
        if text and not cleaned.get("verification"):
            self.add_error("verification", ValidationError(text))
        return cleaned


class ReleaseForm(forms.Form):
    authority = forms.CharField(
        label="Authority",
        max_length=200,
        help_text="Who decided it, where and when: a letter, minutes, a decision.",
    )
    reason = text_field("Reason", help_text="It is kept with the record.")
    released_on = today_field("Date of the decision")
