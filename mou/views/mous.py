"""Pages of agreements: the list, the directory, one agreement, drafting and changing it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from mou.exports import DIRECTORY_COLUMNS, MOU_COLUMNS
from mou.filters import DirectoryFilter, MoUFilter
from mou.forms.agreements import MoUDraftForm, MoUForm
from mou.lifecycle import HANDOVER_LIFECYCLE, MOU_LIFECYCLE, against_amending
from mou.lines import lines_of
from mou.lost import lost_parties
from mou.models import (
    Activity,
    ConfirmationSlip,
    Handover,
    MoU,
    MoUParty,
    Obligation,
    Review,
    SteeringCommittee,
)
from mou.models.living import Life, Living, living
from mou.models.mou import ENDING_SOON_DAYS, STATUS_TONES
from mou.overlap import overlaps_of
from mou.reciprocity import duties_of
from mou.services import (
    against_handing_over,
    against_reviewing,
    against_reviving,
    draft_mou,
    follow_term,
    quarters_to_ask,
)
from mou.standing import committee_state, in_words, mou_waits_for, overdue_state, steps, waiting_on
from mou.views.acts import blocked_acts, later_acts
from mou.views.chronicle import chronicle
from mou.views.clearances import actions_with_clearance, decide_url, latest_round, rounds_of
from mou.views.grid import WorkplanPage
from mou.views.kinds import RegisterView, WhileOpenUpdateView, crumbs, locked_unless_draft
from partnerships.core.lifecycle import Action
from partnerships.core.models import User
from partnerships.core.scoping import may_write_for, sees_in_full
from partnerships.core.states import State
from partnerships.core.views import (
    Crumbs,
    ScopedCreateView,
    ScopedDetailView,
    ScopedListView,
)
from partnerships.strategy.models import FocusArea
from stakeholders.models import Stakeholder

MOST_OBLIGATIONS = 50


def ready_made() -> list[tuple[str, dict[str, Any]]]:
    today = timezone.localdate()
    soon = today + timedelta(days=ENDING_SOON_DAYS)
    ending = {"in_force_on": today, "ends_on_after": today, "ends_on_before": soon, "sort": "ends_on"}
    return [
        ("All", {}),
        ("In force", {"in_force_on": today}),
        ("In clearance", {"status": MoU.Status.CLEARANCE}),
        ("Out for signature", {"status": MoU.Status.SIGNATURE}),
        (f"Ending within {ENDING_SOON_DAYS} days", ending),
        ("Drafts", {"status": MoU.Status.DRAFT}),
        ("Quiet", {"life": Life.QUIET, "sort": "last_sign"}),
        ("Dormant", {"life": Life.DORMANT, "sort": "last_sign"}),
        ("Without active people", {"without_active_people": "yes"}),
        ("Party no longer a partner", {"lost_party": "yes"}),
    ]


def _if_not_alive(found: Living | None) -> Living | None:
    return found if found and found.life != Life.ALIVE else None


class MoUListView(RegisterView):
    queryset = MoU.objects.for_list()
    filterset_class = MoUFilter
    permission_required = "mou.view_mou"
    export_columns = MOU_COLUMNS
    export_name = "mous"
    list_title = "MoUs"
    extra_context = {"default_sort": "-reference"}
    ready_made = staticmethod(ready_made)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        return context | {
            "rows": [_row(mou, today) for mou in context["object_list"]],
            "life": self.request.GET.get("life", ""),
        }


def _row(mou: Any, day: date) -> dict[str, Any]:
    waiting = mou_waits_for(mou, day)
    return {
        "mou": mou,
        "state": mou.state_on(day),
        "parties": ", ".join(party.name for party in mou.parties.all() if not party.is_ours),
        "counts": mou.counts or {},
        "waiting": in_words(waiting),
        "waits": waiting.kind != "nobody",
        "living": _if_not_alive(living(mou, day)),
        "days_left": (mou.ends_on - day).days if mou.ends_on and mou.ends_on >= day else None,
    }


class DirectoryView(ScopedListView):
    """Every agreement of every province: reference, title, parties, focus areas and status, and nothing else."""

    model = MoU
    filterset_class = DirectoryFilter
    permission_required = "mou.view_mou"
    template_name = "mou/directory.html"
    export_columns = DIRECTORY_COLUMNS
    export_name = "directory-of-mous"
    list_title = "Directory of MoUs"
    extra_context = {"default_sort": "-reference"}

    def get_queryset(self) -> Any:
        own = MoU.objects.visible_to(self.user).filter(pk=OuterRef("pk"))
        return MoU.objects.headlines().annotate(may_open=Exists(own)).order_by("-reference")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "rows": [
                (row, State(str(MoU.Status(row["status"]).label), STATUS_TONES[row["status"]]))
                for row in context["object_list"]
            ]
        }


class MoUDetailView(WorkplanPage, ScopedDetailView):
    permission_required = "mou.view_mou"
    queryset = MoU.objects.for_page()

    def breadcrumbs(self) -> Crumbs:
        return [("MoUs", reverse("mou:list")), (self.object.reference, "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mou, user, today = self.object, self.user, timezone.localdate()
        obligations = list(
            Obligation.objects.for_list()
            .select_related("thrust__focus_area", "recurring")
            .with_evidence()
            .visible_to(user)
            .filter(mou=mou)
            .order_by("due_on", "pk")
        )
        for obligation in obligations:
            obligation.mou = mou  # the one with its counts: nothing is asked twice
        planned = Activity.objects.for_list().visible_to(user).filter(mou=mou)
        activities = list(planned.select_related("thrust__focus_area").order_by("pk"))
        clearances = list(
            mou.clearances.visible_to(user)
            .filter(amendment=None)
            .select_related("step", "decided_by", "delegated_to", "delegated_by")
            .order_by("round", "position", "pk")
        )
        may_change = may_write_for(user, mou.province_id)
        if mou.has_reviews:
            # With the agreement, so that whatever asks for its reviews asks no more.
            seen = Review.objects.visible_to(user).select_related("reviewed_by")
            prefetch_related_objects([mou], Prefetch("reviews", seen))
        reviews = list(mou.reviews.all()) if mou.has_reviews else []
        # A successor belongs to the same province: who sees the one sees the other.
        successors = [MoU(**row) for row in mou.successor_rows]
        return super().get_context_data(
            state=mou.state_on(today),
            overdue=overdue_state((mou.counts or {}).get("overdue", 0)),
            counts=mou.counts or {},
            steps=steps(mou, latest_round(clearances), today),
            waiting=waiting_on(
                mou,
                obligations,
                activities,
                user=user,
                day=today,
                decide_url=decide_url(clearances, user) if may_change else "",
            ),
            lost=lost_parties(mou, user),
            living=living(mou, today),
            may_revive=may_change
            and user.has_perm("mou.add_revival")
            and not against_reviving(mou, user, today),
            committee=_committee(mou, today),
            slips=_slips(mou),
            may_ask=may_change
            and user.has_perm("mou.add_confirmationslip")
            and bool(quarters_to_ask(mou, today)),
            may_establish=may_change
            and not mou.committee_rows
            and user.has_perm("mou.add_steeringcommittee")
            and mou.signed_on is not None
            and mou.status not in MoU.ENDED,
            parties=_parties(mou, user, may_change),
            signed_count=sum(party.signed_on is not None for party in mou.parties.all()),
            owed=lines_of(obligations, today)[:MOST_OBLIGATIONS],
            obligation_count=len(obligations),
            duties=duties_of(mou.parties.all(), obligations, today) if obligations and mou.signed_on else [],
            rounds=rounds_of(clearances, user, may_change),
            orphaned=_orphaned(mou, today),
            handovers=_handovers(mou, user, may_change) if mou.is_handed_over else [],
            may_hand_over=may_change
            and user.has_perm("mou.hand_over_mou")
            and not against_handing_over(mou, user),
            actions=[
                *actions_with_clearance(MOU_LIFECYCLE, mou, clearances, user),
                *blocked_acts(mou, user, today),
            ]
            if may_change
            else [],
            later=[*MOU_LIFECYCLE.later(mou, user), *later_acts(mou, user)] if may_change else [],
            # A draft says at once what its clearance will wait for.
            before_clearance=MOU_LIFECYCLE.transitions["send-for-clearance"].blockers(mou, user)
            if may_change and mou.status == MoU.Status.DRAFT
            else [],
            may_change=may_change,
            may_plan=may_change and user.has_perm("mou.add_activity") and mou.status not in MoU.ENDED,
            is_draft=mou.status == MoU.Status.DRAFT,
            suspensions=list(zip(mou.suspended_from, mou.suspended_until, strict=True)),
            focus_areas=[FocusArea(**row) for row in mou.area_rows],
            provinces=mou.province_names,
            thrusts=_thrusts(obligations, activities),
            indicators=_indicators(activities),
            documents=mou.documents.order_by("uploaded_at"),
            entries=chronicle(mou, clearances, obligations, activities),
            amendments=list(mou.amendments.visible_to(user).order_by("-number"))
            if mou.has_amendments
            else [],
            may_amend=may_change and user.has_perm("mou.send_mou") and not against_amending(mou),
            # Before it is signed, whoever writes or clears it sees what it may repeat.
            overlaps=overlaps_of(mou, viewer=user, day=today) if mou.signed_on is None else [],
            reviews=reviews,
            may_review=may_change and user.has_perm("mou.end_mou") and not against_reviewing(mou),
            may_renew=may_change
            and bool(reviews)
            and reviews[0].decision == Review.Decision.RENEW
            and user.has_perm("mou.add_mou")
            and not successors,
            successors=successors,
            **self.workplan(mou, activities, today),
            **kwargs,
        )


def _committee(mou: Any, day: date) -> tuple[Any, State] | None:
    """The steering committee as it was read with the agreement, and how its next meeting stands."""
    for row in mou.committee_rows:
        days = {name: row.pop(name) for name in ("last_met", "due_on")}
        is_running = row.pop("is_running")
        committee: Any = SteeringCommittee(**row)
        committee.is_running = is_running
        for name, told in days.items():
            setattr(committee, name, told and date.fromisoformat(told))
        return committee, committee_state(committee, day)
    return None


def _slips(mou: Any) -> list[tuple[ConfirmationSlip, str, State, list[str]]]:
    """Each slip as it was read with the agreement: party, how it stands, and the contested lines that wait."""
    now, found = timezone.now(), []
    for row in mou.slip_rows:
        times = {
            name: row[name] and datetime.fromisoformat(row[name]) for name in ("expires_at", "answered_at")
        }
        slip = ConfirmationSlip(pk=row["pk"], year=row["year"], number=row["number"], **times)
        found.append((slip, row["party"], slip.state_at(now, len(row["waiting"])), row["waiting"]))
    return found


def _parties(mou: MoU, user: User, may_change: bool) -> list[dict[str, Any]]:
    """Each party with the addresses that this person may follow from it."""
    may_sign = may_change and mou.status == MoU.Status.SIGNATURE and user.has_perm("mou.sign_mou")
    may_edit = may_change and mou.status == MoU.Status.DRAFT and user.has_perm("mou.change_mouparty")
    return [
        {
            "party": party,
            "url": party.stakeholder.get_absolute_url()
            if party.stakeholder and _may_open(party, user)
            else "",
            "sign_url": reverse("mou:sign", args=[party.pk]) if may_sign and not party.signed_on else "",
            "edit_url": reverse("mou:party_edit", args=[party.pk]) if may_edit else "",
        }
        for party in mou.parties.all()
    ]


def _may_open(party: MoUParty, user: User) -> bool:
    """A national agreement may name an organisation of another province: its page is not for everybody."""
    stakeholder = party.stakeholder
    if stakeholder is None or not user.has_perm("stakeholders.view_stakeholder"):
        return False
    return stakeholder.province_id is None or sees_in_full(user, stakeholder.province_id)


def _orphaned(mou: MoU, day: date) -> list[str]:
    """Which of the two people of an open agreement have no account any more."""
    if mou.status == MoU.Status.COMPLETED or (mou.terminated_on is not None and mou.terminated_on <= day):
        return []
    people = {duty.label: getattr(mou, duty) for duty in Handover.Duty}
    return [
        f"The account of {person}, {label.lower()}, is closed."
        for label, person in people.items()
        if not person.is_active
    ]


def _handovers(mou: MoU, user: User, may_change: bool) -> list[tuple[Handover, list[Action]]]:
    """The duties that wait for a successor, each with what this person can answer."""
    waiting = mou.handovers.visible_to(user).filter(status=Handover.Status.WAITING)
    found = waiting.select_related("to_person", "from_person", "asked_by")
    return [
        (handover, HANDOVER_LIFECYCLE.actions(handover, user) if may_change else []) for handover in found
    ]


def _thrusts(obligations: list[Obligation], activities: list[Activity]) -> list[Any]:
    found = {
        thrust.pk: thrust
        for thrust in (*(o.thrust for o in obligations), *(a.thrust for a in activities))
        if thrust
    }
    return sorted(found.values(), key=lambda thrust: (thrust.order, thrust.code))


def _indicators(activities: list[Activity]) -> list[Any]:
    found = {a.indicator.pk: a.indicator for a in activities if a.indicator}
    return sorted(found.values(), key=lambda indicator: (indicator.order, indicator.code))


class MoUCreateView(ScopedCreateView):
    model = MoU
    form_class = MoUDraftForm
    permission_required = "mou.add_mou"

    def breadcrumbs(self) -> Crumbs:
        return [("MoUs", reverse("mou:list")), ("Draft an agreement", "")]

    def get_initial(self) -> dict[str, Any]:
        """A stakeholder's page leads here with itself as the other party."""
        partner = self.request.GET.get("partner", "")
        known = partner.isdecimal() and Stakeholder.objects.visible_to(self.user).filter(pk=partner).exists()
        return super().get_initial() | ({"party_1": partner} if known else {})

    def save(self, form: Any) -> MoU:
        return draft_mou(by=self.user, **form.act())

    def saved_message(self) -> str:
        return f"{self.object.reference} is drafted. Add the obligations and the workplan next."


class MoUUpdateView(WhileOpenUpdateView):
    queryset = MoU.objects.select_related("kind", "province")
    form_class = MoUForm
    permission_required = "mou.change_mou"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Change")

    @transaction.atomic
    def save(self, form: Any) -> MoU:
        mou: MoU = form.save()
        if {"starts_on", "ends_on"} & set(form.changed_data):
            follow_term(mou)
        return mou

    def locked(self) -> str:
        return locked_unless_draft(self.get_object())

    def locked_url(self) -> str:
        return self.get_object().get_absolute_url()
