"""Pages of what each side brings to an activity, and of planned visits."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from mou.forms.agreements import RemoveForm
from mou.forms.workplans import DropForm, MadeForm, ResourceForm, VisitForm
from mou.lifecycle import against_reporting
from mou.models import Activity, MoU, PlannedVisit, Resource
from mou.services import (
    add_resource,
    change_resource,
    drop_visit,
    make_visit,
    plan_visit,
    remove_resource,
)
from mou.views.kinds import WhileOpenMixin, WhileOpenUpdateView, crumbs
from mou.views.workplans import CLOSED
from partnerships.core.views import Crumbs, ScopedActView, ScopedChildCreateView
from stakeholders.models import Engagement, Stakeholder
from stakeholders.views.writing import EngagementCreateView

OF_ACTIVITY = ("activity__mou__kind", "activity__mou__province")


class ForActivityView(WhileOpenMixin, ScopedChildCreateView):
    """Adds something to an activity while the workplan is open."""

    parent_queryset = Activity.objects.select_related("mou__kind", "mou__province")
    parent_field = "activity"
    permission_required = "mou.change_activity"
    template_name = "mou/activity_part_form.html"
    title: str

    def breadcrumbs(self) -> Crumbs:
        activity = self.parent
        return crumbs(activity.mou, (activity.title, activity.get_absolute_url()), self.title)

    def locked(self) -> str:
        return CLOSED if self.parent.mou.status in MoU.ENDED else ""

    def locked_url(self) -> str:
        return self.parent.get_absolute_url()

    def get_success_url(self) -> str:
        return self.object.get_absolute_url() if self.object else self.parent.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, activity=self.parent, **kwargs)


class ResourceCreateView(ForActivityView):
    model = Resource
    form_class = ResourceForm
    title = "Add what a party brings"

    def save(self, form: Any) -> Resource:
        return add_resource(self.parent, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "It is written down. Nothing is paid to a partner."


class ResourceUpdateView(WhileOpenUpdateView):
    queryset = Resource.objects.select_related(*OF_ACTIVITY, "party__stakeholder")
    form_class = ResourceForm
    permission_required = "mou.change_activity"
    template_name = "mou/activity_part_form.html"

    def breadcrumbs(self) -> Crumbs:
        activity = self.object.activity
        return crumbs(activity.mou, (activity.title, activity.get_absolute_url()), "Change what is brought")

    def locked(self) -> str:
        return CLOSED if self.get_object().activity.mou.status in MoU.ENDED else ""

    def locked_url(self) -> str:
        return self.get_object().get_absolute_url()

    @transaction.atomic
    def save(self, form: Any) -> Resource:
        return change_resource(self.object, by=self.user, form=form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="Change what a party brings",
            activity=self.object.activity,
            remove_url=reverse("mou:resource_remove", args=[self.object.pk]),
            **kwargs,
        )


class OfPartView(ScopedActView):
    """An act on something that belongs to an activity; it ends on the activity's page."""

    def breadcrumbs(self) -> Crumbs:
        activity = self.object.activity
        return crumbs(activity.mou, (activity.title, activity.get_absolute_url()), self.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(activity=self.object.activity, **kwargs)


class ResourceRemoveView(OfPartView):
    queryset = Resource.objects.select_related(*OF_ACTIVITY, "party__stakeholder", "kind")
    permission_required = "mou.change_activity"
    form_class = RemoveForm
    template_name = "mou/activity_part_act.html"
    title = "Take this out"
    submit_label = "Take it out"
    danger = True
    extra_context = {"lead": "Who took it out, and what it said, stays on record."}

    def blockers(self) -> list[str]:
        return [CLOSED] if self.object.activity.mou.status in MoU.ENDED else []

    def act(self, form: Any) -> None:
        self.page = self.object.get_absolute_url()
        remove_resource(self.object, by=self.user)

    def get_success_url(self) -> str:
        return getattr(self, "page", "") or self.object.get_absolute_url()

    def saved_message(self) -> str:
        return "It is taken out."


# Visits


class VisitCreateView(ForActivityView):
    model = PlannedVisit
    form_class = VisitForm
    title = "Plan a visit"

    def save(self, form: Any) -> PlannedVisit:
        return plan_visit(self.parent, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"The visit to {self.object.place} is planned for {self.object.period}."


class OfVisitView(OfPartView):
    queryset = PlannedVisit.objects.select_related(*OF_ACTIVITY, "engagement")
    permission_required = "mou.report_activity"
    template_name = "mou/activity_part_act.html"
    lead = ""

    def blockers(self) -> list[str]:
        if self.object.is_open:
            against = against_reporting(self.object.activity, self.user)
            return [against] if against else []
        return [f"The visit is “{self.object.state_on(timezone.localdate())}” already."]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=self.lead, **kwargs)


class VisitMadeView(OfVisitView):
    form_class = MadeForm
    title = "The visit is recorded already"
    submit_label = "This was the visit"
    lead = "Engagements with the parties of the agreement since the quarter began, the newest first."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"engagements": self.engagements()}

    def engagements(self) -> Any:
        visit = self.object
        parties = visit.activity.mou.parties.filter(stakeholder__isnull=False).values("stakeholder")
        taken = PlannedVisit._base_manager.filter(engagement__isnull=False).values("engagement")
        return (
            Engagement.objects.visible_to(self.user)
            .filter(stakeholder__in=parties, held_on__gte=visit.period.start)
            .exclude(pk__in=taken)
            .select_related("stakeholder")
            .order_by("-held_on", "-pk")
        )

    def act(self, form: Any) -> None:
        make_visit(self.object, form.cleaned_data["engagement"], by=self.user)

    def saved_message(self) -> str:
        return "The visit is made."


