"""The forms about people: who they are, where they moved, what they asked, and taking their details out."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone

from partnerships.core.choosing import RecordChoiceField
from partnerships.core.forms import DateInput, ScopedModelForm
from partnerships.core.models import Language
from stakeholders.identity_numbers import IDENTITY_NUMBER, NO_IDENTITY_NUMBER
from stakeholders.models import Contact, PersonalInformationRequest, Stakeholder
from stakeholders.services.redaction import Mention


class WithoutIdentityNumbers:
    """Refuses an identity number in whatever field it is typed, also where the field refuses it for another reason."""

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        form: Any = self
        for name, field in form.fields.items():
            typed = form.data.get(form.add_prefix(name)) if isinstance(field, forms.CharField) else ""
            if isinstance(typed, str) and IDENTITY_NUMBER.search(typed):
                form.errors.pop(name, None)
                form.add_error(name, NO_IDENTITY_NUMBER)
        return cleaned


class ContactForm(WithoutIdentityNumbers, ScopedModelForm):
    class Meta:
        model = Contact
        fields = (
            "name",
            "post",
            "is_main",
            "is_backup",
            "began_on",
            "left_on",
            "email",
            "phone",
            "preferred_channel",
            "language",
            "do_not_contact",
            "source",
            "notified_on",
            "lawful_ground",
            "verified_on",
        )
        help_texts = {
            "name": "Only what is needed for work: no identity number, no home address, no private number.",
            "phone": "For instance 011 123 4567 or 082 123 4567; numbers abroad with + and the country.",
            "is_main": "The person to write to first.",
            "is_backup": "Who answers when the main contact cannot.",
            "left_on": "Leave empty while the person holds the post.",
            "verified_on": "When somebody last checked that all of this is correct.",
        }
        error_messages = {
            "phone": {"invalid": "Write a telephone number that exists, for instance 011 123 4567."},
            "email": {"invalid": "Write an e-mail address, for instance name@example.org."},
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}
        fields["language"].queryset = Language.objects.in_use_or(self.instance.language_id)
        fields["language"].empty_label = "Not known"
        fields["preferred_channel"].choices = [("", "No preference known"), *Contact.Channel.choices]
        # A form that does not ask for the ground keeps the one that applies to nearly everybody.
        fields["lawful_ground"].required = False
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.groups())

    def groups(self) -> list[Any]:
        version = ["version"] if "version" in self.fields else []
        return [
            Fieldset(
                "Who it is",
                Div("name", "post", css_class="field-row"),
                Div("is_main", "is_backup", css_class="field-row"),
                Div("began_on", "left_on", css_class="field-row"),
            ),
            REACHED,
            PRIVACY,
            *version,
        ]

    def clean_lawful_ground(self) -> str:
        return self.cleaned_data["lawful_ground"] or self.instance.lawful_ground

    def clean_verified_on(self) -> Any:
        day = self.cleaned_data["verified_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                "Details are confirmed on the day somebody checked them: not in the future."
            )
        return day

    def _get_validation_exclusions(self) -> set[str]:
        # One main and one back-up contact: the rule needs the stakeholder, which the form does not ask for.
        return super()._get_validation_exclusions() - {"stakeholder"}  # type: ignore[misc]


REACHED = Fieldset(
    "How to reach this person",
    Div("email", "phone", css_class="field-row"),
    Div("preferred_channel", "language", css_class="field-row"),
    "do_not_contact",
)
PRIVACY = Fieldset(
    "Privacy",
    "source",
    Div("notified_on", "verified_on", css_class="field-row"),
    "lawful_ground",
)


class MovedForm(ContactForm):
    """The end of one post and the beginning of the next; what is filled in is what the person had so far."""

    stakeholder = RecordChoiceField(
        None,
        label="Now at",
        help_text="The same stakeholder or another one: write the name, or a part of it.",
    )
    last_day = forms.DateField(
        label="Left the earlier post on",
        widget=DateInput(),
        help_text="The new post may begin on that day or later.",
    )

    class Meta(ContactForm.Meta):
        fields: Any = tuple(name for name in ContactForm.Meta.fields if name != "left_on")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stakeholder"]
        field.queryset = Stakeholder.objects.editable_by(self.user).registered().select_related("province")

    def groups(self) -> list[Any]:
        return [
            Fieldset("The earlier post", "last_day"),
            Fieldset(
                "The new post",
                "stakeholder",
                Div("name", "post", css_class="field-row"),
                "began_on",
                Div("is_main", "is_backup", css_class="field-row"),
            ),
            REACHED,
            PRIVACY,
        ]

    def _get_validation_exclusions(self) -> set[str]:
        # The rules that need the stakeholder are checked by the act, once that is known.
        return super()._get_validation_exclusions() | {"stakeholder"}

    def validate_constraints(self) -> None:
        """The act checks them: here the row has no stakeholder yet."""

    def facts(self) -> dict[str, Any]:
        """The new row as the act takes it."""
        names = [*self.Meta.fields, "stakeholder"]
        return {name: self.cleaned_data[name] for name in names} | {"left_on": self.cleaned_data["last_day"]}


class RequestForm(WithoutIdentityNumbers, ScopedModelForm):
    class Meta:
        model = PersonalInformationRequest
        fields = ("kind", "received_on", "how", "asked")
        labels = {"kind": "What the person wants"}
        help_texts = {"asked": "In the person's own words where you can. For access alone it may stay empty."}
        widgets = {"asked": forms.Textarea(attrs={"rows": 4}), "kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = PersonalInformationRequest.Kind.choices
        fields["received_on"].initial = timezone.localdate()


class AnswerForm(WithoutIdentityNumbers, forms.Form):
    outcome = forms.ChoiceField(choices=PersonalInformationRequest.Outcome.choices, widget=forms.RadioSelect)
    answered_on = forms.DateField(label="Answered on", widget=DateInput())
    answer = forms.CharField(
        label="What was done and told",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
        help_text="When it is refused: the reason, and that the person may complain to the Information Regulator.",
    )


class RedactForm(WithoutIdentityNumbers, forms.Form):
    """The reason, and in which records the name gives way; ``found`` are those that may be changed."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text="For instance: asked for on 3 March 2026, granted. Without the name: the reason stays on the record.",
    )
    replace_in = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Replace it in"
    )

    def __init__(self, *args: Any, found: list[Mention], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["replace_in"]
        field.choices = [(mention.key, str(mention.record)) for mention in found if mention.may_replace]
        field.initial = [key for key, _ in field.choices]
        # The page draws the boxes itself: each stands beside a link and the words round the name.
        self.helper = FormHelper()
        self.helper.layout = Layout("reason")
