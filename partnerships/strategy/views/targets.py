"""Pages of the targets: the table of a year, and proposing changes of it by form or workbook."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from partnerships.core.calendar import FIRST_YEAR, LAST_YEAR, FinancialYear
from partnerships.core.files_field import take_files
from partnerships.core.models import Province, User
from partnerships.core.scoping import sees_in_full
from partnerships.core.views import (
    XLSX,
    Crumbs,
    ScopedActView,
    put_on,
)
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.forms.targets import ProposalForm, TargetsForm, WorkbookForm
from partnerships.strategy.models import Indicator, Slot, TargetChangeSet
from partnerships.strategy.services import (
    Place,
    propose_targets,
    standing_targets,
)
from partnerships.strategy.target_table import Targets, provinces_against_country, quarters_against_year
from partnerships.strategy.workbook import Cell, Difference, read_table, write_table

SALT = "targets of a workbook"


def year_of(kwargs: dict[str, Any]) -> FinancialYear:
    if not FIRST_YEAR <= kwargs["year"] <= LAST_YEAR:
        raise Http404
    return FinancialYear(kwargs["year"])


def target_crumbs(*more: tuple[str, str]) -> Crumbs:
    present = FinancialYear.containing(timezone.localdate()).start_year
    return [("Targets", reverse("strategy:target_table", args=[present]) if more else ""), *more]


# The table of a year


@require_safe
@permission_required("strategy.view_target", raise_exception=True)
def target_table(request: HttpRequest, year: int) -> HttpResponse:
    """Every indicator with the targets of one scope; nationally with what does not add up. ``?scope=GP`` chooses."""
    financial_year = year_of({"year": year})
    user: Any = request.user
    provinces = list(Province.objects.all())
    seen = [province for province in provinces if sees_in_full(user, province.pk)]
    asked = request.GET.get("scope", "")
    scope = next((province for province in seen if province.code == asked), None)
    definitions = Definitions(financial_year)
    targets = Targets(financial_year, viewer=user)
    rows = [
        _table_row(definition, scope, definitions, targets, provinces if len(seen) == len(provinces) else [])
        for definition in definitions.of_year()
        if scope is None or definition.by_provinces
    ]
    waiting = TargetChangeSet.objects.visible_to(user).filter(year=year, status="proposed")
    context = {
        "year": financial_year,
        "years": [FinancialYear(financial_year.start_year + step) for step in (-1, 1)],
        "slots": list(Slot),
        "scope": scope,
        "provinces": seen,
        "rows": rows,
        "waiting": waiting.count(),
    }
    return render(request, "strategy/target_table.html", context)


def _table_row(
    definition: Any,
    scope: Province | None,
    definitions: Definitions,
    targets: Targets,
    provinces: Sequence[Province],
) -> dict[str, Any]:
    pk = scope.pk if scope else None
    through = definitions.through(definition.indicator_id)
    checks = [quarters_against_year(targets, through, pk, str(scope or "National"))]
    if scope is None and definition.by_provinces:
        checks += provinces_against_country(targets, through, provinces)
    return {
        "definition": definition,
        "values": [targets.value(definition.indicator_id, pk, slot) for slot in Slot],
        "checks": [check for check in checks if check and not check.adds_up],
    }


@require_safe
@permission_required("strategy.add_targetchangeset", raise_exception=True)
def target_workbook(request: HttpRequest, year: int) -> HttpResponse:
    """The whole table of a year to work on without a connection."""
    user, financial_year = _national(request), year_of({"year": year})
    content = write_table(
        financial_year,
        Definitions(financial_year),
        list(Province.objects.all()),
        standing_targets(financial_year.start_year, viewer=user),
    )
    name = f"targets-{str(financial_year).replace('/', '-')}.xlsx"
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _national(request: HttpRequest) -> User:
    """Targets of all provinces are proposed together, so only a national person can."""
    user: User = request.user  # type: ignore[assignment]
    if not user.is_national:
        raise PermissionDenied
    return user


@permission_required("strategy.add_targetchangeset", raise_exception=True)
def target_upload(request: HttpRequest, year: int) -> HttpResponse:
    """A workbook is read and shown as a difference; what it changes is proposed from the same page, or not at all."""
    user, financial_year = _national(request), year_of({"year": year})
    form, proposal, difference = WorkbookForm(), None, None
    if "changes" in request.POST:
        proposal = take_files(ProposalForm(request.POST, request.FILES), by=user)
        changes = _unsealed(request.POST["changes"], financial_year)
        if changes is None:
            messages.error(request, "The difference is no longer known. Send the workbook again.")
            return redirect(request.path)
        if proposal.is_valid():
            try:
                found = propose_targets(by=user, year=financial_year, values=changes, **proposal.proposal())
            except ValidationError as error:
                put_on(proposal, error)
            else:
                return _proposed(request, found, financial_year)
        difference = _of_changes(changes, financial_year, user)
    elif request.method == "POST":
        form = WorkbookForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                difference = _read(form.cleaned_data["workbook"], financial_year, user)
            except ValidationError as error:
                form.add_error("workbook", error)
    if difference and difference.changes and proposal is None:
        proposal = ProposalForm()
    context = {
        "year": financial_year,
        "form": form,
        "proposal": proposal,
        "difference": difference,
        "changes": _sealed(difference.changes, financial_year) if difference and difference.changes else "",
        "breadcrumbs": target_crumbs(
            (str(financial_year), reverse("strategy:target_table", args=[year])), ("Upload a workbook", "")
        ),
    }
    return render(request, "strategy/target_upload.html", context)


def _read(file: Any, year: FinancialYear, user: User) -> Difference:
    return read_table(
        file,
        file.name,
        year,
        Definitions(year),
        list(Province.objects.all()),
        standing_targets(year.start_year, viewer=user),
    )


def _sealed(changes: dict[Place, Any], year: FinancialYear) -> str:
    """What was shown, signed: it travels through the page, and comes back as it went."""
    lines = [
        [place.indicator, place.province, place.slot, value if isinstance(value, str) else [str(value)]]
        for place, value in changes.items()
    ]
    return signing.dumps({"year": year.start_year, "lines": lines}, salt=SALT, compress=True)


def _unsealed(text: str, year: FinancialYear) -> dict[Place, Any] | None:
    try:
        held = signing.loads(text, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return None
    if held["year"] != year.start_year:
        return None
    return {
        Place(indicator, province, slot): Decimal(value[0]) if isinstance(value, list) else value
        for indicator, province, slot, value in held["lines"]
    }


def _of_changes(changes: dict[Place, Any], year: FinancialYear, user: User) -> Difference:
    """The same difference again, from what travelled through the page."""
    standing = standing_targets(year.start_year, viewer=user)
    codes = dict(
        Indicator.objects.filter(pk__in={place.indicator for place in changes}).values_list("pk", "code")
    )
    names = {province.pk: str(province) for province in Province.objects.all()}
    cells = [
        Cell(
            f"{codes.get(place.indicator, '')}, {names.get(place.province or 0, 'National')}",
            Slot(place.slot).label,
            standing.get(place),
            value,
        )
        for place, value in changes.items()
    ]
    return Difference(changes=changes, cells=cells)


def _proposed(request: HttpRequest, found: TargetChangeSet | None, year: FinancialYear) -> HttpResponse:
    if found is None:
        messages.info(request, "Nothing was proposed: the targets are as they were.")
        return redirect("strategy:target_table", year.start_year)
    messages.success(request, "Proposed. Nothing counts before somebody else approves it.")
    return redirect(found)


# One indicator


class TargetsView(ScopedActView):
    """Propose the targets of one indicator for a financial year, national and per province."""

    queryset = Indicator.objects.described().select_related("thrust__focus_area")
    form_class = TargetsForm
    permission_required = "strategy.add_targetchangeset"
    template_name = "strategy/targets_form.html"
    submit_label = "Propose these targets"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.year = year_of(kwargs)

    def has_permission(self) -> bool:
        return super().has_permission() and self.user.is_national

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Targets {self.year}"

    @cached_property
    def definitions(self) -> Definitions:
        return Definitions(self.year, self.object)

    @cached_property
    def provinces(self) -> list[Province]:
        return list(Province.objects.all())

    def get_form_kwargs(self) -> dict[str, Any]:
        standing = standing_targets(self.year.start_year, viewer=self.user)
        return super().get_form_kwargs() | {
            "indicator": self.object,
            "definitions": self.definitions,
            "provinces": self.provinces,
            "standing": {
                place: value for place, value in standing.items() if place.indicator == self.object.pk
            },
        }

    def act(self, form: TargetsForm) -> None:
        self.proposed = propose_targets(by=self.user, year=self.year, values=form.values(), **form.proposal())

    def saved_message(self) -> str:
        if self.proposed is None:
            return "Nothing was proposed: the targets are as they were."
        return "Proposed. Nothing counts before somebody else approves it."

    def get_success_url(self) -> str:
        if found := getattr(self, "proposed", None):
            return found.get_absolute_url()
        return f"{self.object.get_absolute_url()}?year={self.year.start_year}"

    def breadcrumbs(self) -> Crumbs:
        return [
            ("Indicators", reverse("strategy:indicators")),
            (f"Indicator {self.object.code}", self.object.get_absolute_url()),
            (self.title, ""),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        through = self.definitions.through(self.object.pk)
        targets = Targets(self.year, viewer=self.user, indicator=self.object)
        checks = [quarters_against_year(targets, through, None, "National")]
        checks += [
            quarters_against_year(targets, through, province.pk, str(province)) for province in self.provinces
        ]
        return super().get_context_data(
            indicator=self.object,
            definition=through[-1],
            year=self.year,
            slots=list(Slot),
            breaks=self.definitions.breaks(self.object.pk),
            checks=[*provinces_against_country(targets, through, self.provinces), *filter(None, checks)],
            **kwargs,
        )
