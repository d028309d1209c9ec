"""The page between ticking rows of a list and doing one thing to all of them, and what came of each."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from partnerships.core.bulk import MOST, BulkAct, Key, carry_out, keys_of
from partnerships.core.numbers import number
from partnerships.core.views import Crumbs, ScopedListView, ScopedMixin

FILES = {"csv", "xlsx"}
# Names of rows that the page writes out; the rest is a number.
NAMED = 25
NOTHING = "No row is chosen. Go back, tick the rows that you mean, or choose all of the page."
NO_ACT = "Choose what is to be done with the rows."


class BulkView(ScopedMixin, View):
    """GET says what would be done to which rows, POST does it to each apart and says what came of each.

    ``lists`` are the lists that lead here, by the name of their address; each declares the acts.
    """

    lists: ClassVar[dict[str, type[ScopedListView]]]
    template_name = "core/bulk.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        given = request.POST if request.method == "POST" else request.GET
        self.list_name = given.get("list") or next(iter(self.lists))
        if self.list_name not in self.lists:
            raise Http404
        self.query = given.get("query", "")
        self.list = self._list()

    def _list(self) -> ScopedListView:
        """The list as the person left it."""
        request = copy.copy(self.request)
        request.method, request.GET = "GET", QueryDict(self.query)
        view = self.lists[self.list_name]()
        view.setup(request)
        return view

    def has_permission(self) -> bool:
        return super().has_permission() and self.user.has_perm(self.list.permission_required)

    def seen(self, shown: list[Any]) -> None:
        """Hook for lists whose rows are personal details."""

    def visible(self) -> Any:
        """The records that this person may see, also those that have left the list meanwhile."""
        return self.list.get_queryset().model.objects.visible_to(self.user).order_by()

    def act_called(self, name: str) -> BulkAct | None:
        act = next((one for one in self.list.bulk_acts if one.name == name), None)
        if act and not self.user.has_perm(act.permission):
            raise PermissionDenied
        return act

    def keys(self) -> list[Key]:
        """The rows that were ticked, those of the page, or all that match; in the order of the list."""
        given, which = self.request.GET, self.request.GET.get("rows", "ticked")
        if which == "all":
            rows = self.list.chosen_rows()
            return [Key(*found) for found in rows.values_list("pk", "version")[: MOST + 1]]
        return keys_of(given.getlist("on_page" if which == "page" else "chosen"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = request.GET.get("act", "")
        if name in FILES:
            return self.to_file(name)
        act = self.act_called(name)
        if act is None:
            return self.show(problem=NO_ACT)
        return self.ask(act, self.keys(), self.form(act, None))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        act = self.act_called(request.POST.get("act", ""))
        if act is None:
            return self.show(problem=NO_ACT)
        keys, form = keys_of(request.POST.getlist("chosen")), self.form(act, request.POST)
        if not keys or len(keys) > MOST or (form is not None and not form.is_valid()):
            return self.ask(act, keys, form)
        data = form.cleaned_data if form is not None else {}
        outcomes = carry_out(act, self.visible(), keys, by=self.user, data=data)
        done = [one for one in outcomes if one.is_done]
        return self.show(act=act, outcomes=outcomes, done=done, refused=len(outcomes) - len(done))

    def form(self, act: BulkAct, data: Any) -> forms.Form | None:
        if act.form is None:
            return None
        return act.form(data, user=self.user)

    def ask(self, act: BulkAct, keys: list[Key], form: forms.Form | None) -> HttpResponse:
        if not keys:
            return self.show(problem=NOTHING)
        if len(keys) > MOST:
            return self.show(
                problem=f"One act does at most {number(MOST)} rows. Choose less with the filters."
            )
        found = self.visible().in_bulk([key.pk for key in keys[:NAMED]])
        named = [found[key.pk] for key in keys if key.pk in found]
        self.seen(named)
        return self.show(
            act=act,
            form=form,
            count=len(keys),
            named=named,
            left_out=len(keys) - len(named),
            chosen=",".join(map(str, keys)),
        )

    def to_file(self, kind: str) -> HttpResponseBase:
        """The list's own file: of all that match, or of the rows that were chosen."""
        query = QueryDict(self.query, mutable=True)
        for name in ("page", "format", "chosen"):
            query.pop(name, None)
        query["format"] = kind
        if self.request.GET.get("rows") != "all":
            keys = self.keys()
            if not keys:
                return self.show(problem=NOTHING)
            query["chosen"] = ",".join(str(key.pk) for key in keys)
        return redirect(f"{reverse(self.list_name)}?{query.urlencode()}")

    def back_url(self) -> str:
        return f"{reverse(self.list_name)}?{self.query}"

    def breadcrumbs(self) -> Crumbs:
        return [(self.list.title_in_words(), self.back_url()), ("Several at once", "")]

    def show(self, **context: Any) -> HttpResponse:
        page = {
            "list_name": self.list_name,
            "query": self.query,
            "back_url": self.back_url(),
            "breadcrumbs": self.breadcrumbs(),
        }
        return render(self.request, self.template_name, page | context)
