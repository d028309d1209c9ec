"""The acts on agreements: what each stores, what it refuses, and in which words."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from mou import services
from mou.lifecycle import MOU_LIFECYCLE
from mou.models import Clearance, MoU, MoUParty, Obligation, Suspension
from partnerships.core.models import Document, StatusChange
from tests.factories import (
    AgreementKindFactory,
    ClearanceStepFactory,
    FocusAreaFactory,
    ProvinceFactory,
    StakeholderFactory,
)
from tests.mou import scenes
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def said(refused: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return refused.value.messages


def draft(**fields: Any) -> MoU:
    """What a person types for a draft, with plain values for what a test does not name."""
    given = {
        "by": nomsa(),
        "parties": [StakeholderFactory(partner=True)],
        "focus_areas": [FocusAreaFactory()],
        "title": "Safer schools",
        "kind": AgreementKindFactory(),
        "purpose": "Fewer incidents.",
        "business_owner": person("business_owner", name="Olga Owner"),
        "partnership_manager": person("partnership_manager", name="Mandla Manager"),
        "starts_on": date(2027, 4, 1),
        "ends_on": date(2030, 3, 31),
    }
    return services.draft_mou(**given | fields)


# Drafting


def test_a_draft_has_a_reference_our_own_party_first_and_its_places() -> None:
    first, second = StakeholderFactory(), StakeholderFactory()
    gauteng = ProvinceFactory(code="GP")
    area = FocusAreaFactory()
    mou = draft(parties=[first, second], provinces=[gauteng], focus_areas=[area])
    assert (mou.status, mou.reference) == ("draft", "MOU-2026-001")
    assert [party.stakeholder for party in mou.parties.order_by("position")] == [None, first, second]
    assert (list(mou.provinces.all()), list(mou.focus_areas.all())) == ([gauteng], [area])


def test_references_count_by_prefix_and_year_also_past_a_thousand() -> None:
    memorandum = AgreementKindFactory(prefix="MOU")
    sister = AgreementKindFactory(code="letter-of-intent", prefix="MOU")
    protocol = AgreementKindFactory(code="implementation-protocol", prefix="IP")
    given = [
        draft(kind=memorandum),
        draft(kind=sister),
        draft(kind=protocol),
        draft(kind=memorandum, on=date(2025, 3, 31)),
    ]
    assert [mou.reference for mou in given] == ["MOU-2026-001", "MOU-2026-002", "IP-2026-001", "MOU-2025-001"]
    MoU.objects.filter(pk=given[0].pk).update(reference="MOU-2026-1000")
    assert draft(kind=memorandum).reference == "MOU-2026-1001"


def test_a_reference_counts_agreements_that_the_drafter_may_not_see() -> None:
    draft(province=ProvinceFactory(code="LP"), by=nomsa())
    theirs = draft(province=ProvinceFactory(code="GP"), by=gift())
    assert theirs.reference == "MOU-2026-002"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_draft_at_the_same_moment_get_two_references() -> None:
    shared = {
        "kind": AgreementKindFactory(),
        "by": nomsa(),
        "parties": [StakeholderFactory()],
        "focus_areas": [FocusAreaFactory()],
        "business_owner": person("business_owner"),
        "partnership_manager": person("partnership_manager"),
    }
    references: list[str] = []
    together = threading.Barrier(4)

    def write() -> None:
        together.wait()
        try:
            references.append(draft(**shared).reference)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(references) == ["MOU-2026-001", "MOU-2026-002", "MOU-2026-003", "MOU-2026-004"]


def test_an_agreement_needs_another_party() -> None:
    with pytest.raises(ValidationError) as refused:
        draft(parties=[])
    assert said(refused) == ["Name at least one other party: an agreement needs two."]
    assert not MoU.objects.exists()


def test_owner_and_manager_must_be_two_and_must_fit() -> None:
    both = person(may={"mou.submit_obligation", "mou.verify_obligation"})
    with pytest.raises(ValidationError, match="are the same person"):
        draft(business_owner=both, partnership_manager=both)
    with pytest.raises(ValidationError) as refused:
        draft(
            business_owner=person("auditor", name="Ann Auditor"),
            partnership_manager=person("partnership_manager", name="Gone Manager", is_active=False),
        )
    assert said(refused) == [
        "Ann Auditor cannot be business owner. Choose a national colleague who may report progress.",
        "Gone Manager cannot be partnership manager. Choose a national colleague who may verify evidence.",
    ]
    assert not MoU.objects.exists()


@pytest.mark.parametrize(("whose", "fits"), [("GP", True), ("LP", False), (None, True)])
def test_a_provincial_agreement_is_answered_for_in_the_province_or_nationally(
    whose: str | None, fits: bool
) -> None:
    gauteng = ProvinceFactory(code="GP")
    owner = person("provincial_officer", province=whose, name="Owner") if whose else person("business_owner")
    given = {"province": gauteng, "by": gift(), "business_owner": owner}
    if fits:
        assert draft(**given).business_owner == owner
    else:
        with pytest.raises(ValidationError, match="Choose Gauteng's or a national colleague"):
            draft(**given)


def test_drafting_needs_the_right() -> None:
    with pytest.raises(PermissionDenied):
        draft(by=person("business_owner"))
    assert not MoU.objects.exists()


def test_a_draft_is_not_dated_in_the_future() -> None:
    with pytest.raises(ValidationError) as refused:
        draft(on=date(2026, 11, 24))
    assert said(refused) == [
        "The drafting lies in the future (24\u00a0November\u00a02026). Give the day on which it happened."
    ]


# Parties of a draft


def test_a_party_is_added_to_a_draft_and_nowhere_else() -> None:
    mou, further = scenes.agreement(), StakeholderFactory(name="Further")
    party = services.add_party(mou, by=nomsa(), stakeholder=further, signatory="The chairperson")
    assert (party.position, party.signatory, mou.parties.count()) == (3, "The chairperson", 3)
    with pytest.raises(ValidationError, match="This organisation is a party already"):
        services.add_party(mou, by=nomsa(), stakeholder=further)
    MoU.objects.filter(pk=mou.pk).update(status="consultation")
    with pytest.raises(ValidationError, match="Parties are added to a draft only"):
        services.add_party(mou, by=nomsa(), stakeholder=StakeholderFactory())
    with pytest.raises(PermissionDenied):
        services.add_party(mou, by=person("auditor"), stakeholder=StakeholderFactory())


def test_a_party_that_owes_nothing_is_removed_and_stays_in_the_history() -> None:
    mou = scenes.agreement()
    party = scenes.theirs(mou)
    owed = scenes.obligation(mou, owing_party=party)
    line = scenes.activity(mou, responsible_party=party)
    with pytest.raises(ValidationError) as refused:
        services.remove_party(party, by=nomsa())
    assert said(refused) == [
        "It owes an obligation. Remove the obligation, or give it to another party first.",
        "It is responsible for an activity. Give the activity to another party first.",
    ]
    services.remove_obligation(owed, by=nomsa())
    line.responsible_party = scenes.ours(mou)
    line.save()
    key = party.pk
    services.remove_party(party, by=nomsa())
    assert list(mou.parties.all()) == [scenes.ours(mou)]
    events = MoUParty.events.rel.related_model.objects.filter(pgh_obj_id=key)
    assert list(events.order_by("pgh_id").values_list("pgh_label", flat=True)) == ["insert", "delete"]


def test_our_own_party_stays() -> None:
    mou = scenes.agreement()
    with pytest.raises(ValidationError, match="Our own party belongs to every agreement"):
        services.remove_party(scenes.ours(mou), by=nomsa())


def test_no_party_leaves_an_agreement_that_was_sent_out() -> None:
    party = scenes.theirs(scenes.agreement(status="consultation"))
    with pytest.raises(ValidationError, match="Parties are removed from a draft only"):
        services.remove_party(party, by=nomsa())
    with pytest.raises(PermissionDenied):
        services.remove_party(party, by=person("auditor"))


# Clearance


def ready_to_clear(*steps: str) -> MoU:
    mou = scenes.agreement(status="consultation")
    scenes.obligation(mou)
    for order, code in enumerate(steps or ("legal", "secretary"), start=1):
        ClearanceStepFactory(code=code, kind=mou.kind, permission=f"mou.clear_{code}", order=order)
    ClearanceStepFactory(code="retired", kind=mou.kind, order=9, is_active=False)
    return mou


def test_sending_for_clearance_opens_a_round_with_the_steps_of_its_kind() -> None:
    mou = ready_to_clear("secretary", "legal")
    services.send_for_clearance(mou, by=nomsa(), on=date(2026, 11, 2))
    steps = [(c.round, c.position, c.step.code, c.status, c.opened_on) for c in mou.clearances.all()]
    assert mou.status == "clearance"
    assert steps == [
        (1, 1, "secretary", "waiting", date(2026, 11, 2)),
        (1, 2, "legal", "waiting", date(2026, 11, 2)),
    ]


def test_a_kind_without_steps_is_not_sent_for_clearance() -> None:
    mou = scenes.agreement(status="consultation")
    scenes.obligation(mou)
    with pytest.raises(ValidationError) as refused:
        services.send_for_clearance(mou, by=nomsa())
    assert said(refused) == [
        "No clearance steps are set up for “Memorandum of understanding”. "
        "Ask an administrator to enter them first."
    ]
    mou.refresh_from_db()
    assert mou.status == "consultation"
    assert not StatusChange.objects.exists()


def test_an_agreement_without_obligations_is_not_sent_for_clearance() -> None:
    mou = scenes.agreement(status="consultation")
    ClearanceStepFactory(kind=mou.kind)
    with pytest.raises(ValidationError, match="Add at least one obligation first"):
        services.send_for_clearance(mou, by=nomsa())
    assert not Clearance.objects.exists()


def test_clearing_keeps_who_when_and_what_was_said() -> None:
    mou = scenes.in_clearance("clear_legal", "clear_secretary")
    director = person("director")
    services.decide_clearance(
        mou.clearances.first(), by=director, move="clear", reason="Sound.", on=date(2026, 11, 5)
    )
    cleared = mou.clearances.first()
    assert (cleared.status, cleared.decided_by, cleared.decided_on, cleared.reason) == (
        "cleared",
        director,
        date(2026, 11, 5),
        "Sound.",
    )
    mou.refresh_from_db()
    assert mou.status == "clearance"


def test_the_last_clearance_does_not_send_it_out_by_itself() -> None:
    mou = scenes.in_clearance("clear_legal")
    services.decide_clearance(mou.clearances.get(), by=person("director"), move="clear")
    mou.refresh_from_db()
    assert mou.status == "clearance"
    MOU_LIFECYCLE.apply(mou, "send-for-signature", by=nomsa())
    assert mou.status == "signature"


def test_a_return_makes_it_a_draft_again_and_closes_the_steps_that_wait() -> None:
    mou = scenes.in_clearance("clear_legal", "clear_secretary")
    services.decide_clearance(
        mou.clearances.first(), by=person("director"), move="return", reason="No notice clause."
    )
    mou.refresh_from_db()
    assert mou.status == "draft"
    assert list(mou.clearances.values_list("status", flat=True)) == ["returned", "closed"]
    move = StatusChange.objects.get(object_id=mou.pk, transition="return", from_status="clearance")
    assert move.note == "Clear legal: No notice clause."


def test_a_second_round_begins_anew() -> None:
    mou = ready_to_clear("legal")
    services.send_for_clearance(mou, by=nomsa(), on=date(2026, 11, 2))
    services.decide_clearance(
        mou.clearances.get(), by=person("director"), move="return", reason="Say who pays."
    )
    mou.refresh_from_db()
    MOU_LIFECYCLE.apply(mou, "consult", by=nomsa())
    services.send_for_clearance(mou, by=nomsa())
    assert list(mou.clearances.values_list("round", "status")) == [(1, "returned"), (2, "waiting")]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"on": date(2026, 11, 24)}, "The decision lies in the future"),
        ({"on": date(2026, 11, 1)}, "The decision lies before the day it was sent"),
        ({"move": "return", "reason": " "}, "Give the reason"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_nothing_changes(
    given: dict[str, Any], sentence: str
) -> None:
    mou = scenes.in_clearance("clear_legal")
    with pytest.raises(ValidationError, match=sentence):
        services.decide_clearance(mou.clearances.get(), **{"by": person("director"), "move": "clear"} | given)
    assert mou.clearances.get().status == "waiting"


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
    with pytest.raises(ValidationError, match="Write the close-out report"):
        services.complete_mou(mou, by=manager, close_out=" ")
    with pytest.raises(ValidationError, match="The completion lies before its beginning"):
        services.complete_mou(mou, by=manager, close_out="Done.", completed_on=date(2026, 3, 31))
    scenes.obligation(mou)
    with pytest.raises(ValidationError, match="1 obligation is still open"):
        services.complete_mou(mou, by=manager, close_out="Done.")
    Obligation.objects.all().delete()
    services.complete_mou(mou, by=manager, close_out="All reached.", completed_on=date(2026, 11, 1))
    assert (mou.status, mou.completed_on, mou.close_out) == ("completed", date(2026, 11, 1), "All reached.")


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
