"""Suspending, resuming and ending an agreement, and the report with which it was closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from mou.forms.agreements import CompleteForm, ResumeForm, SuspendForm, TerminateForm
from mou.lifecycle import MOU_LIFECYCLE
from mou.models import MoU
from mou.paper import close_out_of, close_out_pdf
from mou.services import (
    complete_mou,
    figures_at_the_end,
    notice_days_on,
    notice_runs_out_on,
    resume_mou,
    suspend_mou,
    terminate_mou,
)
from mou.views.kinds import MoveActView, crumbs
from partnerships.core.pdf import PdfError
from partnerships.core.views import Crumbs, ScopedDetailView


class MoUActView(MoveActView):
    lifecycle = MOU_LIFECYCLE
    queryset = MoU.objects.select_related("kind", "province")
    template_name = "mou/mou_act.html"
    # What the act means, in a sentence above the form.
    lead: str

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            state=self.object.state_on(timezone.localdate()), lead=self.lead, **kwargs
        )


class SuspendView(MoUActView):
    move = "suspend"
    lead = "It is not in force from that day until it is resumed. What is owed stays owed."
    form_class = SuspendForm

    def act(self, form: Any) -> None:
        suspend_mou(self.object, by=self.user, **form.cleaned_data)


class ResumeView(MoUActView):
    move = "resume"
    lead = "It is in force again from that day."
    form_class = ResumeForm

    def act(self, form: Any) -> None:
        resume_mou(self.object, by=self.user, **form.cleaned_data)


class TerminateView(MoUActView):
    move = "terminate"
    lead = "Until the day on which it ends the agreement stays in force, and what falls due is owed."
    form_class = TerminateForm
    template_name = "mou/terminate.html"
    danger = True

    def get_initial(self) -> dict[str, Any]:
        """Notice given today, and the first day that the notice clause then allows."""
        today = timezone.localdate()
        return {"notice_given_on": today, "terminated_on": self._first_day(today)}

    def _first_day(self, given_on: date) -> date | None:
        """None where the agreement ends by itself before the notice has run out."""
        mou = self.object
        first = max(notice_runs_out_on(mou, given_on), mou.starts_on)
        return None if mou.ends_on and first > mou.ends_on else first

    def act(self, form: Any) -> None:
        terminate_mou(self.object, by=self.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(
            today=today,
            notice_days=notice_days_on(self.object, today),
            first_day=self._first_day(today),
            **kwargs,
        )


class CompleteView(MoUActView):
    move = "complete"
    lead = "Every obligation is settled. The report and the figures of the day are kept with the agreement."
    form_class = CompleteForm
    template_name = "mou/complete.html"

    def act(self, form: Any) -> None:
        complete_mou(self.object, by=self.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(figures=figures_at_the_end(self.object), **kwargs)


class CloseOutView(ScopedDetailView):
    """What was reached, what was not, what was learnt and what each side still has, with what became of every duty."""

    queryset = MoU.objects.filter(close_out__isnull=False).select_related(
        "kind", "province", "close_out__reported_by"
    )
    permission_required = "mou.view_mou"
    template_name = "mou/close_out.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Close-out report")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.pdf() if request.GET.get("format") == "pdf" else super().get(request, *args, **kwargs)

    def pdf(self) -> HttpResponseBase:
        mou = self.get_object()
        try:
            content = close_out_pdf(mou, by=self.user)
        except PdfError as error:
            messages.error(self.request, f"{error} This page can be printed from the browser instead.")
            return redirect(self.request.path)
        headers = {"Content-Disposition": f'attachment; filename="{mou.reference.lower()}-close-out.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            state=self.object.state_on(timezone.localdate()),
            **close_out_of(self.object, by=self.user),
            **kwargs,
        )
