"""What people type about a steering committee: its terms, who sits on it, and who was at a meeting."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mou.forms.fields import PersonField
from mou.models import CommitteeMember, SteeringCommittee
from mou.services import contacts_of, people_of
from partnerships.core.forms import ScopedModelForm

OURS, THEIRS = "person", "contact"


class CommitteeForm(ScopedModelForm):
    class Meta:
        model = SteeringCommittee
        fields = ["established_on", "every", "counted_in", "quorum", "terms"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("every", "quorum"):
            self.fields[name].error_messages["invalid"] = "Write a whole number."
        rest = [name for name in ("chair", "version") if name in self.fields]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "established_on", Div("every", "counted_in", css_class="field-row"), "quorum", "terms", *rest
        )


class NewCommitteeForm(CommitteeForm):
    """The guidelines for joint programmes name the programme manager as chair: ours is proposed."""

    chair = PersonField(
        label="In the chair, for us",
        required=False,
        empty_label="Nobody of ours",
        help_text="Members of the other parties are added afterwards.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mou = self.instance.mou
        self.fields["chair"].queryset = people_of(mou).select_related("province")  # type: ignore[attr-defined]
        self.initial.setdefault("chair", mou.partnership_manager_id)
        self.initial["established_on"] = mou.signed_on


class MemberForm(ScopedModelForm):
    """The role and the days of somebody who sits there."""

    class Meta:
        model = CommitteeMember
        fields = ["role", "from_on", "until_on"]


class NewMemberForm(MemberForm):
    """One of our people, or a contact of another party: the party follows from the person."""

    who = forms.ChoiceField(
        label="Who", help_text="Our people for us; of each other party its contacts in the register."
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mou, today = self.instance.committee.mou, timezone.localdate()
        self.people = {f"{OURS}-{one.pk}": one for one in people_of(mou).select_related("province")}
        contacts = contacts_of(mou, self.user, today).select_related("stakeholder").order_by("name")
        self.contacts = {f"{THEIRS}-{one.pk}": one for one in contacts}
        self.parties = {party.stakeholder_id: party for party in mou.parties.select_related("stakeholder")}
        groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, person in self.people.items():
            groups["Civilian Secretariat for Police Service"].append(
                (key, f"{person.name}, {person.role_label}")
            )
        for key, contact in self.contacts.items():
            groups[contact.stakeholder.name].append(
                (key, ", ".join(filter(None, (contact.name, contact.post))))
            )
        who: Any = self.fields["who"]
        who.choices = [("", "Choose a person"), *groups.items()]
        self.initial.setdefault("from_on", today)
        self.order_fields(["who", "role", "from_on", "until_on"])

    def clean_who(self) -> str:
        """Remembered on the record before its own rules are asked."""
        key = self.cleaned_data["who"]
        member = self.instance
        if key in self.people:
            member.person, member.party = self.people[key], self.parties[None]
        elif key in self.contacts:
            member.contact = self.contacts[key]
            member.party = self.parties[member.contact.stakeholder_id]
        else:
            raise ValidationError("Choose one of the people that are offered.")
        return str(key)

    def act(self) -> dict[str, Any]:
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "who"}
        member = self.instance
        return cleaned | {"party": member.party, "person": member.person, "contact": member.contact}


class PresentForm(forms.Form):
    """Who of the members was there."""

    members: Any = forms.ModelMultipleChoiceField(
        None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Members who were there",
        help_text="Nobody is an answer too.",
    )

    def __init__(self, *args: Any, members: Any, names: dict[int, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["members"]
        field.queryset = members
        field.label_from_instance = lambda member: names.get(member.pk, str(member.party))
