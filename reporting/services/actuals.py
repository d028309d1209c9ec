"""Capturing what was measured, and correcting it: each act atomic, within right and scope, with its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from partnerships.core import files, history
from partnerships.core.calendar import Quarter
from partnerships.core.models import Document, Province, User
from partnerships.core.numbers import date_long
from partnerships.core.scoping import may_write_for
from partnerships.strategy.definitions import definition_of
from partnerships.strategy.models import Indicator, IndicatorVersion, Slot, Target
from partnerships.strategy.performance import Measure, Value
from reporting.measuring import deviation_gaps, measure
from reporting.models import Actual, ProvincialReturn, ReturnLine
from reporting.opening import against_capturing, against_writing, period_of
from reporting.services.categories import Categories, Given


@transaction.atomic
def capture_actual(
    *,
    by: User,
    indicator: Indicator,
    province: Province | None,
    quarter: Quarter,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    words: str = "",
    not_measured_because: str = "",
    reason_for_deviation: str = "",
    corrective_action: str = "",
    documents: Iterable[UploadedFile] = (),
    categories: Given = (),
    captured_on: date | None = None,
) -> Actual:
    """Record the first actual of an indicator for a quarter that is over, of a province or (None) of the country.

    A percentage is formed from numerator and denominator. Blank is not zero: without a figure the reason is required.
    ``categories``: what of it falls to each.
    """
    if not by.has_perm("reporting.add_actual") or not may_write_for(by, province.pk if province else None):
        raise PermissionDenied
    captured_on = captured_on or timezone.localdate()
    # Two people capturing the same figure: the second one waits here, and is then told.
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)
    definition = described_in(indicator, quarter)
    _check_scope(definition, province)
    _check_days(quarter, captured_on)
    line = _place_of(definition, province, quarter, captured_on)
    actual = Actual(
        indicator=indicator,
        definition=definition,
        province=province,
        year=quarter.year,
        quarter=quarter.number,
        captured_by=by,
        captured_on=captured_on,
    )
    found = measure(actual.definition, value, numerator, denominator, words)
    _fill(actual, found, not_measured_because, reason_for_deviation, corrective_action)
    _save(actual, by, documents, categories)
    if line is not None:
        line.actual, line.saved_by, line.saved_at = actual, by, timezone.now()
        line.version += 1
        with history.acting(by):
            line.save()
    return actual


@transaction.atomic
def correct_actual(
    actual: Actual,
    *,
    by: User,
    version: int,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    words: str = "",
    not_measured_because: str = "",
    reason_for_deviation: str = "",
    corrective_action: str = "",
    documents: Iterable[UploadedFile] = (),
    categories: Given = (),
) -> Actual:
    """Replace the figures of an actual and add evidence; who captured it first, and when, stays as it was.

    ``version`` is the one that the person saw: a save on top of somebody else's is refused.
    """
    if not by.has_perm("reporting.change_actual"):
        raise PermissionDenied
    rows = Actual.objects.editable_by(by).select_for_update(of=("self",))
    try:
        actual.refresh_from_db(from_queryset=rows)
    except Actual.DoesNotExist:
        raise PermissionDenied from None
    if actual.version != version:
        raise ValidationError(
            "Somebody else saved this actual in the meantime. Reload the page and correct it again."
        )
    _check_open(actual)
    actual.version += 1
    found = measure(actual.definition, value, numerator, denominator, words)
    _fill(actual, found, not_measured_because, reason_for_deviation, corrective_action)
    _save(actual, by, documents, categories)
    # Whoever has its line open in a return is told, as if the line had been saved.
    line = ReturnLine._base_manager.filter(actual=actual).first()
    if line is not None:
        line.saved_by, line.saved_at = by, timezone.now()
        line.version += 1
        with history.acting(by):
            line.save()
    return actual


def described_in(indicator: Indicator, quarter: Quarter) -> IndicatorVersion:
    """The description that an actual of that quarter is measured by. Raises ValidationError where none holds."""
    if (definition := definition_of(indicator, quarter)) is None:
        raise ValidationError(
            f"Indicator {indicator.code} has no approved description that is in use in {quarter}, so nothing is "
            "measured then."
        )
    return definition


def target_of(
    indicator: Indicator, province: Province | None, quarter: Quarter, *, viewer: User
) -> Value | None:
    """The target that an actual of this scope and quarter is compared with."""
    found = (
        Target.objects.visible_to(viewer)
        .filter(indicator=indicator, province=province, year=quarter.year, slot=Slot.of(quarter.number))
        .values_list("value", "words")
        .first()
    )
    return (found[1] or found[0]) if found else None


def _check_scope(definition: IndicatorVersion, province: Province | None) -> None:
    if definition.by_provinces and province is None:
        raise ValidationError(
            "This indicator is collected from the provinces: say of which one this is the actual."
        )
    if not definition.by_provinces and province is not None:
        raise ValidationError("This indicator is measured by the national Secretariat, not by a province.")


def _place_of(
    definition: IndicatorVersion, province: Province | None, quarter: Quarter, day: date
) -> ReturnLine | None:
    """The line of the province's return in which the figure stands; None where no return is asked.

    Raises ValidationError where the reporting calendar takes no figure on that day.
    """
    period = period_of(quarter, province.pk if province else None)
    if period is None:
        return None
    if province is None:
        if against := against_capturing(period, day):
            raise ValidationError(against)
        return None
    found = ProvincialReturn._base_manager.filter(period=period).select_related("period__province").first()
    if found is None:
        raise ValidationError(
            f"{province} gives this figure in its return of {quarter}: begin that one first."
        )
    if against := against_writing(found, day):
        raise ValidationError(against)
    line: ReturnLine | None = found.lines.filter(definition=definition).select_for_update().first()
    if line is None:
        raise ValidationError(
            f"Indicator {definition.code} is no line of the return of {province} for {quarter}: when it was begun, "
            "no target asked for it."
        )
    return line


def _check_open(actual: Actual) -> None:
    """An actual is corrected while its return, or nationally its period, is open."""
    period, today = period_of(actual.period, actual.province_id), timezone.localdate()
    if period is None:
        return
    found = ProvincialReturn._base_manager.filter(period=period).select_related("period__province").first()
    against = against_writing(found, today) if found else against_capturing(period, today)
    if against:
        raise ValidationError(against)


def _check_days(quarter: Quarter, captured_on: date) -> None:
    if captured_on > timezone.localdate():
        raise ValidationError(
            f"{date_long(captured_on)} lies in the future: give the day on which the actual was captured."
        )
    if not quarter.is_closed_on(captured_on):
        raise ValidationError(
            f"{quarter} ends on {date_long(quarter.end)}. Its actuals are captured when the quarter is over."
        )


def _fill(
    actual: Actual,
    found: Measure | None,
    not_measured_because: str,
    reason_for_deviation: str,
    corrective_action: str,
) -> None:
    is_words = found is not None and isinstance(found.value, str)
    actual.words = str(found.value) if found and is_words else ""
    actual.value = found.value if found and isinstance(found.value, Decimal) else None
    actual.numerator = found.numerator if found else None
    actual.denominator = found.denominator if found else None
    actual.not_measured_because = not_measured_because.strip()
    actual.reason_for_deviation = reason_for_deviation.strip()
    actual.corrective_action = corrective_action.strip()


def _save(actual: Actual, by: User, documents: Iterable[UploadedFile], given: Given) -> Actual:
    actual.full_clean()
    categories = Categories()
    categories.read([actual.definition_id] if given else [], [actual.pk] if actual.pk else [])
    if against := categories.against(actual, given):
        raise ValidationError(against)
    target = target_of(actual.indicator, actual.province, actual.period, viewer=by)
    if gaps := deviation_gaps(
        actual.definition,
        actual.measured,
        target,
        reason=actual.reason_for_deviation,
        corrective_action=actual.corrective_action,
    ):
        raise ValidationError(gaps)
    with history.acting(by):
        actual.save()
        categories.write([(actual, given)])
        for document in documents:
            files.store(document, record=actual, kind=Document.Kind.EVIDENCE, by=by)
    return actual