class VisitDropView(OfVisitView):
    form_class = DropForm
    title = submit_label = "Drop this visit"

    def act(self, form: Any) -> None:
        drop_visit(self.object, by=self.user, reason=form.cleaned_data["reason"])

    def saved_message(self) -> str:
        return "The visit is dropped; the reason stands with it."


class LinkedEngagementView(EngagementCreateView):
    """Records an engagement of the register that belongs to something of an agreement, and links the two at once.

    ``find`` gives what it belongs to, within what this person may change; ``link`` is the service that ties them.
    """

    link_right: str
    owner: Any

    def has_permission(self) -> bool:
        return super().has_permission() and self.user.has_perm(self.link_right)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.has_permission():
            self.owner = self.find()
        return super().dispatch(request, *args, **kwargs)

    def find(self) -> Any:
        raise NotImplementedError

    def link(self, engagement: Engagement) -> None:
        raise NotImplementedError

    def save(self, form: Any) -> Engagement:
        with transaction.atomic():
            engagement = super().save(form)
            self.link(engagement)
        return engagement

    def party_of(self, mou: MoU) -> dict[str, Any]:
        """The first other party that this person may see, to begin the form with."""
        parties = mou.parties.filter(stakeholder__isnull=False).order_by("position").values("stakeholder")
        first = Stakeholder.objects.visible_to(self.user).filter(pk__in=parties[:1]).first()
        return {"stakeholder": first.pk, "province": first.province_id} if first else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"action": self.request.path}


class VisitRecordView(LinkedEngagementView):
    """Records the engagement that a planned visit was; who it was with and where is filled in."""

    link_right = "mou.report_activity"
    extra_context = {"title": "Record the visit", "submit_label": "Save the visit", "may_keep": True}

    def find(self) -> PlannedVisit:
        visits = PlannedVisit.objects.editable_by(self.user).select_related("activity__mou")
        visit: PlannedVisit = get_object_or_404(visits, pk=self.kwargs["pk"])
        return visit

    def breadcrumbs(self) -> Crumbs:
        activity = self.owner.activity
        return crumbs(activity.mou, (activity.title, activity.get_absolute_url()), "Record the visit")

    def get_initial(self) -> dict[str, Any]:
        visit = self.owner
        about = {"purpose": visit.purpose, "place": visit.place}
        return super().get_initial() | self.party_of(visit.activity.mou) | about

    def link(self, engagement: Engagement) -> None:
        make_visit(self.owner, engagement, by=self.user)

    def get_success_url(self) -> str:
        """To what follows from what was said there, otherwise back to the activity."""
        url = super().get_success_url()
        return self.owner.get_absolute_url() if url == self.object.get_absolute_url() else url
