"""Pages of the community structures: the register of them, one structure with its executive, writing them down."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from partnerships.core import history
from partnerships.core.calendar import HalfYear
from partnerships.core.models import User
from partnerships.core.numbers import date_long, date_short
from partnerships.core.states import State
from partnerships.core.views import (
    Crumbs,
    ScopedChildCreateView,
    ScopedCreateView,
    ScopedDetailView,
    ScopedListView,
    ScopedUpdateView,
)
from stakeholders.exports import STRUCTURE_COLUMNS
from stakeholders.filters import StructureFilter
from stakeholders.forms.structures import NewStructureForm, StructureForm, TermForm
from stakeholders.models import (
    ContactAccess,
    ExecutivePost,
    ExecutiveTerm,
    FunctionalityAssessment,
    Stakeholder,
    Structure,
)
from stakeholders.models.structure import COMMUNITY_STRUCTURES
from stakeholders.models.structure_standing import as_at, result_state
from stakeholders.services import record_contact_access
from stakeholders.services.structures import (
    add_term,
    against_describing,
    change_structure,
    change_term,
    describe_structure,
    register_structure,
)

# What the words about a structure are made of.
RELATED = ("stakeholder__province", "kind", "station", "municipality", "district", "host__group")
READY_MADE = (
    ("All", ""),
    ("Needs support", "support=yes"),
    ("Assessment overdue", "overdue=yes"),
    ("Executive incomplete or out of term", "executive=incomplete"),
)


def crumbs(structure: Structure | None = None, *more: str) -> Crumbs:
    trail = [
        ("Stakeholders", reverse("stakeholders:list")),
        ("Structures", reverse("stakeholders:structures")),
    ]
    if structure is not None:
        trail.append((str(structure), structure.get_absolute_url()))
    return [*trail, *[(label, "") for label in more]]


class StructureListView(ScopedListView):
    queryset = Structure.objects.select_related(*RELATED)
    filterset_class = StructureFilter
    permission_required = "stakeholders.view_structure"
    template_name = "stakeholders/structure_list.html"
    export_columns = STRUCTURE_COLUMNS
    export_name = "structures"
    extra_context = {"default_sort": "name"}

    @property
    def day(self) -> date:
        """The day that the list speaks of; a wrong one is refused by the filter."""
        try:
            return parse_date(self.request.GET.get("as_at", "")) or timezone.localdate()
        except ValueError:
            return timezone.localdate()

    def get_queryset(self) -> Any:
        return as_at(super().get_queryset().standing_on(self.day), self.day)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chosen = {
            name: value for name, value in self.request.GET.items() if value and name not in {"sort", "page"}
        }
        return context | {
            "rows": [
                (structure, result_state(structure.result), notes(structure))
                for structure in context["object_list"]
            ],
            "ready_made": [
                (label, f"?{query}", QueryDict(query).dict() == chosen) for label, query in READY_MADE
            ],
        }


def notes(structure: Any) -> list[State]:
    """What somebody has to do about a structure of ``as_at``."""
    found = []
    if structure.is_overdue:
        found.append(State("Assessment overdue", "overdue"))
    if structure.has_lapsed_post:
        found.append(State("Executive out of term", "behind"))
    elif structure.has_vacancy:
        found.append(State("Executive incomplete", "behind"))
    return found


class StructureDetailView(ScopedDetailView):
    queryset = Structure.objects.select_related(*RELATED)
    permission_required = "stakeholders.view_structure"
    template_name = "stakeholders/structure_detail.html"

    def get_queryset(self) -> Any:
        return as_at(super().get_queryset(), timezone.localdate())

    def breadcrumbs(self) -> Crumbs:
        return crumbs(None, str(self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        structure, user, today = self.object, self.user, timezone.localdate()
        terms = self.terms()
        serving = [term for term in terms or [] if term.is_serving_on(today)]
        needed = list(ExecutivePost.objects.needed_in(structure.kind.family, structure.kind.seat))
        held = {term.post_id for term in serving}
        assessments = list(
            FunctionalityAssessment.objects.visible_to(user)
            .filter(structure=structure)
            .select_related("assessed_by", "version")
        )
        standing = [one for one in assessments if not one.withdrawn_on]
        may_change = Structure.objects.editable_by(user).filter(pk=structure.pk).exists()
        return super().get_context_data(
            state=result_state(structure.result),
            notes=notes(structure),
            facts=facts(structure),
            terms=terms,
            serving=serving,
            coming=[term for term in terms or [] if term.began_on > today],
            past=[term for term in terms or [] if term.last_day < today],
            vacant=[post for post in needed if post.pk not in held],
            needed_count=len(needed),
            halves=halves(structure, standing, today),
            assessments=[(one, result_state(one.result)) for one in assessments],
            trend=trend(standing),
            may_change=may_change,
            is_archived=structure.stakeholder.archived_on is not None,
            entries=history.timeline(structure),
            **kwargs,
        )

    def terms(self) -> list[ExecutiveTerm] | None:
        """The executive, noting that this person saw the names; None when the right is missing."""
        rights = ("stakeholders.view_executiveterm", "stakeholders.view_contact")
        if not self.user.has_perms(rights):
            return None
        terms = list(
            ExecutiveTerm.objects.visible_to(self.user)
            .filter(structure=self.object)
            .select_related("post", "contact")
            .order_by("post__order", "-began_on", "-pk")
        )
        if terms:
            record_contact_access(self.object.stakeholder, by=self.user, act=ContactAccess.Act.VIEW)
        return terms


def facts(structure: Structure) -> list[tuple[str, str]]:
    term = structure.term_years
    return [
        ("Kind", str(structure.kind)),
        (structure.kind.get_seat_display(), structure.belongs_to),
        ("District", str(structure.district or "")),
        ("Host", str(structure.host or "")),
        ("Established on", date_long(structure.launched_on) if structure.launched_on else ""),
        ("Term of the executive", f"{term} year{'' if term == 1 else 's'}" if term else ""),
        (
            "Its own year",
            f"{structure.year_kind.containing(timezone.localdate()).start:%B} to "
            f"{structure.year_kind.containing(timezone.localdate()).end:%B}",
        ),
    ]


def halves(
    structure: Structure, standing: list[FunctionalityAssessment], today: date
) -> list[tuple[HalfYear, State, FunctionalityAssessment | None]]:
    """The last four half-years of its own year up to the present one, each with its newest assessment, newest first.

    Two assessments a year are expected; a half-year before the structure was established asks for none.
    """
    half = HalfYear.containing(today, structure.year_kind)
    rows = []
    for _ in range(4):
        found = next((one for one in standing if one.assessed_on in half), None)
        if structure.launched_on and half.end < structure.launched_on and not found:
            break
        if found:
            state = State("Assessed", "good", date_short(found.assessed_on))
        elif half.end < today:
            state = State("Missed", "overdue")
        else:
            state = State("Due", "due", f"by {date_short(half.end)}")
        rows.append((half, state, found))
        half = half.previous()
    return rows


def trend(standing: list[FunctionalityAssessment]) -> str:
    """The newest score beside the one before it, in words."""
    if len(standing) < 2:
        return ""
    newest, before = standing[0], standing[1]
    since = f"since {date_long(before.assessed_on)}"
    change = newest.score - before.score
    if not change:
        words = f"The score is the same {since}"
    else:
        points = f"{abs(change)} point{'' if abs(change) == 1 else 's'}"
        words = f"{'Up' if change > 0 else 'Down'} {points} {since}"
    if newest.version_id != before.version_id:
        return (
            f"{words}, measured with version {newest.version.number} after version {before.version.number}."
        )
    return f"{words}."


def structure_panel(stakeholder: Stakeholder, user: User) -> dict[str, Any]:
    """What templates/stakeholders/_structure.html shows on the page of a stakeholder. At most two queries."""
    if stakeholder.group.code != COMMUNITY_STRUCTURES or not user.has_perm("stakeholders.view_structure"):
        return {"shown": False}
    described = as_at(
        Structure.objects.visible_to(user).filter(stakeholder=stakeholder).select_related(*RELATED),
        timezone.localdate(),
    ).first()
    return {
        "shown": True,
        "structure": described,
        "state": result_state(described.result) if described else None,
        "notes": notes(described) if described else [],
    }


class StructureMixin:
    template_name: Any = "stakeholders/structure_form.html"

    def get_success_url(self) -> str:
        return cast("Any", self).object.get_absolute_url()


class StructureNewView(StructureMixin, ScopedCreateView):
    """A structure that is not in the register yet: the entry and its description in one form."""

    model = Structure
    form_class = NewStructureForm
    permission_required = "stakeholders.add_structure"
    extra_context = {"title": "Add a structure", "submit_label": "Add to the register"}

    def has_permission(self) -> bool:
        return super().has_permission() and self.user.has_perm("stakeholders.add_stakeholder")

    def breadcrumbs(self) -> Crumbs:
        return crumbs(None, "Add a structure")

    def save(self, form: NewStructureForm) -> Structure:
        return register_structure(by=self.user, stakeholder=form.stakeholder(), **form.described())

    def saved_message(self) -> str:
        return f"{self.object} is in the register now. Add its executive next."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("stakeholders:structures"), **kwargs)


class StructureCreateView(StructureMixin, ScopedChildCreateView):
    """Describes a stakeholder that is in the register already."""

    model = Structure
    form_class = StructureForm
    parent_queryset = Stakeholder.objects.select_related("province", "group")
    parent_field = "stakeholder"
    permission_required = "stakeholders.add_structure"
    extra_context = {"title": "Describe as a structure", "submit_label": "Save the description"}

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def breadcrumbs(self) -> Crumbs:
        trail = [
            ("Stakeholders", reverse("stakeholders:list")),
            (str(self.parent), self.parent.get_absolute_url()),
        ]
        return [*trail, ("Describe as a structure", "")]

    def save(self, form: StructureForm) -> Structure:
        return describe_structure(self.parent, by=self.user, **form.described())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        against = against_describing(self.parent)
        return super().get_context_data(
            cancel_url=self.parent.get_absolute_url(), blockers=[against] if against else [], **kwargs
        )


class StructureUpdateView(StructureMixin, ScopedUpdateView):
    queryset = Structure.objects.select_related(*RELATED)
    form_class = StructureForm
    permission_required = "stakeholders.change_structure"
    extra_context = {"title": "Edit the description", "submit_label": "Save changes"}

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Edit")

    def save(self, form: StructureForm) -> Structure:
        return change_structure(
            self.object, by=self.user, version=form.cleaned_data["version"], **form.described()
        )

    def saved_message(self) -> str:
        return "The changes are saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=self.object.get_absolute_url(), **kwargs)


class TermCreateView(StructureMixin, ScopedChildCreateView):
    model = ExecutiveTerm
    form_class = TermForm
    parent_queryset = Structure.objects.select_related(*RELATED)
    parent_field = "structure"
    permission_required = "stakeholders.add_executiveterm"
    extra_context = {"title": "Add a member of the executive", "submit_label": "Save the term"}

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        # The form offers the contact people by name.
        record_contact_access(self.parent.stakeholder, by=self.user, act=ContactAccess.Act.VIEW)
        return super().get(request, *args, **kwargs)

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.parent, "Add a member of the executive")

    def get_success_url(self) -> str:
        return self.parent.get_absolute_url()

    def save(self, form: TermForm) -> ExecutiveTerm:
        return add_term(self.parent, by=self.user, **form.term())

    def saved_message(self) -> str:
        return f"{self.object.contact.name} is recorded as {str(self.object.post).lower()}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=self.parent.get_absolute_url(), **kwargs)


class TermUpdateView(StructureMixin, ScopedUpdateView):
    queryset = ExecutiveTerm.objects.select_related(
        "structure__stakeholder__province", "structure__kind", "post", "contact"
    )
    form_class = TermForm
    permission_required = "stakeholders.change_executiveterm"
    extra_context = {"title": "Edit a term", "submit_label": "Save changes"}

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        record_contact_access(self.object.structure.stakeholder, by=self.user, act=ContactAccess.Act.VIEW)
        return response

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.structure, "Edit a term")

    def get_success_url(self) -> str:
        return self.object.structure.get_absolute_url()

    def save(self, form: TermForm) -> ExecutiveTerm:
        return change_term(self.object, by=self.user, version=form.cleaned_data["version"], **form.term())

    def saved_message(self) -> str:
        return "The term is saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cancel_url=self.object.structure.get_absolute_url(), person=self.object.contact, **kwargs
        )
