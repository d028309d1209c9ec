"""The next version of the strategy: written by the Unit, sent for certification, reviewed, and not adopted yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from partnerships.demo.stage import Stage
from partnerships.strategy.models import (
    ExpectedOutcome,
    Indicator,
    IssueWording,
    LibraryDocument,
    PartnerGroup,
    StrategicThrust,
    StrategyVersion,
    ThrustWording,
)
from partnerships.strategy.services import begin_version, send_version, sign_version, write

ACTIVITIES = """Train the executives of forums that are partly functional (demo)
Agree with each district municipality on a host for its community safety forum (demo)
Publish the results of the assessments twice a year (demo)"""
# Thrust → documents of the library that it rests on.
RESTS_ON = {
    "1.1": ("saps-act", "cpf-interim-regulations", "csf-policy"),
    "1.2": ("csps-act", "white-paper-policing"),
    "1.3": ("icvps", "iscps"),
    "2.1": ("strategy-report-2020",),
    "2.2": ("iscps", "white-paper-safety"),
    "2.3": ("igr-act", "icvps"),
}


def build(stage: Stage) -> None:
    # What shipped is dated with the day on which it was loaded; here it held when the first figures were measured.
    StrategyVersion.objects.filter(number=1).update(adopted_on=stage.last_year.start)
    for code, documents in RESTS_ON.items():
        thrust = StrategicThrust.objects.get(code=code)
        for document in LibraryDocument.objects.filter(code__in=documents):
            document.thrusts.add(thrust)
    officer, manager = stage.people["officer"], stage.people["manager"]
    draft = begin_version(by=officer)
    _write(draft, officer, stage.year.start_year)
    sent_on, reviewed_on = stage.working_day(stage.ago(20)), stage.working_day(stage.ago(9))
    send_version(draft, by=officer, office="Partnerships Unit", signed_on=sent_on, on=sent_on)
    sign_version(
        draft,
        by=manager,
        role="reviewed",
        office="Chief Directorate: Intersectoral Coordination and Strategic Partnerships",
        person=manager,
        signed_on=reviewed_on,
        note="The roles of provinces under 1.1 now follow the functions of provincial secretariats (demo).",
    )


def _write(draft: StrategyVersion, officer: Any, year: int) -> None:
    thrust = ThrustWording.objects.get(area__strategy=draft, code="1.1")
    issue = IssueWording.objects.get(thrust=thrust, code="1.1.a")

    def change() -> None:
        thrust.description = (
            "Community police forums and community safety forums that are established, trained, hosted and working "
            "(demo)."
        )
        thrust.activities = ACTIVITIES
        thrust.save()
        groups = PartnerGroup.objects.filter(
            code__in=["community-structures", "local-government", "police-agencies"]
        )
        thrust.partners.set(groups)
        issue.provincial_role = (
            "Assesses every forum twice a year, trains office bearers, settles disputes and supports those that do "
            "not function (demo)."
        )
        issue.save()
        ExpectedOutcome.objects.create(
            thrust=thrust,
            position=1,
            statement="Forums that are found functional (demo)",
            baseline=Decimal(45),
            number=Decimal(80),
            unit="per cent",
            by_when=date(year + 3, 3, 31),
            indicator=Indicator.objects.get(code="1.1.2"),
        )
        IssueWording.objects.create(
            thrust=thrust,
            code="1.1.b",
            name="Safety forums without a host (demo)",
            order=2,
            is_placeholder=True,
            national_role="Agrees with local government on who hosts a forum (demo).",
            provincial_role="Names the host of every forum and reports on those without one (demo).",
        )

    write(draft, by=officer, save=change)
