"""Amending a signed agreement: a set of changes with its own clearance and signatures, and the text on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mou import services
from mou.lifecycle import MOU_LIFECYCLE
from mou.models import Activity, Amendment, MoU, Obligation, TermsChange
from mou.terms import Part, applied, terms_of, terms_on, versions
from partnerships.core import files
from partnerships.core.models import Document, User
from tests import factories as make
from tests.mou import scenes
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def officer() -> User:
    return nomsa()


@pytest.fixture
def mou() -> MoU:
    """Signed on 20 March 2026, with two clauses, an obligation and an activity; one step clears."""
    mou = scenes.agreement(signed=True)
    for position, heading in enumerate(("Purpose", "Costs"), start=1):
        make.ClauseFactory(
            mou=mou, position=position, heading=heading, text="Each party bears its own costs."
        )
    scenes.obligation(mou, due_on=date(2027, 3, 31), text="Train one hundred patrollers")
    scenes.activity(mou, quarters=(1, 4), year=2026, title="Training")
    make.ClearanceStepFactory(code="legal", kind=mou.kind, permission="mou.clear_legal", order=1)
    return mou


def begin(mou: MoU, by: User) -> Amendment:
    return services.begin_amendment(mou, by=by, title="A further year", reason="The work goes on.")


def change(amendment: Amendment, by: User, part: str, after: Any, **given: Any) -> TermsChange | None:
    return services.propose_change(amendment, by=by, part=part, after=after, **given)


def clear(amendment: Amendment, by: User) -> None:
    services.move_amendment(amendment, by=by, move="send-for-clearance")
    for clearance in amendment.clearances.filter(status="waiting"):
        services.decide_clearance(clearance, by=person("director"), move="clear")
    services.move_amendment(amendment, by=by, move="send-for-signature")


def sign(amendment: Amendment, by: User, on: date = TODAY, only: Any = None) -> None:
    for party in only or amendment.mou.parties.all():
        services.sign_amendment(
            amendment,
            party,
            by=by,
            signed_on=on,
            signed_at="Pretoria",
            signatory="Head",
            capacity="Head",
            authority="Resolution",
        )


def later_end(amendment: Amendment, by: User, end: str = "2030-03-31") -> None:
    change(amendment, by, Part.TERM, {"ends_on": end}, field="ends_on")


# In force


def test_the_last_signature_changes_terms_clauses_obligations_and_workplan_at_once(
    mou: MoU, officer: User
) -> None:
    amendment, before = begin(mou, officer), terms_of(mou)
    clause, owed, activity = mou.clauses.get(position=2), mou.obligations.get(), mou.activities.get()
    theirs = scenes.theirs(mou).pk
    later_end(amendment, officer)
    line = before.clauses[clause.pk] | {"text": "Each party bears half of the costs."}
    change(amendment, officer, Part.CLAUSE, line, item=clause.pk)
    change(amendment, officer, Part.CLAUSE, {"heading": "Data", "text": "Figures are shared."})
    change(
        amendment,
        officer,
        Part.OBLIGATION,
        before.obligations[owed.pk] | {"due_on": "2027-09-30"},
        item=owed.pk,
    )
    new_duty = {"clause": "3", "text": "Share figures", "owing_party": theirs, "due_on": "2027-06-30"}
    ours = {"accountable": mou.business_owner_id, "thrust": activity.thrust_id}
    change(amendment, officer, Part.OBLIGATION, new_duty, ours=ours)
    change(
        amendment,
        officer,
        Part.ACTIVITY,
        before.activities[activity.pk] | {"quarters": [1, 3]},
        item=activity.pk,
    )
    clear(amendment, officer)
    first, second = mou.parties.all()
    sign(amendment, officer, date(2026, 11, 23), [first])
    mou.refresh_from_db()
    assert (mou.ends_on, amendment.status) == (date(2029, 3, 31), "signature")
    sign(amendment, officer, date(2026, 11, 23), [second])
    mou.refresh_from_db()
    amendment.refresh_from_db()
    clause.refresh_from_db()
    owed.refresh_from_db()
    assert (amendment.status, amendment.signed_on) == ("signed", TODAY)
    assert (mou.ends_on, clause.text, owed.due_on) == (
        date(2030, 3, 31),
        "Each party bears half of the costs.",
        date(2027, 9, 30),
    )
    assert [c.heading for c in mou.clauses.order_by("position")] == ["Purpose", "Costs", "Data"]
    assert mou.obligations.get(clause="3").accountable == mou.business_owner
    assert sorted(q.number for q in activity.quarters.all()) == [1, 3]
    # And as it stood the day before.
    assert terms_on(mou, date(2026, 11, 22)) == before
    forward = before
    for done in amendment.changes.order_by("pk"):
        forward = applied(forward, done)
    assert terms_on(mou, TODAY) == forward == terms_of(mou)
    assert [(v.number, v.since) for v in versions(mou)] == [(1, date(2026, 3, 20)), (2, TODAY)]


def test_what_is_taken_out_stays_on_record(mou: MoU, officer: User) -> None:
    amendment, before = begin(mou, officer), terms_of(mou)
    owed, activity = mou.obligations.get(), mou.activities.get()
    for part, item in (
        (Part.CLAUSE, mou.clauses.get(position=2).pk),
        (Part.OBLIGATION, owed.pk),
        (Part.ACTIVITY, activity.pk),
    ):
        change(amendment, officer, part, None, item=item)
    clear(amendment, officer)
    sign(amendment, officer)
    owed.refresh_from_db()
    assert (owed.status, owed.released_on, owed.release_authority) == (
        "lapsed",
        TODAY,
        "Amendment 1: A further year",
    )
    assert {q.status for q in activity.quarters.all()} == {"not_done"}
    now = terms_of(mou)
    assert (next(iter(now.clauses.values()))["heading"], now.obligations, now.activities) == (
        "Purpose",
        {},
        {},
    )
    assert (mou.clauses.count(), Obligation.objects.count(), Activity.objects.count()) == (2, 1, 1)
    assert terms_on(mou, date(2026, 3, 20)) == before


def test_an_amendment_is_in_force_from_the_day_of_the_last_signature(mou: MoU, officer: User) -> None:
    amendment = begin(mou, officer)
    later_end(amendment, officer)
    clear(amendment, officer)
    first, second = mou.parties.all()
    sign(amendment, officer, TODAY, [first])
    sign(amendment, officer, TODAY, [second])
    assert set(amendment.changes.values_list("effective_on", flat=True)) == {TODAY}


# The draft


def test_a_change_back_to_what_stands_is_no_change(mou: MoU, officer: User) -> None:
    amendment = begin(mou, officer)
    later_end(amendment, officer)
    later_end(amendment, officer, "2031-03-31")
    assert [c.after for c in amendment.changes.all()] == [{"ends_on": "2031-03-31"}]
    later_end(amendment, officer, "2029-03-31")
    assert not amendment.changes.exists()


def test_an_amendment_that_changes_nothing_goes_nowhere(mou: MoU, officer: User) -> None:
    with pytest.raises(ValidationError, match="It changes nothing yet"):
        services.move_amendment(begin(mou, officer), by=officer, move="send-for-clearance")


def test_what_is_settled_stays_as_it_was_agreed(mou: MoU, officer: User) -> None:
    owed = make.ObligationFactory(mou=mou, met=True)
    with pytest.raises(ValidationError, match="is “Met” already"):
        change(begin(mou, officer), officer, Part.OBLIGATION, None, item=owed.pk)


def test_a_line_of_another_agreement_is_not_changed(mou: MoU, officer: User) -> None:
    other = make.ClauseFactory(mou=scenes.agreement(signed=True))
    with pytest.raises(ValidationError, match="no longer part of the agreement"):
        change(begin(mou, officer), officer, Part.CLAUSE, None, item=other.pk)


@pytest.mark.parametrize("status", [s for s in MoU.Status if s not in {"signed", "suspended"}])
def test_only_a_signed_agreement_that_has_not_ended_is_amended(officer: User, status: str) -> None:
    done = {"signed_on": date(2026, 3, 20)} if status in MoU.ENDED else {}
    ended = {
        "terminated": {"notice_given_on": date(2026, 5, 1), "terminated_on": date(2026, 6, 1)},
        "completed": {"completed_on": date(2026, 6, 1)},
    }
    mou = scenes.agreement(status=status, **done, **ended.get(status, {}))
    with pytest.raises(ValidationError, match="Only a signed agreement that has not ended"):
        begin(mou, officer)


def test_an_expired_agreement_is_renewed_and_not_amended(officer: User) -> None:
    mou = scenes.agreement(signed=True, ends_on=date(2026, 11, 22))
    with pytest.raises(ValidationError, match="renew it instead"):
        begin(mou, officer)
    last_day = scenes.agreement(signed=True, ends_on=TODAY)
    assert begin(last_day, officer).number == 1


def test_without_the_right_nothing_is_amended(mou: MoU) -> None:
    with pytest.raises(PermissionDenied):
        begin(mou, person("director"))


# Clearance


def test_an_amendment_that_is_returned_becomes_a_draft_and_the_agreement_stays_signed(
    mou: MoU, officer: User
) -> None:
    amendment = begin(mou, officer)
    later_end(amendment, officer)
    services.move_amendment(amendment, by=officer, move="send-for-clearance")
    with pytest.raises(ValidationError, match="no longer a draft"):
        later_end(amendment, officer, "2032-03-31")
    services.decide_clearance(
        amendment.clearances.get(), by=person("director"), move="return", reason="One year is enough."
    )
    amendment.refresh_from_db()
    mou.refresh_from_db()
    assert (amendment.status, mou.status) == ("draft", "signed")
    services.move_amendment(amendment, by=officer, move="send-for-clearance")
    assert list(amendment.clearances.values_list("round", "status")) == [(1, "returned"), (2, "waiting")]


def test_nothing_skips_the_clearance(mou: MoU, officer: User) -> None:
    amendment = begin(mou, officer)
    later_end(amendment, officer)
    services.move_amendment(amendment, by=officer, move="send-for-clearance")
    with pytest.raises(ValidationError, match="Not yet cleared"):
        services.move_amendment(amendment, by=officer, move="send-for-signature")
    with pytest.raises(ValidationError, match="Signatures are recorded once it is out for signature"):
        sign(amendment, officer)


def test_what_is_withdrawn_closes_its_clearance(mou: MoU, officer: User) -> None:
    amendment = begin(mou, officer)
    later_end(amendment, officer)
    services.move_amendment(amendment, by=officer, move="send-for-clearance")
    services.move_amendment(amendment, by=officer, move="withdraw", note="The partner changed its mind.")
    assert (amendment.status, amendment.clearances.get().status) == ("withdrawn", "closed")


def test_the_clearances_of_an_amendment_are_none_of_the_agreements_own(mou: MoU, officer: User) -> None:
    amendment = begin(mou, officer)
    later_end(amendment, officer)
    services.move_amendment(amendment, by=officer, move="send-for-clearance")
    assert MoU.objects.for_list().get(pk=mou.pk).waiting_step is None
    assert MOU_LIFECYCLE.transitions["suspend"].blockers(mou, officer) == []


# Two amendments at once


def test_an_amendment_made_while_the_agreement_was_changed_is_compared_first(mou: MoU, officer: User) -> None:
    first, second = begin(mou, officer), begin(mou, officer)
    later_end(first, officer, "2030-03-31")
    later_end(second, officer, "2031-03-31")
    change(second, officer, Part.TERM, {"notice_days": 60}, field="notice_days")
    clear(first, officer)
    sign(first, officer)
    with pytest.raises(ValidationError, match="The agreement was amended since this was written"):
        services.move_amendment(second, by=officer, move="send-for-clearance")
    told = services.take_present_over(second, by=officer)
    assert told == ["Term: compared with the present wording from now on."]
    assert second.changes.get(field="ends_on").before == {"ends_on": "2030-03-31"}
    clear(second, officer)
    sign(second, officer)
    mou.refresh_from_db()
    assert (mou.ends_on, mou.notice_days) == (date(2031, 3, 31), 60)
    assert len(versions(mou)) == 3


def test_an_amendment_that_was_overtaken_while_it_was_out_is_not_signed(mou: MoU, officer: User) -> None:
    first, second = begin(mou, officer), begin(mou, officer)
    later_end(first, officer)
    later_end(second, officer)
    clear(first, officer)
    clear(second, officer)
    sign(first, officer)
    with pytest.raises(ValidationError, match="Another amendment was signed since"):
        sign(second, officer)
    services.move_amendment(second, by=officer, move="recall", note="Overtaken.")
    # The same was agreed already: nothing is left of it.
    assert services.take_present_over(second, by=officer)[0].endswith("did this already; taken out.")
    assert not second.changes.exists()


# Signatures


def test_a_signature_is_not_to_come_nor_before_the_clearance_nor_given_twice(mou: MoU, officer: User) -> None:
    amendment = begin(mou, officer)
    later_end(amendment, officer)
    clear(amendment, officer)
    party = scenes.theirs(mou)
    with pytest.raises(ValidationError, match="lies in the future"):
        sign(amendment, officer, date(2026, 11, 24), [party])
    with pytest.raises(ValidationError, match="lies before the last clearance"):
        sign(amendment, officer, date(2026, 11, 22), [party])
    sign(amendment, officer, TODAY, [party])
    with pytest.raises(ValidationError, match="the signature is on record"):
        sign(amendment, officer, TODAY, [party])
    with pytest.raises(ValidationError, match="no party of the agreement"):
        sign(amendment, officer, TODAY, [make.MoUPartyFactory()])
    with pytest.raises(ValidationError, match="What was signed is not taken back"):
        services.move_amendment(amendment, by=officer, move="withdraw", note="No.")


def test_the_signed_copy_of_the_agreement_is_no_copy_of_its_amendment(mou: MoU, officer: User) -> None:
    files.store(scenes.pdf(), record=mou, kind=Document.Kind.SIGNED_COPY, by=officer)
    amendment = begin(mou, officer)
    later_end(amendment, officer)
    clear(amendment, officer)
    with pytest.raises(ValidationError, match="byte for byte"):
        services.sign_amendment(
            amendment, scenes.theirs(mou), by=officer, signed_on=TODAY, signed_at="Durban", signatory="Chair",
            capacity="Chair", authority="Resolution", document=scenes.pdf(),
        )  # fmt: skip
    assert not amendment.signatures.exists()


# The workplan between amendments


def test_a_workplan_that_grows_is_shown_as_it_was_on_each_day(mou: MoU, officer: User) -> None:
    before = terms_of(mou)
    activity = mou.activities.get()
    fields = {"year": 2027, "title": "More", "responsible_party": scenes.ours(mou), "thrust": activity.thrust}
    services.add_activity(
        mou, by=officer, quarters={1}, responsible_person=mou.business_owner, on=date(2026, 6, 1), **fields
    )
    services.plan_quarters(activity, by=officer, quarters={1, 2})
    assert terms_on(mou, date(2026, 5, 31)) == before
    assert len(terms_on(mou, date(2026, 6, 1)).activities) == 2
    assert terms_on(mou, date(2026, 6, 1)).activities[activity.pk]["quarters"] == [1, 4]
    assert terms_on(mou, TODAY).activities[activity.pk]["quarters"] == [1, 2]
