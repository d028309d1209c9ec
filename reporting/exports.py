"""The columns of the register of actuals, and what else is taken out of here."""

from collections.abc import Callable

from partnerships.core.exports import OTHER_FILES, Column
from reporting.models import Actual
from reporting.models.grade import Finding

OTHER_FILES["reporting:audit_packs"] = "Audit pack"
OTHER_FILES["reporting:redacted_copy"] = "Redacted copy of"


def _finding(name: str) -> Callable[[Actual], str]:
    return lambda actual: str(Finding(actual.grade[name]).label) if actual.grade else ""


ACTUAL_COLUMNS = (
    Column("Indicator number", "indicator__code", 12),
    Column("Indicator", "definition__name", 50),
    Column("Financial year", lambda actual: str(actual.financial_year), 12),
    Column("Quarter", lambda actual: f"Q{actual.quarter}", 9),
    Column("Province", "scope_label", 18),
    Column("Version of description", "definition__number", 10),
    Column("Unit", "definition__get_unit_display", 12),
    Column("Target", "target_value", 12),
    Column("Actual", "measured", 12),
    Column("Numerator", "numerator", 12),
    Column("Denominator", "denominator", 12),
    Column("Variance", "variance", 12),
    Column("State", lambda actual: actual.state.label, 14),
    Column("Not measured because", "not_measured_because", 40),
    Column("Reason for deviation", "reason_for_deviation", 40),
    Column("Corrective action", "corrective_action", 40),
    Column("Documents", "evidence_count", 11),
    Column("Evidence", lambda actual: actual.evidence_state.label, 24),
    Column("Valid", _finding("validity"), 9),
    Column("Accurate", _finding("accuracy"), 9),
    Column("Complete", _finding("completeness"), 9),
    Column("Captured by", "captured_by__name", 24),
    Column("Captured on", "captured_on", 14),
)
