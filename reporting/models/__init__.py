from reporting.models.actual import NOT_MEASURED, Actual
from reporting.models.audited import AuditedFigure
from reporting.models.category_value import CategoryValue
from reporting.models.grade import EvidenceGrade
from reporting.models.issue import Compilation, Erratum, IssuedFile, IssuedReport, NationalReport
from reporting.models.late_opening import LateOpening
from reporting.models.narrative import NarrativePart, ReportSection
from reporting.models.pack import AuditPack
from reporting.models.period import PeriodRule, ReportingPeriod
from reporting.models.provincial_return import (
    LOCKED,
    RETURN_TONES,
    ProvincialReturn,
    ReturnLine,
    ReturnPassage,
)
from reporting.models.return_rule import ReturnRule

__all__ = [
    "LOCKED",
    "NOT_MEASURED",
    "RETURN_TONES",
    "Actual",
    "AuditPack",
    "AuditedFigure",
    "CategoryValue",
    "Compilation",
    "Erratum",
    "EvidenceGrade",
    "IssuedFile",
    "IssuedReport",
    "LateOpening",
    "NarrativePart",
    "NationalReport",
    "PeriodRule",
    "ProvincialReturn",
    "ReportSection",
    "ReportingPeriod",
    "ReturnLine",
    "ReturnPassage",
    "ReturnRule",
]
