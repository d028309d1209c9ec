"""Pages of everything promised by us and to us: the list, one item, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, Window
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from partnerships.core import history
from partnerships.core.lifecycle import Action, Transition
from partnerships.core.models import User
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedChildCreateView,
    ScopedDetailView,
    ScopedListView,
    ScopedUpdateView,
    TransitionView,
)
from stakeholders.exports import ACTION_ITEM_COLUMNS
from stakeholders.filters import ActionItemFilter
from stakeholders.forms.action_items import ActionDoneForm, ActionItemForm, VerifyActionForm
from stakeholders.lifecycle import ACTION_LIFECYCLE
from stakeholders.models import ActionItem, Stakeholder
from stakeholders.services import (
    change_action_item,
    complete_action_item,
    drop_action_item,
    record_action_item,
    reopen_action_item,
    return_action_item,
    verify_action_item,
)
from stakeholders.views.bulk_acts import ON_ACTION_ITEMS

FIRST = 5


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [
        ("Stakeholders", reverse("stakeholders:list")),
        ("Action items", reverse("stakeholders:action_items")),
        *more,
    ]


def ready_made(user: User) -> list[tuple[str, str]]:
    """What the list is mostly opened for: a name, and what it chooses."""
    province = str(user.province_id) if user.province_id else "null"
    of_province = "My province’s" if user.province_id else "National"
    return [
        ("Not settled", ""),
        ("Mine", "mine=yes"),
        (of_province, f"province={province}"),
        ("Overdue", "state=overdue"),
        ("To verify", "state=to_verify"),
        ("Promised to us", "direction=to_us"),
        ("Done", "state=done"),
    ]


class ActionItemListView(ScopedListView):
    queryset = ActionItem.objects.for_list()
    filterset_class = ActionItemFilter
    permission_required = "stakeholders.view_actionitem"
    template_name = "stakeholders/action_item_list.html"
    export_columns = ACTION_ITEM_COLUMNS
    export_name = "action-items"
    bulk_acts = ON_ACTION_ITEMS
    bulk_url_name = "stakeholders:action_bulk"
    extra_context = {"default_sort": "due_on"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chosen = {
            name: value for name, value in self.request.GET.items() if value and name not in {"sort", "page"}
        }
        today = timezone.localdate()
        return context | {
            "rows": [(item, item.state_on(today)) for item in context["object_list"]],
            "ready_made": [
                (label, f"?{query}", QueryDict(query).dict() == chosen)
                for label, query in ready_made(self.user)
            ],
        }


class ActionItemDetailView(ScopedDetailView):
    queryset = ActionItem.objects.for_list().select_related(
        "point", "engagement__kind", "done_by", "verified_by"
    )
    permission_required = "stakeholders.view_actionitem"
    template_name = "stakeholders/action_item_detail.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs((str(self.object), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item, user = self.object, self.user
        is_ours = ActionItem.objects.editable_by(user).filter(pk=item.pk).exists()
        return super().get_context_data(
            item=item,
            state=item.state_on(timezone.localdate()),
            documents=list(item.documents.order_by("uploaded_at", "pk")),
            actions=actions(item, user, is_ours=is_ours),
            is_ours=is_ours,
            may_change=is_ours
            and item.status == ActionItem.Status.OPEN
            and user.has_perm("stakeholders.change_actionitem"),
            entries=history.timeline(item),
            **kwargs,
        )


def actions(item: ActionItem, user: User, *, is_ours: bool) -> list[Action]:
    """What this person can do with it: its owner says that it is done; the rest is for whoever may change it."""
    offered = ACTION_LIFECYCLE.actions(item, user)
    if not ActionItem.objects.completable_by(user).filter(pk=item.pk).exists():
        offered = [action for action in offered if action.name != "complete"]
    if not is_ours:
        offered = [action for action in offered if action.name == "complete"]
    if not item.is_important:
        offered = [action for action in offered if action.name not in {"verify", "return"}]
    return offered


class ActionCreateView(ScopedChildCreateView):
    """A promise that no engagement gave rise to, with a stakeholder that this person may see."""

    model = ActionItem
    form_class = ActionItemForm
    parent_queryset = Stakeholder.objects.select_related("province")
    parent_field = "stakeholder"
    permission_required = "stakeholders.add_actionitem"
    template_name = "stakeholders/action_item_form.html"
    extra_context = {"title": "Record an action item", "submit_label": "Save action item"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            if not self.has_permission():
                return self.handle_no_permission()
            # A province writes down what a national body promised it, as it engages one in its own name.
            parents = self.parent_queryset.all().visible_to(request.user)
            self.parent = get_object_or_404(parents, pk=kwargs["pk"])
        return super(ScopedChildCreateView, self).dispatch(request, *args, **kwargs)

    def breadcrumbs(self) -> Crumbs:
        return crumbs((str(self.parent), self.parent.get_absolute_url()), ("Record an action item", ""))

    def save(self, form: ActionItemForm) -> ActionItem:
        return record_action_item(self.parent, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The action item is recorded."

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class OfItemMixin:
    """Where an act finds its item, and where its page stands."""

    queryset = ActionItem.objects.for_list()
    object: ActionItem
    title: str

    def breadcrumbs(self) -> Crumbs:
        return crumbs((str(self.object), self.object.get_absolute_url()), (self.title, ""))


class ActionUpdateView(OfItemMixin, ScopedUpdateView):
    form_class = ActionItemForm
    permission_required = "stakeholders.change_actionitem"
    template_name = "stakeholders/action_item_form.html"
    title = "Change"
    extra_context = {"title": "Change an action item", "submit_label": "Save changes"}

    def save(self, form: ActionItemForm) -> ActionItem:
        return change_action_item(self.get_object(), by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The changes are saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = self.object.status == ActionItem.Status.OPEN
        closed = f"This is “{self.object.get_status_display()}” now: only an open action item is changed."
        return super().get_context_data(
            parent=self.object.stakeholder, blockers=[] if is_open else [closed], **kwargs
        )


class ItemMoveView(OfItemMixin, ScopedActView):
    """A move that needs more than a reason; what stands against it is said in words."""

    template_name = "stakeholders/action_item_act.html"
    move: str

    @property
    def transition(self) -> Transition:
        return ACTION_LIFECYCLE.transitions[self.move]

    @property
    def permission_required(self) -> str:  # type: ignore[override]
        return self.transition.permission

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.transition.label

    @property
    def submit_label(self) -> str:  # type: ignore[override]
        return self.transition.label

    def blockers(self) -> list[str]:
        item = self.object
        if item.status not in self.transition.sources:
            told = f": {item.outcome}" if item.outcome else ""
            return [f"This is recorded as “{item.get_status_display()}” now{told}"]
        return self.transition.blockers(item, self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        documents = list(self.object.documents.order_by("uploaded_at", "pk"))
        return super().get_context_data(documents=documents, **kwargs)


class ActionDoneView(ItemMoveView):
    """Say that it was done: its owner may, and whoever keeps the engagements of that province."""

    move = "complete"
    form_class = ActionDoneForm

    def has_permission(self) -> bool:
        if self.user.has_perm("stakeholders.change_actionitem"):
            return super().has_permission()
        own = ActionItem.objects.visible_to(self.user).filter(owner=self.user, pk=self.kwargs["pk"])
        return super().has_permission() and own.exists()

    def get_queryset(self) -> Any:
        return self.queryset.all().completable_by(self.user)

    def act(self, form: Any) -> None:
        complete_action_item(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        if self.object.is_important:
            return "Recorded as done. Somebody else verifies it now."
        return "Recorded as done."


class ActionVerifyView(ItemMoveView):
    move = "verify"
    form_class = VerifyActionForm

    def act(self, form: Any) -> None:
        verify_action_item(self.object, by=self.user, note=form.cleaned_data["note"])

    def saved_message(self) -> str:
        return "Verified."


class ActionMoveView(OfItemMixin, TransitionView):
    """Returning it, dropping it, opening it again: a reason is enough."""

    lifecycle = ACTION_LIFECYCLE

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.transition.label

    def move(self, note: str) -> None:
        act = {"return": return_action_item, "drop": drop_action_item, "reopen": reopen_action_item}
        act[self.transition.name](self.object, by=self.user, reason=note)


def action_items_of(stakeholder: Stakeholder, user: User) -> dict[str, Any]:
    """What ``stakeholders/_action_items.html`` shows of a stakeholder: what is not settled, in one query."""
    if not user.has_perm("stakeholders.view_actionitem"):
        return {"action_items": None}
    today = timezone.localdate()
    unsettled = ActionItem.objects.for_list().visible_to(user).unsettled().filter(stakeholder=stakeholder)
    rows = list(
        unsettled.annotate(
            total=Window(Count("pk")), late=Window(Count("pk", filter=Q(due_on__lt=today, status="open")))
        ).order_by(F("due_on").asc(nulls_last=True), "pk")[:FIRST]
    )
    return {
        "action_items": [(item, item.state_on(today)) for item in rows],
        "action_item_count": rows[0].total if rows else 0,
        "late_item_count": rows[0].late if rows else 0,
    }
