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
from partnerships.strategy.definitions import definition_of
from partnerships.strategy.models import Indicator, IndicatorVersion, Slot, Target
from partnerships.strategy.performance import Measure, Value, needs_reason
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
    words: str = "",
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
    # Two people capturing the same figure: the second one waits here, and is then told.
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)
    definition = described_in(indicator, quarter)
    _check_scope(definition, province)
    _check_days(quarter, captured_on)
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
    words: str = "",
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
    found = measure(actual.definition, value, numerator, denominator, words)
    _fill(actual, found, not_measured_because, reason_for_deviation, corrective_action)
    return _save(actual, by, documents)


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


def measure(
    definition: IndicatorVersion,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    words: str = "",
) -> Measure | None:
    """What was typed as one measure; None when nothing was. Raises ValidationError for half a percentage."""
    if definition.is_qualitative:
        return _measure_in_words(definition, value, numerator, denominator, words.strip())
    if words.strip():
        raise ValidationError("This indicator is measured in figures: give its value, not words.")
    if not definition.is_percentage:
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


def _measure_in_words(
    definition: IndicatorVersion,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    words: str,
) -> Measure | None:
    if value is not None or numerator is not None or denominator is not None:
        raise ValidationError("This indicator is measured in words: give words, not a figure.")
    if not words:
        return None
    if definition.scale and words not in definition.scale:
        offered = ", ".join(definition.scale)
        raise ValidationError(
            {"words": f"“{words}” is not on the scale of this indicator. Choose one of: {offered}."}
        )
    return Measure(words)


def deviation_gaps(
    definition: IndicatorVersion,
    value: Value | None,
    target: Value | None,
    *,
    reason: str,
    corrective_action: str,
) -> dict[str, str]:
    """What a figure that differs from its target, over or under, still lacks: field → sentence."""
    if value is None or target is None or not needs_reason(value, target, definition.scale):
        return {}
    gaps = {}
    if not reason.strip():
        said, wanted = in_words(definition, value), in_words(definition, target)
        gaps["reason_for_deviation"] = f"Give the reason: {said} differs from the target of {wanted}."
    if not corrective_action.strip():
        gaps["corrective_action"] = "Say what will be done about it, or that nothing is needed."
    return gaps


def in_words(definition: IndicatorVersion, value: Value) -> str:
    """“80 %”, or the words of a qualitative indicator in quotation marks."""
    return f"“{value}”" if isinstance(value, str) else figure(value, definition.suffix)


def _check_scope(definition: IndicatorVersion, province: Province | None) -> None:
    if definition.by_provinces and province is None:
        raise ValidationError(
            "This indicator is collected from the provinces: say of which one this is the actual."
        )
    if not definition.by_provinces and province is not None:
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


def _save(actual: Actual, by: User, documents: Iterable[UploadedFile]) -> Actual:
    actual.full_clean()
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
        for document in documents:
            files.store(document, record=actual, kind=Document.Kind.EVIDENCE, by=by)
    return actual
