"""The versions of the strategy: reading one whole, comparing it, and taking it to its adoption."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from partnerships.core import history
from partnerships.core.numbers import date_long
from partnerships.core.pdf import PdfError
from partnerships.core.states import Step
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedDetailView,
    ScopedUpdateView,
    TransitionView,
)
from partnerships.strategy.comparison import compare
from partnerships.strategy.forms.strategy import CertifyForm, SignOffForm, VersionForm
from partnerships.strategy.lifecycle import STRATEGY_LIFECYCLE
from partnerships.strategy.models import LibraryDocument, SignOff, StrategyVersion
from partnerships.strategy.paper import strategy_pdf
from partnerships.strategy.services import (
    adopt_version,
    against_signing,
    begin_version,
    return_version,
    send_version,
    sign_version,
    write,
)
from partnerships.strategy.views.kinds import WordingMixin, strategy_crumbs
from partnerships.strategy.wording import text_of

Role = SignOff.Role
# Which office signs, where nothing else is written (seed, section 5 and the sign-off page).
OFFICES = {
    Role.DEVELOPED: "Partnerships Unit",
    Role.REVIEWED: "Chief Directorate: Intersectoral Coordination and Strategic Partnerships",
    Role.CERTIFIED: "Chief Director: Intersectoral Coordination and Strategic Partnerships",
    Role.APPROVED: "Secretary for Police Service",
}


def version_crumbs(version: StrategyVersion | None = None, *more: tuple[str, str]) -> Crumbs:
    versions = ("Versions", reverse("strategy:versions"))
    if version is None:
        return strategy_crumbs((versions[0], ""))
    own = (f"Version {version.number}", version.get_absolute_url() if more else "")
    return strategy_crumbs(versions, own, *more)


@require_safe
@permission_required("strategy.view_strategyversion", raise_exception=True)
def versions(request: HttpRequest) -> HttpResponse:
    found = list(StrategyVersion.objects.with_counts().select_related("adopted_by"))
    has_draft = any(version.adopted_on is None for version in found)
    context = {
        "rows": [(version, STRATEGY_LIFECYCLE.state(version)) for version in found],
        "may_begin": not has_draft and request.user.has_perm("strategy.add_strategyversion"),
        "breadcrumbs": version_crumbs(),
    }
    return render(request, "strategy/version_list.html", context)


@permission_required("strategy.add_strategyversion", raise_exception=True)
@require_POST
def version_begin(request: HttpRequest) -> HttpResponse:
    """Begin the next version and go on to write it."""
    try:
        draft = begin_version(by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("strategy:versions")
    messages.success(
        request,
        f"Version {draft.number} is begun. Change what needs it; nothing counts before it is adopted.",
    )
    return redirect(draft)


class VersionView(ScopedDetailView):
    """Where a version stands, its sign-off page, and what it consists of; a draft is written from here."""

    queryset = StrategyVersion.objects.select_related("adopted_by", "begun_by")
    permission_required = "strategy.view_strategyversion"
    template_name = "strategy/version_detail.html"

    def breadcrumbs(self) -> Crumbs:
        return version_crumbs(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version, user = self.object, self.user
        lines = list(
            version.sign_offs.select_related("person", "recorded_by").prefetch_related(
                Prefetch("documents", to_attr="pages")
            )
        )
        return super().get_context_data(
            version=version,
            state=STRATEGY_LIFECYCLE.state(version),
            areas=text_of(version),
            before=before(version),
            may_write=version.is_draft and user.has_perm("strategy.change_strategyversion"),
            sign_offs=self._sign_off_page([line for line in lines if line.void_on is None]),
            void=[line for line in lines if line.void_on],
            actions=STRATEGY_LIFECYCLE.actions(version, user),
            later=STRATEGY_LIFECYCLE.later(version, user),
            steps=steps(version),
            writers=version.writers.all(),
            entries=history.timeline(version),
            **kwargs,
        )

    def _sign_off_page(self, standing: list[SignOff]) -> list[dict[str, Any]]:
        """One line for each role, also for those that are still to come."""
        by_role = {line.role: line for line in standing}
        may_sign = self.user.has_perm("strategy.certify_strategyversion")
        return [
            {
                "label": role.label,
                "line": by_role.get(role),
                "url": reverse("strategy:version_sign", args=[self.object.pk, role])
                if may_sign
                and role in {Role.REVIEWED, Role.CERTIFIED}
                and not against_signing(self.object, role)
                else "",
            }
            for role in Role
        ]


def steps(version: StrategyVersion) -> list[Step]:
    """The life of a version as a strip."""
    order = [status for status, _ in STRATEGY_LIFECYCLE.model.Status.choices]  # type: ignore[attr-defined]
    days = {
        "certification": version.sent_on,
        "adopted": version.adopted_on,
        "superseded": version.superseded_on,
    }
    now = order.index(version.status)
    return [
        Step(
            label,
            "done" if order.index(status) < now else "now" if order.index(status) == now else "next",
            date_long(day) if (day := days.get(status)) else "",
        )
        for status, label in version.Status.choices
    ]


def before(version: StrategyVersion) -> StrategyVersion | None:
    """The version that this one changes."""
    return StrategyVersion.objects.adopted().filter(number__lt=version.number).first()


class VersionCompareView(ScopedDetailView):
    """``?with=1`` compares with that version, otherwise with the one before."""

    queryset = StrategyVersion.objects.all()
    permission_required = "strategy.view_strategyversion"
    template_name = "strategy/version_compare.html"

    def breadcrumbs(self) -> Crumbs:
        return version_crumbs(self.object, ("What it changes", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = list(StrategyVersion.objects.adopted().filter(number__lt=self.object.number))
        asked = self.request.GET.get("with", "")
        chosen = next((one for one in others if str(one.number) == asked), others[0] if others else None)
        return super().get_context_data(
            version=self.object,
            state=STRATEGY_LIFECYCLE.state(self.object),
            others=others,
            chosen=chosen,
            differences=compare(chosen, self.object) if chosen else [],
            **kwargs,
        )


class VersionReadView(ScopedDetailView):
    """The whole strategy on one page, to read and to print; ``?format=pdf`` gives the same words on paper."""

    queryset = StrategyVersion.objects.all()
    permission_required = "strategy.view_strategyversion"
    template_name = "strategy/version_read.html"

    def breadcrumbs(self) -> Crumbs:
        return version_crumbs(self.object, ("Read", ""))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.pdf() if request.GET.get("format") == "pdf" else super().get(request, *args, **kwargs)

    def pdf(self) -> HttpResponse:
        version = self.get_object()
        try:
            content = strategy_pdf(version, state=STRATEGY_LIFECYCLE.state(version))
        except PdfError as error:
            messages.error(self.request, f"{error} This page can be printed from the browser instead.")
            return redirect(self.request.path)
        headers = {"Content-Disposition": f'attachment; filename="strategy-version-{version.number}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            version=self.object,
            state=STRATEGY_LIFECYCLE.state(self.object),
            areas=text_of(self.object),
            sign_offs=self.object.sign_offs.standing().select_related("person"),
            library=LibraryDocument.objects.filter(is_active=True).select_related("kind"),
            **kwargs,
        )


class VersionEditView(WordingMixin, ScopedUpdateView):
    """Title, summary and period of a draft."""

    queryset = StrategyVersion.objects.filter(status=StrategyVersion.Status.DRAFT)
    form_class = VersionForm
    permission_required = "strategy.change_strategyversion"
    title = "Edit title and period"

    def breadcrumbs(self) -> Crumbs:
        # Not from the form's instance, which holds what was typed.
        return version_crumbs(self.object, (self.title, ""))

    def save(self, form: VersionForm) -> StrategyVersion:
        return write(self.object, by=self.user, save=form.save)


class VersionActView(ScopedActView):
    """An act that puts a line on the sign-off page of a version."""

    queryset = StrategyVersion.objects.all()
    form_class: Any = SignOffForm
    template_name = "strategy/version_act.html"
    role: str

    def breadcrumbs(self) -> Crumbs:
        return version_crumbs(self.object, (self.title, ""))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def get_initial(self) -> dict[str, Any]:
        person = {} if self.role == Role.DEVELOPED else {"person": self.user.pk}
        return super().get_initial() | {
            "office": OFFICES[Role(self.role)],
            "signed_on": timezone.localdate(),
            **person,
        }

    def signed(self, form: Any) -> dict[str, Any]:
        return {name: value for name, value in form.cleaned_data.items() if name != "statements"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(role=self.role, before=before(self.object), **kwargs)


class VersionSendView(VersionActView):
    permission_required = "strategy.change_strategyversion"
    title = submit_label = "Send for certification"
    role = Role.DEVELOPED

    def blockers(self) -> list[str]:
        if not self.object.is_draft:
            return ["Only a draft is sent."]
        return STRATEGY_LIFECYCLE.transitions["send"].blockers(self.object, self.user)

    def act(self, form: Any) -> None:
        send_version(self.object, by=self.user, **self.signed(form))

    def saved_message(self) -> str:
        return f"Version {self.object.number} is sent for certification. Its words are settled until it is returned."


class VersionSignView(VersionActView):
    """Reviewed, or certified."""

    permission_required = "strategy.certify_strategyversion"
    submit_label = "Put it on record"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.role = kwargs["role"]
        if self.role not in {Role.REVIEWED, Role.CERTIFIED}:
            raise Http404

    @property
    def title(self) -> str:  # type: ignore[override]
        return "Certify this version" if self.role == Role.CERTIFIED else "Record the review"

    def get_form_class(self) -> Any:
        return CertifyForm if self.role == Role.CERTIFIED else SignOffForm

    def blockers(self) -> list[str]:
        return against_signing(self.object, self.role)

    def act(self, form: Any) -> None:
        sign_version(self.object, by=self.user, role=self.role, **self.signed(form))

    def saved_message(self) -> str:
        return f"Version {self.object.number} is {self.role}."


class VersionAdoptView(VersionActView):
    permission_required = "strategy.adopt_strategyversion"
    title = submit_label = "Approve and adopt"
    role = Role.APPROVED

    def blockers(self) -> list[str]:
        if self.object.status != StrategyVersion.Status.CERTIFICATION:
            return [f"This version is “{self.object.get_status_display().lower()}”."]
        return STRATEGY_LIFECYCLE.transitions["adopt"].blockers(self.object, self.user)

    def act(self, form: Any) -> None:
        adopt_version(self.object, by=self.user, **self.signed(form))

    def saved_message(self) -> str:
        return (
            f"Version {self.object.number} is adopted and holds from {date_long(self.object.adopted_on)} on."
        )


class VersionMoveView(TransitionView):
    """Returning a version to its writers."""

    queryset = StrategyVersion.objects.all()
    lifecycle = STRATEGY_LIFECYCLE

    def move(self, note: str) -> None:
        return_version(self.object, by=self.user, reason=note)
