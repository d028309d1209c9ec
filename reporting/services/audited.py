"""Entering what the auditors found: once for each indicator and year, and again as another version."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.calendar import FinancialYear
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.models import Indicator, IndicatorVersion
from reporting.models import AuditedFigure

ENTER = "reporting.add_auditedfigure"
MEANWHILE = "Somebody else entered this figure meanwhile. Look at it below, and enter yours again if it still differs."


def described_at_last(indicator: Indicator, year: FinancialYear) -> IndicatorVersion | None:
    """The description that holds for the year as a whole: the last one of it."""
    through = Definitions(year, indicator).through(indicator.pk)
    return next((one for one in reversed(through) if one), None)


@transaction.atomic
def enter_audited_figure(
    indicator: Indicator,
    year: FinancialYear,
    *,
    by: User,
    seen: int,
    authority: str,
    reason: str,
    value: Decimal | None = None,
    words: str = "",
) -> AuditedFigure:
    """Enter the audited figure of a year that is over. ``seen`` is the version that the person looked at; none is 0."""
    if not (by.is_national and by.has_perm(ENTER)):
        raise PermissionDenied
    if timezone.localdate() <= year.end:
        raise ValidationError(
            f"{year} runs until {date_long(year.end)}. Its figures are audited after that day."
        )
    definition = described_at_last(indicator, year)
    if definition is None:
        raise ValidationError(f"Indicator {indicator.code} was not measured in {year}.")
    if definition.is_qualitative and value is not None:
        raise ValidationError("This indicator is told in words: give the words that the auditors accepted.")
    if not definition.is_qualitative and words:
        raise ValidationError("This indicator is measured in figures: give the figure, not words.")
    # Two people entering the same figure: the second one waits here, and is then told.
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)
    held = AuditedFigure.objects.visible_to(by).filter(indicator=indicator, year=year.start_year).last()
    if (held.number if held else 0) != seen:
        raise ValidationError(MEANWHILE, code="changed")
    figure = AuditedFigure(
        indicator=indicator,
        year=year.start_year,
        number=seen + 1,
        value=value,
        words=words.strip(),
        authority=authority.strip(),
        reason=reason.strip(),
        entered_by=by,
        entered_at=timezone.now(),
    )
    if held and held.said == figure.said:
        raise ValidationError("That is the figure as it stands already. Nothing was entered.")
    figure.full_clean()
    with history.acting(by, figure.reason):
        figure.save()
    return figure
