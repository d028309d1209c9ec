"""Obligations and workplans: adding, submitting, verifying, releasing, planning and reporting."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from mou import services
from mou.models import Activity, ActivityQuarter, MoU, Obligation
from partnerships.core.models import Document, StatusChange
from tests.factories import ThrustFactory
from tests.mou import scenes
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def said(refused: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return refused.value.messages


# Adding and removing an obligation


def owed(mou: MoU, **fields: Any) -> dict[str, Any]:
    return {
        "by": nomsa(),
        "clause": "5.1",
        "text": "Appoint a coordinator",
        "owing_party": scenes.theirs(mou),
        "accountable": mou.business_owner,
        "due_on": date(2026, 9, 30),
    } | fields


@pytest.mark.parametrize("status", MoU.Status.values)
def test_an_obligation_is_added_while_the_text_is_open_and_never_after(status: str) -> None:
    mou = scenes.agreement(
        status=status,
        signed_on=date(2026, 3, 20),
        suspended_on=date(2026, 5, 1),
        notice_given_on=TODAY,
        terminated_on=TODAY,
        completed_on=TODAY,
        close_out="Done.",
    )
    if status in {"draft", "consultation"}:
        assert services.add_obligation(mou, **owed(mou)).status == "open"
    else:
        with pytest.raises(ValidationError) as refused:
            services.add_obligation(mou, **owed(mou))
        assert said(refused) == [services.LOCKED]
        assert not Obligation.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            lambda: {"owing_party": scenes.theirs(scenes.agreement())},
            "Choose one of the parties of this agreement",
        ),
        (lambda: {"accountable": person("auditor")}, "cannot answer for this"),
        (lambda: {"accountable": person("provincial_officer", province="GP")}, "cannot answer for this"),
        (lambda: {"due_on": date(2026, 3, 31)}, "The due date lies before the agreement begins"),
    ],
)
def test_an_obligation_that_cannot_be_is_refused(given: Any, sentence: str) -> None:
    mou = scenes.agreement()
    with pytest.raises(ValidationError, match=sentence):
        services.add_obligation(mou, **owed(mou, **given()))
    assert not Obligation.objects.filter(mou=mou).exists()


def test_adding_and_removing_need_the_right() -> None:
    mou = scenes.agreement()
    with pytest.raises(PermissionDenied):
        services.add_obligation(mou, **owed(mou, by=person("business_owner")))
    with pytest.raises(PermissionDenied):
        services.remove_obligation(scenes.obligation(mou), by=person("business_owner"))


def test_an_obligation_is_struck_from_a_draft_only() -> None:
    mou = scenes.agreement()
    services.remove_obligation(scenes.obligation(mou), by=nomsa())
    assert not Obligation.objects.exists()
    kept = scenes.obligation(scenes.agreement(signed=True))
    with pytest.raises(ValidationError) as refused:
        services.remove_obligation(kept, by=nomsa())
    assert said(refused) == [services.LOCKED]


# Submitting


def test_a_submission_keeps_what_was_done_who_when_and_the_evidence() -> None:
    mou = scenes.agreement(signed=True)
    obligation, owner = scenes.obligation(mou), mou.business_owner
    services.submit_obligation(
        obligation,
        by=owner,
        submission=" The coordinator was appointed. ",
        documents=[scenes.pdf("letter.pdf"), scenes.pdf("minutes.pdf")],
        submitted_on=date(2026, 9, 29),
    )
    obligation.refresh_from_db()
    assert (obligation.status, obligation.submitted_by, obligation.submitted_on, obligation.submission) == (
        "submitted",
        owner,
        date(2026, 9, 29),
        "The coordinator was appointed.",
    )
    documents = obligation.documents.order_by("original_name")
    assert [document.original_name for document in documents] == ["letter.pdf", "minutes.pdf"]
    assert {document.sha256 for document in documents} == {hashlib.sha256(scenes.PDF).hexdigest()}
    assert {(document.kind_id, document.uploaded_by) for document in documents} == {
        (Document.Kind.EVIDENCE, owner)
    }


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"submission": "  "}, "Say what was done"),
        ({"documents": []}, "Add at least one document as evidence"),
        ({"documents": [SimpleUploadedFile("run.exe", b"MZ")]}, "is not an accepted kind of file"),
        ({"documents": [SimpleUploadedFile("fake.pdf", b"MZ is no PDF")]}, "is not what its name says"),
        ({"documents": [SimpleUploadedFile("empty.pdf", b"")]}, "is empty"),
        ({"submitted_on": date(2026, 11, 24)}, "The submission lies in the future"),
        ({"submitted_on": date(2026, 3, 19)}, "The submission lies before the last signature"),
    ],
)
def test_a_submission_that_cannot_be_is_refused_and_nothing_is_kept(
    given: dict[str, Any], sentence: str
) -> None:
    mou = scenes.agreement(signed=True)
    obligation = scenes.obligation(mou)
    fields = {"submission": "Done.", "documents": [scenes.pdf()]} | given
    with pytest.raises(ValidationError, match=sentence):
        services.submit_obligation(obligation, by=mou.business_owner, **fields)
    obligation.refresh_from_db()
    assert (obligation.status, obligation.documents.count()) == ("open", 0)


def test_somebody_else_does_not_submit() -> None:
    obligation = scenes.obligation()
    with pytest.raises(ValidationError, match="Only the accountable person"):
        services.submit_obligation(
            obligation, by=person("business_owner"), submission="Done.", documents=[scenes.pdf()]
        )
    with pytest.raises(PermissionDenied):
        services.submit_obligation(
            obligation, by=person("auditor"), submission="Done.", documents=[scenes.pdf()]
        )
    assert not Document.objects.exists()


def test_a_returned_submission_may_stand_on_its_earlier_evidence() -> None:
    mou = scenes.agreement(signed=True)
    obligation, owner = scenes.obligation(mou), mou.business_owner
    services.submit_obligation(obligation, by=owner, submission="Done.", documents=[scenes.pdf()])
    services.verify_obligation(
        obligation, by=mou.partnership_manager, finding="returned", verification="The register is not signed."
    )
    assert (obligation.status, obligation.verification) == ("returned", "The register is not signed.")
    services.submit_obligation(obligation, by=owner, submission="Signed now.")
    assert (obligation.status, obligation.verification, obligation.verified_by) == ("submitted", "", None)
    assert obligation.documents.count() == 1
    # What was found before stays on record.
    assert StatusChange.objects.get(transition="return").note == "The register is not signed."


# Verifying


@pytest.mark.parametrize(
    ("finding", "status"), [("met", "met"), ("partly_met", "partly_met"), ("returned", "returned")]
)
def test_a_second_person_finds_it_met_partly_met_or_returns_it(finding: str, status: str) -> None:
    mou = scenes.agreement(signed=True)
    obligation, manager = scenes.obligation(mou), mou.partnership_manager
    services.submit_obligation(
        obligation, by=mou.business_owner, submission="Done.", documents=[scenes.pdf()]
    )
    services.verify_obligation(obligation, by=manager, finding=finding, verification="Seen.")
    obligation.refresh_from_db()
    assert (obligation.status, obligation.verified_by, obligation.verified_on, obligation.verification) == (
        status,
        manager,
        TODAY,
        "Seen.",
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"finding": "perhaps"}, "Choose whether it is met, partly met or returned"),
        ({"finding": "partly_met", "verification": ""}, "Say which part is met"),
        ({"finding": "returned", "verification": ""}, "Give the reason"),
        ({"verified_on": date(2026, 11, 19)}, "The verification lies before the submission"),
        ({"verified_on": date(2026, 11, 24)}, "The verification lies in the future"),
    ],
)
def test_a_finding_that_cannot_be_is_refused(given: dict[str, Any], sentence: str) -> None:
    mou = scenes.agreement(signed=True)
    obligation = scenes.obligation(mou)
    services.submit_obligation(
        obligation,
        by=mou.business_owner,
        submission="Done.",
        documents=[scenes.pdf()],
        submitted_on=date(2026, 11, 20),
    )
    fields = {"finding": "met", "verification": "Seen."} | given
    with pytest.raises(ValidationError, match=sentence):
        services.verify_obligation(obligation, by=mou.partnership_manager, **fields)
    obligation.refresh_from_db()
    assert obligation.status == "submitted"


def test_whoever_submitted_does_not_verify() -> None:
    manager = person("partnership_manager")
    mou = scenes.agreement(signed=True, partnership_manager=manager)
    obligation = scenes.obligation(mou)
    services.submit_obligation(obligation, by=manager, submission="Done.", documents=[scenes.pdf()])
    with pytest.raises(ValidationError) as refused:
        services.verify_obligation(obligation, by=manager, finding="met")
    assert said(refused) == ["You submitted this yourself: somebody else must verify it."]


# Releasing


@pytest.mark.parametrize(("act", "status"), [("waive_obligation", "waived"), ("lapse_obligation", "lapsed")])
def test_a_release_keeps_authority_reason_and_day(act: str, status: str) -> None:
    obligation, chief = scenes.obligation(), person("chief_director")
    getattr(services, act)(
        obligation,
        by=chief,
        authority="Minutes of 2 April 2026",
        reason="Printed at no cost.",
        released_on=date(2026, 4, 2),
    )
    obligation.refresh_from_db()
    assert (
        obligation.status,
        obligation.released_by,
        obligation.released_on,
        obligation.release_authority,
    ) == (
        status,
        chief,
        date(2026, 4, 2),
        "Minutes of 2 April 2026",
    )
    assert StatusChange.objects.get().note == "Printed at no cost."


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"authority": " "}, "Name the authority"),
        ({"reason": " "}, "Give the reason"),
        ({"released_on": date(2026, 11, 24)}, "The release lies in the future"),
        ({"released_on": date(2026, 3, 19)}, "The release lies before the last signature"),
    ],
)
def test_a_release_that_cannot_be_is_refused(given: dict[str, Any], sentence: str) -> None:
    obligation = scenes.obligation()
    fields = {"authority": "Minutes", "reason": "Why."} | given
    with pytest.raises(ValidationError, match=sentence):
        services.waive_obligation(obligation, by=person("chief_director"), **fields)
    obligation.refresh_from_db()
    assert obligation.status == "open"


def test_a_manager_does_not_waive() -> None:
    with pytest.raises(PermissionDenied):
        services.waive_obligation(
            scenes.obligation(), by=person("partnership_manager"), authority="Minutes", reason="Why."
        )


# Planning


def planned(mou: MoU, **fields: Any) -> dict[str, Any]:
    return {
        "by": nomsa(),
        "quarters": {1, 3},
        "year": 2026,
        "title": "Train patrollers",
        "responsible_party": scenes.ours(mou),
        "responsible_person": mou.business_owner,
        "thrust": ThrustFactory(),
    } | fields


def test_an_activity_is_planned_in_its_quarters_also_under_a_signed_agreement() -> None:
    mou = scenes.agreement(signed=True)
    activity = services.add_activity(mou, **planned(mou))
    assert list(activity.quarters.values_list("number", "status")) == [(1, "planned"), (3, "planned")]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (lambda: {"quarters": set()}, "Choose at least one quarter"),
        (lambda: {"year": 2025, "quarters": {4}}, "Q4 2025/26 lies outside the agreement"),
        (lambda: {"year": 2029, "quarters": {1}}, "Q1 2029/30 lies outside the agreement"),
        (lambda: {"responsible_party": scenes.theirs(scenes.agreement())}, "Choose one of the parties"),
        (lambda: {"responsible_person": person("auditor")}, "cannot answer for this"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(given: Any, sentence: str) -> None:
    mou = scenes.agreement(signed=True)
    with pytest.raises(ValidationError, match=sentence):
        services.add_activity(mou, **planned(mou, **given()))
    assert not Activity.objects.filter(mou=mou).exists()


def test_a_quarter_belongs_to_the_term_when_one_day_of_it_does() -> None:
    mou = scenes.agreement(signed=True, starts_on=date(2026, 6, 30), ends_on=date(2028, 1, 1))
    assert services.add_activity(mou, **planned(mou, quarters={1})).year == 2026
    assert services.add_activity(mou, **planned(mou, year=2027, quarters={4})).year == 2027


def test_the_workplan_of_an_ended_agreement_is_closed() -> None:
    mou = scenes.agreement(
        status="completed", signed_on=date(2026, 3, 20), completed_on=TODAY, close_out="Done."
    )
    with pytest.raises(ValidationError, match="The agreement is completed: its workplan is closed"):
        services.add_activity(mou, **planned(mou))
    with pytest.raises(PermissionDenied):
        services.add_activity(mou, **planned(mou, by=person("business_owner")))


def test_quarters_are_planned_anew_but_a_reported_one_stays() -> None:
    activity = scenes.activity(quarters=(1, 2))
    services.plan_quarters(activity, by=nomsa(), quarters={2, 4})
    assert list(activity.quarters.values_list("number", flat=True)) == [2, 4]
    quarter = activity.quarters.get(number=2)
    services.report_activity(quarter, by=activity.responsible_person, status="under_way", narrative="Half.")
    with pytest.raises(ValidationError) as refused:
        services.plan_quarters(activity, by=nomsa(), quarters={4})
    assert said(refused) == [
        "Q2 2026/27: reported on already, so it stays in the plan. Report it given up instead."
    ]
    assert list(activity.quarters.values_list("number", flat=True)) == [2, 4]


# Reporting


def report(quarter: ActivityQuarter, **fields: Any) -> ActivityQuarter:
    return services.report_activity(quarter, **{"by": quarter.activity.responsible_person} | fields)


def test_what_is_plainly_done_on_time_needs_no_further_word() -> None:
    quarter = scenes.activity().quarters.get()
    report(quarter, status="done", done_on=date(2026, 9, 30), documents=[scenes.pdf()])
    quarter.refresh_from_db()
    assert (quarter.status, quarter.done_on, quarter.narrative) == ("done", date(2026, 9, 30), "")
    assert quarter.reported_by == quarter.activity.responsible_person
    assert quarter.documents.get().original_name == "minutes.pdf"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"status": "under_way"}, "Say how far it has come"),
        ({"status": "done", "done_on": date(2026, 10, 1)}, "It was done after its quarter ended"),
        ({"status": "not_done"}, "Say why it is given up"),
        ({"status": "perhaps"}, "Choose whether it is under way, done or given up"),
        ({"status": "done", "done_on": date(2026, 11, 24)}, "The day it was done lies in the future"),
        (
            {"status": "done", "done_on": date(2026, 3, 19)},
            "The day it was done lies before the last signature",
        ),
        (
            {"status": "not_done", "narrative": "Why.", "done_on": TODAY},
            "Only what is done has a day on which it was done",
        ),
        (
            {
                "status": "done",
                "done_on": date(2026, 9, 1),
                "documents": [SimpleUploadedFile("a.exe", b"MZ")],
            },
            "is not an accepted kind of file",
        ),
    ],
)
def test_a_report_that_cannot_be_is_refused(given: dict[str, Any], sentence: str) -> None:
    quarter = scenes.activity().quarters.get()
    with pytest.raises(ValidationError, match=sentence):
        report(quarter, **given)
    quarter.refresh_from_db()
    assert quarter.status == "planned"


@pytest.mark.parametrize(
    ("done_on", "needs_a_word"),
    [(date(2028, 2, 29), False), (date(2028, 3, 31), False), (date(2028, 4, 1), True)],
)
def test_the_last_day_of_march_is_still_on_time(done_on: date, needs_a_word: bool) -> None:
    quarter = scenes.activity(year=2027, quarters=(4,)).quarters.get()
    with time_machine.travel("2028-04-03 09:00+02:00", tick=False):
        if needs_a_word:
            with pytest.raises(ValidationError, match="Say why it was late"):
                report(quarter, status="done", done_on=done_on)
        else:
            assert report(quarter, status="done", done_on=done_on).done_on == done_on


def test_under_way_is_reported_again_and_then_done() -> None:
    quarter = scenes.activity().quarters.get()
    report(quarter, status="under_way", narrative="One district of two.")
    report(quarter, status="under_way", narrative="Nearly there.")
    report(quarter, status="done", narrative="The hall was closed in September.", done_on=date(2026, 10, 5))
    quarter.refresh_from_db()
    assert (quarter.status, quarter.narrative) == ("done", "The hall was closed in September.")
    notes = StatusChange.objects.order_by("pk").values_list("note", flat=True)
    assert list(notes) == ["One district of two.", "Nearly there.", "The hall was closed in September."]


def test_a_report_made_by_mistake_is_reopened_by_the_unit_with_a_reason() -> None:
    quarter = scenes.activity().quarters.get()
    report(quarter, status="done", done_on=date(2026, 9, 1))
    with pytest.raises(ValidationError, match="is not possible now"):
        report(quarter, status="under_way", narrative="Not yet.")
    with pytest.raises(PermissionDenied):
        services.reopen_activity(quarter, by=person("business_owner"), reason="Wrong quarter.")
    with pytest.raises(ValidationError, match="Give the reason"):
        services.reopen_activity(quarter, by=nomsa(), reason=" ")
    services.reopen_activity(quarter, by=nomsa(), reason="Wrong quarter.")
    assert (quarter.status, quarter.done_on) == ("under_way", None)


def test_somebody_else_does_not_report() -> None:
    quarter = scenes.activity().quarters.get()
    with pytest.raises(ValidationError, match="Only the responsible person"):
        report(quarter, by=person("business_owner"), status="done", done_on=date(2026, 9, 1))
    with pytest.raises(PermissionDenied):
        report(quarter, by=person("auditor"), status="done", done_on=date(2026, 9, 1))
