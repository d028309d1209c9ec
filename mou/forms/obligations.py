"""What people type about an obligation: what is owed, once or in every period, its evidence, and the finding."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance
from django.utils import timezone

from mou.forms.fields import PartyField, PersonField, text_field, today_field
from mou.models import MoU, Obligation, RecurringObligation
from mou.models.owed import LONGEST_QUOTE
from mou.quoting import against_quoting
from mou.services import check_owed, may_answer_for, settle_rule
from partnerships.core.forms import DateInput, FilesField, ScopedModelForm
from partnerships.strategy.models import Indicator, StrategicThrust

OWED = (
    "clause",
    "text",
    "quoted_text",
    "owing_party",
    "beneficiary",
    "measure",
    "accountable",
    "thrust",
    "indicator",
)
QUOTE_HELP = (
    "The very words of the clause. Where the text of the agreement is kept here, leave it empty to quote the whole "
    "clause, or copy a passage of it."
)


def quote_field() -> forms.CharField:
    return text_field(
        "Quoted from the clause", rows=3, required=False, max_length=LONGEST_QUOTE, help_text=QUOTE_HELP
    )


class OwedForm(ScopedModelForm):
    """What is owed under a clause, by whom and for whom, how one sees that it is done, and what it serves.

    Offers the parties of the agreement, and the people who may answer for it.
    """

    owing_party = PartyField(label="Who owes it")
    beneficiary = PartyField(label="To whom", required=False)
    accountable = PersonField(help_text="Our person who sees to it, also when the partner owes it.")
    quoted_text = quote_field()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mou = self.instance.mou
        parties = PartyField.of(mou)
        for name in ("owing_party", "beneficiary"):
            self.fields[name].offer(parties)  # type: ignore[attr-defined]
        self.fields["accountable"].queryset = may_answer_for(mou.province).select_related("province")  # type: ignore[attr-defined]
        self.fields["text"].widget = forms.Textarea(attrs={"rows": 2})
        thrusts = StrategicThrust.objects.in_use_or(self.instance.thrust_id)
        self.fields["thrust"].queryset = thrusts  # type: ignore[attr-defined]
        indicators = Indicator.objects.offered_or(self.instance.indicator_id)
        self.fields["indicator"].queryset = indicators  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("What is owed", Div("clause", css_class="field-row"), "text", "quoted_text", "measure"),
            Fieldset("Who", Div("owing_party", "beneficiary", css_class="field-row"), "accountable"),
            self.when(),
            Fieldset("What it serves", "thrust", "indicator"),
            *(["version"] if "version" in self.fields else []),
        )

    def when(self) -> Fieldset:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("indicator") and not cleaned.get("thrust"):
            cleaned["thrust"] = cleaned["indicator"].thrust
        if cleaned.get("quoted_text") and cleaned.get("clause"):
            mou: MoU = self.instance.mou
            if reason := against_quoting(mou, cleaned["clause"], cleaned["quoted_text"]):
                self.add_error("quoted_text", reason)
        return cleaned

    def _post_clean(self) -> None:
        """The record's own rules; what the database holds by itself is not asked of it for every link."""
        form: Any = self
        self.instance = construct_instance(form, self.instance, self._meta.fields)  # type: ignore[attr-defined]
        if not self.errors:
            try:
                self.judge()
            except ValidationError as error:
                self.add_error(None, error)

    def judge(self) -> None:
        check_owed(self.instance)


class ObligationForm(OwedForm):
    class Meta:
        model = Obligation
        fields = [*OWED, "due_on"]

    def when(self) -> Fieldset:
        return Fieldset("When", "due_on")


class RecurringForm(OwedForm):
    first_period = forms.DateField(
        label="A day in the first period", help_text="The period that holds this day is the first one."
    )
    last_period = forms.DateField(
        label="A day in the last period",
        required=False,
        help_text="Leave it empty when it is owed for as long as the agreement runs.",
    )

    class Meta:
        model = RecurringObligation
        fields = [*OWED, "every", "year_kind", "days_after", "first_period", "last_period"]

    def when(self) -> Fieldset:
        return Fieldset(
            "When",
            Div("every", "year_kind", css_class="field-row"),
            "days_after",
            Div("first_period", "last_period", css_class="field-row"),
        )

    def judge(self) -> None:
        super().judge()
        settle_rule(self.instance)

    def dates(self) -> list[tuple[str, Any]]:
        """Each period with the day on which it falls due, of a form that is valid."""
        return self.instance.dates(timezone.localdate())


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
    rest = forms.CharField(
        label="For partly met: what is still to be done",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It becomes an obligation of its own under the same clause, so that nothing is lost.",
    )
    rest_due_on = forms.DateField(
        label="For partly met: by when the rest is due", required=False, widget=DateInput()
    )
    verified_on = today_field("Date of the finding")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        asked = {
            "partly_met": "Say which part is met and what is still missing.",
            "returned": "Give the reason: it is sent back with the obligation.",
        }
        finding = cleaned.get("finding", "")
        text = asked.get(finding)
        if text and not cleaned.get("verification"):
            self.add_error("verification", ValidationError(text))
        if finding == "partly_met":
            if not cleaned.get("rest"):
                self.add_error("rest", ValidationError("Say what is still to be done: it is owed on."))
            if "rest_due_on" not in self.errors and not cleaned.get("rest_due_on"):
                self.add_error("rest_due_on", ValidationError("Say by when the rest is due."))
        return cleaned


AUTHORITY_HELP = "Who decided it, where and when: a letter, minutes, a decision."


class ReleaseForm(forms.Form):
    authority = forms.CharField(label="Authority", max_length=200, help_text=AUTHORITY_HELP)
    reason = text_field("Reason", help_text="It is kept with the record.")
    released_on = today_field("Date of the decision")


class ExtendForm(forms.Form):
    due_on = forms.DateField(label="New due date", widget=DateInput())
    authority = forms.CharField(label="Authority", max_length=200, help_text=AUTHORITY_HELP)
    reason = text_field("Reason", help_text="It is kept with the record, and so is the date of before.")
    decided_on = today_field("Date of the decision")


class DisputeForm(forms.Form):
    party = PartyField(label="Who disputes it")
    about = text_field("What it is about", help_text="What this party says, in its words.")
    disputed_on = today_field("Since when")

    def __init__(self, *args: Any, parties: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["party"].offer(parties)  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    settlement = text_field(
        "How it was settled", help_text="What both sides agree on now, and who agreed on it."
    )
    settled_on = today_field("Date of the settlement")
