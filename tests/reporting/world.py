"""A small country in Q2 2026/27 whose every figure can be counted on paper: two provinces, two focus areas.

The comments beside the records say what each of them is there for; tests/reporting/test_quarterly.py counts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mou.models import ActivityQuarter, MoU, Obligation
from partnerships.core.models import Document, Province
from partnerships.strategy.models import IndicatorVersion
from stakeholders.models import PartnerDecision, Stakeholder
from tests import factories as make

VENDA_NAME = "Vhuṱali Ḽifa Trust (demo)"


@dataclass
class World:
    gauteng: Province
    limpopo: Province
    safer_schools: MoU  # Gauteng, focus area 1
    country_wide: MoU  # national, focus areas 1 and 2
    victim_support: MoU  # Limpopo, focus area 2, signed in the quarter
    terminated: MoU  # Gauteng, ended in the quarter
    trust: Stakeholder
    union: Stakeholder


def build_world() -> World:
    gauteng, limpopo = make.ProvinceFactory(code="GP"), make.ProvinceFactory(code="LP")
    _figures(gauteng, limpopo)
    trust = _partner(VENDA_NAME, gauteng, decided_on=date(2025, 4, 1))
    union = _partner("Farmers' Union (demo)", None, decided_on=date(2026, 7, 10))
    _partners_who_left(limpopo)
    world = World(
        gauteng,
        limpopo,
        safer_schools=_mou("MOU-2026-001", gauteng, ["1"], [trust], "Safer schools"),
        country_wide=_mou("MOU-2026-002", None, ["1", "2"], [union, trust], "Country-wide patrols"),
        victim_support=_mou(
            "MOU-2026-003",
            limpopo,
            ["2"],
            [union],
            "Victim support",
            signed_on=date(2026, 8, 1),
            starts_on=date(2026, 8, 1),
        ),
        terminated=_mou(
            "MOU-2026-004",
            gauteng,
            ["1"],
            [trust],
            "Radio links",
            status=MoU.Status.TERMINATED,
            notice_given_on=date(2026, 7, 1),
            terminated_on=date(2026, 8, 15),
        ),
        trust=trust,
        union=union,
    )
    _obligations(world)
    _activities(world)
    _engagements(world)
    return world


def _figures(gauteng: Province, limpopo: Province) -> None:
    forums = make.IndicatorFactory(code="1.1.1", name="Number of forums assessed")
    share = make.IndicatorFactory(
        code="1.1.2",
        name="Percentage of forums found functional",
        unit=IndicatorVersion.Unit.PERCENTAGE,
        calculation_type=IndicatorVersion.CalculationType.NON_CUMULATIVE,
    )
    delays = make.IndicatorFactory(
        code="1.2.1",
        name="Number of reports issued late",
        desired_performance=IndicatorVersion.DesiredPerformance.LOWER,
        collected_from=IndicatorVersion.CollectedFrom.NATIONAL,
    )
    plans = make.IndicatorFactory(
        code="2.1.1", name="Number of joint plans", collected_from=IndicatorVersion.CollectedFrom.NATIONAL
    )
    make.IndicatorFactory(code="2.1.2", name="Number of annual reviews")  # without a target in Q2
    for province, first, second in ((gauteng, 5, 10), (limpopo, 5, 20)):
        make.TargetFactory(indicator=forums, province=province, quarter=1, value=Decimal(first))
        make.TargetFactory(indicator=forums, province=province, quarter=2, value=Decimal(second))
        make.TargetFactory(indicator=share, province=province, value=Decimal(80))
    make.ActualFactory(indicator=forums, province=gauteng, quarter=1, value=Decimal(5))
    make.ActualFactory(indicator=forums, province=limpopo, quarter=1, value=Decimal(4))
    more = make.ActualFactory(  # Limpopo says nothing for Q2
        indicator=forums,
        province=gauteng,
        value=Decimal(12),
        reason_for_deviation="Two forums asked to be assessed early.",
        corrective_action="None needed.",
    )
    make.ActualFactory(
        indicator=share, province=gauteng, value=Decimal(80), numerator=Decimal(8), denominator=Decimal(10)
    )
    make.ActualFactory(
        indicator=share,
        province=limpopo,
        value=Decimal(50),
        numerator=Decimal(3),
        denominator=Decimal(6),
        reason_for_deviation="Three forums were not quorate.",
        corrective_action="New members are elected in October.",
        captured_on=date(2026, 11, 2),  # the report was due on 31 October
    )
    make.TargetFactory(indicator=delays, value=Decimal(2))
    make.ActualFactory(indicator=delays, value=None, not_measured_because="The register was being moved.")
    make.TargetFactory(indicator=plans, value=Decimal(4))
    make.ActualFactory(indicator=plans, value=Decimal(4))
    _document(more)


def _document(record: Any, kind: str = Document.Kind.EVIDENCE) -> None:
    Document.objects.create(
        record=record,
        kind_id=kind,
        original_name="register.pdf",
        file="documents/x.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=make.UserFactory(),
    )


def _partner(name: str, province: Province | None, **decision: Any) -> Stakeholder:
    stakeholder = make.StakeholderFactory(name=name, province=province, status=Stakeholder.Status.PARTNER)
    make.PartnerDecisionFactory(stakeholder=stakeholder, **decision)
    return stakeholder


def _partners_who_left(limpopo: Province) -> None:
    """One ended in the quarter and was archived after it; one ended before it; one was never a partner."""
    by = make.UserFactory()
    ended = {"end_reason": PartnerDecision.EndReason.WITHDREW, "ended_by": by}
    left = _partner(
        "Retail Watch (demo)", limpopo, decided_on=date(2024, 1, 10), ended_on=date(2026, 9, 1), **ended
    )
    Stakeholder.objects.filter(pk=left.pk).update(
        archived_on=date(2026, 10, 1), archive_reason="The organisation was dissolved."
    )
    _partner("Old Guild (demo)", None, decided_on=date(2023, 1, 10), ended_on=date(2026, 6, 30), **ended)
    make.PartnerDecisionFactory(
        stakeholder=make.StakeholderFactory(name="Not now (demo)"),
        outcome=PartnerDecision.Outcome.NOT_NOW,
        decided_on=date(2026, 7, 20),
        form_of_collaboration=None,
    )


def _mou(
    reference: str,
    province: Province | None,
    areas: list[str],
    partners: list[Stakeholder],
    title: str,
    **fields: Any,
) -> MoU:
    mou = make.MoUFactory(
        **{"reference": reference, "province": province, "title": title, "signed": True} | fields
    )
    for area in areas:
        mou.focus_areas.add(make.FocusAreaFactory(code=area))
    make.MoUPartyFactory(mou=mou, stakeholder=None, position=1)
    for place, partner in enumerate(partners, start=2):
        make.MoUPartyFactory(mou=mou, stakeholder=partner, position=place)
    return mou


def _obligations(world: World) -> None:
    by, other = make.UserFactory(), make.UserFactory()

    def owed(mou: MoU, clause: str, due_on: date, thrust: str | None, **fields: Any) -> Obligation:
        thrust_row = make.ThrustFactory(code=thrust) if thrust else None
        return make.ObligationFactory(mou=mou, clause=clause, due_on=due_on, thrust=thrust_row, **fields)

    def met(submitted_on: date, status: str = Obligation.Status.MET) -> dict[str, Any]:
        return {
            "status": status,
            "submitted_on": submitted_on,
            "submitted_by": by,
            "submission": "It was done.",
            "verified_on": submitted_on,
            "verified_by": other,
        }

    schools, country, victims = world.safer_schools, world.country_wide, world.victim_support
    owed(schools, "5.1", date(2026, 7, 31), "1.1", **met(date(2026, 7, 30)))
    owed(schools, "5.2", date(2026, 9, 30), "1.1")  # overdue on the first day after the quarter
    owed(schools, "5.3", date(2026, 6, 15), "1.1")  # overdue from before, not due in the quarter
    owed(schools, "5.4", date(2026, 10, 5), "1.1")  # due after the quarter
    owed(  # waived before the quarter ended: neither due nor overdue
        schools,
        "5.5",
        date(2026, 9, 15),
        "1.1",
        status=Obligation.Status.WAIVED,
        released_on=date(2026, 9, 1),
        released_by=other,
        release_authority="Chief Director",
    )
    owed(  # submitted, and no second person has looked: overdue, and waiting for verification
        schools,
        "5.6",
        date(2026, 9, 25),
        "1.2",
        status=Obligation.Status.SUBMITTED,
        submitted_on=date(2026, 9, 20),
        submitted_by=by,
        submission="Done.",
    )
    owed(schools, "5.7", date(2026, 9, 28), "1.2", **met(date(2026, 10, 3)))  # met, but after the quarter
    owed(victims, "6.1", date(2026, 9, 10), "2.1", **met(date(2026, 9, 9), Obligation.Status.PARTLY_MET))
    owed(country, "7.1", date(2026, 8, 20), None, **met(date(2026, 8, 19)))  # tied to no thrust
    draft = make.MoUFactory(reference="MOU-2026-009", province=world.gauteng, title="Only a draft")
    owed(draft, "1.1", date(2026, 8, 1), "1.1")  # a draft binds nobody


def _activities(world: World) -> None:
    def planned(mou: MoU, thrust: str, title: str, number: int = 2, **fields: Any) -> None:
        activity = make.ActivityFactory(mou=mou, thrust=make.ThrustFactory(code=thrust), title=title)
        make.ActivityQuarterFactory(activity=activity, number=number, **fields)

    done, given_up = ActivityQuarter.Status.DONE, ActivityQuarter.Status.NOT_DONE
    under_way = ActivityQuarter.Status.UNDER_WAY
    planned(world.safer_schools, "1.1", "Train patrollers", status=done, done_on=date(2026, 9, 10))
    planned(world.safer_schools, "1.1", "Print manuals")  # late
    planned(
        world.safer_schools, "1.1", "Visit stations", status=done, done_on=date(2026, 10, 10)
    )  # late then
    planned(world.safer_schools, "1.2", "Hold an imbizo", status=given_up, narrative="No venue was found.")
    planned(world.safer_schools, "1.2", "Plan the year", number=1)  # of another quarter
    planned(world.country_wide, "2.1", "Map the patrols", status=under_way, narrative="Half is mapped.")
    draft = make.MoUFactory(reference="MOU-2026-008", province=world.gauteng, title="Another draft")
    planned(draft, "1.1", "Not begun")  # a draft binds nobody


def _engagements(world: World) -> None:
    def held(stakeholder: Stakeholder, held_on: date, kind: str, **fields: Any) -> None:
        make.EngagementFactory(
            stakeholder=stakeholder,
            held_on=held_on,
            kind=make.EngagementKindFactory(code=kind),
            **fields,
        )

    held(world.trust, date(2026, 7, 1), "meeting", attendance=12)
    held(world.trust, date(2026, 9, 30), "imbizo", attendance=340)
    held(world.union, date(2026, 8, 5), "meeting")  # national, nobody counted
    held(world.union, date(2026, 10, 1), "meeting")  # after the quarter
    held(world.trust, date(2026, 6, 30), "meeting")  # before it
