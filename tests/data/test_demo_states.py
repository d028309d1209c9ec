"""manage.py load_demo: every state of every life cycle is there to be seen."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Count, F, Q

from mou.models import ActivityQuarter, Clearance, MoU, Obligation, TermsChange
from partnerships.core.models import (
    CalendarFeed,
    Document,
    Province,
    ReminderLine,
    ReminderPreference,
    ReminderRun,
    Snooze,
    User,
)
from partnerships.strategy.definitions import definitions_in
from partnerships.strategy.models import IndicatorVersion
from reporting.models import Actual, LateOpening, ProvincialReturn
from stakeholders.models import (
    ActionItem,
    Contact,
    Engagement,
    FitCriteriaVersion,
    FunctionalityAssessment,
    InstrumentVersion,
    InterviewAnswer,
    PartnerDecision,
    PartnershipProposal,
    PersonalInformationRequest,
    Relationship,
    RelationshipKind,
    Stakeholder,
    Structure,
    StructureKind,
    result_on,
)
from stakeholders.models.structure_standing import as_at
from stakeholders.proposing import next_of
from stakeholders.weighing import comparison_of, round_of, scores_of
from tests.data.conftest import CLOSED, invented
from tests.data.conftest import DAY as TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


# --- every state ----------------------------------------------------------------


def test_every_state_of_a_stakeholder_is_there() -> None:
    states = Counter(row.state_on(TODAY).label for row in invented(Stakeholder).for_list())

    assert {*states} == {
        *("Identified", "Under assessment", "Partner", "Dormant partner", "Not now", "Declined"),
        *("Partnership ended", "Archived"),
    }
    assert {*PartnerDecision.objects.exclude(end_reason="").values_list("end_reason", flat=True)} == {
        *PartnerDecision.EndReason.values
    }


def test_every_state_of_a_round_of_forming_is_there() -> None:
    rounds = PartnershipProposal.objects.for_list()
    assert Counter(rounds.values_list("kind", "status")) == {
        ("forming", "decided"): 59,
        ("forming", "open"): 10,
        ("review", "concluded"): 1,
    }
    waits = Counter(next_of(row).what for row in rounds.open())
    assert waits == {
        "write “Who is affected”": 2,
        "assess the fit, 1 of 2 done": 2,
        "write “Risks and how each is met”": 1,
        "decide": 5,
    }
    results = {row: round_of(row, scores_of(row)) for row in rounds.open()}
    wide = [row for row, found in results.items() if found and found.needs_a_word]
    assert sorted(bool(row.spread_note) for row in wide) == [False, True]
    assert any(found.below for found in results.values() if found)
    # Nobody weighed one twice, and nobody decided on what they had weighed.
    for row in rounds:
        assert len({*row.assessor_ids}) == row.assessment_count
        assert row.closed_by_id not in row.assessor_ids
    kinds = {decision.outcome for decision in PartnerDecision.objects.to_look_again_on(TODAY)}
    assert kinds == {"not_now", "declined", "partner"}


def test_a_partner_was_weighed_again_with_other_criteria() -> None:
    assert [*FitCriteriaVersion.objects.order_by("number").values_list("status", flat=True)] == [
        "superseded",
        "adopted",
        "draft",
    ]
    review = PartnershipProposal.objects.get(kind="review")
    found = round_of(review, scores_of(review))
    assert found
    beside = comparison_of(review, found, User.objects.get(email="officer@demo.example"))
    assert beside
    assert beside.comparison.by < 0
    assert (beside.comparison.added, beside.comparison.dropped) == (
        ("Protection of personal details",),
        ("Supportive policy",),
    )


def test_every_state_of_a_return_is_there() -> None:
    last = ProvincialReturn.objects.filter(period__year=2026, period__quarter=2)
    assert {one.period.province.code: one.status for one in last.select_related("period__province")} == {
        **dict.fromkeys(("EC", "GP", "MP", "WC"), "accepted"),
        "FS": "returned",
        "KZN": "signed",
        "LP": "submitted",
        "NC": "open",
        "NW": "open",
    }
    earlier = ProvincialReturn.objects.exclude(pk__in=last.values("pk"))
    assert {*earlier.values_list("status", flat=True)} == {"accepted"}
    # Sent back once and sent again; and one line of another waits to be corrected.
    corrected = last.get(period__province__code="EC")
    assert corrected.lines.filter(is_answered=True).exclude(returned_because="").count() == 1
    assert last.get(period__province__code="FS").lines.filter(is_answered=False).count() == 1
    assert {*LateOpening.objects.values_list("period__province__code", flat=True)} == {"EC", "NC"}


def test_every_state_of_an_agreement_is_there() -> None:
    assert {m.state_on(TODAY).label for m in MoU.objects.all()} == {
        *(
            "Draft",
            "In consultation",
            "In clearance",
            "Out for signature",
            "Signed, not yet begun",
            "In force",
        ),
        *(
            "In force, ending soon",
            "In force, under notice",
            "Expired",
            "Suspended",
            "Terminated",
            "Completed",
        ),
    }
    assert MoU.objects.filter(resumed_on__isnull=False, status="signed").exists()
    assert MoU.objects.filter(ends_on=None).exists()
    assert MoU.objects.filter(kind__code="implementation-protocol").exists()
    # Out for signature: one party of two has signed.
    waiting = MoU.objects.get(status="signature").parties
    assert (waiting.count(), waiting.filter(signed_on__isnull=False).count()) == (2, 1)


def test_every_state_of_a_clearance_is_there_and_one_agreement_is_in_its_second_round() -> None:
    assert {*Clearance.objects.values_list("status", flat=True)} == {*Clearance.Status.values}
    rounds = Clearance.objects.filter(mou__status="clearance").order_by("mou", "round", "position")
    assert {
        mou: [c.status for c in rounds if c.mou.title == mou]
        for mou in rounds.values_list("mou__title", flat=True)
    } == {
        "Evaluation of patrol programmes": ["cleared", "waiting", "waiting", "waiting"],
        "Legal help at izimbizo in townships": ["waiting", "waiting"],
        "Lighting and design of public places": [
            *("cleared", "returned", "closed", "closed"),
            *("cleared", "waiting", "waiting", "waiting"),
        ],
    }


def test_a_promise_is_on_its_way_into_its_agreement() -> None:
    change = TermsChange.objects.get(promise__isnull=False)
    assert change.amendment.status == "draft"
    assert change.amendment.mou.parties.filter(stakeholder=change.promise.stakeholder).exists()


def test_every_state_of_an_obligation_is_there() -> None:
    assert {o.state_on(TODAY).label for o in Obligation.objects.select_related("mou")} == {
        *("Open", "Not due", "Due soon", "Overdue", "Submitted", "Submitted late", "Returned"),
        *("Met", "Partly met", "Disputed", "Waived", "Lapsed"),
    }


def test_every_state_of_a_planned_quarter_is_there() -> None:
    states = {q.state_on(TODAY).label for q in ActivityQuarter.objects.select_related("activity")}

    assert states == {
        "Planned",
        "On track",
        "Constrained",
        "No progress",
        "Done",
        "Late",
        "Given up",
        "Carried over",
    }
    done_late = [q for q in ActivityQuarter.objects.filter(status="done") if q.done_on > q.period.end]
    assert done_late
    assert all(quarter.narrative for quarter in done_late)


def test_figures_are_on_track_behind_off_track_missing_late_and_not_measured() -> None:
    rows = list(Actual.objects.for_list())
    assert {row.evidence_state.label for row in rows} == {
        "Nothing to grade",
        "No document",
        "Waits to be graded",
        "Changed since it was graded",
        "Sufficient",
        "Sufficient in part",
        "Not sufficient",
    }
    captured_late = {a.province.code for a in rows if a.province and a.captured_on > a.period.report_due_on}

    assert {row.state.label for row in rows} == {"On track", "Behind", "Off track", "Not measured"}
    assert captured_late == {"EC", "NW"}
    due = {(one.code, s, q) for q in CLOSED for one in definitions_in(q) for s in scopes(one)}
    missing = due - {(a.indicator.code, a.province and a.province.code, a.period) for a in rows}
    assert sorted((str(q), s, code) for code, s, q in missing) == [
        ("Q2 2026/27", "NC", "1.3.1"),
        ("Q2 2026/27", "NC", "1.3.2"),
        ("Q2 2026/27", "NC", "2.2.1"),
        ("Q2 2026/27", "NW", "1.1.2"),
    ]


def scopes(indicator: IndicatorVersion) -> list[str | None]:
    if not indicator.by_provinces:
        return [None]
    return [*Province.objects.values_list("code", flat=True)]


# --- the register -----------------------------------------------------------------


def test_every_state_of_an_action_item_is_there_both_ways() -> None:
    assert {i.state_on(TODAY).label for i in ActionItem.objects.all()} == {
        *("Open", "Due soon", "Overdue", "Done", "Verified", "No longer needed"),
    }
    # Taken in by the last signature of an amendment: the one that proposes a promise is a draft still.
    assert {*ActionItem.objects.values_list("direction", "status")} == {
        (direction, status)
        for direction in ActionItem.Direction.values
        for status in ActionItem.Status.values
        if status != "taken"
    }
    assert ActionItem.objects.waiting_for_verification().exists()
    assert ActionItem.objects.filter(point__isnull=False).exists()
    assert ActionItem.objects.filter(engagement=None).exists()
    assert not ActionItem.objects.filter(verified_by=F("done_by")).exists()


def test_an_instrument_is_superseded_another_adopted_and_a_third_drafted() -> None:
    assert [*InstrumentVersion.objects.order_by("family", "number").values_list("family", "status")] == [
        ("cpf", "superseded"),
        ("cpf", "adopted"),
        ("cpf", "draft"),
        ("csf", "adopted"),
    ]
    used = FunctionalityAssessment.objects.values_list("version__family", "version__number").distinct()
    assert {*used} == {("cpf", 1), ("cpf", 2), ("csf", 1)}


def test_structures_of_every_kind_stand_in_every_province_with_every_result() -> None:
    kinds = {*StructureKind.objects.values_list("code", flat=True)}
    found = {*Structure.objects.values_list("stakeholder__province__code", "kind__code")}
    assert found == {
        (code, kind) for code in Province.objects.values_list("code", flat=True) for kind in kinds
    }
    results = Structure.objects.standing_on(TODAY).annotate(result=result_on(TODAY))
    assert {*results.values_list("result", flat=True)} == {"functional", "partly", "not_functional", None}
    hosted = Structure.objects.filter(host__group__code="local-government")
    assert hosted.count() == 2
    assert FunctionalityAssessment.objects.filter(withdrawn_on__isnull=False).count() == 2


def test_executives_are_complete_incomplete_and_out_of_term() -> None:
    rows = as_at(Structure.objects.standing_on(TODAY), TODAY)
    assert {*rows.values_list("has_vacancy", "has_lapsed_post")} == {
        (False, False),
        (True, False),
        (True, True),
    }


def test_engagements_have_modes_languages_answers_and_follow_ups() -> None:
    held = invented(Engagement)
    assert not held.filter(mode=None).exists()
    assert not held.filter(languages=None).exists()
    assert {*held.values_list("mode__code", flat=True)} == {"in-person", "telephone", "video", "in-writing"}
    assert {*InterviewAnswer.objects.values_list("engagement__kind__code", flat=True)} == {
        "interview",
        "group-interview",
    }
    assert InterviewAnswer.objects.exclude(answer="").exists()
    assert held.follow_up_planned().filter(follow_up_on__gt=TODAY).exists()
    assert held.filter(follows__isnull=False).exists()


def test_minutes_of_forum_meetings_are_there_late_due_and_overdue() -> None:
    meetings = Engagement.objects.filter(kind__needs_minutes=True)
    days = [(m.minutes_on - m.held_on).days for m in meetings if m.minutes_on]
    assert min(days) <= 5 < max(days)
    missing = [(TODAY - m.held_on).days for m in meetings if m.minutes_on is None]
    assert min(missing) <= 5 < max(missing)


def test_every_stakeholder_has_a_class_a_manager_and_an_analysis() -> None:
    rows = invented(Stakeholder)
    assert not rows.filter(stakeholder_class=None).exists()
    assert not rows.filter(relationship_manager=None).exists()
    assert not rows.registered().filter(analyses=None).exists()
    made_again = rows.annotate(number=Count("analyses")).filter(number__gt=1)
    assert made_again.exists()
    overdue = rows.registered().verification_overdue_on(TODAY)
    assert 0 < overdue.count() < rows.registered().filter(verified_on__isnull=False).count()


def test_organisations_belong_together_three_levels_deep_and_across_provinces() -> None:
    ties = Relationship.objects.all()
    assert {*ties.values_list("kind__code", flat=True)} == {
        *RelationshipKind.objects.values_list("code", flat=True)
    }
    above = {tie.source_id: tie.target_id for tie in ties.filter(kind__is_hierarchy=True)}
    depths = [height(above, pk) for pk in above]
    assert max(depths) == 3
    assert ties.filter(ended_on__isnull=False).exists()


def height(above: dict[int, int], pk: int) -> int:
    """How many stand above this one."""
    return 1 + height(above, above[pk]) if pk in above else 0


def test_people_are_main_back_up_gone_moved_not_to_be_contacted_and_redacted() -> None:
    people = Contact.objects.all()
    for state in (
        Q(is_main=True),
        Q(is_backup=True),
        Q(left_on__isnull=False),
        Q(earlier__isnull=False),
        Q(do_not_contact=True),
    ):
        assert people.filter(state).exists(), state
    assert [*people.filter(redacted_on__isnull=False).values_list("name", "email", "phone")] == [
        ("Redacted person", "", "")
    ]
    requests = PersonalInformationRequest.objects.all()
    assert {r.state_on(TODAY).label for r in requests} == {"Granted", "Open", "Overdue"}


def test_papers_have_kinds_versions_and_classifications() -> None:
    papers = Document.objects.filter(content_type__model="stakeholder")
    assert {*papers.values_list("classification", flat=True)} == {
        "unclassified",
        "restricted",
        "confidential",
    }
    assert max(papers.values_list("version", flat=True)) == 3
    assert {*papers.values_list("kind_id", flat=True)} == {"profile", "constitution", "safety-plan", "letter"}


def test_reminders_were_sent_a_week_ago_and_wait_today_and_one_is_put_off() -> None:
    last_week, today = ReminderRun.objects.order_by("day")
    assert (last_week.day, today.day) == (TODAY - timedelta(days=7), TODAY)
    assert last_week.messages_sent == last_week.messages_made > 0
    assert (today.messages_sent, today.messages_made > 0) == (0, True)
    assert "cannot be reached" in today.trouble
    assert Snooze.objects.get().until > TODAY
    assert CalendarFeed.objects.filter(revoked_at__isnull=True).count() == 1
    away = ReminderPreference.objects.get()
    told = ReminderLine.objects.filter(owed_to=away.user, told_on=TODAY)
    assert {line.person_id for line in told} == {away.stand_in_id}
