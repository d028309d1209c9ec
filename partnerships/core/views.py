"""The page kinds of this application. A page that fits none of them is a plain function."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import CreateView, DetailView, FormView, UpdateView
from django.views.generic.detail import SingleObjectMixin
from django_filters.views import FilterView

from partnerships.core import paper
from partnerships.core.bulk import Bar, BulkAct, numbers_of
from partnerships.core.exports import Column, to_csv, write_xlsx
from partnerships.core.files_field import take_files
from partnerships.core.forms import ReasonForm
from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.core.models import ListExport, User
from partnerships.core.paging import RowsOfOnePage
from partnerships.core.saved_views import LONGEST_QUERY, views_bar

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Breadcrumbs: (label, address); the last one, the page itself, has no address.
Crumbs = list[tuple[str, str]]


class ScopedMixin(PermissionRequiredMixin):
    """Needs a permission, and looks only at the records its user may see."""

    request: HttpRequest
    permission_required: str

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def get_queryset(self) -> Any:
        return super().get_queryset().visible_to(self.user)  # type: ignore[misc]

    def breadcrumbs(self) -> Crumbs:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(breadcrumbs=self.breadcrumbs(), **kwargs)  # type: ignore[misc]


def put_on(form: Any, error: ValidationError) -> None:
    """Show what a service refused: at the field it names where the form has it, otherwise above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, ValidationError(error.messages))
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class SavingMixin:
    """Calls ``save``; what a service refuses comes back on the form, with everything typed and sent still there."""

    user: User

    def get_form(self, form_class: Any = None) -> Any:
        return take_files(super().get_form(form_class), by=self.user)  # type: ignore[misc]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}  # type: ignore[misc]

    def save(self, form: Any) -> Any:
        """Store the form. A page whose saving is a business act calls its service instead."""
        return form.save()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.object = self.save(form)
        except ValidationError as error:
            put_on(form, error)
            return self.form_invalid(form)  # type: ignore[attr-defined]
        # What was filled in by hand first is found again by the number of its sheet.
        paper.link(self.request.GET.get("sheet", ""), self.object)  # type: ignore[attr-defined]
        if message := self.saved_message():
            messages.success(self.request, message)  # type: ignore[attr-defined]
        return redirect(self.get_success_url())  # type: ignore[attr-defined]

    def saved_message(self) -> str:
        return "Saved."


class EditableMixin(SavingMixin, ScopedMixin):
    """The same for pages that write: only the records its user may change."""

    def get_queryset(self) -> Any:
        return super(ScopedMixin, self).get_queryset().editable_by(self.user)  # type: ignore[misc]


