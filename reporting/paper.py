"""The forms of actuals on paper."""

from __future__ import annotations

from partnerships.core.models import User
from partnerships.core.paper import PaperForm
from partnerships.strategy.models import Indicator
from reporting.forms import ActualForm
from reporting.models import Actual


def _actual(unit: str) -> ActualForm:
    return ActualForm(
        user=User(sphere=User.Sphere.NATIONAL), target=None, instance=Actual(indicator=Indicator(unit=unit))
    )


PAPER_FORMS = (
    PaperForm(
        "actual",
        "Actual of an indicator (number)",
        "reporting:actuals_to_capture",
        "reporting.add_actual",
        lambda user: _actual(Indicator.Unit.NUMBER),
        asks=("Indicator", "Quarter and province"),
    ),
    PaperForm(
        "actual-percentage",
        "Actual of an indicator (percentage)",
        "reporting:actuals_to_capture",
        "reporting.add_actual",
        lambda user: _actual(Indicator.Unit.PERCENTAGE),
        asks=("Indicator", "Quarter and province"),
    ),
)
