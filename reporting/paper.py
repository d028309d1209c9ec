"""The forms of actuals on paper."""

from __future__ import annotations

from partnerships.core.models import User
from partnerships.core.paper import PaperForm
from partnerships.strategy.models import IndicatorVersion
from reporting.forms import ActualForm
from reporting.models import Actual


def _actual(unit: str) -> ActualForm:
    return ActualForm(
        user=User(sphere=User.Sphere.NATIONAL),
        target=None,
        instance=Actual(definition=IndicatorVersion(unit=unit)),
    )


PAPER_FORMS = (
    PaperForm(
        "actual",
        "Actual of an indicator (number)",
        "reporting:actuals_to_capture",
        "reporting.add_actual",
        lambda user: _actual(IndicatorVersion.Unit.NUMBER),
        asks=("Indicator", "Quarter and province"),
    ),
    PaperForm(
        "actual-percentage",
        "Actual of an indicator (percentage)",
        "reporting:actuals_to_capture",
        "reporting.add_actual",
        lambda user: _actual(IndicatorVersion.Unit.PERCENTAGE),
        asks=("Indicator", "Quarter and province"),
    ),
    PaperForm(
        "actual-words",
        "Actual of an indicator (words)",
        "reporting:actuals_to_capture",
        "reporting.add_actual",
        lambda user: _actual(IndicatorVersion.Unit.QUALITATIVE),
        asks=("Indicator", "Quarter and province"),
    ),
)
