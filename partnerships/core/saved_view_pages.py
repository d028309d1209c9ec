"""Pages of saved views: all that one is offered, keeping a new one, renaming, sharing and removing an own one."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, path, resolve, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partnerships.core.models import SavedView, User
from partnerships.core.saved_views import keep_view, kept
from partnerships.core.views import Crumbs, ScopedListView, put_on


class SavedViewForm(forms.ModelForm):
    """The name of a view, and who else is offered it: the office of its owner, or nobody."""

    class Meta:
        model = SavedView
        fields = ("name", "shared_with")
        labels = {"name": "Name", "shared_with": "Who is offered this view"}
        help_texts = {
            "shared_with": "Everybody sees in it only the records that they may see.",
        }
        widgets = {"shared_with": forms.RadioSelect}

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        sharing = SavedView.Sharing
        office = sharing.UNIT if user.is_national else sharing.PROVINCE
        label = sharing.UNIT.label if user.is_national else f"My province, {user.province}"
        cast("Any", self.fields["shared_with"]).choices = [
            (sharing.PRIVATE, sharing.PRIVATE.label),
            (office, label),
        ]

    def _get_validation_exclusions(self) -> set[str]:
        # The name must be free among the own views of this list, which the form does not ask for.
        return super()._get_validation_exclusions() - {"owner", "list_name"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        """The rules of the record are asked when it is kept."""


def list_of(name: str) -> type[ScopedListView] | None:
    """The list that an address name stands for; None when there is no such list."""
    try:
        view = getattr(resolve(reverse(name)).func, "view_class", None)
    except NoReverseMatch:
        return None
    return view if isinstance(view, type) and issubclass(view, ScopedListView) else None


def title_of(list_name: str) -> str:
    found = list_of(list_name)
    return found.title_in_words() if found else "A list that is no longer kept"


def _crumbs(title: str) -> Crumbs:
    return [("Saved views", reverse("saved_views")), (title, "")]


@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    """Everything this person is offered, the own ones with their acts."""
    user = cast("User", request.user)
    offered = SavedView.objects.offered_to(user).select_related("owner", "province")
    rows = [
        (view, title_of(view.list_name), f"{reverse(view.list_name)}?{view.query}", view.owner_id == user.pk)
        for view in offered.order_by("list_name", "name", "pk")
        if list_of(view.list_name)
    ]
    return render(request, "core/saved_views.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """Keep the list at ``?list=stakeholders:list&query=province=3`` under a name."""
    user = cast("User", request.user)
    name, query = request.GET.get("list", ""), kept(QueryDict(request.GET.get("query", "")))
    found = list_of(name)
    if found is None:
        raise Http404
    needed = found.permission_required
    if needed and not user.has_perm(needed):
        raise PermissionDenied
    view = SavedView(list_name=name, query=query, owner=user)
    return _form(request, view, "Save this view", f"{reverse(name)}?{query}")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    view = get_object_or_404(SavedView, owner=request.user, pk=pk)
    return _form(request, view, "Rename or share a view", reverse("saved_views"))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, owner=request.user, pk=pk)
    view.delete()
    messages.success(request, f"The view “{view.name}” is removed. The records it showed are untouched.")
    return redirect("saved_views")


def _form(request: HttpRequest, view: SavedView, title: str, back: str) -> HttpResponseBase:
    user = cast("User", request.user)
    form = SavedViewForm(request.POST or None, instance=view, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            keep_view(view, by=user, **form.cleaned_data)
        except ValidationError as error:
            put_on(form, error)
        else:
            messages.success(request, f"The view “{view.name}” is saved.")
            return redirect(f"{reverse(view.list_name)}?{view.query}")
    context = {
        "form": form,
        "title": title,
        "view_name": title_of(view.list_name),
        "saved": view if view.pk else None,
        "back": back,
        "breadcrumbs": _crumbs(title),
    }
    return render(request, "core/saved_view_form.html", context)


urlpatterns = [
    path("saved-views/", saved_views, name="saved_views"),
    path("saved-views/add/", add, name="saved_view_add"),
    path("saved-views/<int:pk>/edit/", edit, name="saved_view_edit"),
    path("saved-views/<int:pk>/remove/", remove, name="saved_view_remove"),
]
