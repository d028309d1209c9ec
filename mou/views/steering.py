"""Pages of steering committees: all of them by what is due next, one with its members and meetings, and its acts."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from mou.exports import COMMITTEE_COLUMNS
from mou.filters import CommitteeFilter
from mou.forms.steering import CommitteeForm, MemberForm, NewCommitteeForm, NewMemberForm, PresentForm
from mou.forms.workplans import MadeForm
from mou.models import CommitteeMember, MoU, SteeringCommittee, SteeringMeeting, sits_on
from mou.services import (
    add_member,
    against_convening,
    against_establishing,
    change_member,
    establish_committee,
    note_present,
    parties_without_a_member,
    record_meeting,
)
from mou.standing import committee_state
from mou.views.kinds import RegisterView, WhileOpenMixin, WhileOpenUpdateView, crumbs
from mou.views.resources import LinkedEngagementView
from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.scoping import may_write_for, sees_in_full
from partnerships.core.states import State
from partnerships.core.views import Crumbs, ScopedActView, ScopedChildCreateView, ScopedDetailView
from stakeholders.models import Contact, Engagement, EngagementKind

CLOSED = "The agreement has ended: its committee is closed."


def ready_made() -> list[tuple[str, dict[str, Any]]]:
    return [
        ("All", {}),
        ("Meeting overdue", {"due": "overdue", "sort": "due_on"}),
        ("Meeting due soon", {"due": "soon", "sort": "due_on"}),
        ("Mine", {"mine": "yes"}),
    ]


class CommitteeListView(RegisterView):
    filterset_class = CommitteeFilter
    permission_required = "mou.view_steeringcommittee"
    template_name = "mou/committee_list.html"
    export_columns = COMMITTEE_COLUMNS
    export_name = "steering-committees"
    extra_context = {"default_sort": "due_on"}
    ready_made = staticmethod(ready_made)

    def get_queryset(self) -> Any:
        rows = SteeringCommittee.objects.for_list(timezone.localdate()).visible_to(self.user)
        return rows.order_by("due_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        return context | {"rows": [(one, committee_state(one, today)) for one in context["object_list"]]}


class CommitteeDetailView(ScopedDetailView):
    permission_required = "mou.view_steeringcommittee"
    template_name = "mou/committee.html"

    def get_queryset(self) -> Any:
        rows = SteeringCommittee.objects.for_list(timezone.localdate()).visible_to(self.user)
        return rows.select_related("mou__kind")

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, "Steering committee")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        committee, user, today = self.object, self.user, timezone.localdate()
        mou = committee.mou
        may_write = may_write_for(user, mou.province_id) and mou.status not in MoU.ENDED
        members = list(
            CommitteeMember.objects.visible_to(user)
            .filter(committee=committee)
            .select_related("party__stakeholder", "person")
        )
        names = names_of(members, user)
        meetings = SteeringMeeting.objects.for_page().visible_to(user).filter(committee=committee)
        may_convene = (
            may_write
            and user.has_perm("mou.convene_steeringcommittee")
            and not against_convening(committee, user)
        )
        return super().get_context_data(
            mou=mou,
            state=committee_state(committee, today),
            sitting=[(member, names[member.pk]) for member in members if member.sits_on(today)],
            others=[(member, names[member.pk]) for member in members if not member.sits_on(today)],
            missing=[party.name for party in parties_without_a_member(committee, today)],
            meetings=[self._meeting(meeting, may_convene) for meeting in meetings],
            may_edit=may_write and user.has_perm("mou.change_steeringcommittee"),
            may_convene=may_convene,
            entries=history.with_lines(committee, CommitteeMember, SteeringMeeting),
            **kwargs,
        )

    def _meeting(self, meeting: Any, may_convene: bool) -> dict[str, Any]:
        """One meeting; what was said there is for whoever may open the engagement."""
        engagement, user = meeting.engagement, self.user
        is_seen = user.has_perm("stakeholders.view_engagement") and (
            engagement.province_id is None or sees_in_full(user, engagement.province_id)
        )
        return {
            "meeting": meeting,
            "engagement": engagement,
            "url": engagement.get_absolute_url() if is_seen else "",
            "may_note": may_convene,
            "quorum": QUORUM[meeting.had_quorum],
        }


QUORUM = {
    True: State("Quorum", "good"),
    False: State("No quorum", "behind"),
    None: None,
}


def names_of(members: list[CommitteeMember], user: User) -> dict[int, str]:
    """Our people by name and post; contacts by name and post for whoever may see them, otherwise by their party."""
    contacts = {}
    if user.has_perm("stakeholders.view_contact"):
        found = Contact.objects.visible_to(user).filter(
            pk__in=[m.contact_id for m in members if m.contact_id]
        )
        contacts = {contact.pk: contact for contact in found}
    names = {}
    for member in members:
        one = member.person or contacts.get(member.contact_id)
        names[member.pk] = (
            ", ".join(filter(None, (one.name, one.post)))
            if one
            else f"A contact of {member.party.short_name}"
        )
    return names


class CommitteeCreateView(WhileOpenMixin, ScopedChildCreateView):
    model = SteeringCommittee
    form_class = NewCommitteeForm
    parent_queryset = MoU.objects.select_related("province", "kind")
    parent_field = "mou"
    permission_required = "mou.add_steeringcommittee"
    template_name = "mou/committee_form.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.parent, "Establish a steering committee")

    def locked(self) -> str:
        return against_establishing(self.parent)

    def locked_url(self) -> str:
        return self.parent.get_absolute_url()

    def save(self, form: Any) -> SteeringCommittee:
        return establish_committee(self.parent, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The committee is established. Add the members of the other parties next."

    def get_success_url(self) -> str:
        return self.object.get_absolute_url() if self.object else self.parent.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title="Establish a steering committee", **kwargs)


class CommitteeUpdateView(WhileOpenUpdateView):
    queryset = SteeringCommittee.objects.select_related("mou__province", "mou__kind")
    form_class = CommitteeForm
    permission_required = "mou.change_steeringcommittee"
    template_name = "mou/committee_form.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, ("Steering committee", self.object.get_absolute_url()), "Change")

    def locked(self) -> str:
        return CLOSED if self.get_object().mou.status in MoU.ENDED else ""

    def locked_url(self) -> str:
        return self.get_object().get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="Change the terms of the committee", parent=self.object.mou, **kwargs
        )


class MemberCreateView(WhileOpenMixin, ScopedChildCreateView):
    model = CommitteeMember
    form_class = NewMemberForm
    parent_queryset = SteeringCommittee.objects.select_related("mou__province", "mou__kind")
    parent_field = "committee"
    permission_required = "mou.change_steeringcommittee"
    template_name = "mou/committee_form.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.parent.mou, ("Steering committee", self.parent.get_absolute_url()), "Add a member")

    def locked(self) -> str:
        return CLOSED if self.parent.mou.status in MoU.ENDED else ""

    def locked_url(self) -> str:
        return self.parent.get_absolute_url()

    def save(self, form: Any) -> CommitteeMember:
        return add_member(self.parent, by=self.user, **form.act())

    def saved_message(self) -> str:
        return f"{self.object.named} sits on the committee for {self.object.party.short_name}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(title="Add a member", **kwargs)
        return context | {"parent": self.parent.mou, "back_url": self.parent.get_absolute_url()}


class MemberUpdateView(WhileOpenUpdateView):
    queryset = CommitteeMember.objects.select_related(
        "committee__mou__province", "committee__mou__kind", "party__stakeholder", "person", "contact"
    )
    form_class = MemberForm
    permission_required = "mou.change_steeringcommittee"
    template_name = "mou/committee_form.html"

    def breadcrumbs(self) -> Crumbs:
        committee = self.object.committee
        return crumbs(committee.mou, ("Steering committee", committee.get_absolute_url()), "Change a member")

    def locked(self) -> str:
        return CLOSED if self.get_object().committee.mou.status in MoU.ENDED else ""

    def locked_url(self) -> str:
        return self.get_object().get_absolute_url()

    def save(self, form: Any) -> CommitteeMember:
        return change_member(self.object, by=self.user, form=form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.object
        name = names_of([member], self.user)[member.pk]
        return super().get_context_data(
            title=f"Change a member: {name}", parent=member.committee.mou, **kwargs
        )


# Meetings


class MeetingRecordView(LinkedEngagementView):
    """Records the engagement that a meeting was; who it was with and what it was are filled in."""

    link_right = "mou.convene_steeringcommittee"
    extra_context = {"title": "Record the meeting", "submit_label": "Save the meeting", "may_keep": True}

    def find(self) -> SteeringCommittee:
        rows = SteeringCommittee.objects.editable_by(self.user).select_related("mou__kind")
        committee: SteeringCommittee = get_object_or_404(rows, pk=self.kwargs["pk"])
        return committee

    def breadcrumbs(self) -> Crumbs:
        committee = self.owner
        return crumbs(
            committee.mou, ("Steering committee", committee.get_absolute_url()), "Record the meeting"
        )

    def get_initial(self) -> dict[str, Any]:
        committee = self.owner
        about: dict[str, Any] = {"purpose": str(committee)}
        if kind := EngagementKind.objects.filter(code="meeting").first():
            about["kind"] = kind.pk
        return super().get_initial() | self.party_of(committee.mou) | about

    def link(self, engagement: Engagement) -> None:
        self.meeting = record_meeting(self.owner, engagement, by=self.user)

    def get_success_url(self) -> str:
        """Who was there is asked next; what was asked and promised there waits on the engagement's own page."""
        return reverse("mou:meeting_present", args=[self.meeting.pk])


