from reporting.forms.actuals import ActualForm, GradeForm, PeriodForm, closed_quarters, last_closed_quarter
from reporting.forms.periods import DaysForm, LateOpeningForm
from reporting.forms.returns import (
    AcceptForm,
    LineForm,
    PassageForm,
    ReopenForm,
    ReturnWorkbookForm,
    SendBackForm,
    parts_sent,
)

__all__ = [
    "AcceptForm",
    "ActualForm",
    "DaysForm",
    "GradeForm",
    "LateOpeningForm",
    "LineForm",
    "PassageForm",
    "PeriodForm",
    "ReopenForm",
    "ReturnWorkbookForm",
    "SendBackForm",
    "closed_quarters",
    "last_closed_quarter",
    "parts_sent",
]
