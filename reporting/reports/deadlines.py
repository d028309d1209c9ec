"""By when a quarter is reported: as the reporting calendar says, and by law where nobody laid out its days."""

from __future__ import annotations

from datetime import date

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from reporting.models import ReportingPeriod

# The number of a province; None: the country.
Scope = int | None


class Deadlines:
    """The due days of a quarter for the scopes that the viewer sees. One query."""

    def __init__(self, quarter: Quarter, *, viewer: User):
        self.quarter = quarter
        rows = ReportingPeriod.objects.visible_to(viewer).of_quarter(quarter).order_by()
        self._due: dict[Scope, date] = dict(rows.values_list("province_id", "due_on"))

    def due_on(self, scope: Scope) -> date:
        return self._due.get(scope, self.quarter.report_due_on)


def due_days(*, viewer: User, province: Province | None) -> dict[Quarter, date]:
    """The due days of one scope through all quarters that are laid out. One query."""
    rows = ReportingPeriod.objects.visible_to(viewer).filter(province=province).order_by()
    return {
        Quarter(year, quarter): due for year, quarter, due in rows.values_list("year", "quarter", "due_on")
    }
