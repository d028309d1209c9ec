"""Pages of relationships: recording, correcting and ending one, and the tree of an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from partnerships.core.models import User
from partnerships.core.scoping import may_write_for, sees_in_full
from partnerships.core.views import Crumbs, ScopedChildCreateView, ScopedDetailView, ScopedUpdateView
from stakeholders.forms.relationships import RelationshipForm
from stakeholders.models import Relationship, Stakeholder
from stakeholders.services import change_relationship, relate
from stakeholders.tree import DEEPEST, tree_of
from stakeholders.views.register import crumbs

FIELDS = ("kind", "target", "began_on", "ended_on", "note")


@dataclass(frozen=True)
class Tie:
    """One relationship as it reads from the stakeholder whose page it is."""

    relationship: Relationship
    words: str
    other: Stakeholder
    may_open: bool
    may_change: bool


def relationships_of(stakeholder: Stakeholder, user: User, day: date) -> dict[str, Any]:
    """The relationships in both directions, those of today apart from those that are over or still to come."""
    if not user.has_perm("stakeholders.view_relationship"):
        return {"ties": None, "other_ties": []}
    both = Relationship.objects.visible_to(user).filter(Q(source=stakeholder) | Q(target=stakeholder))
    now: list[Tie] = []
    other: list[Tie] = []
    for found in both.select_related("kind", "source__province", "target__province"):
        is_ours = found.source_id == stakeholder.pk
        one = found.target if is_ours else found.source
        tie = Tie(
            found,
            words=found.kind.name if is_ours else found.kind.reverse_name,
            other=one,
            may_open=one.province_id is None or sees_in_full(user, one.province_id),
            may_change=may_write_for(user, found.source.province_id),
        )
        (now if found.is_running_on(day) else other).append(tie)
    return {"ties": now, "other_ties": other}


class RelationshipCreateView(ScopedChildCreateView):
    model = Relationship
    form_class = RelationshipForm
    parent_queryset = Stakeholder.objects.select_related("province")
    parent_field = "source"
    permission_required = "stakeholders.add_relationship"
    template_name = "stakeholders/relationship_form.html"
    extra_context = {"title": "Add a relationship", "submit_label": "Add this relationship"}

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.parent, "Add a relationship")

    def save(self, form: Any) -> Relationship:
        data = form.cleaned_data
        source = data.get("source", self.parent)
        return relate(source, by=self.user, **{name: data[name] for name in FIELDS})

    def saved_message(self) -> str:
        return f"Recorded: {self.object}."


class RelationshipUpdateView(ScopedUpdateView):
    queryset = Relationship.objects.select_related("source__province", "target", "kind")
    form_class = RelationshipForm
    permission_required = "stakeholders.change_relationship"
    template_name = "stakeholders/relationship_form.html"
    extra_context = {"title": "Correct or end a relationship", "submit_label": "Save changes"}

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.source, "Relationship")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parent=self.object.source, **kwargs)

    def save(self, form: Any) -> Relationship:
        data = form.cleaned_data
        fields = {name: data[name] for name in FIELDS}
        return change_relationship(self.object, by=self.user, version=data["version"], **fields)

    def saved_message(self) -> str:
        return "The changes are saved."

    def get_success_url(self) -> str:
        return self.object.source.get_absolute_url()


class TreeView(ScopedDetailView):
    """What an organisation is part of and what it consists of, across provinces, by headline."""

    queryset = Stakeholder.objects.select_related("province", "group")
    permission_required = "stakeholders.view_relationship"
    template_name = "stakeholders/tree.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, "Tree")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tree = tree_of(self.object.pk, self.user, timezone.localdate())
        return super().get_context_data(tree=tree, deepest=DEEPEST, **kwargs)
