"""What a list says of every structure as at a day: result, support, what is overdue, whether posts are held."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from partnerships.core.calendar import FinancialYear, HalfYear, MunicipalYear
from partnerships.core.states import State
from stakeholders.models.functionality import Functionality, assessed_until, latest_on, result_on
from stakeholders.models.structure import (
    LOCAL_GOVERNMENT,
    ExecutivePost,
    ExecutiveTerm,
    Structure,
    StructureKind,
)

RESULT_TONES = {
    Functionality.FUNCTIONAL: "good",
    Functionality.PARTLY: "behind",
    Functionality.NOT_FUNCTIONAL: "overdue",
}
NOT_ASSESSED = "not_assessed"
# A safety forum that a municipality hosts keeps the year of its host.
_IS_MUNICIPAL = Q(kind__family=StructureKind.Family.SAFETY, host__group__code=LOCAL_GOVERNMENT)


def result_state(result: str | None) -> State:
    """A result as it is shown; none is no result of the last twelve months."""
    if not result:
        return State("Not assessed", "none")
    found = Functionality(result)
    return State(str(found.label), RESULT_TONES[found])


def as_at(structures: QuerySet[Structure], day: date) -> QuerySet[Any]:
    """The structures with ``result``, ``score``, ``assessed_last_on``, ``needs_support``, ``is_overdue``,
    ``has_vacancy`` and ``has_lapsed_post``, in one query."""
    return structures.annotate(
        result=result_on(day),
        score=_latest(day, "score"),
        assessed_last_on=Subquery(assessed_until(day).values("assessed_on")[:1]),
        support_needed=_latest(day, "support_needed"),
        is_overdue=_overdue_on(day),
        has_vacancy=Exists(_vacant_on(day)),
        has_lapsed_post=Exists(_vacant_on(day).filter(Exists(_lapsed_by(day)))),
    ).annotate(
        # An essential question answered no always gives “not functional”, so it needs no place of its own here.
        needs_support=Case(
            When(
                Q(result__isnull=True) | Q(result=Functionality.NOT_FUNCTIONAL) | ~Q(support_needed=""),
                then=Value(True),
            ),
            default=Value(False),
            output_field=BooleanField(),
        )
    )


def _latest(day: date, field: str) -> Subquery:
    return Subquery(latest_on(day).values(field)[:1])


def _overdue_on(day: date) -> Case:
    """Not assessed in the last half-year of its own year that has ended, nor since."""
    return Case(
        When(
            _IS_MUNICIPAL & _missed(HalfYear.containing(day, MunicipalYear).previous(), day), then=Value(True)
        ),
        When(_IS_MUNICIPAL, then=Value(False)),
        When(_missed(HalfYear.containing(day, FinancialYear).previous(), day), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )


def assessment_due(day: date) -> Case:
    """The end of the half-year in which the structure was, or still is, to be assessed; null where it was.

    The half-year before that of the day comes first, as long as nothing caught up on it.
    """
    return Case(
        *_missed_halves(day, MunicipalYear, _IS_MUNICIPAL),
        When(_IS_MUNICIPAL, then=Value(None)),
        *_missed_halves(day, FinancialYear, Q()),
        default=Value(None),
        output_field=DateField(),
    )


def _missed_halves(day: date, year: type[FinancialYear | MunicipalYear], of_year: Q) -> list[When]:
    now = HalfYear.containing(day, year)
    return [When(of_year & _missed(half, day), then=Value(half.end)) for half in (now.previous(), now)]


def _missed(half: HalfYear, day: date) -> Any:
    caught_up = assessed_until(day).filter(assessed_on__gte=half.start)
    return (Q(launched_on__isnull=True) | Q(launched_on__lte=half.end)) & ~Exists(caught_up)


def _vacant_on(day: date) -> QuerySet[ExecutivePost]:
    """The posts that a complete executive of the outer structure needs and that nobody holds."""
    serving = ExecutiveTerm.objects.serving_on(day).filter(
        structure=OuterRef(OuterRef("pk")), post=OuterRef("pk")
    )
    needed = ExecutivePost.objects.needed_in(OuterRef("kind__family"), OuterRef("kind__seat"))
    return needed.filter(~Exists(serving))


def _lapsed_by(day: date) -> QuerySet[ExecutiveTerm]:
    """Terms that ran out, in the outer post of the structure outside it."""
    return ExecutiveTerm.objects.filter(
        structure=OuterRef(OuterRef("pk")), post=OuterRef("pk"), ends_on__lt=day, left_on__isnull=True
    )
