from reporting.models.actual import NOT_MEASURED, Actual
from reporting.models.period import PeriodRule, ReportingPeriod

__all__ = ["NOT_MEASURED", "Actual", "PeriodRule", "ReportingPeriod"]
