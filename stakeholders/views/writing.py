"""Writing an engagement down: recording, correcting, and the drafts that are kept on the way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import ListView

from partnerships.core import drafts
from partnerships.core.files_field import typed_with_files
from partnerships.core.models import FormDraft
from partnerships.core.scoping import visible
from partnerships.core.views import Crumbs, ScopedUpdateView
from stakeholders.forms.engagements import EngagementForm
from stakeholders.forms.next_steps import BaseNextSteps, next_steps, written_steps
from stakeholders.models import (
    Engagement,
    EngagementPoint,
    GuideTopic,
    InterviewGuide,
    Stakeholder,
)
from stakeholders.services import change_engagement, record_engagement
from stakeholders.views.engagements import crumbs

DRAFT = "engagement"
UPLOADS = "uploads"
FIELDS = (
    "kind",
    "mode",
    "stakeholder",
    "held_on",
    "place",
    "purpose",
    "attendance",
    "languages",
    "guide",
    "notes",
    "follow_up_on",
    "follow_up_purpose",
    "follows",
)


class WritingView(ScopedUpdateView):
    """One form, the next steps under it, and a button for one more step."""

    queryset = Engagement.objects.select_related("stakeholder__province", "kind", "province")
    form_class = EngagementForm
    template_name = "stakeholders/engagement_form.html"
    steps: BaseNextSteps | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.object = self.get_object()
        typed = drafts.typed_before_signing_in(request)
        if typed is None:
            return super().get(request, *args, **kwargs)
        return self.as_typed(typed, was_signed_out=True)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if "add_step" in request.POST:
            return self.as_typed(self.typed(), one_more=True)
        form = self.get_form()
        self.steps = next_steps(self.user, self.object, request.POST)
        # Both are asked, so that every error is shown at once.
        is_valid = [form.is_valid(), self.steps.is_valid()]
        return self.form_valid(form) if all(is_valid) else self.form_invalid(form)

    def typed(self) -> QueryDict:
        """What was sent, unjudged; files that came with it are kept and named by their keys."""
        data, refused = typed_with_files(self.request, UPLOADS, by=self.user)
        for sentence in refused:
            messages.warning(self.request, sentence)
        return data

    def as_typed(self, typed: QueryDict, *, one_more: bool = False, **context: Any) -> HttpResponse:
        """The page as it was written, unjudged; with one line for a next step more when that is asked."""
        lines = written_steps(typed)
        self.steps = next_steps(self.user, self.object, initial=lines, more=one_more or not lines)
        form = self.form_class.as_typed(typed, user=self.user, instance=self.object)
        return self.render_to_response(self.get_context_data(form=form, **context))

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 302:
            drafts.forget_typing(self.request)
        return response

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

    def get_success_url(self) -> str:
        """Where something new was asked, decided or promised, the next question is who does it."""
        points = EngagementPoint.objects.visible_to(self.user).filter(engagement=self.object)
        if points.exclude(pk__in=self.known_points).to_follow_up().exists():
            return reverse("stakeholders:follow_up_points", args=[self.object.pk])
        return self.object.get_absolute_url()

    known_points: tuple[int, ...] = ()

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
            typist=drafts.typist(self.user),
            **kwargs,
        )


class EngagementCreateView(WritingView):
    permission_required = "stakeholders.add_engagement"
    extra_context = {"title": "Record an engagement", "submit_label": "Save engagement", "may_keep": True}
    draft: FormDraft | None = None

    def get_object(self, queryset: Any = None) -> Any:
        return None

    def breadcrumbs(self) -> Crumbs:
        return crumbs(("Record an engagement", ""))

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        if follows := self._asked("follows", Engagement):
            return initial | {
                "follows": follows.pk,
                "stakeholder": follows.stakeholder_id,
                "province": follows.province_id,
                "kind": follows.kind_id,
                "mode": follows.mode_id,
                "purpose": follows.follow_up_purpose,
            }
        stakeholder = self._asked("stakeholder", Stakeholder)
        if stakeholder is None or stakeholder.archived_on:
            return initial
        return initial | {"stakeholder": stakeholder.pk, "province": stakeholder.province_id}

    def _asked(self, name: str, model: Any) -> Any:
        pk = self.request.GET.get(name, "")
        return visible(model)(self.request).filter(pk=pk).first() if pk.isdecimal() else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "keep_draft" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object = None
        title = request.POST.get("purpose", "").strip() or "Draft without a purpose"
        try:
            drafts.keep(
                self.typed(), form=DRAFT, title=title, by=self.user, draft=self.draft, version=self.opened()
            )
        except drafts.DraftClashError as clash:
            return self.clashed(clash.draft)
        except drafts.DraftGoneError:
            return self.gone()
        drafts.forget_typing(request)
        messages.success(request, "Kept as a draft. Only you can see it, and it counts in no figure.")
        return redirect("stakeholders:engagement_drafts")

    def opened(self) -> int | None:
        """The version of the draft that this page was opened with."""
        version = self.request.POST.get("draft_version", "")
        return int(version) if version.isdecimal() else None

    def clashed(self, stored: FormDraft) -> HttpResponse:
        """Both versions, side by side. Saving again is done in knowledge of the other."""
        self.draft = stored
        typed = self.typed()
        theirs = EngagementForm.as_typed(drafts.as_typed(stored), user=self.user)
        yours = EngagementForm.as_typed(typed, user=self.user)
        differing = differences(theirs, yours)
        steps_there, steps_here = (steps_in_words(data) for data in (drafts.as_typed(stored), typed))
        if steps_there != steps_here:
            differing.append(("Next steps", steps_there, steps_here))
        return self.as_typed(typed, draft_conflict=differing)

    def gone(self) -> HttpResponse:
        """Recorded or discarded elsewhere: what was typed here is shown, to be saved as something new."""
        self.draft = None
        return self.as_typed(self.typed(), draft_is_gone=True)

    def save(self, form: EngagementForm) -> Engagement:
        with transaction.atomic():
            if self.draft is not None:
                drafts.hold(self.draft, by=self.user, version=self.opened())
            facts = {"province": form.instance.province} | self.facts(form)
            return record_engagement(by=self.user, draft=self.draft, **facts)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except drafts.DraftClashError as clash:
            return self.clashed(clash.draft)
        except drafts.DraftGoneError:
            return self.gone()

    def saved_message(self) -> str:
        return "The engagement is recorded."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            draft=self.draft,
            action=reverse("stakeholders:engagement_draft", args=[self.draft.pk])
            if self.draft
            else reverse("stakeholders:engagement_add"),
            **kwargs,
        )


def differences(theirs: Any, yours: Any) -> list[tuple[str, str, str]]:
    """The fields of two unjudged forms that hold different text, as a person reads them."""
    found = []
    for name in yours.fields:
        if name == UPLOADS:
            continue  # files of both versions are kept; the page lists them
        there, here = in_words(theirs[name]), in_words(yours[name])
        if there != here:
            found.append((str(yours[name].label), there, here))
    return found


def in_words(field: Any) -> str:
    """What a field holds: its text, or the words of what was chosen."""
    value = field.value()
    chosen = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value or "")]
    if hasattr(field.field, "choices"):
        names = {str(key): str(label) for key, label in field.field.choices}
        chosen = [names.get(one, one) for one in chosen if one]
    elif hasattr(field.field.widget, "format_value"):
        chosen = [str(field.field.widget.format_value(value) or "")]
    return ", ".join(chosen).replace("\r\n", "\n").strip() or "None"


def steps_in_words(data: QueryDict) -> str:
    lines = [(line["what"], line["owner_elsewhere"], line["due_on"]) for line in written_steps(data)]
    return "; ".join(", ".join(filter(None, line)) for line in lines if any(line)) or "None"


class DraftView(EngagementCreateView):
    """A draft opened again: it is its writer's alone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            if not self.has_permission():
                return self.handle_no_permission()
            self.draft = drafts.of(self.user, DRAFT).filter(pk=kwargs["pk"]).first()
            # What is typed on a page whose draft was recorded elsewhere meanwhile is not lost.
            if self.draft is None and "draft_version" not in request.POST:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def breadcrumbs(self) -> Crumbs:
        return crumbs(("Drafts", reverse("stakeholders:engagement_drafts")), (str(self.draft or "Draft"), ""))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.object = None
        typed = drafts.typed_before_signing_in(request)
        if typed is None and self.draft:
            return self.as_typed(drafts.as_typed(self.draft))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft is None:
            self.object = None
            return self.gone()
        if "discard" in request.POST:
            drafts.discard(self.draft, by=self.user)
            messages.success(request, "The draft is discarded.")
            return redirect("stakeholders:engagement_drafts")
        return super().post(request, *args, **kwargs)


class DraftListView(PermissionRequiredMixin, ListView):
    """What this person began and has not recorded yet."""

    permission_required = "stakeholders.add_engagement"
    template_name = "stakeholders/engagement_drafts.html"
    context_object_name = "drafts"
    paginate_by = 25

    def get_queryset(self) -> Any:
        return drafts.of(self.request.user, DRAFT)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(breadcrumbs=crumbs(("Drafts", "")), **kwargs)


class EngagementUpdateView(WritingView):
    permission_required = "stakeholders.change_engagement"
    extra_context = {"title": "Edit an engagement", "submit_label": "Save changes"}

    def breadcrumbs(self) -> Crumbs:
        return crumbs((str(self.object), self.object.get_absolute_url()), ("Edit", ""))

    def save(self, form: EngagementForm) -> Engagement:
        version = form.cleaned_data["version"]
        engagement = form.instance
        points = EngagementPoint.objects.visible_to(self.user).filter(engagement=engagement)
        self.known_points = tuple(points.values_list("pk", flat=True))
        return change_engagement(engagement, by=self.user, version=version, **self.facts(form))

    def saved_message(self) -> str:
        return "The changes are saved."
