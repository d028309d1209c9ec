from reporting.models.actual import NOT_MEASURED, Actual
from reporting.models.grade import EvidenceGrade
from reporting.models.issue import Compilation, Erratum, IssuedFile, IssuedReport, NationalReport
from reporting.models.narrative import NarrativePart, ReportSection
from reporting.models.pack import AuditPack
from reporting.models.period import PeriodRule, ReportingPeriod

__all__ = [
    "NOT_MEASURED",
    "Actual",
    "AuditPack",
    "Compilation",
    "Erratum",
    "EvidenceGrade",
    "IssuedFile",
    "IssuedReport",
    "NarrativePart",
    "NationalReport",
    "PeriodRule",
    "ReportSection",
    "ReportingPeriod",
]
