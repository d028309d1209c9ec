"""Acts on one engagement: who does what was asked, the answers of an interview, the minutes of a forum meeting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from partnerships.core.views import Crumbs, ScopedActView
from stakeholders.forms.action_items import PointForms
from stakeholders.forms.interviews import InterviewForm, MinutesForm
from stakeholders.forms.next_steps import people_for
from stakeholders.models import Engagement
from stakeholders.services import (
    against_minutes,
    answer_interview,
    follow_up_points,
    questions_of,
    record_minutes,
)
from stakeholders.views.engagements import crumbs


class OfEngagementMixin:
    """Where an act finds its engagement, and where its page stands."""

    queryset = Engagement.objects.select_related("stakeholder", "kind", "province", "guide")
    object: Engagement
    title: str

    def breadcrumbs(self) -> Crumbs:
        return crumbs((str(self.object), self.object.get_absolute_url()), (self.title, ""))


class PointsView(OfEngagementMixin, ScopedActView):
    """One line for each request, decision and commitment of which nobody has said yet who does it."""

    permission_required = "stakeholders.add_actionitem"
    template_name = "stakeholders/engagement_points.html"
    title = "Who does it, and by when"
    submit_label = "Save"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.point_forms())

    def point_forms(self, data: Any = None) -> PointForms:
        points = self.object.points.visible_to(self.user).to_follow_up()
        return PointForms(points, people_for(self.user), data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = self.point_forms(request.POST)
        if not given.is_valid():
            return self.page(given)
        try:
            items = follow_up_points(self.object, by=self.user, lines=given.lines())
        except ValidationError as error:
            given.refusals = error.messages
            return self.page(given)
        if items:
            count = len(items)
            messages.success(request, f"{count} action item{'s are' if count != 1 else ' is'} recorded.")
        return redirect(self.object.get_absolute_url())

    def page(self, lines: PointForms) -> HttpResponse:
        return self.render_to_response(
            {
                "object": self.object,
                "engagement": self.object,
                "title": self.title,
                "lines": lines,
                "formsets": [lines],
                "breadcrumbs": self.breadcrumbs(),
            }
        )


class InterviewView(OfEngagementMixin, ScopedActView):
    permission_required = "stakeholders.change_engagement"
    form_class = InterviewForm
    template_name = "stakeholders/interview.html"
    title = "Answers of the interview"
    submit_label = "Save answers"

    def get_form_kwargs(self) -> dict[str, Any]:
        questions = list(self.object.answers.visible_to(self.user)) or questions_of(self.object)
        return super().get_form_kwargs() | {"engagement": self.object, "questions": questions}

    def blockers(self) -> list[str]:
        if self.object.guide_id or self.object.answers.visible_to(self.user).exists():
            return []
        return ["This engagement has no interview guide. Edit it and choose one first."]

    def act(self, form: InterviewForm) -> None:
        version = form.cleaned_data["version"]
        answer_interview(self.object, by=self.user, answers=form.answers(), version=version)

    def saved_message(self) -> str:
        return "The answers are saved."


class MinutesView(OfEngagementMixin, ScopedActView):
    permission_required = "stakeholders.change_engagement"
    form_class = MinutesForm
    template_name = "stakeholders/minutes.html"
    title = "Record the minutes"
    submit_label = "Record the minutes"

    def blockers(self) -> list[str]:
        return [against] if (against := against_minutes(self.object)) else []

    def get_initial(self) -> dict[str, Any]:
        known = {"minutes_on": self.object.minutes_on, "note": self.object.minutes_note}
        return super().get_initial() | {name: value for name, value in known.items() if value}

    def act(self, form: MinutesForm) -> None:
        record_minutes(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The minutes are recorded."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            minutes=self.object.minutes_on_day(timezone.localdate()),
            documents=list(self.object.documents.filter(kind="minutes")),
            **kwargs,
        )
