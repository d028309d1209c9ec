"""The page of files taken out of lists: national users see everybody's, others their own."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import django_filters
from django.urls import path, reverse

from partnerships.core.exports import OTHER_FILES
from partnerships.core.forms import DateInput
from partnerships.core.listing import ListFilterSet, ReferenceFilter, SortFilter
from partnerships.core.models import ListExport, User
from partnerships.core.saved_view_pages import list_of, title_of
from partnerships.core.views import ScopedListView

FORMATS = {"csv": "CSV", "xlsx": "Excel", "pdf": "PDF", "docx": "Word", "html": "HTML", "zip": "ZIP"}


class PersonFilter(ReferenceFilter):
    """Whoever took out a file that the reader sees in this list."""

    def offered(self) -> Any:
        seen = ListExport.objects.visible_to(self.parent.request.user)
        return self.queryset.filter(pk__in=seen.order_by().values("exported_by"))


class ExportFilter(ListFilterSet):
    exported_by = PersonFilter(queryset=User.objects.all(), place="name", label="By whom")
    kind = django_filters.ChoiceFilter(field_name="format", choices=[*FORMATS.items()], label="Format")
    exported_on_after = django_filters.DateFilter(
        field_name="exported_at__date", lookup_expr="gte", widget=DateInput(), label="From"
    )
    exported_on_before = django_filters.DateFilter(
        field_name="exported_at__date", lookup_expr="lte", widget=DateInput(), label="To"
    )
    sort = SortFilter(
        fields=[("exported_at", "exported_at"), ("rows", "rows"), ("exported_by__name", "exported_by")]
    )


class ExportListView(ScopedListView):
    """Who took out which list, when, how chosen and how many rows."""

    queryset = ListExport.objects.select_related("exported_by__province")
    filterset_class = ExportFilter
    permission_required = ()  # type: ignore[assignment]  # everybody may look at what they took out themselves
    template_name = "core/export_list.html"
    list_title = "Files taken out"
    extra_context = {"default_sort": "-exported_at"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [(one, *_where(one), FORMATS.get(one.format, one.format)) for one in context["object_list"]]
        return context | {"rows": rows}


def _where(export: ListExport) -> tuple[str, str]:
    """The list in words, and its address as it was chosen."""
    if export.list_name in OTHER_FILES:
        said = dict(parse_qsl(export.query))
        if "of" in said:  # one file of one record, for somebody
            return f"{OTHER_FILES[export.list_name]} {said['of']}, for {said.get('for', '')}", ""
        return OTHER_FILES[export.list_name], reverse(export.list_name)
    if list_of(export.list_name) is None:
        return title_of(export.list_name), ""
    # The file itself would be made anew, and noted: the link leads to the page.
    query = "&".join(part for part in export.query.split("&") if not part.startswith(("format=", "chosen=")))
    return title_of(export.list_name), f"{reverse(export.list_name)}?{query}"


urlpatterns = [path("exports/", ExportListView.as_view(), name="exports")]
