"""The agreements of the demonstration, each carried along its life cycle to the point that the plan names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mou.lifecycle import MOU_LIFECYCLE
from mou.models import AgreementKind, Clearance, Handover, MoU, SigningDelegation
from mou.services import (
    accept_text,
    complete_mou,
    decide_clearance,
    draft_mou,
    move_remark,
    offer_handover,
    pass_turn,
    record_signature,
    remark_on,
    reply_to,
    resume_mou,
    send_for_clearance,
    suspend_mou,
    terminate_mou,
)
from partnerships.core import history
from partnerships.core.models import User
from partnerships.demo import amendments, obligations, recurring, wording, workplans
from partnerships.demo.documents import document
from partnerships.demo.stage import Stage
from partnerships.strategy.models import FocusArea

THREE_YEARS = 3 * 365
# The right that a clearance step asks for → who of the accounts has it.
CLEARS = {
    "mou.clear_legal": "director",
    "mou.clear_chief_director": "chief.director",
    "mou.clear_minister": "chief.director",
    "mou.clear_secretary": "secretary",
}


@dataclass(frozen=True)
class Plan:
    """One agreement: what it is about, how many obligations it has, and how far it has come."""

    state: str
    kind: str
    province: str | None
    title: str
    parties: tuple[str, ...]
    thrusts: tuple[str, ...]
    obligation_count: int


PLANS = (
    Plan("in force", "mou", None, "Training and support of community patrollers",
         ("Khanya Safety Trust", "Lesedi Community Patrol Network"), ("1.1",), 10),
    Plan("in force", "mou", None, "School safety ambassadors",
         ("Thuto Bridge Institute", "Umbono Youth Network"), ("1.3", "1.2"), 9),
    Plan("ending soon", "moa", None, "Safer trading spaces in inner cities", ("Ikhwezi Business Forum",), ("2.1",), 7),
    Plan("expired", "mou", None, "Research on repeat victimisation", ("Ukhozi University Consortium",), ("2.2",), 6),
    Plan("suspended", "mou", None, "Shared control rooms", ("Sizanani Private Security Alliance",), ("2.1",), 5),
    Plan("completed", "cooperation-agreement", None, "Guide for office bearers of forums",
         ("Thuto Bridge Institute",), ("1.1",), 4),
    Plan("terminated", "moa", None, "Radio links for neighbourhood patrols",
         ("Sizanani Private Security Alliance",), ("2.1", "1.1"), 5),
    Plan("under notice", "mou", None, "Safer streets exchange", ("Baobab Foundation for Safer Streets",), ("2.2",), 4),
    Plan("signed ahead", "cooperation-agreement", None, "Days of prayer and dialogue",
         ("Indawo Interfaith Council",), ("1.2", "2.2"), 5),
    Plan("signature", "mou", None, "Youth safety councils", ("Umbono Youth Network",), ("1.3",), 6),
    Plan("clearance", "mou", None, "Evaluation of patrol programmes", ("Ukhozi University Consortium",), ("1.1",), 4),
    Plan("returned once", "implementation-protocol", None, "Lighting and design of public places",
         ("National Department of Public Places",), ("2.3",), 5),
    Plan("consultation", "mou", None, "Volunteers at victim support rooms", ("Khanya Safety Trust",), ("2.2",), 3),
    Plan("in force", "provincial-cooperation-agreement", "GP", "Safer property precincts",
         ("Egoli Inner City Property Forum",), ("2.1",), 6),
    Plan("head’s turn", "provincial-cooperation-agreement", "GP", "Legal help at izimbizo in townships",
         ("Tshireletso Legal Clinic",), ("1.2",), 3),
    Plan("in force", "provincial-cooperation-agreement", "LP", "Village safety forums of Vhembe",
         ("Vhuṱali Community Trust", "Ḽifa Ḽashu Safety Forum"), ("1.1", "1.2"), 7),
    Plan("draft", "implementation-protocol", None, "Safe routes to public transport",
         ("National Department of Public Places",), ("2.3",), 3),
    Plan("draft", "provincial-cooperation-agreement", "LP", "Legal advice at police stations",
         ("Agang Legal Advice Office",), ("2.2",), 3),
    Plan("resumed", "provincial-cooperation-agreement", "KZN", "Victim support rooms at police stations",
         ("Isibindi Victim Support",), ("2.2",), 7),
    Plan("in force", "mou", "KZN", "Safer markets in Msunduzi", ("Msunduzi Traders’ Guild",), ("2.1",), 5),
    Plan("in force", "mou", "EC", "Support of a community safety forum",
         ("Sunrise Coast Local Municipality",), ("2.3",), 6),
    Plan("in force", "moa", "FS", "Rural safety coordination", ("Letsatsi Farmers’ Union",), ("1.1", "2.1"), 6),
    Plan("open-ended", "mou", "MP", "Farm watch and station meetings", ("Lowveld Growers’ Association",), ("1.2",), 5),
    Plan("ending soon", "mou", "NC", "Coastal village safety plans", ("Namaqua Fishers’ Co-operative",), ("2.3",), 5),
    Plan("in force", "mou", "NW", "Support of victims in Ngaka Modiri Molema",
         ("Mphatlalatsane Victim Support",), ("2.2",), 6),
    Plan("in force", "mou", "WC", "Safe roads of the Karoo", ("Karoo Rural Safety Alliance",), ("1.1",), 5),
    Plan("new", "cooperation-agreement", "WC", "Harvest season safety",
         ("Winelands Growers’ Safety Desk",), ("2.1",), 4),
)  # fmt: skip
SIGNED = {
    *("in force", "ending soon", "expired", "suspended", "completed", "terminated", "under notice"),
    *("signed ahead", "resumed", "open-ended", "new"),
}
# How many days ago an agreement ended before its time.
ENDED_AGO = {"completed": 65, "terminated": 80}


@dataclass(frozen=True)
class Days:
    """When an agreement was drafted, sent for clearance and signed, and from when until when it runs."""

    drafted: date
    sent: date
    signed: date
    starts: date
    ends: date | None


def build(stage: Stage) -> None:
    """In the order in which they were drafted, so that the numbers follow the calendar."""
    delegate(stage)
    planned = sorted(((days_of(stage, plan), plan) for plan in PLANS), key=lambda pair: pair[0].drafted)
    for days, plan in planned:
        carry(stage, plan, days)


def delegate(stage: Stage) -> None:
    """Under which papers our side signs: the Secretary everywhere, each head up to a ceiling in the own province."""
    since = date(stage.last_year.start_year - 4, 4, 1)
    SigningDelegation.objects.create(
        code="demo-secretary",
        name="Secretary for Police Service",
        reference="Act 2 of 2011, section 6 (demo)",
        valid_from=since,
    )
    for number, province in enumerate(stage.provinces.values(), start=1):
        SigningDelegation.objects.create(
            code=f"demo-head-{province.code.lower()}",
            name=f"Head of the provincial secretariat, {province}",
            reference=f"Delegation {number} of {since.year} (demo)",
            province=province,
            ceiling=Decimal(500_000),
            valid_from=since,
            order=number,
        )


def days_of(stage: Stage, plan: Plan) -> Days:
    last = stage.last_year
    if plan.state == "signed ahead":
        starts = stage.today + timedelta(days=21)
        signed = stage.working_day(stage.ago(9))
        return Days(stage.ago(150), stage.ago(80), signed, starts, starts + timedelta(days=THREE_YEARS))
    if plan.state not in SIGNED:
        drafted, sent = {
            "signature": (140, 90), "clearance": (70, 30), "returned once": (120, 84), "head’s turn": (45, 8),
            "consultation": (40, 0), "draft": (15, 0),
        }[plan.state]  # fmt: skip
        starts = stage.today + timedelta(days=75)
        ends = starts + timedelta(days=THREE_YEARS)
        return Days(stage.ago(drafted), stage.ago(sent), stage.today, starts, ends)
    runs: dict[str, tuple[date, date | None]] = {
        "ending soon": (stage.ago(THREE_YEARS - 95), stage.today + timedelta(days=95)),
        "expired": (stage.ago(THREE_YEARS + 55), stage.ago(55)),
        "completed": (date(last.start_year - 1, 4, 1), date(last.start_year + 2, 3, 31)),
        "open-ended": (date(last.start_year - 1, 10, 1), None),
        "new": (stage.year.start, date(stage.year.start_year + 3, 3, 31)),
    }
    starts, until = runs.get(plan.state, (last.start, date(last.start_year + 3, 3, 31)))
    back = stage.rng.randint(0, 9)
    return Days(
        starts - timedelta(days=190 + back),
        starts - timedelta(days=120 + back),
        stage.working_day(starts - timedelta(days=14 + back)),
        starts,
        until,
    )


def carry(stage: Stage, plan: Plan, days: Days) -> None:
    mou, promised = agree(stage, plan, days)
    if plan.state in SIGNED:
        officer = stage.officer(mou.province)
        # A quarter given up or an obligation waived is recorded while the agreement runs, before its end.
        until = stage.ago(ENDED_AGO[plan.state]) if plan.state in ENDED_AGO else days.ends
        workplans.plan_and_report(stage, mou, plan.thrusts, by=officer, until=until)
        obligations.keep(stage, mou, promised, settle_all=plan.state in ENDED_AGO)
        recurring.keep(stage, mou, plan.title)
        finish(stage, plan, mou)


def agree(stage: Stage, plan: Plan, days: Days) -> tuple[MoU, Any]:
    """Drafted, cleared and signed as far as the plan says, with what was promised in it."""
    province = stage.provinces[plan.province] if plan.province else None
    officer = stage.officer(province)
    manager = stage.people["manager"]
    owner = officer if province and officer.province_id else stage.people["owner"]
    mou = draft_mou(
        by=officer,
        kind=AgreementKind.objects.get(code=plan.kind),
        title=plan.title,
        purpose=f"{plan.title}: {wording.AIMS[plan.thrusts[0]]}",
        province=province,
        provinces=[province] if province else [],
        focus_areas=FocusArea.objects.filter(code__in={thrust[0] for thrust in plan.thrusts}),
        parties=[stage.stakeholders[name] for name in plan.parties],
        business_owner=owner,
        partnership_manager=manager,
        starts_on=days.starts,
        ends_on=days.ends,
        contributions_value=Decimal(45_000 * plan.obligation_count),
        on=stage.working_day(days.drafted),
    )
    promised = obligations.promise(
        stage, mou, plan.thrusts, plan.obligation_count, by=officer, signed_on=days.signed
    )
    recurring.agree(stage, mou, plan.title, signed_on=days.signed)
    if plan.state != "draft":
        state_facts(stage, mou, officer)
        MOU_LIFECYCLE.apply(mou, "consult", by=officer, note="Sent to the directorates concerned.")
    if plan.state == "consultation":
        consult(stage, mou, officer, manager)
    if plan.state not in {"draft", "consultation"}:
        accept(stage, mou, days, officer)
        clear(stage, plan, mou, days, officer)
    if plan.state == "signature" or plan.state in SIGNED:
        sign(stage, plan, mou, days, officer)
    return mou, promised


def state_facts(stage: Stage, mou: MoU, officer: User) -> None:
    """What its kind asks for: who each party is and who signs for it, and the words that the library leaves open."""
    with history.acting(officer):
        for place, party in enumerate(mou.parties.order_by("position")):
            if party.is_ours:
                office, authority = our_office(mou), "Act 2 of 2011, section 6(1)(g)"
            else:
                office, authority = "Chairperson", f"Resolution {2 + place} of {stage.year.start_year}"
                party.established_by = f"Registration {340 + place}-{party.pk:03} (demo)"
            party.signatory, party.capacity, party.authority = office, office, authority
            party.full_clean()
            party.save()
        for clause in mou.clauses.filter(is_written=False):
            clause.text, clause.is_written = wording.OWN_WORDS[clause.standard.code], True
            clause.full_clean()
            clause.save()


def our_office(mou: MoU) -> str:
    return "Head of the provincial secretariat" if mou.province_id else "Secretary for Police Service"


def consult(stage: Stage, mou: MoU, officer: User, manager: User) -> None:
    """The draft is with the other party, which has said something about a clause."""
    other = mou.parties.filter(stakeholder__isnull=False).order_by("position")[0]
    pass_turn(
        mou, by=officer, party=other, on=stage.working_day(stage.ago(12)), note="For comments within a month."
    )
    by_code = {clause.standard.code: clause for clause in mou.clauses.select_related("standard")}
    asked = remark_on(
        by_code["termination"], by=officer, party=other, text="We ask for sixty days instead of thirty."
    )
    reply_to(asked, by=manager, text="Sixty is long for work that is planned by the quarter. Why so long?")
    reply_to(asked, by=officer, party=other, text="Volunteers hand their rooms over one after the other.")
    told = remark_on(
        by_code["steering"],
        by=manager,
        text="Name the province as well, since it takes part in the steering.",
    )
    move_remark(
        told,
        by=officer,
        move="settle",
        note="The parties name the provinces in the workplan; nothing is changed.",
    )
    opened = remark_on(by_code["good-faith"], by=officer, party=other, text="Who speaks to the press?")
    move_remark(opened, by=officer, move="settle", note="Both, after they have consulted each other.")
    move_remark(
        opened, by=stage.people["director"], move="reopen", note="Say who decides when the two do not agree."
    )


def accept(stage: Stage, mou: MoU, days: Days, officer: User) -> None:
    """All parties accept the text before it is sent for clearance."""
    day = stage.working_day(days.sent - timedelta(days=3))
    for party in mou.parties.all():
        how = "Decided in the meeting of the management." if party.is_ours else "Letter of the chairperson."
        accept_text(party, by=officer, accepted_on=day, how=how)


def clear(stage: Stage, plan: Plan, mou: MoU, days: Days, officer: User) -> None:
    send_for_clearance(mou, by=officer, on=stage.working_day(days.sent))
    if plan.state == "head’s turn":
        return
    if plan.state == "returned once":
        first, second = open_steps(mou)[:2]
        decide(stage, first, days.sent + timedelta(days=8))
        decide_clearance(
            second,
            by=clearer(stage, second),
            move="return",
            reason="The resources promise funding. A partnership carries no payment: take that out.",
            on=stage.working_day(days.sent + timedelta(days=15)),
        )
        mou.refresh_from_db()
        MOU_LIFECYCLE.apply(mou, "consult", by=officer, note="The promise of funding was taken out.")
        send_for_clearance(mou, by=officer, on=stage.working_day(days.sent + timedelta(days=50)))
        decide(stage, open_steps(mou)[0], days.sent + timedelta(days=57))
        return
    steps = open_steps(mou)
    for place, step in enumerate(steps[:1] if plan.state == "clearance" else steps, start=1):
        decide(stage, step, days.sent + timedelta(days=9 * place))


def open_steps(mou: MoU) -> list[Clearance]:
    waiting = Clearance.objects.filter(mou=mou, status="waiting").select_related("step", "mou")
    return list(waiting.order_by("position"))


def decide(stage: Stage, step: Clearance, day: date) -> None:
    decide_clearance(step, by=clearer(stage, step), move="clear", on=stage.working_day(day))


def clearer(stage: Stage, step: Clearance) -> User:
    if step.step.permission == "mou.clear_provincial_head":
        return stage.head(step.mou.province)
    return stage.people[CLEARS[step.step.permission]]


def sign(stage: Stage, plan: Plan, mou: MoU, days: Days, officer: User) -> None:
    """Our party signs last; where only one of two has signed, it is the other side."""
    mou.refresh_from_db()
    MOU_LIFECYCLE.apply(mou, "send-for-signature", by=officer)
    is_whole = plan.state in SIGNED
    ours, *others = mou.parties.order_by("position")
    for place, party in enumerate(others):
        day = stage.working_day(days.signed - timedelta(days=3 + place) if is_whole else stage.ago(6))
        record_signature(
            party,
            by=officer,
            signed_on=day,
            signed_at=stage.stakeholders[plan.parties[place]].seat,
            signatory="Chairperson",
            capacity="Chairperson, duly authorised",
            authority=f"Resolution {3 + place} of {day.year}",
        )
    if is_whole:
        post = our_office(mou)
        record_signature(
            ours,
            by=officer,
            signed_on=days.signed,
            signed_at="Pretoria" if mou.province_id is None else "Provincial office",
            signatory=post,
            capacity=post,
            authority="Act 2 of 2011, section 6(1)(g)",
            delegation=SigningDelegation.objects.get(province=mou.province, code__startswith="demo-"),
            document=document(f"Signed agreement {mou.reference}"),
        )
    mou.refresh_from_db()


def finish(stage: Stage, plan: Plan, mou: MoU) -> None:
    """What happened to a signed agreement after it came into force."""
    if plan.title == "School safety ambassadors":
        offer_handover(
            mou,
            by=mou.business_owner,
            duty=Handover.Duty.BUSINESS_OWNER,
            to_person=stage.people["officer"],
            note="I move to another directorate. The next meeting with both partners is planned; its papers are ready.",
            on=stage.working_day(stage.ago(4)),
        )
    if plan.title == "Training and support of community patrollers":
        amendments.amend(stage, mou, decide)
    ends = stage.head(mou.province) if mou.province_id else stage.people["manager"]
    if plan.state == "suspended":
        suspend_mou(mou, by=ends, suspended_on=stage.ago(40), reason="The partner elects new office bearers.")
    elif plan.state == "resumed":
        suspend_mou(
            mou, by=ends, suspended_on=stage.ago(200), reason="The rooms at two stations were rebuilt."
        )
        resume_mou(mou, by=ends, resumed_on=stage.ago(120), reason="The rooms are open again.")
    elif plan.state == "terminated":
        terminate_mou(
            mou,
            by=ends,
            notice_given_on=stage.ago(120),
            terminated_on=stage.ago(ENDED_AGO[plan.state]),
            reason="The partner asked for a commercial contract for the radio links.",
        )
    elif plan.state == "under notice":
        terminate_mou(
            mou,
            by=ends,
            notice_given_on=stage.ago(12),
            terminated_on=stage.today + timedelta(days=25),
            reason="The foundation closes its programme in the country.",
        )
    elif plan.state == "completed":
        complete_mou(
            mou,
            by=ends,
            completed_on=stage.ago(ENDED_AGO[plan.state]),
            **wording.CLOSE_OUT,
        )
