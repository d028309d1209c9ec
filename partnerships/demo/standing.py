"""Where the stakeholders of the demonstration stand: analyses made again, who belongs to whom, what was verified."""

from __future__ import annotations

from datetime import timedelta

from partnerships.demo.forums import FORUMS, HOSTS
from partnerships.demo.stage import Stage
from stakeholders.models import Relationship, RelationshipKind, Stakeholder, StakeholderAnalysis
from stakeholders.services import analyse_stakeholder, relate, verify_stakeholder

POSITIONS = StakeholderAnalysis.Position.values
REASONS = (
    "What its office bearers said in the last two meetings, and whether they came.",
    "It speaks for many, and its view is quoted in the district.",
    "It was asked twice for its figures and sent them once.",
)
# Besides what is part of what: (who, how, to whom, running since so many days, ended so many days ago).
TIES = (
    ("Umlazi Stars Youth Network", "member-of", "Umbono Youth Network", 700, None),
    ("Ṋemuḓi Youth Network", "member-of", "Umbono Youth Network", 650, None),
    ("Kgalagadi Youth Desk", "member-of", "Umbono Youth Network", 640, 90),
    ("Baobab Foundation for Safer Streets", "funds", "Khanya Safety Trust", 500, None),
    ("Khanya Safety Trust", "funds", "Lesedi Community Patrol Network", 300, None),
    ("Ikhwezi Business Forum", "represents", "Egoli Inner City Property Forum", 800, None),
    ("Indawo Interfaith Council", "represents", "Highveld Interfaith Council", 720, None),
)


def build(stage: Stage) -> None:
    _analyses(stage)
    _relationships(stage)
    _verification(stage)


def _analyses(stage: Stage) -> None:
    """A view of everybody, formed within the last two years; of every third a second one since then."""
    for number, stakeholder in enumerate(stage.stakeholders.values()):
        if stakeholder.archived_on:
            continue
        known, by = stakeholder.stakeholder_class, stage.officer(stakeholder.province)
        influence = (
            stage.dice.randint(4, 5) if known and known.for_high_influence else stage.dice.randint(1, 3)
        )
        interest = stage.dice.randint(4, 5) if known and known.for_high_interest else stage.dice.randint(1, 3)
        position = stage.dice.randrange(len(POSITIONS))
        first = stage.dice.randint(260, 560)
        for days, moved in ((first, 0), (first - 200, -1)) if number % 3 == 0 else ((first, 0),):
            analyse_stakeholder(
                stakeholder,
                by=by,
                assessed_on=stage.ago(days),
                influence=influence,
                interest=max(1, interest + moved),
                position=POSITIONS[max(0, position + moved)],
                wanted_position=POSITIONS[max(0, position - 1)],
                reason=stage.dice.choice(REASONS),
            )


def _relationships(stage: Stage) -> None:
    """Sub-forum, forum, district board and provincial board; hosts; and some across the provinces."""
    kinds = {kind.code: kind for kind in RelationshipKind.objects.all()}
    for code, forums in FORUMS.items():
        by = stage.officer(stage.provinces[code])
        for place, forum in enumerate(forums):
            source = stage.structures[code, place].stakeholder
            if forum.part_of is None or source.archived_on:
                continue
            target = stage.structures[code, forum.part_of].stakeholder
            relate(source, by=by, kind=kinds["part-of"], target=target)
    for where, host in HOSTS.items():
        source = stage.structures[where].stakeholder
        relate(
            source,
            by=stage.officer(source.province),
            kind=kinds["hosted-by"],
            target=stage.stakeholders[host],
            note="Office, secretary and transport.",
        )
    for who, how, whom, since, ended in TIES:
        source, target = stage.stakeholders[who], stage.stakeholders[whom]
        relationship = relate(
            source,
            by=stage.officer(source.province) if target.province_id else stage.people["officer"],
            kind=kinds[how],
            target=target,
            began_on=stage.ago(since),
        )
        if ended:
            Relationship.objects.filter(pk=relationship.pk).update(ended_on=stage.ago(ended))


def _verification(stage: Stage) -> None:
    """Half was looked at within the time of its class, some long ago, the rest not since it was entered."""
    for number, stakeholder in enumerate(stage.stakeholders.values()):
        if stakeholder.archived_on or number % 4 == 3:
            continue
        known = stakeholder.stakeholder_class
        every = known.verify_every_days if known else 365
        days = stage.dice.randint(5, 150) if number % 4 else every + stage.dice.randint(5, 90)
        verify_stakeholder(stakeholder, by=stage.officer(stakeholder.province))
        # The service dates the act with the day it is called.
        Stakeholder.objects.filter(pk=stakeholder.pk).update(verified_on=stage.today - timedelta(days=days))