class MeetingLinkView(ScopedActView):
    """A meeting that is recorded as an engagement already."""

    queryset = SteeringCommittee.objects.select_related("mou__kind", "mou__province")
    permission_required = "mou.convene_steeringcommittee"
    form_class = MadeForm
    template_name = "mou/committee_act.html"
    title = "The meeting is recorded already"
    submit_label = "This was the meeting"

    def breadcrumbs(self) -> Crumbs:
        committee = self.object
        return crumbs(committee.mou, ("Steering committee", committee.get_absolute_url()), self.title)

    def get_form_kwargs(self) -> dict[str, Any]:
        committee = self.object
        parties = committee.mou.parties.filter(stakeholder__isnull=False).values("stakeholder")
        taken = SteeringMeeting._base_manager.values("engagement")
        engagements = (
            Engagement.objects.visible_to(self.user)
            .filter(stakeholder__in=parties, held_on__gte=committee.established_on)
            .exclude(pk__in=taken)
            .select_related("stakeholder")
            .order_by("-held_on", "-pk")
        )
        return super().get_form_kwargs() | {"engagements": engagements}

    def blockers(self) -> list[str]:
        against = against_convening(self.object, self.user)
        return [against] if against else []

    def act(self, form: Any) -> None:
        self.meeting = record_meeting(self.object, form.cleaned_data["engagement"], by=self.user)

    def get_success_url(self) -> str:
        meeting = getattr(self, "meeting", None)
        if meeting is None:
            return self.object.get_absolute_url()
        return reverse("mou:meeting_present", args=[meeting.pk])

    def saved_message(self) -> str:
        return "The meeting is recorded."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mou=self.object.mou, **kwargs)


