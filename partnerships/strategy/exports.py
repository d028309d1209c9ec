"""The columns of the lists of indicators, with the whole technical description, and of the library."""

from partnerships.core.exports import Column

INDICATOR_COLUMNS = (
    Column("Number", "code", 10),
    Column("Indicator", "name", 50),
    Column("Placeholder", "is_placeholder", 12),
    Column("Focus area", "thrust__focus_area", 40),
    Column("Thrust", "thrust", 40),
    Column("Definition", "definition", 60),
    Column("Source of data", "source_of_data", 40),
    Column("Method of calculation", "method_of_calculation", 40),
    Column("Means of verification", "means_of_verification", 40),
    Column("Assumptions", "assumptions", 40),
    Column("Disaggregation", "disaggregation", 30),
    Column("Unit", "get_unit_display", 12),
    Column("Calculation type", "get_calculation_type_display", 26),
    Column("Desired performance", "get_desired_performance_display", 20),
    Column("Tolerance in per cent", "tolerance", 12),
    Column("Collected from", "get_collected_from_display", 26),
    Column("Reporting cycle", "reporting_cycle", 16),
    Column("Responsible", "responsible_post", 36),
    Column("Baseline", "baseline", 24),
    Column("In use", "is_active", 8),
)

LIBRARY_COLUMNS = (
    Column("Title", "title", 60),
    Column("Kind", "kind", 20),
    Column("Year", "year", 8),
    Column("Citation", "citation", 40),
    Column("Address", "link", 50),
    Column("What it says for us", "says", 80),
    Column("Thrusts", lambda document: ", ".join(thrust.code for thrust in document.listed_thrusts), 20),
    Column("Known from", "source", 60),
    Column("In use", "is_active", 8),
)
