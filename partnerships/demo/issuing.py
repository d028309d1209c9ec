"""National reports of the demonstration: one issued, with an erratum; the next waits for three sections."""

from __future__ import annotations

from partnerships.demo import narrative
from partnerships.demo.stage import Stage
from reporting.issuing import begin_report, changes_since, issue_report, move, publish_erratum
from reporting.models import IssuedReport

REASON = "The evidence of this quarter was graded after the report was issued (demo)."


def build(stage: Stage) -> None:
    people = stage.people
    earlier, last = stage.closed_quarters[-2:]
    report = begin_report(by=people["officer"], quarter=earlier)
    narrative.write(stage, report)
    move(report, "review", by=people["chief.director"])
    move(report, "approve", by=people["secretary"])
    issue_report(report, by=people["manager"])
    narrative.write(stage, begin_report(by=people["officer"], quarter=last), waiting=3)


def correct(stage: Stage) -> None:
    """What was recorded since, as an erratum."""
    issue = IssuedReport.objects.get()
    if changes_since(issue, viewer=stage.people["officer"])[0]:
        publish_erratum(issue, by=stage.people["officer"], reason=REASON)
