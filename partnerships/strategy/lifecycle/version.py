"""A version of the strategy: draft → sent for certification → adopted → superseded by the adoption of the next."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import StrIndex
from django.urls import reverse

from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User
from partnerships.strategy.models import IssueWording, SignOff, StrategyVersion, ThrustWording

DRAFT, CERTIFICATION, ADOPTED, SUPERSEDED = StrategyVersion.Status
TONES: dict[str, str] = {DRAFT: "draft", CERTIFICATION: "waiting", ADOPTED: "good", SUPERSEDED: "stopped"}


def has_thrusts(version: StrategyVersion, by: User) -> str:
    """Without a thrust nothing of it could be monitored."""
    if version.areas.filter(thrusts__isnull=False).exists():
        return ""
    return "Write at least one focus area with a thrust first."


def numbers_follow(version: StrategyVersion, by: User) -> str:
    """A number that was changed leaves those below it behind."""
    thrusts = ThrustWording.objects.filter(area__strategy=version)
    issues = IssueWording.objects.filter(thrust__area__strategy=version)
    for rows, above in ((thrusts, "area__code"), (issues, "thrust__code")):
        stray = rows.annotate(at=StrIndex("code", F(above))).exclude(at=1).first()
        if stray:
            number = stray.above.code
            return f"{stray.code} stands under {number}: give it a number that begins with “{number}.”."
    return ""


def is_certified(version: StrategyVersion, by: User) -> str:
    if version.sign_offs.standing().filter(role=SignOff.Role.CERTIFIED).exists():
        return ""
    return Missing(
        "The strategy must be certified before it is approved.",
        who="Chief Director",
        url=reverse("strategy:version_sign", args=[version.pk, SignOff.Role.CERTIFIED]),
    )


def is_no_writer(version: StrategyVersion, by: User) -> str:
    if not version.writers.filter(pk=by.pk).exists():
        return ""
    return "You wrote in this draft. Somebody else adopts it: two people answer for every version."


STRATEGY_LIFECYCLE = Lifecycle(
    StrategyVersion,
    "strategy:version_move",
    TONES,
    Transition(
        "send",
        "Send for certification",
        {DRAFT},
        CERTIFICATION,
        "strategy.change_strategyversion",
        [has_thrusts, numbers_follow],
        page="strategy:version_send",
    ),
    Transition(
        "return",
        "Return to the writers",
        {CERTIFICATION},
        DRAFT,
        "strategy.certify_strategyversion",
        needs_reason=True,
    ),
    Transition(
        "adopt",
        "Approve and adopt",
        {CERTIFICATION},
        ADOPTED,
        "strategy.adopt_strategyversion",
        [is_certified, is_no_writer],
        page="strategy:version_adopt",
    ),
    Transition(
        "supersede",
        "Superseded by the next version",
        {ADOPTED},
        SUPERSEDED,
        "strategy.adopt_strategyversion",
        is_internal=True,
    ),
)