class MeetingPresentView(ScopedActView):
    queryset = SteeringMeeting.objects.select_related(
        "committee__mou__kind", "committee__mou__province", "engagement__kind"
    )
    permission_required = "mou.convene_steeringcommittee"
    form_class = PresentForm
    template_name = "mou/committee_act.html"
    title = "Who was there"
    submit_label = "Save who was there"

    def breadcrumbs(self) -> Crumbs:
        committee = self.object.committee
        return crumbs(committee.mou, ("Steering committee", committee.get_absolute_url()), self.title)

    def get_form_kwargs(self) -> dict[str, Any]:
        meeting = self.object
        members = CommitteeMember.objects.visible_to(self.user).filter(committee=meeting.committee_id)
        if day := meeting.engagement.held_on:
            members = members.filter(sits_on(day))
        members = members.select_related("party__stakeholder", "person")
        return super().get_form_kwargs() | {"members": members, "names": names_of(list(members), self.user)}

    def get_initial(self) -> dict[str, Any]:
        return {"members": list(self.object.present.values_list("pk", flat=True))}

    def blockers(self) -> list[str]:
        against = against_convening(self.object.committee, self.user)
        return [against] if against else []

    def act(self, form: Any) -> None:
        note_present(self.object, by=self.user, members=list(form.cleaned_data["members"]))

    def saved_message(self) -> str:
        return "It is written down who was there."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mou=self.object.committee.mou, **kwargs)
