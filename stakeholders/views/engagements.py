"""Pages of the engagements: the list, one engagement, writing one down, and saying that a next step was taken."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from partnerships.core import history
from partnerships.core.choosing import RecordInput
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedDetailView,
    ScopedListView,
    ScopedUpdateView,
)
from stakeholders.exports import ENGAGEMENT_COLUMNS
from stakeholders.filters import EngagementFilter
from stakeholders.forms.engagements import (
    ActionDoneForm,
    BaseNextSteps,
    EngagementForm,
    next_steps,
    written_steps,
)
from stakeholders.models import (
    ActionItem,
    Engagement,
    EngagementParticipant,
    EngagementPoint,
    GuideTopic,
    InterviewGuide,
    Stakeholder,
)
from stakeholders.services import change_engagement, complete_action_item, record_engagement

FIELDS = ("kind", "stakeholder", "held_on", "place", "purpose", "attendance", "guide", "notes")


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [
        ("Stakeholders", reverse("stakeholders:list")),
        ("Engagements", reverse("stakeholders:engagements")),
        *more,
    ]


class EngagementListView(ScopedListView):
    queryset = Engagement.objects.for_list()
    filterset_class = EngagementFilter
    permission_required = "stakeholders.view_engagement"
    export_columns = ENGAGEMENT_COLUMNS
    export_name = "engagements"
    extra_context = {"default_sort": "-held_on"}


class EngagementDetailView(ScopedDetailView):
    queryset = Engagement.objects.select_related(
        "stakeholder__group", "stakeholder__province", "kind", "province", "guide", "recorded_by"
    )
    permission_required = "stakeholders.view_engagement"
    template_name = "stakeholders/engagement_detail.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs((str(self.object), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        engagement, user, today = self.object, self.user, timezone.localdate()
        people = list(engagement.participants.visible_to(user))
        items = list(engagement.action_items.visible_to(user).select_related("owner"))
        mine = set(
            ActionItem.objects.completable_by(user).filter(engagement=engagement).values_list("pk", flat=True)
        )
        may_change = (
            user.has_perm("stakeholders.change_engagement")
            and Engagement.objects.editable_by(user).filter(pk=engagement.pk).exists()
        )
        return super().get_context_data(
            ours=[one for one in people if one.side == EngagementParticipant.Side.OURS],
            theirs=[one for one in people if one.side == EngagementParticipant.Side.THEIRS],
            points=list(engagement.points.visible_to(user)),
            items=[
                (item, item.state_on(today), item.pk in mine and item.status == ActionItem.Status.OPEN)
                for item in items
            ],
            documents=list(engagement.documents.order_by("uploaded_at", "pk")),
            topics=engagement.guide.topics.in_use() if engagement.guide else [],
            may_change=may_change,
            entries=history.with_lines(engagement, EngagementParticipant, EngagementPoint, ActionItem),
            **kwargs,
        )


class WritingView(ScopedUpdateView):
    """Writing an engagement down: one form, the next steps under it, and a button for one more step."""

    queryset = Engagement.objects.select_related("stakeholder__province", "kind", "province")
    form_class = EngagementForm
    template_name = "stakeholders/engagement_form.html"
    steps: BaseNextSteps | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if "add_step" in request.POST:
            return self.one_more()
        form = self.get_form()
        self.steps = next_steps(self.user, self.object, request.POST)
        # Both are asked, so that every error is shown at once.
        is_valid = [form.is_valid(), self.steps.is_valid()]
        return self.form_valid(form) if all(is_valid) else self.form_invalid(form)

    def one_more(self) -> HttpResponse:
        """The page as it was written, unjudged, with one line more."""
        written = self.request.POST
        kwargs = self.get_form_kwargs()
        del kwargs["data"], kwargs["files"]
        chosen = RecordInput().value_from_datadict(written, {}, "stakeholder")
        kwargs["initial"] = written.dict() | {"stakeholder": chosen}
        self.steps = next_steps(self.user, self.object, initial=written_steps(written))
        return self.render_to_response(self.get_context_data(form=self.form_class(**kwargs)))

    def facts(self, form: EngagementForm) -> dict[str, Any]:
        """What the service is told."""
        data = form.cleaned_data
        return {
            "participants": form.participants(),
            "points": form.points(),
            "action_items": self.steps.lines() if self.steps else [],
            "documents": data["uploads"],
            **{name: data[name] for name in (*FIELDS, "province") if name in data},
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())
        chosen = str(form["guide"].value())
        topics = Prefetch("topics", GuideTopic.objects.in_use())
        guides = InterviewGuide.objects.in_use().prefetch_related(topics)
        steps = self.steps or next_steps(self.user, self.object)
        return super().get_context_data(
            steps=steps,
            formsets=[steps],
            guides=[(guide, list(guide.topics.all()), str(guide.pk) == chosen) for guide in guides],
            **kwargs,
        )


class EngagementCreateView(WritingView):
    permission_required = "stakeholders.add_engagement"
    extra_context = {"title": "Record an engagement", "submit_label": "Save engagement"}

    def get_object(self, queryset: Any = None) -> Any:
        return None

    def breadcrumbs(self) -> Crumbs:
        return crumbs(("Record an engagement", ""))

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("stakeholder", "")
        known = Stakeholder.objects.visible_to(self.user).registered()
        stakeholder = known.filter(pk=asked).first() if asked.isdecimal() else None
        if stakeholder is None:
            return super().get_initial()
        return super().get_initial() | {"stakeholder": stakeholder.pk, "province": stakeholder.province_id}

    def save(self, form: EngagementForm) -> Engagement:
        return record_engagement(by=self.user, **{"province": form.instance.province} | self.facts(form))

    def saved_message(self) -> str:
        return "The engagement is recorded."


class EngagementUpdateView(WritingView):
    permission_required = "stakeholders.change_engagement"
    extra_context = {"title": "Edit an engagement", "submit_label": "Save changes"}

    def breadcrumbs(self) -> Crumbs:
        return crumbs((str(self.object), self.object.get_absolute_url()), ("Edit", ""))

    def save(self, form: EngagementForm) -> Engagement:
        version = form.cleaned_data["version"]
        return change_engagement(form.instance, by=self.user, version=version, **self.facts(form))

    def saved_message(self) -> str:
        return "The changes are saved."


class ActionDoneView(ScopedActView):
    """Say that a next step was taken: its owner may, and whoever keeps the engagements of that province."""

    queryset = ActionItem.objects.select_related("engagement__stakeholder", "engagement__kind", "owner")
    form_class = ActionDoneForm
    permission_required = "stakeholders.change_actionitem"
    title = "Record that it is done"
    template_name = "stakeholders/action_done.html"

    def has_permission(self) -> bool:
        own = ActionItem.objects.visible_to(self.user).filter(owner=self.user, pk=self.kwargs["pk"])
        return super().has_permission() or own.exists()

    def get_queryset(self) -> Any:
        return self.queryset.completable_by(self.user)

    def breadcrumbs(self) -> Crumbs:
        engagement = self.object.engagement
        return crumbs((str(engagement), engagement.get_absolute_url()), ("Next step", ""))

    def blockers(self) -> list[str]:
        return [f"This is recorded as done: {self.object.outcome}"] if self.object.done_on else []

    def act(self, form: Any) -> None:
        complete_action_item(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "Recorded as done."

    def get_success_url(self) -> str:
        return self.object.engagement.get_absolute_url()
