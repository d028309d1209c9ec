from reporting.measuring import deviation_gaps, measure
from reporting.services.actuals import capture_actual, correct_actual, target_of
from reporting.services.grading import gradable, grade_evidence, grading_blockers, looked_at
from reporting.services.periods import change_period, is_exception, lay_out_year
from reporting.services.return_saving import Saved, TypedLine, TypedPassage, save_part
from reporting.services.returns import (
    accept_return,
    begin_return,
    hand_back,
    open_late,
    reopen_return,
    send_back,
    sign_return,
    submit_return,
)

__all__ = [
    "Saved",
    "TypedLine",
    "TypedPassage",
    "accept_return",
    "begin_return",
    "capture_actual",
    "change_period",
    "correct_actual",
    "deviation_gaps",
    "gradable",
    "grade_evidence",
    "grading_blockers",
    "hand_back",
    "is_exception",
    "lay_out_year",
    "looked_at",
    "measure",
    "open_late",
    "reopen_return",
    "save_part",
    "send_back",
    "sign_return",
    "submit_return",
    "target_of",
]
