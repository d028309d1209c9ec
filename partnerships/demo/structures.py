"""Community structures of the demonstration: registered, described, led, and assessed with several versions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from partnerships.core.calendar import Quarter
from partnerships.core.models import District, Province
from partnerships.demo.forums import (
    ADDED_QUESTION,
    CLOSED,
    DRAFTED_QUESTION,
    FORUMS,
    HOSTS,
    NEW,
    SECOND_BANDS,
    SEEN,
    SUPPORT,
    WITHDRAWN_EARLY,
    WITHDRAWN_LATE,
    Forum,
)
from partnerships.demo.register import FIRST_NAMES, LAST_NAMES
from partnerships.demo.stage import MARK, Stage
from stakeholders.models import (
    ExecutivePost,
    FunctionalityAssessment,
    InstrumentQuestion,
    InstrumentVersion,
    Stakeholder,
    StakeholderClass,
    Structure,
    StructureKind,
)
from stakeholders.services import archive_stakeholder
from stakeholders.services.functionality import assess_functionality, withdraw_functionality
from stakeholders.services.instrument import adopt_version, begin_version, change_version
from stakeholders.services.structures import add_term, describe_structure, register_structure

TERM_YEARS = 3
POLICE, SAFETY = StructureKind.Family


def build(stage: Stage) -> None:
    versions(stage)
    kinds = {kind.code: kind for kind in StructureKind.objects.all()}
    districts = {district.code: district for district in District.objects.all()}
    classes = list(StakeholderClass.objects.in_use())
    posts = [post for post in ExecutivePost.objects.all() if post.is_required]
    instruments = {
        version.pk: (version, list(version.questions.all())) for version in InstrumentVersion.objects.all()
    }
    for code, forums in FORUMS.items():
        province = stage.provinces[code]
        for place, forum in enumerate(forums):
            structure = _described(
                stage, province, place, forum, kinds[forum.kind], districts.get(forum.district), classes
            )
            stage.structures[code, place] = structure
            _executive(stage, structure, forum, posts)
            _visits(stage, structure, forum, instruments)
    _afterwards(stage)


def versions(stage: Stage) -> None:
    """Police forums are assessed with the second version since the year began, and a third is drafted."""
    writer, adopter = stage.people["officer"], stage.people["manager"]
    shipped = InstrumentVersion.objects.filter(adopted_by=None)
    shipped.update(adopted_on=stage.last_year.start)
    second = begin_version(by=writer, family=POLICE)
    second = _with_question(second, ADDED_QUESTION, SECOND_BANDS, stage)
    adopt_version(second, by=adopter)
    # The act was done when the year began; the service dates it with the day it is called.
    InstrumentVersion.objects.filter(pk=second.pk).update(adopted_on=stage.year.start)
    third = begin_version(by=writer, family=POLICE)
    _with_question(third, DRAFTED_QUESTION, SECOND_BANDS, stage)


def _with_question(
    draft: InstrumentVersion, question: dict[str, Any], bands: dict[str, int], stage: Stage
) -> InstrumentVersion:
    fields = ("text", "help_text", "weight", "is_essential")
    questions = [*draft.questions.values(*fields), question]
    return change_version(
        draft,
        by=stage.people["officer"],
        version=draft.version,
        introduction=draft.introduction,
        questions=questions,
        bands=bands,
    )


def _described(
    stage: Stage,
    province: Province,
    place: int,
    forum: Forum,
    kind: StructureKind,
    district: District | None,
    classes: list[StakeholderClass],
) -> Structure:
    """Those that the register holds already are described; the others are entered as well."""
    launched_on = date(stage.dice.randint(2009, 2022), stage.dice.randint(2, 11), stage.dice.randint(1, 28))
    if (province.code, place) == NEW:
        launched_on = stage.ago(40)
    host = HOSTS.get((province.code, place))
    described: dict[str, Any] = {
        "kind": kind,
        "district": district,
        "station_name": forum.place if kind.seat == StructureKind.Seat.STATION else "",
        "municipality_name": forum.place if kind.seat == StructureKind.Seat.LOCAL else "",
        "host": stage.stakeholders[host] if host else None,
        "launched_on": launched_on,
        "term_years": TERM_YEARS,
    }
    by = stage.officer(province)
    if known := stage.stakeholders.get(forum.name):
        return describe_structure(known, by=by, **described)
    structure = register_structure(
        by=by,
        stakeholder={
            "name": f"{forum.name}{MARK}",
            "short_name": f"{forum.name.split()[0]} {kind.family.upper()}{MARK}",
            "province": province,
            "seat": forum.name.split(" ")[0],
            "mandate": "Brings the community and the police of its area together; could bring local knowledge.",
            "source": "Invented for the demonstration",
            "stakeholder_class": stage.dice.choice(classes),
            "relationship_manager": by,
        },
        **described,
    )
    stage.stakeholders[forum.name] = structure.stakeholder
    return structure


# Who leads them


def _executive(stage: Stage, structure: Structure, forum: Forum, posts: list[ExecutivePost]) -> None:
    if forum.executive == "-":
        return
    kind = structure.kind
    required = [post for post in posts if post.family in {"", kind.family} and post.seat in {"", kind.seat}]
    if forum.executive in "IO":
        required = required[:2]
    began_on = stage.last_year.start + timedelta(days=stage.dice.randrange(20, 120))
    if structure.launched_on and structure.launched_on > began_on:
        began_on = structure.launched_on
    if forum.executive == "O":
        began_on = stage.ago(TERM_YEARS * 365 + stage.dice.randrange(60, 160))
    for place, post in enumerate(required):
        is_vacant = forum.executive == "V" and place == len(required) - 1
        add_term(
            structure,
            by=stage.officer(structure.stakeholder.province),
            new_person=f"{stage.dice.choice(FIRST_NAMES)} {stage.dice.choice(LAST_NAMES)}{MARK}",
            post=post,
            is_police=post.code == "station-commander",
            began_on=began_on,
            ends_on=began_on + timedelta(days=TERM_YEARS * 365),
            left_on=stage.ago(50) if is_vacant else None,
            vetted_on=began_on + timedelta(days=30) if place < 2 and began_on < stage.ago(40) else None,
        )


# What was found


def rounds(stage: Stage) -> tuple[Quarter, ...]:
    last, now = stage.last_year.quarters, stage.year.quarters
    return (last[0], last[2], now[0], now[2])


def _visits(stage: Stage, structure: Structure, forum: Forum, instruments: dict[int, Any]) -> None:
    for quarter, found in zip(rounds(stage), forum.found, strict=True):
        length = min((quarter.end - quarter.start).days - 10, (stage.today - quarter.start).days - 3)
        if found == "-" or length < 1:
            continue
        day = stage.working_day(quarter.start + timedelta(days=4 + stage.dice.randrange(length)))
        day = max(min(day, stage.ago(1)), quarter.start)
        version, questions = _instrument(instruments, structure.kind.family, day)
        assess_functionality(
            structure,
            by=stage.officer(structure.stakeholder.province),
            version=version,
            assessed_on=day,
            answers=answers(stage, questions, found),
            remarks="Met the executive and read the minutes of the last six months.",
            support_needed="" if found == "F" else stage.dice.choice(SUPPORT),
        )


def _instrument(instruments: dict[int, Any], family: str, day: date) -> Any:
    """The version that held on that day."""
    held = [
        (version, questions)
        for version, questions in instruments.values()
        if version.family == family and version.adopted_on and version.adopted_on <= day
    ]
    return max(held, key=lambda one: one[0].number)


def answers(
    stage: Stage, questions: list[InstrumentQuestion], found: str
) -> dict[InstrumentQuestion, tuple[str, str]]:
    """Answers from which the score and the result follow: the bands leave no doubt between the three."""
    minor = [question for question in questions if not question.is_essential]
    stage.dice.shuffle(minor)
    given = dict.fromkeys(questions, "yes")
    if found == "F":
        given |= {minor[0]: "partly", minor[1]: "no"}
    elif found == "P":
        given |= dict.fromkeys(minor, "partly") | {minor[0]: "yes", minor[1]: "yes", minor[2]: "no"}
    else:
        given |= dict.fromkeys(minor, "no") | dict.fromkeys(minor[:4], "partly")
        given[next(question for question in questions if question.is_essential)] = "no"
    grants = next((question for question in minor[3:] if "grants" in question.text), None)
    if grants and found == "F":
        given[grants] = "na"
    return {question: (given[question], stage.dice.choice(SEEN[given[question]])) for question in questions}


# What happened to some of them since


def _afterwards(stage: Stage) -> None:
    for where, days in ((WITHDRAWN_EARLY, 200), (WITHDRAWN_LATE, 20)):
        structure, day = stage.structures[where], stage.ago(days)
        mistaken = structure.assessments.filter(assessed_on__lte=day).first()
        if mistaken is None:
            continue
        withdraw_functionality(
            mistaken,
            by=stage.officer(structure.stakeholder.province),
            reason="The visit was to another structure of the same name; its findings were entered here.",
        )
        FunctionalityAssessment.objects.filter(pk=mistaken.pk).update(withdrawn_on=day)
    closed = stage.structures[CLOSED].stakeholder
    archive_stakeholder(
        closed,
        by=stage.officer(closed.province),
        reason="The station closed; its precinct was joined to the next one.",
    )
    Stakeholder.objects.filter(pk=closed.pk).update(archived_on=stage.ago(30))
