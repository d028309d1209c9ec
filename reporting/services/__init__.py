from reporting.services.actuals import (
    capture_actual,
    correct_actual,
    deviation_gaps,
    measure,
    target_of,
)
from reporting.services.grading import grade_evidence, grading_blockers, looked_at
from reporting.services.periods import change_period, is_exception, lay_out_year

__all__ = [
    "capture_actual",
    "change_period",
    "correct_actual",
    "deviation_gaps",
    "grade_evidence",
    "grading_blockers",
    "is_exception",
    "lay_out_year",
    "looked_at",
    "measure",
    "target_of",
]
