"""Pages of the engagements: the list, and one engagement with what came of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.views import Crumbs, ScopedDetailView, ScopedListView
from stakeholders.exports import ENGAGEMENT_COLUMNS
from stakeholders.filters import EngagementFilter
from stakeholders.models import (
    ActionItem,
    Engagement,
    EngagementLanguage,
    EngagementParticipant,
    EngagementPoint,
    InterviewAnswer,
    Stakeholder,
)
from stakeholders.services import questions_of

NEWEST = 5
# Ready-made views of the list: what they are called, and what they choose.
READY_MADE = (
    ("All", ""),
    ("Minutes due", "minutes=due"),
    ("Minutes overdue", "minutes=overdue"),
    ("Follow-up planned", "follow_up=planned"),
)


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

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        # Of the pages, only the file names the languages.
        return rows.prefetch_related("languages") if "format" in self.request.GET else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chosen = {
            name: value for name, value in self.request.GET.items() if value and name not in {"sort", "page"}
        }
        today = timezone.localdate()
        return context | {
            "rows": [(engagement, engagement.minutes_on_day(today)) for engagement in context["object_list"]],
            "ready_made": [
                (label, f"?{query}", QueryDict(query).dict() == chosen) for label, query in READY_MADE
            ]
            + self.elsewhere(),
        }

    def elsewhere(self) -> list[tuple[str, str, bool]]:
        if not self.user.has_perm("stakeholders.add_engagement"):
            return []
        return [("Your drafts", reverse("stakeholders:engagement_drafts"), False)]


class EngagementDetailView(ScopedDetailView):
    queryset = Engagement.objects.select_related(
        "stakeholder__group", "stakeholder__province", "kind", "mode", "province", "guide", "recorded_by"
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
        rows = {
            item.pk: (
                item,
                item.state_on(today),
                item.pk in mine and item.status == ActionItem.Status.OPEN,
            )
            for item in items
        }
        of_point = {item.point_id: item.pk for item in items if item.point_id}
        points = list(engagement.points.visible_to(user))
        may_change = (
            user.has_perm("stakeholders.change_engagement")
            and Engagement.objects.editable_by(user).filter(pk=engagement.pk).exists()
        )
        others = Engagement.objects.visible_to(user).select_related("kind")
        return super().get_context_data(
            ours=[one for one in people if one.side == EngagementParticipant.Side.OURS],
            theirs=[one for one in people if one.side == EngagementParticipant.Side.THEIRS],
            points=[(point, rows.get(of_point.get(point.pk))) for point in points],
            without_owner=sum(
                point.kind in EngagementPoint.ASKING and point.pk not in of_point for point in points
            ),
            items=[row for row in rows.values() if not row[0].point_id],
            documents=list(engagement.documents.order_by("uploaded_at", "pk")),
            languages=[language.name for language in engagement.languages.all()],
            answers=list(engagement.answers.visible_to(user)) or questions_of(engagement),
            minutes=engagement.minutes_on_day(today),
            earlier=others.filter(pk=engagement.follows_id).first() if engagement.follows_id else None,
            later=list(others.filter(follows=engagement).order_by("held_on", "pk")),
            is_follow_up_late=bool(engagement.follow_up_on and engagement.follow_up_on < today),
            may_change=may_change,
            entries=history.with_lines(
                engagement,
                EngagementParticipant,
                EngagementPoint,
                EngagementLanguage,
                ActionItem,
                InterviewAnswer,
            ),
            **kwargs,
        )


def engagements_of(stakeholder: Stakeholder, user: User) -> dict[str, Any]:
    """What ``_engagements.html`` shows of a stakeholder: the newest, and how many there are, in one query."""
    visible = Engagement.objects.visible_to(user).filter(stakeholder=stakeholder)
    number = visible.order_by().values("stakeholder").annotate(number=Count("pk")).values("number")
    newest = Engagement.objects.for_list().visible_to(user).filter(stakeholder=stakeholder)
    newest = newest.annotate(total=Subquery(number)).order_by(F("held_on").desc(nulls_last=True), "-pk")
    engagements = list(newest[:NEWEST])
    return {
        "engagements": engagements,
        "engagement_count": engagements[0].total if engagements else 0,
    }
