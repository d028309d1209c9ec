"""Forms of what is promised: writing it down, saying who does it, saying that it was done, verifying that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from partnerships.core.forms import DateInput, FilesField, ScopedModelForm
from partnerships.core.models import User
from stakeholders.forms.next_steps import NOBODY_SAID, named_with_post, people
from stakeholders.models import ActionItem, EngagementPoint

OF_OURS = "One of us, or the office elsewhere that takes it on."


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return named_with_post(obj)


class ActionItemForm(ScopedModelForm):
    owner = PersonField(
        None, required=False, label="Who of us", empty_label="Nobody of us", help_text=OF_OURS
    )

    class Meta:
        model = ActionItem
        fields = ("what", "owner", "owner_elsewhere", "direction", "due_on", "is_important")
        widgets = {"what": forms.Textarea(attrs={"rows": 2})}
        labels = {
            "what": "What",
            "owner_elsewhere": "Or elsewhere",
            "direction": "Promised",
            "due_on": "By when",
            "is_important": "Important",
        }
        help_texts = {"owner_elsewhere": ""}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields = cast("dict[str, Any]", self.fields)
        # Whoever took it on stays on offer, also after leaving.
        fields["owner"].queryset = people(self.user) | User.objects.filter(pk=self.instance.owner_id)
        fields["direction"].required = False
        choices = [("", "By who does it"), *ActionItem.Direction.choices]
        fields["direction"].choices = choices if self.instance.pk is None else ActionItem.Direction.choices
        if self.instance.pk is None:
            self.initial["direction"] = ""
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "what",
            Div("owner", "owner_elsewhere", css_class="field-row form-either"),
            Div("due_on", "direction", css_class="field-row"),
            "is_important",
            *(["version"] if "version" in self.fields else []),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("owner") and not data.get("owner_elsewhere") and "owner" not in self.errors:
            self.add_error("owner", NOBODY_SAID)
        return data

    def _post_clean(self) -> None:
        """The service fills in what the record needs and asks its rules; here the record is not touched."""


class PointForm(forms.Form):
    """Who does what one point asks for, and by when. Left as it is, the point is passed over."""

    owner = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Who of us")
    owner_elsewhere = forms.CharField(required=False, max_length=160, label="Or elsewhere")
    due_on = forms.DateField(required=False, widget=DateInput(), label="By when")
    direction = forms.ChoiceField(
        required=False,
        choices=[("", "By who does it"), *ActionItem.Direction.choices],
        label="Promised",
    )
    is_important = forms.BooleanField(required=False, label="Important: somebody else verifies it")

    def __init__(self, *args: Any, point: EngagementPoint, owners: dict[int, str], **kwargs: Any):
        super().__init__(*args, **{**kwargs, "prefix": f"point-{point.pk}"})
        self.point = point
        cast("Any", self.fields["owner"]).choices = [("", "Nobody of us"), *owners.items()]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Div(
                "owner",
                "owner_elsewhere",
                "due_on",
                "direction",
                css_class="field-row field-row--short form-either",
            ),
            "is_important",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        asks_for_more = data.get("due_on") or data.get("is_important") or data.get("direction")
        has_nobody = not data.get("owner") and not data.get("owner_elsewhere")
        if asks_for_more and has_nobody and "owner" not in self.errors:
            self.add_error("owner", NOBODY_SAID)
        return data

    def line(self) -> dict[str, Any] | None:
        """For the service; None when it is passed over."""
        data = self.cleaned_data
        if not data["owner"] and not data["owner_elsewhere"]:
            return None
        return {
            "point": self.point,
            "owner_id": data["owner"],
            "owner_elsewhere": data["owner_elsewhere"],
            "due_on": data["due_on"],
            "direction": data["direction"],
            "is_important": data["is_important"],
        }


class PointForms:
    """All points of an engagement that wait for somebody, one form each; they are judged together."""

    def __init__(self, points: Iterable[EngagementPoint], owners: dict[int, str], data: Any = None):
        self.forms = [PointForm(data, point=point, owners=owners) for point in points]
        self.is_bound = data is not None
        self.refusals: list[str] = []

    def is_valid(self) -> bool:
        # All are asked, so that every error is shown at once.
        return not [form for form in self.forms if not form.is_valid()]

    def non_form_errors(self) -> list[str]:
        return self.refusals

    def lines(self) -> list[dict[str, Any]]:
        return [line for form in self.forms if (line := form.line())]


class ActionDoneForm(forms.Form):
    outcome = forms.CharField(label="What was done", widget=forms.Textarea(attrs={"rows": 4}))
    done_on = forms.DateField(label="Done on", widget=DateInput())
    documents = FilesField(kind="evidence", required=False, label="Evidence")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = timezone.localdate()


class VerifyActionForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=2000,
        label="How you know",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you saw or whom you asked; it is kept with the record.",
    )
