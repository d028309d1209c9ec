"""Writing a round of forming: its steps, a word on the spread, setting it aside."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from partnerships.core import drafts
from partnerships.core.forms import CONFLICT
from partnerships.core.views import Crumbs, ScopedActView, TransitionView
from stakeholders.forms.partnership import SpreadForm
from stakeholders.forms.proposal import LINE_TITLES, StepForm, lines_of, written_lines
from stakeholders.lifecycle import PROPOSAL_LIFECYCLE, against_proposal
from stakeholders.models import PartnershipProposal, Stakeholder
from stakeholders.proposing import STEPS, WRITTEN, digest_of, missing_in
from stakeholders.services import explain_spread, set_aside_proposal, write_step
from stakeholders.services.proposals import RELATIONS
from stakeholders.views.proposals import crumbs
from stakeholders.weighing import round_of, scores_of


class StepView(ScopedActView):
    """One step on its own page. Nothing is required while it is written, and lines grow by a button."""

    queryset = PartnershipProposal.objects.for_list()
    form_class = StepForm
    permission_required = "stakeholders.change_partnershipproposal"
    template_name = "stakeholders/proposal_step.html"
    submit_label = "Save this step"
    lines: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["step"] not in WRITTEN:
            raise Http404
        self.step = STEPS[kwargs["step"]]

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.step.title

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)

    def blockers(self) -> list[str]:
        return [against] if (against := against_proposal(self.object)) else []

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return kwargs | {"step": self.step.name, "row": self.object, "user": self.user}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = drafts.typed_before_signing_in(request)
        if typed is None or self.blockers():
            return super().get(request, *args, **kwargs)
        return self.as_typed(typed, was_signed_out=True)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "add_line" in request.POST and self.step.name in LINE_TITLES:
            return self.as_typed(request.POST)
        form = self.get_form()
        self.lines = lines_of(self.step.name, self.object, request.POST)
        is_valid = [form.is_valid(), self.lines is None or self.lines.is_valid()]
        return self.form_valid(form) if all(is_valid) else self.form_invalid(form)

    def as_typed(self, written: QueryDict, **context: Any) -> HttpResponse:
        """The page as it was written, unjudged, with an empty line more."""
        kwargs = self.get_form_kwargs()
        for name in ("data", "files"):
            kwargs.pop(name, None)
        kwargs["initial"] = {
            name: values if len(values) > 1 or name in RELATIONS.get(self.step.name, ()) else values[0]
            for name, values in written.lists()
            if values
        }
        if self.step.name in LINE_TITLES:
            typed = written_lines(self.step.name, written)
            self.lines = lines_of(self.step.name, self.object, initial=typed)
        return self.render_to_response(self.get_context_data(form=self.form_class(**kwargs), **context))

    def form_valid(self, form: StepForm) -> HttpResponse:
        stored = self.get_object()
        if form.cleaned_data["seen"] != digest_of(stored, self.step.name):
            form.tell_clash(stored, self.lines.lines() if self.lines else [])
            form.add_error(None, CONFLICT)
            return self.form_invalid(form)
        return super().form_valid(form)

    def act(self, form: StepForm) -> None:
        write_step(
            self.object,
            by=self.user,
            step=self.step.name,
            seen=form.cleaned_data["seen"],
            lines=self.lines.lines() if self.lines else (),
            **form.given(),
        )
        drafts.forget_typing(self.request)

    def saved_message(self) -> str:
        return f"“{self.title}” is saved."

    def get_success_url(self) -> str:
        """On to the next step that lacks something, when the button says so."""
        if self.request.method == "POST" and "and_next" in self.request.POST:
            row = self.get_object()
            names = [*WRITTEN[WRITTEN.index(self.step.name) + 1 :], *WRITTEN]
            if following := next((name for name in names if missing_in(row, name)), None):
                return reverse("stakeholders:proposal_step", args=[row.pk, following])
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.lines if self.lines is not None else lines_of(self.step.name, self.object)
        return super().get_context_data(
            step=self.step,
            number=list(STEPS).index(self.step.name) + 1,
            step_count=len(STEPS),
            lines=lines,
            line_title=LINE_TITLES.get(self.step.name, ""),
            formsets=[lines] if lines is not None else [],
            typist=drafts.typist(self.user),
            **kwargs,
        )


class SpreadView(ScopedActView):
    queryset = PartnershipProposal.objects.select_related("stakeholder__province", "criteria")
    form_class = SpreadForm
    permission_required = "stakeholders.assess_stakeholder"
    template_name = "stakeholders/proposal_spread.html"
    title = "A word on the spread"
    submit_label = "Keep this word"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)

    def get_initial(self) -> dict[str, Any]:
        return {"note": self.object.spread_note}

    def blockers(self) -> list[str]:
        if against := against_proposal(self.object):
            return [against]
        if self.result is None:
            return ["Both assessments must be handed in first: nobody knows yet how far they lie apart."]
        return []

    @property
    def result(self) -> Any:
        return round_of(self.object, scores_of(self.object, self.user))

    def act(self, form: Any) -> None:
        explain_spread(self.object, by=self.user, note=form.cleaned_data["note"])

    def saved_message(self) -> str:
        return "The word on the spread is kept with the proposal."

    def get_success_url(self) -> str:
        return reverse("stakeholders:proposal_fit", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(result=self.result, **kwargs)


class ProposalMoveView(TransitionView):
    queryset = PartnershipProposal.objects.select_related("stakeholder__province")
    lifecycle = PROPOSAL_LIFECYCLE

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.transition.label)

    def move(self, note: str) -> None:
        self.object = set_aside_proposal(self.object, by=self.user, reason=note)

    def saved_message(self) -> str:
        stakeholder: Stakeholder = self.object.stakeholder
        return f"Set aside. {stakeholder} is “{stakeholder.get_status_display().lower()}”."
