"""Adding, submitting, verifying and releasing what a party owes."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from mou import services
from mou.models import MoU, Obligation
from partnerships.core.models import Document, StatusChange
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
    left = {"rest": "The rest.", "rest_due_on": date(2027, 1, 31)} if finding == "partly_met" else {}
    services.verify_obligation(obligation, by=manager, finding=finding, verification="Seen.", **left)
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
