"""Page kinds that this app adds to those of the house: a list that opens on its work, an act, a page of a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from mou.models import MoU
from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.core.views import Crumbs, ScopedActView, ScopedListView, ScopedUpdateView

# Parameters that choose no rows.
NOT_FILTERS = {"sort", "page", "format"}


def crumbs(mou: MoU, *more: tuple[str, str] | str) -> Crumbs:
    """MoUs / this agreement / and further; the last one is the page itself."""
    trail = [("MoUs", reverse("mou:list")), (mou.reference, mou.get_absolute_url())]
    return [*trail, *[(part, "") if isinstance(part, str) else part for part in more]]


def crumbs_of_text(mou: MoU, title: str) -> Crumbs:
    return crumbs(mou, ("Text", reverse("mou:text", args=[mou.pk])), title)


class RegisterView(ScopedListView):
    """A list with ready-made views. ``opens_with`` is what the bare address shows: the work, not the archive."""

    ready_made: ClassVar[Callable[[], list[tuple[str, dict[str, Any]]]]]
    opens_with: ClassVar[Callable[[], dict[str, Any]]] = dict

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in self.request.GET.items() if name not in NOT_FILTERS}

    @property
    def is_bare(self) -> bool:
        return not self.chosen

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs(filterset_class)
        if self.is_bare and (default := type(self).opens_with()):
            kwargs["data"] = _joined(self.request.GET, default)
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        default = (
            {name: str(value) for name, value in type(self).opens_with().items()} if self.is_bare else {}
        )
        chosen = default or {name: value for name, value in self.chosen.items() if value}
        views = [
            (label, {name: str(v) for name, v in query.items()}) for label, query in type(self).ready_made()
        ]
        return super().get_context_data(
            ready_made=[
                (label, f"?{_joined(QueryDict(), query).urlencode()}", _used(query) == chosen)
                for label, query in views
            ],
            # What the page shows, also where the address does not say it.
            export_query=_joined(self.request.GET, default).urlencode(),
            is_bare=self.is_bare,
            **kwargs,
        )


def _used(query: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if value}


def _joined(query: QueryDict, more: dict[str, Any]) -> QueryDict:
    joined = query.copy()
    for name in ("page", "format"):
        joined.pop(name, None)
    for name, value in more.items():
        joined[name] = str(value)
    return joined


class MoveActView(ScopedActView):
    """A move of a life cycle that needs more than a reason; what stands against it is said in words."""

    lifecycle: Lifecycle
    move: str

    @property
    def transition(self) -> Transition:
        return self.lifecycle.transitions[self.move]

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
        if self.object.status not in self.transition.sources:
            return [f"“{self.title}” does not apply: this is “{self.object.get_status_display()}” now."]
        return self.transition.blockers(self.object, self.user)

    def saved_message(self) -> str:
        return f"{self.title}: recorded."


class TextActView(ScopedActView):
    """An act on a clause or on a remark; it ends on the text."""

    @property
    def mou(self) -> MoU:
        return self.object.mou

    def breadcrumbs(self) -> Crumbs:
        return crumbs_of_text(self.mou, self.title)


class WhileOpenMixin:
    """A page of a text that may still change. When it may not, the reader is sent back and told why."""

    request: HttpRequest

    def locked(self) -> str:
        raise NotImplementedError

    def locked_url(self) -> str:
        raise NotImplementedError

    def _refused(self) -> HttpResponseBase | None:
        if not (reason := self.locked()):
            return None
        messages.warning(self.request, reason)
        return redirect(self.locked_url())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._refused() or super().get(request, *args, **kwargs)  # type: ignore[misc]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._refused() or super().post(request, *args, **kwargs)  # type: ignore[misc]


class WhileOpenUpdateView(WhileOpenMixin, ScopedUpdateView):
    """Changes a record of an open text. A refused change leaves the page's own words as they are stored."""

    def form_invalid(self, form: Any) -> HttpResponse:
        self.object = self.get_object()
        return super().form_invalid(form)


NOT_A_DRAFT = (
    "The agreement is no longer a draft, so its text, parties and people do not change. Take it back to draft first; "
    "after the first signature a change is an amendment."
)


def locked_unless_draft(mou: MoU) -> str:
    return "" if mou.status == MoU.Status.DRAFT else NOT_A_DRAFT
