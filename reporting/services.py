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
from partnerships.core.numbers import date_long, figure
from partnerships.core.scoping import may_write_for
from partnerships.strategy.models import Indicator, Target
from partnerships.strategy.performance import Measure, needs_reason
from reporting.models import Actual


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
    not_measured_because: str = "",
    reason_for_deviation: str = "",
    corrective_action: str = "",
    documents: Iterable[UploadedFile] = (),
    captured_on: date | None = None,
) -> Actual:
    """Record the first actual of an indicator for a quarter that is over, of a province or (None) of the country.

    A percentage is formed from numerator and denominator. Blank is not zero: without a figure the reason is required.
    """
    if not by.has_perm("reporting.add_actual") or not may_write_for(by, province.pk if province else None):
        raise PermissionDenied
    captured_on = captured_on or timezone.localdate()
    _check_scope(indicator, province)
    _check_days(quarter, captured_on)
    # Two people capturing the same figure: the second one waits here, and is then told.
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)
    actual = Actual(
        indicator=indicator,
        province=province,
        year=quarter.year,
        quarter=quarter.number,
        captured_by=by,
        captured_on=captured_on,
    )
    _fill(
        actual, value, numerator, denominator, not_measured_because, reason_for_deviation, corrective_action
    )
    return _save(actual, by, documents)


@transaction.atomic
def correct_actual(
    actual: Actual,
    *,
    by: User,
    version: int,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    not_measured_because: str = "",
    reason_for_deviation: str = "",
    corrective_action: str = "",
    documents: Iterable[UploadedFile] = (),
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
    actual.version += 1
    _fill(
        actual, value, numerator, denominator, not_measured_because, reason_for_deviation, corrective_action
    )
    return _save(actual, by, documents)


def target_of(
    indicator: Indicator, province: Province | None, quarter: Quarter, *, viewer: User
) -> Decimal | None:
    """The target that an actual of this scope and quarter is compared with."""
    return (
        Target.objects.visible_to(viewer)
        .filter(indicator=indicator, province=province, year=quarter.year, quarter=quarter.number)
        .values_list("value", flat=True)
        .first()
    )


def measure(
    indicator: Indicator, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
) -> Measure | None:
    """What was typed as one measure; None when nothing was. Raises ValidationError for half a percentage."""
    if not indicator.is_percentage:
        if numerator is not None or denominator is not None:
            raise ValidationError(
                "This indicator is a number: give its value, not a numerator and a denominator."
            )
        return None if value is None else Measure(value)
    if value is not None:
        raise ValidationError(
            "This indicator is a percentage: give numerator and denominator, it is formed from them."
        )
    if numerator is None and denominator is None:
        return None
    if numerator is None:
        raise ValidationError({"numerator": "Give the numerator as well; zero is a figure."})
    if denominator is None:
        raise ValidationError({"denominator": "Give the denominator as well."})
    if denominator == 0:
        raise ValidationError(
            {
                "denominator": (
                    "A percentage cannot be formed with nothing in the denominator. "
                    "Leave both empty and say why nothing was measured."
                )
            }
        )
    return Measure.share(numerator, denominator)


def deviation_gaps(
    indicator: Indicator,
    value: Decimal | None,
    target: Decimal | None,
    *,
    reason: str,
    corrective_action: str,
) -> dict[str, str]:
    """What a figure that differs from its target, over or under, still lacks: field → sentence."""
    if value is None or target is None or not needs_reason(value, target):
        return {}
    gaps = {}
    if not reason.strip():
        said, wanted = figure(value, indicator.suffix), figure(target, indicator.suffix)
        gaps["reason_for_deviation"] = f"Give the reason: {said} differs from the target of {wanted}."
    if not corrective_action.strip():
        gaps["corrective_action"] = "Say what will be done about it, or that nothing is needed."
    return gaps


def _check_scope(indicator: Indicator, province: Province | None) -> None:
    if indicator.collected_from == Indicator.CollectedFrom.PROVINCES and province is None:
        raise ValidationError(
            "This indicator is collected from the provinces: say of which one this is the actual."
        )
    if indicator.collected_from == Indicator.CollectedFrom.NATIONAL and province is not None:
        raise ValidationError("This indicator is measured by the national Secretariat, not by a province.")


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
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    not_measured_because: str,
    reason_for_deviation: str,
    corrective_action: str,
) -> None:
    found = measure(actual.indicator, value, numerator, denominator)
    actual.value = found.value if found else None
    actual.numerator = found.numerator if found else None
    actual.denominator = found.denominator if found else None
    actual.not_measured_because = not_measured_because.strip()
    actual.reason_for_deviation = reason_for_deviation.strip()
    actual.corrective_action = corrective_action.strip()


def _save(actual: Actual, by: User, documents: Iterable[UploadedFile]) -> Actual:
    actual.full_clean()
    target = target_of(actual.indicator, actual.province, actual.period, viewer=by)
    if gaps := deviation_gaps(
        actual.indicator,
        actual.value,
        target,
        reason=actual.reason_for_deviation,
        corrective_action=actual.corrective_action,
    ):
        raise ValidationError(gaps)
    with history.acting(by):
        actual.save()
        for document in documents:
            files.store(document, record=actual, kind=Document.Kind.EVIDENCE, by=by)
    return actual
