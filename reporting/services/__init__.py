from reporting.services.actuals import (
    capture_actual,
    correct_actual,
    deviation_gaps,
    measure,
    target_of,
)
from reporting.services.periods import change_period, is_exception, lay_out_year

__all__ = [
    "capture_actual",
    "change_period",
    "correct_actual",
    "deviation_gaps",
    "is_exception",
    "lay_out_year",
    "measure",
    "target_of",
]