class ScopedListView(ScopedMixin, FilterView):
    """A filtered, sorted, paged list. ``?format=csv|xlsx`` gives exactly the rows that the filters show, and notes it.

    A list with ``bulk_acts`` names the page on which they are done; its rows carry check boxes.
    """

    paginate_by = 25
    template_name_suffix = "_list"
    export_columns: Sequence[Column] = ()
    export_name = ""
    # What the list is called elsewhere; otherwise the name of its file says it.
    list_title: ClassVar[str] = ""
    bulk_acts: ClassVar[Sequence[BulkAct]] = ()
    bulk_url_name: ClassVar[str] = ""

    @classmethod
    def title_in_words(cls) -> str:
        return cls.list_title or cls.export_name.replace("-", " ").capitalize()

    @property
    def list_name(self) -> str:
        """The name of the list's address: stakeholders:list."""
        match = getattr(self.request, "resolver_match", None)
        return match.view_name if match else ""

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator = RowsOfOnePage(queryset, page_size, shown=self.get_queryset())
        if (count := self.known_count()) is not None:
            paginator.count = count
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))
        return paginator, page, page.object_list, page.has_other_pages()

    def known_count(self) -> int | None:
        """How many rows are chosen, where the page works that out anyway; otherwise they are counted."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bar = views_bar(self.list_name, self.user, self.request.GET)
        return super().get_context_data(views_bar=bar, bulk=self.bulk_bar(), **kwargs)

    def bulk_bar(self) -> Bar | None:
        """The acts on several rows that this person has the rights for; files are offered with them."""
        if not self.bulk_url_name:
            return None
        acts = [(act.name, act.label) for act in self.bulk_acts if self.user.has_perm(act.permission)]
        if self.may_export():
            acts += [("csv", "CSV file"), ("xlsx", "Excel file")]
        if not acts:
            return None
        return Bar(reverse(self.bulk_url_name), self.list_name, self.request.GET.urlencode(), acts)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.export_columns and request.GET.get("format") in {"csv", "xlsx"}:
            return self.export(request.GET["format"])
        return super().get(request, *args, **kwargs)

    def may_export(self) -> bool:
        """Whoever may see a list may take it out, where the list says nothing else."""
        return bool(self.export_columns)

    def chosen_rows(self) -> Any:
        """The rows that the filters show; none where a filter is wrong. ``?chosen=12,15`` takes these of them alone."""
        filterset = self.get_filterset(self.get_filterset_class())
        # An address without any choice is an unbound form, which is not wrong.
        if filterset.is_bound and not filterset.is_valid():
            return filterset.queryset.none()
        if "chosen" in self.request.GET:
            return filterset.qs.filter(pk__in=numbers_of(self.request.GET["chosen"]))
        return filterset.qs

    def export(self, kind: str) -> HttpResponseBase:
        if not self.may_export():
            raise PermissionDenied
        rows = self.chosen_rows()
        self.exported(rows)
        ListExport.objects.create(
            list_name=self.list_name,
            query=self.request.GET.urlencode()[:LONGEST_QUERY],
            format=kind,
            rows=rows.count(),
            exported_by=self.user,
        )
        name = f"{self.export_name}-{timezone.localdate():%Y-%m-%d}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        rows = rows.iterator(chunk_size=2000)
        if kind == "csv":
            body = to_csv(rows, self.export_columns)
            return StreamingHttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)
        # On the disk and from there to the reader: a long list is never held in memory as a whole.
        file = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it once it was read
        write_xlsx(file, self.export_name, rows, self.export_columns)
        file.seek(0)
        return FileResponse(file, content_type=XLSX, headers=headers)

    def exported(self, rows: Any) -> None:
        """Hook for lists whose export is noted in a log of its own too."""


class ScopedDetailView(ScopedMixin, DetailView):
    pass


class ScopedCreateView(EditableMixin, CreateView):
    pass


class ScopedUpdateView(EditableMixin, UpdateView):
    pass


class ScopedChildCreateView(EditableMixin, CreateView):
    """Adds to a parent record that its user may change: ``parent_queryset``, ``parent_field``."""

    parent_queryset: Any
    parent_field: str

    def get_queryset(self) -> Any:
        return self.model._default_manager.none()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            if not self.has_permission():
                return self.handle_no_permission()
            parents = self.parent_queryset.all().editable_by(request.user)
            self.parent = get_object_or_404(parents, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if kwargs.get("instance") is None:
            kwargs["instance"] = self.model(**{self.parent_field: self.parent})
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parent=self.parent, **kwargs)

    def get_success_url(self) -> str:
        return self.parent.get_absolute_url()


class ScopedActView(EditableMixin, SingleObjectMixin, FormView):
    """A business act on one record: a plain form, and ``act`` calls the service.

    ``blockers`` says in words why the act is not possible now; the page then shows them in place of the form.
    """

    template_name = "core/act_form.html"
    title: str
    submit_label = "Save"
    danger = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            if not self.has_permission():
                return self.handle_no_permission()
            self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["user"]
        return kwargs

    def act(self, form: Any) -> Any:
        raise NotImplementedError

    def save(self, form: Any) -> Any:
        self.act(form)
        return self.object

    def form_invalid(self, form: Any) -> HttpResponse:
        # A refused act may have touched the record in memory: the page shows what is stored.
        self.object = self.get_object()
        return super().form_invalid(form)

    def blockers(self) -> list[str]:
        return []

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title,
            submit_label=self.submit_label,
            danger=self.danger,
            blockers=self.blockers(),
            cancel_url=self.get_success_url(),
            **kwargs,
        )


class TransitionView(EditableMixin, FormView):
    """One move of a life cycle. A move that needs a reason shows a page; what stops it is said in words."""

    http_method_names = ["get", "post"]
    template_name = "core/transition_form.html"
    form_class = ReasonForm
    lifecycle: Lifecycle
    queryset: Any

    def get_queryset(self) -> Any:
        return self.queryset.all().editable_by(self.user)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["transition"] not in self.lifecycle.transitions:
            raise Http404
        self.transition: Transition = self.lifecycle.transitions[kwargs["transition"]]
        if self.transition.is_internal or self.transition.page:
            raise Http404
        self.permission_required = self.transition.permission

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            if not self.has_permission():
                return self.handle_no_permission()
            self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["user"]
        return kwargs

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["note"].required = self.transition.needs_reason
        return form

    def save(self, form: Any) -> Any:
        self.move(form.cleaned_data["note"])
        return self.object

    def move(self, note: str) -> None:
        """Make the move. A move that is part of a larger act calls its service instead."""
        self.lifecycle.apply(self.object, self.transition.name, by=self.user, note=note)

    def saved_message(self) -> str:
        return f"{self.transition.label}: recorded."

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            object=self.object,
            transition=self.transition,
            blockers=self.transition.blockers(self.object, self.user),
            **kwargs,
        )
