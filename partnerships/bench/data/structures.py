"""Three thousand community structures: where they belong, who leads them, and how well they were found to work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from partnerships.bench.data import words
from partnerships.bench.data.contacts import EXECUTIVE
from partnerships.bench.data.plan import Plan, noon
from partnerships.bench.data.register import Organisation, Register
from partnerships.core.models import District, Province, User
from stakeholders.functionality import Answered, result_of
from stakeholders.models import (
    ExecutivePost,
    ExecutiveTerm,
    Functionality,
    FunctionalityAnswer,
    FunctionalityAssessment,
    FunctionalityBand,
    InstrumentQuestion,
    InstrumentVersion,
    LocalMunicipality,
    PoliceStation,
    Structure,
    StructureKind,
)

Row = dict[str, Any]
# The type of the stakeholder → the kinds of structure that it may be.
KINDS = {
    "cpf": ("cpf", "cpf", "cpf-sub-forum"),
    "csf": ("csf-local", "csf-local", "csf-district"),
    "cpf-cluster": ("cpf-district-board",),
    "cpf-provincial-board": ("cpf-provincial-board",),
}
# Of the whole register: stations and municipalities by a hundred structures.
STATIONS, MUNICIPALITIES = 38, 7
SHARE_ASSESSED = 0.72
HALF_YEARS = 10
ANSWERS = {"yes": 62, "partly": 17, "no": 17, "na": 4}
Status = InstrumentVersion.Status


@dataclass(frozen=True)
class Instrument:
    """The version in use for one family of structures."""

    pk: int
    questions: list[InstrumentQuestion]
    bands: dict[str, int]

    def judge(self, answers: dict[int, str]) -> Row:
        given = [Answered(answers[one.pk], one.weight, one.is_essential) for one in self.questions]
        score, result = result_of(given, self.bands)
        return {"score": score, "result": result}


def choose(plan: Plan, register: Register) -> list[Organisation]:
    """Which organisations are described as structures: those of a province, as many as the scale asks for."""
    fitting = [one for one in register.organisations if one.province and one.type_code in KINDS]
    return sorted(plan.rng.sample(fitting, min(plan.scale.structures, len(fitting))), key=lambda one: one.pk)


def load(plan: Plan, chosen: list[Organisation], people: dict[int, list[int]]) -> None:
    kinds = {kind.code: kind for kind in StructureKind.objects.all()}
    numbers = plan.copier.reserve(Structure, len(chosen))
    families: list[str] = []
    plan.copier.write(Structure, list(_structures(plan, chosen, numbers, kinds, families)))
    plan.copier.write(ExecutiveTerm, _terms(plan, chosen, numbers, people))
    instruments = {
        family: _instrument(plan, family, noon(plan.first_day).date())
        for family in StructureKind.Family.values
    }
    visits = [
        (pk, organisation, instruments[family], day)
        for pk, organisation, family in zip(numbers, chosen, families, strict=True)
        for day in _days(plan)
    ]
    assessments = plan.copier.reserve(FunctionalityAssessment, len(visits))
    answers: list[Row] = []
    plan.copier.write(FunctionalityAssessment, _assessments(plan, visits, assessments, answers))
    plan.copier.write(FunctionalityAnswer, answers)


# --- where they belong --------------------------------------------------------------


def _structures(
    plan: Plan,
    chosen: list[Organisation],
    numbers: range,
    kinds: dict[str, StructureKind],
    families: list[str],
) -> Iterator[Row]:
    stations = _places(plan, PoliceStation, STATIONS)
    municipalities = _places(plan, LocalMunicipality, MUNICIPALITIES)
    districts: dict[int, list[int]] = defaultdict(list)
    for district in District.objects.order_by("pk"):
        districts[district.province_id].append(district.pk)
    for pk, organisation in zip(numbers, chosen, strict=True):
        province: int = organisation.province  # type: ignore[assignment]
        kind = kinds[plan.one_of(KINDS[organisation.type_code])]
        families.append(kind.family)
        launched_on = plan.first_day - timedelta(days=plan.number(0, 4000))
        yield {
            "id": pk,
            "stakeholder_id": organisation.pk,
            "kind_id": kind.pk,
            "station_id": plan.one_of(stations[province])
            if kind.seat == StructureKind.Seat.STATION
            else None,
            "municipality_id": plan.one_of(municipalities[province])
            if kind.seat == StructureKind.Seat.LOCAL
            else None,
            "district_id": plan.one_of(districts[province])
            if kind.seat == StructureKind.Seat.DISTRICT
            else None,
            "launched_on": launched_on,
            "term_years": plan.number(2, 3),
        }


def _places(plan: Plan, model: type[PoliceStation | LocalMunicipality], share: int) -> dict[int, list[int]]:
    """Invented places of each province, by its number; as many as people live there."""
    names = [f"{first}{last}" for first in words.PLACE_BEGINNINGS for last in words.PLACE_ENDINGS]
    rows: list[Row] = []
    for province in Province.objects.order_by("pk"):
        weight = words.PROVINCE_WEIGHTS.get(province.code, 1)
        count = max(1, plan.scale.structures * share * weight // 10_000)
        rows += [
            {"province_id": province.pk, "name": f"{name} {words.MARK}"}
            for name in plan.rng.sample(names, count)
        ]
    found: dict[int, list[int]] = defaultdict(list)
    for pk, row in zip(plan.copier.reserve(model, len(rows)), rows, strict=True):
        row["id"] = pk
        found[row["province_id"]].append(pk)
    plan.copier.write(model, rows)
    return found


# --- who leads them -----------------------------------------------------------------


def _terms(
    plan: Plan, chosen: list[Organisation], numbers: range, people: dict[int, list[int]]
) -> Iterator[Row]:
    posts = list(ExecutivePost.objects.order_by("order").values_list("pk", flat=True))[:EXECUTIVE]
    for pk, organisation in zip(numbers, chosen, strict=True):
        began_on = plan.today - timedelta(days=plan.number(30, 1000))
        for post, contact in zip(posts, people[organisation.pk][-EXECUTIVE:], strict=True):
            yield {
                "structure_id": pk,
                "post_id": post,
                "contact_id": contact,
                "began_on": began_on,
                "ends_on": began_on + timedelta(days=365 * 3),
                "left_on": plan.later(began_on, 1, 365) if plan.happens(0.08) else None,
                "vetted_on": plan.later(began_on, 0, 200) if plan.happens(0.4) else None,
            }


# --- how well they work -------------------------------------------------------------


def _instrument(plan: Plan, family: str, adopted_on: date) -> Instrument:
    """The version that is in use already; one with invented questions where there is none."""
    version = InstrumentVersion.objects.filter(family=family, status=Status.ADOPTED).first()
    if version is None:
        version = InstrumentVersion.objects.create(family=family, number=1)
        InstrumentQuestion.objects.bulk_create(
            InstrumentQuestion(
                version=version,
                position=position,
                text=text,
                weight=1 + position % 3,
                is_essential=position == 1,
            )
            for position, text in enumerate(words.QUESTIONS, start=1)
        )
        FunctionalityBand.objects.bulk_create(
            FunctionalityBand(version=version, result=result, from_per_cent=start)
            for result, start in zip(Functionality.values, (70, 40, 0), strict=True)
        )
        by = User.objects.get(pk=plan.people.at[None][0])
        InstrumentVersion.objects.filter(pk=version.pk).update(
            status=Status.ADOPTED, adopted_on=adopted_on, adopted_by=by
        )
    return Instrument(
        version.pk,
        list(version.questions.order_by("position")),
        dict(version.bands.values_list("result", "from_per_cent")),
    )


def _days(plan: Plan) -> Iterator[date]:
    """Two visits a year, as far as they took place."""
    for back in range(HALF_YEARS):
        if plan.happens(SHARE_ASSESSED):
            yield plan.today - timedelta(days=182 * back + plan.number(1, 180))


def _assessments(
    plan: Plan,
    visits: list[tuple[int, Organisation, Instrument, date]],
    numbers: range,
    answers: list[Row],
) -> Iterator[Row]:
    answer_of = plan.weighted(ANSWERS.items())
    for pk, (structure, organisation, instrument, day) in zip(numbers, visits, strict=True):
        given = {question.pk: answer_of.draw() for question in instrument.questions}
        answers += [
            {"assessment_id": pk, "question_id": question, "answer": answer}
            for question, answer in given.items()
        ]
        is_withdrawn = plan.happens(0.01)
        yield instrument.judge(given) | {
            "id": pk,
            "structure_id": structure,
            "version_id": instrument.pk,
            "assessed_on": day,
            "assessed_by_id": plan.official(organisation.province),
            "remarks": plan.one_of(words.SENTENCES),
            "withdrawn_on": plan.later(day, 1, 60) if is_withdrawn else None,
            "withdrawn_by_id": plan.official(organisation.province) if is_withdrawn else None,
            "withdrawal_reason": "Another structure was meant." if is_withdrawn else "",
            "created_at": noon(day),
        }
