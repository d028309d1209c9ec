"""What an act on several rows asks once for all of them."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from partnerships.core.models import User
from partnerships.core.scoping import readers_of
from stakeholders.forms.next_steps import named_with_post


class ForSeveralForm(forms.Form):
    """A form that knows who fills it in."""

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user


class ReasonForSeveralForm(ForSeveralForm):
    reason = forms.CharField(
        label="Reason",
        help_text="It is kept with each record.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return named_with_post(obj)


class ColleagueForm(ForSeveralForm):
    """One of us who may open records of the province of whoever asks."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("name")
        if not self.user.is_national:
            people = people.filter(readers_of(self.user.province_id))
        for field in self.fields.values():
            cast("Any", field).queryset = people.select_related("province")


class ManagerForm(ColleagueForm):
    relationship_manager = ColleagueField(None, label="Relationship manager", empty_label="Choose one")


class OwnerForm(ColleagueForm):
    owner = ColleagueField(None, label="Who of us does it", empty_label="Choose one")
