from reporting.models.actual import NOT_MEASURED, Actual
from reporting.models.grade import EvidenceGrade
from reporting.models.period import PeriodRule, ReportingPeriod

__all__ = ["NOT_MEASURED", "Actual", "EvidenceGrade", "PeriodRule", "ReportingPeriod"]
