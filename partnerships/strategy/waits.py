"""Who waits for whom with the plan: changes of targets, descriptions of indicators and versions of the strategy."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import TruncDate

from partnerships.core.models import User
from partnerships.core.reminding.waiting import BY_ME, Wait, register
from partnerships.core.timeline import joined, of_last_move
from partnerships.strategy.models import IndicatorVersion, SignOff, StrategyVersion, TargetChangeSet


def targets_to_approve(person: User, day: date) -> QuerySet[TargetChangeSet]:
    return _proposed(TargetChangeSet.objects.editable_by(person)).exclude(proposed_by=person)


def targets_proposed(person: User, day: date) -> QuerySet[TargetChangeSet]:
    return _proposed(TargetChangeSet.objects.visible_to(person)).filter(proposed_by=person)


def _proposed(rows: QuerySet[TargetChangeSet]) -> QuerySet[TargetChangeSet]:
    return rows.filter(status=TargetChangeSet.Status.PROPOSED)


def descriptions_to_approve(person: User, day: date) -> QuerySet[IndicatorVersion]:
    """Those that this person did not write at."""
    proposed = IndicatorVersion.objects.filter(status=IndicatorVersion.Status.PROPOSED)
    return proposed.exclude(writers=person)  # type: ignore[no-any-return]


def versions_to_certify(person: User, day: date) -> QuerySet[StrategyVersion]:
    return _sent(person).filter(~Exists(_certified()))


def versions_to_adopt(person: User, day: date) -> QuerySet[StrategyVersion]:
    """Certified ones that this person did not write at."""
    return _sent(person).filter(Exists(_certified())).exclude(writers=person)


def _sent(person: User) -> QuerySet[StrategyVersion]:
    sent = StrategyVersion.objects.filter(status=StrategyVersion.Status.CERTIFICATION)
    return sent.visible_to(person)  # type: ignore[no-any-return, attr-defined]


def _certified() -> QuerySet[SignOff]:
    signed: QuerySet[SignOff] = SignOff.objects.standing()  # type: ignore[attr-defined]
    return signed.filter(role=SignOff.Role.CERTIFIED, strategy=OuterRef("pk"))


YEAR = joined(Value("targets of "), "year", Value("/"), F("year") + 1)
register(
    Wait(
        name="targets",
        label="Changes of targets to approve",
        permission="strategy.approve_targetchangeset",
        rows=targets_to_approve,
        since="proposed_on",
        who="proposed_by__name",
        what=joined(YEAR, Value(": "), "reason"),
        page="strategy:target_change",
        listed="strategy:target_changes",
    ),
    Wait(
        name="descriptions",
        label="Descriptions of indicators to approve",
        permission="strategy.approve_indicatorversion",
        rows=descriptions_to_approve,
        since=TruncDate(of_last_move(IndicatorVersion, "changed_at", "propose")),
        who=joined("code", Value(" "), "name"),
        what=joined(Value("version "), "number"),
        page="strategy:indicator_version",
    ),
    Wait(
        name="certification",
        label="The strategy to certify",
        permission="strategy.certify_strategyversion",
        rows=versions_to_certify,
        since=TruncDate(of_last_move(StrategyVersion, "changed_at", "send")),
        who=Value("The writers"),
        what=joined(Value("version "), "number", Value(": "), "title"),
        page="strategy:version",
    ),
    Wait(
        name="adoption",
        label="The strategy to approve",
        permission="strategy.adopt_strategyversion",
        rows=versions_to_adopt,
        since=TruncDate(of_last_move(StrategyVersion, "changed_at", "send")),
        who=Value("The writers"),
        what=joined(Value("version "), "number", Value(": "), "title"),
        page="strategy:version",
    ),
    Wait(
        name="targets-proposed",
        side=BY_ME,
        label="Targets you proposed",
        permission="strategy.add_targetchangeset",
        rows=targets_proposed,
        since="proposed_on",
        who=Value("Somebody else"),
        what=joined(Value("approves the "), YEAR),
        page="strategy:target_change",
        listed="strategy:target_changes",
    ),
)
