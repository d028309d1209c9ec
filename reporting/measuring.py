"""What was typed as one measure, and what a figure that differs from its target still lacks."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError

from partnerships.core.numbers import figure
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import Measure, Value, needs_reason


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
