"""Signing, suspending, resuming and ending an agreement."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mou import services
from mou.models import Clearance, CloseOut, MoU, Obligation, Suspension
from partnerships.core.models import Document, StatusChange
from tests.factories import TermsChangeFactory
from tests.mou import scenes
from tests.mou.test_services_of_agreements import TODAY, said
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db


# Signature

SIGNED = {
    "signed_on": date(2026, 11, 16),
    "signed_at": "Pretoria",
    "signatory": "The Secretary",
    "capacity": "Secretary for Police Service",
    "authority": "Act 2 of 2011",
}


def test_the_last_signature_makes_it_signed_on_the_latest_day() -> None:
    mou = scenes.out_for_signature()
    officer = nomsa()
    services.record_signature(
        scenes.ours(mou),
        by=officer,
        document=scenes.pdf("signed.pdf"),
        **SIGNED | {"signed_on": date(2026, 11, 20)},
    )
    mou.refresh_from_db()
    assert (mou.status, mou.signed_on) == ("signature", None)
    services.record_signature(scenes.theirs(mou), by=officer, **SIGNED)
    mou.refresh_from_db()
    assert (mou.status, mou.signed_on) == ("signed", date(2026, 11, 20))
    party = scenes.ours(mou)
    assert (party.signed_at, party.signatory, party.capacity, party.authority) == (
        "Pretoria",
        "The Secretary",
        "Secretary for Police Service",
        "Act 2 of 2011",
    )
    copy = mou.documents.get()
    assert (copy.kind_id, copy.title, copy.uploaded_by) == (
        Document.Kind.SIGNED_COPY,
        "Signed copy, CSPS",
        officer,
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"signed_on": date(2026, 11, 24)}, "The signature lies in the future"),
        ({"signed_on": date(2026, 11, 9)}, "The signature lies before the last clearance"),
        ({"signatory": " "}, "Say who signed, in which capacity and where"),
        ({"signed_at": ""}, "Say who signed, in which capacity and where"),
        ({"document": SimpleUploadedFile("run.exe", b"MZ")}, "is not an accepted kind of file"),
    ],
)
def test_a_signature_that_cannot_be_is_refused_and_nothing_is_kept(
    given: dict[str, Any], sentence: str
) -> None:
    mou = scenes.out_for_signature()
    with pytest.raises(ValidationError, match=sentence):
        services.record_signature(scenes.ours(mou), by=nomsa(), **SIGNED | given)
    assert scenes.ours(mou).signed_on is None
    assert not mou.documents.exists()


def test_the_signed_copy_of_another_agreement_is_refused_by_its_bytes() -> None:
    officer, first, second = nomsa(), scenes.out_for_signature(), scenes.out_for_signature()
    scan = {"document": scenes.pdf("signed.pdf")}
    services.record_signature(scenes.ours(first), by=officer, **SIGNED | scan)
    with pytest.raises(ValidationError) as refused:
        again = {"document": scenes.pdf("renamed.pdf")}
        services.record_signature(scenes.ours(second), by=officer, **SIGNED | again)
    assert refused.value.messages == [
        f"This file is the signed copy of {first}, byte for byte. Choose the scan of this agreement."
    ]
    assert (scenes.ours(second).signed_on, second.documents.count()) == (None, 0)
    # the other party of the same agreement may send the same scan
    services.record_signature(
        scenes.theirs(first), by=officer, **SIGNED | {"document": scenes.pdf("same.pdf")}
    )


def test_who_became_a_service_provider_after_clearance_does_not_sign() -> None:
    officer, mou = nomsa(), scenes.out_for_signature()
    party = scenes.theirs(mou)
    party.stakeholder.decisions.update(
        ended_on=date(2026, 11, 15), end_reason="service_provider", ended_by=officer
    )
    with pytest.raises(ValidationError, match="A service provider is no partner"):
        services.record_signature(scenes.ours(mou), by=officer, **SIGNED)
    assert scenes.ours(mou).signed_on is None


def test_a_signature_after_the_end_of_the_agreement_is_refused() -> None:
    mou = scenes.out_for_signature(ends_on=date(2026, 11, 15))
    with pytest.raises(ValidationError, match="before this signature"):
        services.record_signature(scenes.ours(mou), by=nomsa(), **SIGNED)


def test_a_party_signs_once_and_only_when_it_is_out_for_signature() -> None:
    mou = scenes.out_for_signature()
    services.record_signature(scenes.ours(mou), by=nomsa(), **SIGNED)
    with pytest.raises(ValidationError, match="the signature is on record"):
        services.record_signature(scenes.ours(mou), by=nomsa(), **SIGNED)
    with pytest.raises(ValidationError, match="The agreement is “Draft”"):
        services.record_signature(scenes.ours(scenes.agreement()), by=nomsa(), **SIGNED)
    with pytest.raises(PermissionDenied):
        services.record_signature(scenes.theirs(mou), by=person("auditor"), **SIGNED)


def test_of_two_rounds_the_last_one_counts_for_the_signature() -> None:
    mou = scenes.out_for_signature()
    first = mou.clearances.first()
    Clearance.objects.create(
        mou=mou,
        round=2,
        step=first.step,
        position=1,
        status="cleared",
        opened_on=date(2026, 11, 12),
        decided_on=date(2026, 11, 18),
        decided_by=first.decided_by,
    )
    with pytest.raises(ValidationError, match="before the last clearance"):
        services.record_signature(scenes.ours(mou), by=nomsa(), **SIGNED)


# Suspending, resuming, ending


def test_a_suspension_and_its_end_both_stay_told() -> None:
    mou, manager = scenes.agreement(signed=True), person("partnership_manager")
    services.suspend_mou(
        mou, by=manager, reason="The partner is restructured.", suspended_on=date(2026, 6, 1)
    )
    assert (mou.status, mou.suspended_on, mou.resumed_on) == ("suspended", date(2026, 6, 1), None)
    services.resume_mou(mou, by=manager, reason="It is ready again.", resumed_on=date(2026, 7, 1))
    services.suspend_mou(mou, by=manager, reason="Again.", suspended_on=date(2026, 9, 1))
    services.resume_mou(mou, by=manager, reason="And again.")
    assert (mou.status, mou.resumed_on) == ("signed", TODAY)
    assert list(Suspension.objects.values_list("suspended_on", "resumed_on")) == [
        (date(2026, 6, 1), date(2026, 7, 1)),
        (date(2026, 9, 1), TODAY),
    ]
    days = [date(2026, 5, 31), date(2026, 6, 15), date(2026, 8, 1), date(2026, 10, 1), TODAY]
    assert [MoU.objects.in_force(day).exists() for day in days] == [True, False, True, False, True]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 3, 19), "The suspension lies before the last signature"),
        (date(2026, 11, 24), "The suspension lies in the future"),
    ],
)
def test_a_suspension_on_an_impossible_day_is_refused(day: date, sentence: str) -> None:
    mou = scenes.agreement(signed=True)
    with pytest.raises(ValidationError, match=sentence):
        services.suspend_mou(mou, by=person("partnership_manager"), reason="Why.", suspended_on=day)
    mou.refresh_from_db()
    assert mou.status == "signed"


def test_nothing_is_suspended_again_before_it_was_resumed() -> None:
    mou = scenes.agreement(signed=True, suspended_on=date(2026, 6, 1), resumed_on=date(2026, 7, 1))
    with pytest.raises(ValidationError, match="The agreement was resumed on"):
        services.suspend_mou(
            mou, by=person("partnership_manager"), reason="Why.", suspended_on=date(2026, 6, 30)
        )


def test_a_resumption_does_not_come_before_the_suspension() -> None:
    mou = scenes.agreement(signed=True, status="suspended", suspended_on=date(2026, 6, 1))
    with pytest.raises(ValidationError, match="The resumption lies before the suspension"):
        services.resume_mou(
            mou, by=person("partnership_manager"), reason="Why.", resumed_on=date(2026, 5, 31)
        )


@pytest.mark.parametrize(
    ("notice", "end", "sentence"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "The notice clause gives 30 days"),
        (date(2026, 11, 24), date(2027, 1, 1), "The notice lies in the future"),
        (date(2026, 3, 1), date(2026, 5, 1), "The notice lies before the last signature"),
        (date(2026, 11, 1), date(2029, 4, 1), "The agreement ends by itself on"),
    ],
)
def test_a_termination_keeps_to_the_notice_clause(notice: date, end: date, sentence: str) -> None:
    mou = scenes.agreement(signed=True)
    with pytest.raises(ValidationError, match=sentence):
        services.terminate_mou(
            mou, by=person("partnership_manager"), notice_given_on=notice, terminated_on=end, reason="Why."
        )
    mou.refresh_from_db()
    assert mou.status == "signed"


def test_thirty_days_of_notice_reach_across_a_29_february() -> None:
    mou = scenes.agreement(signed=True)
    manager = person("partnership_manager")
    with time_machine.travel("2028-03-01 09:00+02:00", tick=False):
        given = {"by": manager, "notice_given_on": date(2028, 1, 31), "reason": "Why."}
        with pytest.raises(ValidationError) as refused:
            services.terminate_mou(mou, terminated_on=date(2028, 2, 29), **given)
        assert said(refused) == [
            "The notice clause gives 30 days: after notice on 31\u00a0January\u00a02028 "
            "the agreement ends on 1\u00a0March\u00a02028 at the earliest."
        ]
        services.terminate_mou(mou, terminated_on=date(2028, 3, 1), **given)
    assert mou.status == "terminated"


def test_an_agreement_under_notice_stays_in_force_until_the_day() -> None:
    mou = scenes.agreement(signed=True)
    services.terminate_mou(
        mou,
        by=person("partnership_manager"),
        notice_given_on=TODAY,
        terminated_on=date(2026, 12, 31),
        reason="The partner closes.",
    )
    assert MoU.objects.in_force(date(2026, 12, 30)).exists()
    assert not MoU.objects.in_force(date(2026, 12, 31)).exists()
    assert StatusChange.objects.get(transition="terminate").note == "The partner closes."


def test_a_completion_needs_its_report_and_settled_obligations() -> None:
    mou, manager = scenes.agreement(signed=True), person("partnership_manager")
    words = scenes.CLOSE_OUT
    with pytest.raises(ValidationError, match="This field cannot be blank"):
        services.complete_mou(mou, by=manager, **words | {"learnt": " "})
    with pytest.raises(ValidationError, match="The completion lies before its beginning"):
        services.complete_mou(mou, by=manager, completed_on=date(2026, 3, 31), **words)
    scenes.obligation(mou)
    with pytest.raises(ValidationError, match="1 obligation is still open"):
        services.complete_mou(mou, by=manager, **words)
    # Refused, nothing of the report is kept.
    assert not CloseOut.objects.exists()
    Obligation.objects.all().delete()
    services.complete_mou(mou, by=manager, completed_on=date(2026, 11, 1), **words)
    report = mou.close_out
    assert (mou.status, mou.completed_on, report.reported_by) == ("completed", date(2026, 11, 1), manager)
    assert {name: getattr(report, name) for name in words} == words


def test_the_figures_of_the_last_day_are_kept_with_the_close_out_report() -> None:
    mou = scenes.agreement(signed=True)
    ours, theirs = scenes.ours(mou), scenes.theirs(mou)
    scenes.obligation(mou, met=True, owing_party=ours)
    for _ in range(2):
        scenes.obligation(mou, met=True, owing_party=theirs)
    waived = {
        "status": "waived",
        "released_on": date(2026, 9, 1),
        "released_by": nomsa(),
        "release_authority": "Minutes",
    }
    scenes.obligation(mou, owing_party=theirs, **waived)
    line = scenes.activity(mou, quarters=(1, 2, 3))
    line.quarters.filter(number=1).update(status="done", done_on=date(2026, 5, 1))
    line.quarters.filter(number=2).update(status="not_done", narrative="Given up.")
    services.complete_mou(mou, by=person("partnership_manager"), **scenes.CLOSE_OUT)
    nothing = {"met": 0, "partly_met": 0, "waived": 0, "lapsed": 0}
    assert mou.close_out.figures == {
        "ours": nothing | {"owed": 1, "met": 1},
        "theirs": nothing | {"owed": 3, "met": 2, "waived": 1},
        "quarters": {"planned": 3, "done": 1, "not_done": 1},
    }


def test_the_first_day_that_the_notice_clause_allows_is_worked_out() -> None:
    mou = scenes.agreement(signed=True, notice_days=30)
    # Over the end of a year, and over 29 February 2028: 30 days after 31 January are 1 March, one day less elsewhere.
    for given, first in (
        (date(2026, 12, 15), date(2027, 1, 14)),
        (date(2028, 1, 31), date(2028, 3, 1)),
        (date(2027, 1, 31), date(2027, 3, 2)),
    ):
        assert services.notice_runs_out_on(mou, given) == first
    services.terminate_mou(
        mou, by=person("partnership_manager"), notice_given_on=date(2026, 11, 10), reason="The trust closes."
    )
    assert (mou.notice_given_on, mou.terminated_on) == (date(2026, 11, 10), date(2026, 12, 10))


def test_a_longer_notice_agreed_later_lengthens_none_that_was_given_before() -> None:
    mou = scenes.agreement(signed=True, notice_days=60)
    TermsChangeFactory(
        amendment__mou=mou,
        field="notice_days",
        before={"notice_days": 30},
        after={"notice_days": 60},
        effective_on=date(2026, 11, 11),
    )
    assert [services.notice_days_on(mou, date(2026, 11, day)) for day in (10, 11)] == [30, 60]
    services.terminate_mou(
        mou, by=person("partnership_manager"), notice_given_on=date(2026, 11, 10), reason="The trust closes."
    )
    assert mou.terminated_on == date(2026, 12, 10)


def test_the_page_of_a_termination_offers_the_first_day(client: Client) -> None:
    mou = scenes.agreement(signed=True, notice_days=45, ends_on=date(2029, 3, 31))
    client.force_login(person("partnership_manager"))
    url = reverse("mou:terminate", args=[mou.pk])
    form = client.get(url).context["form"]
    # 45 days after 23 November: 7 of November, 31 of December, 7 of January.
    assert (form["notice_given_on"].value(), form["terminated_on"].value()) == (TODAY, date(2027, 1, 7))
    assert "45 days" in client.get(url).content.decode()
    client.post(url, {"notice_given_on": "2026-11-20", "terminated_on": "", "reason": "The trust closes."})
    mou.refresh_from_db()
    assert mou.terminated_on == date(2027, 1, 4)
    soon = scenes.agreement(signed=True, ends_on=date(2026, 12, 1))
    near = client.get(reverse("mou:terminate", args=[soon.pk]))
    assert near.context["form"]["terminated_on"].value() is None
    assert "runs out after the agreement has ended by itself" in near.content.decode()


@pytest.mark.parametrize("act", ["suspend_mou", "resume_mou"])
def test_who_may_not_end_may_not_suspend_either(act: str) -> None:
    status = {"suspend_mou": "signed", "resume_mou": "suspended"}[act]
    mou = scenes.agreement(signed=True, status=status, suspended_on=date(2026, 6, 1))
    with pytest.raises(PermissionDenied):
        getattr(services, act)(mou, by=person("business_owner"), reason="Why.")


def test_every_act_is_remembered_with_who_and_why() -> None:
    mou, manager = scenes.agreement(signed=True), person("partnership_manager")
    services.suspend_mou(mou, by=manager, reason="The partner is restructured.")
    event = mou.events.order_by("-pgh_id").first()
    assert (event.status, event.pgh_context["user"], event.pgh_context["reason"]) == (
        "suspended",
        manager.pk,
        "The partner is restructured.",
    )


def test_notice_counted_in_working_days_leaves_out_weekends_and_holidays() -> None:
    mou = scenes.agreement(signed=True, notice_days=5, notice_in_working_days=True)
    # Friday 13 November 2026; five working days later is Friday the 20th.
    assert services.notice_runs_out_on(mou, date(2026, 11, 13)) == date(2026, 11, 20)
    # Thursday 24 December 2026: 28, 29, 30, 31 December and 4 January; 25 and 26 December and 1 January are free.
    assert services.notice_runs_out_on(mou, date(2026, 12, 24)) == date(2027, 1, 4)
    with pytest.raises(ValidationError, match="5 working days"):
        services.terminate_mou(
            mou,
            by=scenes.anybody(),
            notice_given_on=date(2026, 11, 13),
            terminated_on=date(2026, 11, 19),
            reason="It is over.",
        )


def test_letting_it_lapse_needs_an_end_a_right_and_a_reason_and_moves_nothing_else() -> None:
    mou = scenes.agreement(signed=True)
    with pytest.raises(PermissionDenied):
        services.let_lapse(mou, by=person("unit_officer"), reason="No.")
    with pytest.raises(ValidationError, match="Give the reason"):
        services.let_lapse(mou, by=mou.partnership_manager, reason=" ")
    services.let_lapse(mou, by=mou.partnership_manager, reason="The programme is over.")
    assert (mou.status, mou.let_lapse_on) == (MoU.Status.SIGNED, mou.ends_on)
    with pytest.raises(ValidationError, match="decided already"):
        services.let_lapse(mou, by=mou.partnership_manager, reason="Again.")
    with pytest.raises(ValidationError, match="open-ended"):
        services.let_lapse(scenes.agreement(signed=True, ends_on=None), by=scenes.anybody(), reason="No.")
