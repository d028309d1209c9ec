"""Two agreements of the demonstration under which nothing happens: one has gone quiet, one is dormant.

With partners that nobody has met for long. Built last, so that the figures of everything else stay as they are.
"""

from __future__ import annotations

from datetime import date, timedelta

from mou.services import say_what_will_be_done
from partnerships.demo.agreements import Days, Plan, agree
from partnerships.demo.stage import Stage

# The plan, and how many days ago it began: quiet after 90 days, dormant after 180.
PLANS = (
    (
        Plan(
            "in force",
            "provincial-cooperation-agreement",
            "GP",
            "Peace desks at places of worship",
            ("Gauteng Interchurch Peace Desk",),
            ("2.2",),
            2,
        ),
        320,
    ),
    (
        Plan(
            "in force",
            "provincial-cooperation-agreement",
            "LP",
            "Patrols on timber roads",
            ("Mopani Timber Growers",),
            ("2.1",),
            2,
        ),
        120,
    ),
)
SAID = (
    "Meet the desk at its Pretoria office and agree on two dialogues before Easter.",
    "Ask the new chairperson whom to speak to, and bring the list of the desks.",
)


def build(stage: Stage) -> None:
    for plan, days in PLANS:
        mou, _ = agree(stage, plan, _days(stage, stage.ago(days)))
        if plan.province == "GP":
            for words, written, until in zip(SAID, (95, 9), (60, -21), strict=True):
                say_what_will_be_done(
                    mou,
                    by=mou.business_owner,
                    words=words,
                    by_on=stage.ago(until),
                    on=stage.ago(written),
                )


def _days(stage: Stage, starts: date) -> Days:
    return Days(
        drafted=starts - timedelta(days=190),
        sent=starts - timedelta(days=120),
        signed=stage.working_day(starts - timedelta(days=14)),
        starts=starts,
        ends=starts + timedelta(days=3 * 365),
    )
