"""The reporting calendar of the demonstration: two years laid out, and one province that got more time afterwards."""

from __future__ import annotations

from datetime import timedelta

from partnerships.demo.stage import Stage
from reporting.models import ReportingPeriod
from reporting.services import change_period, lay_out_year

REASON = "The offices in Mahikeng were closed after the storm, so captures come late (demo)."
AUTHORITY = "Letter of the Secretary to the head of the province (demo)"


def build(stage: Stage) -> None:
    officer = stage.people["officer"]
    for year in (stage.last_year, stage.year):
        lay_out_year(by=officer, year=year)
    last = stage.closed_quarters[-1]
    late = ReportingPeriod.objects.visible_to(officer).of_quarter(last).get(province__code="NW")

    def save() -> ReportingPeriod:
        late.closes_on = late.due_on + timedelta(days=45)
        late.reason, late.authority = REASON, AUTHORITY
        late.version += 1
        late.full_clean()
        late.save()
        return late

    change_period(late, by=officer, save=save, reason=REASON, authority=AUTHORITY)
