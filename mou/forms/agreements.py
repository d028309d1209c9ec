"""What people type when they draft, change, clear, sign, suspend and end an agreement."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError

from mou.forms.fields import PastDateField, PersonField, file_field, text_field, today_field
from mou.models import AgreementKind, Handover, MoU, MoUParty
from mou.services import check_people, may_answer_for, may_manage
from partnerships.core.choosing import RecordChoiceField
from partnerships.core.forms import DateInput, OwnProvinceMixin, ReasonForm, ScopedModelForm
from partnerships.core.models import Province, User
from partnerships.core.scoping import may_write_for
from partnerships.strategy.models import FocusArea
from stakeholders.models import Stakeholder

PARTIES = ("party_1", "party_2", "party_3")


class MoUForm(ScopedModelForm):
    """A draft whose kind and province are settled: its reference and its people follow from them."""

    purpose = text_field("Purpose", help_text="What the parties want to reach together.")
    business_owner = PersonField(help_text="Answers for the agreement and reports progress.")
    partnership_manager = PersonField(help_text="Watches obligations and workplan, and verifies evidence.")
    provinces = forms.ModelMultipleChoiceField(
        Province.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Provinces in which it applies",
        help_text="None means everywhere.",
    )
    focus_areas = forms.ModelMultipleChoiceField(
        FocusArea.objects.all(), widget=forms.CheckboxSelectMultiple, label="Focus areas it contributes to"
    )

    class Meta:
        model = MoU
        fields = [
            "title",
            "purpose",
            "focus_areas",
            "provinces",
            "business_owner",
            "partnership_manager",
            "starts_on",
            "ends_on",
            "notice_days",
            "notice_in_working_days",
            "contributions_value",
        ]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._offer_people(may_answer_for(self.instance.province), may_manage(self.instance.province))
        chosen = [area.pk for area in self.instance.focus_areas.all()] if self.instance.pk else []
        self.fields["focus_areas"].queryset = FocusArea.objects.in_use_or(*chosen)  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self._kind_fields(),
            "title",
            "purpose",
            *self._party_fields(),
            Fieldset("Where it belongs", "focus_areas", "provinces"),
            Fieldset("Who answers for it", "business_owner", "partnership_manager"),
            Fieldset(
                "For how long, and what it takes",
                Div("starts_on", "ends_on", "notice_days", css_class="field-row"),
                "notice_in_working_days",
                "contributions_value",
                "version",
            ),
        )
        if "version" not in self.fields:
            self.helper.layout.fields[-1].fields.remove("version")

    def _kind_fields(self) -> list[Any]:
        return []

    def _party_fields(self) -> list[Any]:
        return []

    def _offer_people(self, owners: Any, managers: Any) -> None:
        self.fields["business_owner"].queryset = owners.select_related("province")  # type: ignore[attr-defined]
        self.fields["partnership_manager"].queryset = managers.select_related("province")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The end date lies before the start date.")
        owner, manager = cleaned.get("business_owner"), cleaned.get("partnership_manager")
        if owner and manager and owner == manager:
            self.add_error(
                "partnership_manager",
                "Business owner and partnership manager are the same person. Choose two different people.",
            )
        elif owner and manager:
            self._check_people(owner, manager, cleaned)
        return cleaned

    def _check_people(self, owner: User, manager: User, cleaned: dict[str, Any]) -> None:
        check_people(owner, manager, cleaned.get("province", self.instance.province))


class MoUDraftForm(OwnProvinceMixin, MoUForm):
    """A new draft with its other parties. Our own party is added by itself."""

    class Meta(MoUForm.Meta):
        fields = ["kind", "province", *MoUForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = AgreementKind.objects.in_use()  # type: ignore[attr-defined]
        for number, name in enumerate(PARTIES):
            self.fields[name] = RecordChoiceField(
                Stakeholder.objects.visible_to(self.user).registered(),
                required=number == 0,
                label="Other party" if number == 0 else "Further party",
                help_text="Write its name, or a part of it." if number == 0 else "",
            )
        if self.user.is_national:
            # The province is chosen on the same page, so everybody who may be named somewhere is offered.
            self._offer_people(may_answer_for(None, everywhere=True), may_manage(None, everywhere=True))
        else:
            province = self.user.province
            self._offer_people(may_answer_for(province), may_manage(province))

    def _kind_fields(self) -> list[Any]:
        first = ["kind", "province"] if self.user.is_national else ["kind"]
        return [Div(*first, css_class="field-row")]

    def _party_fields(self) -> list[Any]:
        return [Fieldset("Parties", *PARTIES)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        named = [cleaned[name] for name in PARTIES if cleaned.get(name)]
        if len(set(named)) < len(named):
            self.add_error("party_2", "The same organisation is named twice. Name each party once.")
        province = cleaned.get("province")
        if not may_write_for(self.user, province.pk if province else self.instance.province_id):
            raise ValidationError("You may draft agreements of your own province only.")
        return cleaned

    def act(self) -> dict[str, Any]:
        """What the service is told."""
        cleaned = {"province": self.instance.province} | self.cleaned_data
        parties = [cleaned.pop(name) for name in PARTIES]
        return cleaned | {"parties": [party for party in parties if party]}


class PartyForm(ScopedModelForm):
    """A party of a draft. Who our own party is does not change."""

    # Who may be chosen depends on who asks.
    stakeholder = RecordChoiceField(None, label="Organisation", help_text="Write its name, or a part of it.")

    class Meta:
        model = MoUParty
        fields = ["stakeholder", "full_name", "established_by", "signatory", "capacity", "authority"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.is_ours:
            del self.fields["stakeholder"]
        else:
            among = Stakeholder.objects.visible_to(self.user).registered()
            self.fields["stakeholder"].queryset = among  # type: ignore[attr-defined]

    def _get_validation_exclusions(self) -> set[str]:
        # “A party once” is a rule of both columns; the agreement is known, though nobody types it.
        return super()._get_validation_exclusions() - {"mou"}  # type: ignore[misc]


class SignatureForm(forms.Form):
    signed_on = PastDateField(label="Date of signature")
    signed_at = forms.CharField(label="Place of signature", max_length=80)
    signatory = forms.CharField(label="Signatory", max_length=120, help_text="Who signed.")
    capacity = forms.CharField(
        label="In capacity as", max_length=120, help_text="The office of the signatory."
    )
    authority = forms.CharField(
        label="Authority", max_length=160, help_text="Act, resolution or delegation that allows it."
    )
    document = file_field("Signed copy", kind="signed_copy", required=False)

    def __init__(self, *args: Any, delegations: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if delegations is not None:
            self.fields["delegation"] = forms.ModelChoiceField(
                delegations,
                label="Delegation",
                empty_label="Choose the delegation",
                help_text="Under which our side signs: its days and its ceiling are checked.",
            )
            self.order_fields(["signed_on", "signed_at", "delegation"])


class SignedCopyForm(forms.Form):
    document = file_field("Signed copy", kind="signed_copy")


class HandoverForm(forms.Form):
    duty = forms.ChoiceField(label="Duty", choices=Handover.Duty.choices)
    to_person = PersonField(label="Successor")
    note = text_field(
        "Note for the successor",
        rows=6,
        help_text="Where things stand, what comes next, where the papers are.",
    )

    def __init__(self, *args: Any, successors: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to_person"].queryset = successors  # type: ignore[attr-defined]


class DelegateForm(forms.Form):
    to_person = PersonField(label="Who decides it instead")
    delegation = forms.CharField(
        label="By which paper",
        max_length=200,
        help_text="Such as: acting appointment of 3 March 2026, reference 4/1.",
    )
    on = today_field("From")
    document = file_field("The paper itself", kind="attachment", required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to_person"].queryset = people.select_related("province")  # type: ignore[attr-defined]


class DecisionForm(ReasonForm):
    """A decision on a step of clearance: what is kept with it, and the day."""

    decided_on = today_field("Date of the decision")


class SuspendForm(forms.Form):
    suspended_on = today_field("Suspended from")
    reason = text_field("Reason", help_text="It is kept with the record.")


class ResumeForm(forms.Form):
    resumed_on = today_field("In force again from")
    reason = text_field("Reason", help_text="It is kept with the record.")


class TerminateForm(forms.Form):
    notice_given_on = PastDateField(label="Notice given on")
    terminated_on = forms.DateField(
        label="Ends on",
        required=False,
        widget=DateInput(),
        help_text="Leave it empty for the first day that the notice clause allows; it may be to come.",
    )
    reason = text_field("Reason", help_text="It is kept with the record.")


class CompleteForm(forms.Form):
    completed_on = today_field("Completed on")
    reached = text_field("What was reached", help_text="For the people whom the agreement is about.")
    not_reached = text_field("What was not reached, and why", help_text="“Nothing” is an answer.")
    learnt = text_field("What was learnt")
    ours = text_field(
        "What we still have of it",
        help_text="Goods, data and documents of the other parties, and what goes on, with the day until when.",
    )
    theirs = text_field("What the other parties still have of it", help_text="The same, on their side.")


class RemoveForm(forms.Form):
    """Nothing to type: the page asks once more."""
