"""The sections of the report of the country: read, written, settled by their owner, given to another."""

from __future__ import annotations

from typing import Any

from partnerships.core import history
from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView, ScopedUpdateView, TransitionView
from reporting.forms.narrative import OwnerForm, SectionForm
from reporting.lifecycle.narrative import SECTION_LIFECYCLE, WRITE
from reporting.models import NationalReport, ReportSection
from reporting.services.narrative import GIVE, give_section, move_section, write_section, writers
from reporting.views.issuing import crumbs
from reporting.views.quarterly import NATIONAL_RIGHT

SECTIONS = ReportSection.objects.select_related("report", "part", "owner")


def section_crumbs(section: ReportSection, *more: tuple[str, str]) -> Crumbs:
    return crumbs(section.report, (section.title, section.get_absolute_url() if more else ""), *more)


def stands(section: ReportSection) -> str:
    """Why nobody writes at the section now; empty while its text may be changed."""
    if section.report.status != NationalReport.Status.COMPILING:
        return "The report was reviewed as it stands. It is sent back before a section changes."
    if section.status != ReportSection.Status.WRITING:
        return f"It is “{section.get_status_display()}”. {section.owner.name} takes it up again first."
    return ""


class SectionView(ScopedDetailView):
    """What the section says, whose it is, what its owner can say of it, and what was written before."""

    queryset = SECTIONS
    permission_required = NATIONAL_RIGHT
    template_name = "reporting/section.html"

    def breadcrumbs(self) -> Crumbs:
        return section_crumbs(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        section, user = self.object, self.user
        is_open = section.report.status == NationalReport.Status.COMPILING
        return super().get_context_data(
            section=section,
            state=SECTION_LIFECYCLE.state(section),
            standing=stands(section),
            actions=SECTION_LIFECYCLE.actions(section, user) if is_open else [],
            may_write=user.has_perm(WRITE) and not stands(section),
            may_give=user.has_perm(GIVE) and is_open,
            entries=history.timeline(section),
            **kwargs,
        )


class SectionEditView(ScopedUpdateView):
    """Its text; the second of two people is told what the first one wrote."""

    queryset = SECTIONS
    form_class = SectionForm
    permission_required = WRITE
    template_name = "reporting/section_form.html"

    def save(self, form: SectionForm) -> ReportSection:
        return write_section(form.instance, by=self.user, save=form.save)

    def saved_message(self) -> str:
        return "The text is saved. It is part of the report once its owner says that it is ready."

    def breadcrumbs(self) -> Crumbs:
        return section_crumbs(self.object, ("Write", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            section=self.object,
            standing=stands(self.object),
            cancel_url=self.object.get_absolute_url(),
            **kwargs,
        )


class SectionMoveView(TransitionView):
    lifecycle = SECTION_LIFECYCLE
    queryset = SECTIONS

    def move(self, note: str) -> None:
        move_section(self.object, self.transition.name, by=self.user, note=note)

    def breadcrumbs(self) -> Crumbs:
        return section_crumbs(self.object, (self.transition.label, ""))


class SectionOwnerView(ScopedActView):
    """To another owner; the text stays as it is."""

    queryset = SECTIONS
    permission_required = GIVE
    form_class = OwnerForm
    title = "Give the section to another owner"
    submit_label = "Give it"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": writers().exclude(pk=self.object.owner_id)}

    def blockers(self) -> list[str]:
        is_open = self.object.report.status == NationalReport.Status.COMPILING
        return [] if is_open else [stands(self.object)]

    def act(self, form: OwnerForm) -> None:
        given = form.cleaned_data
        self.object = give_section(self.object, by=self.user, to=given["owner"], note=given["note"])

    def saved_message(self) -> str:
        return f"{self.object.owner.name} owns the section now; it stands on that start page."

    def breadcrumbs(self) -> Crumbs:
        return section_crumbs(self.object, ("Another owner", ""))
