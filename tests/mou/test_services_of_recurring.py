"""What is owed in every period: made of its rule in a draft, going on with time, following amendments."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from mou import services
from mou.models import Amendment, MoU, Obligation, RecurringObligation, text_digest
from mou.terms import terms_of, terms_on
from tests.factories import IndicatorFactory, ThrustFactory
from tests.mou import scenes
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db


def rule(mou: MoU, **fields: Any) -> dict[str, Any]:
    return {
        "by": nomsa(),
        "clause": "5.1",
        "text": "Send the figures of the quarter",
        "owing_party": scenes.theirs(mou),
        "beneficiary": scenes.ours(mou),
        "accountable": mou.business_owner,
        "measure": "The form is complete",
        "every": "quarter",
        "year_kind": "financial",
        "days_after": 15,
        "first_period": date(2026, 8, 9),
    } | fields


def dues(recurring: RecurringObligation, **chosen: Any) -> list[date]:
    rows = recurring.occurrences.filter(removed_by=None, **chosen)
    return list(rows.order_by("due_on").values_list("due_on", flat=True))


# In a draft


def test_of_a_rule_each_period_becomes_an_obligation_with_the_same_words() -> None:
    mou = scenes.agreement(ends_on=date(2027, 3, 31))
    indicator = IndicatorFactory()
    recurring = services.add_recurring(mou, **rule(mou, thrust=indicator.thrust, indicator=indicator))
    # Q2, Q3 and Q4 of 2026/27, each due 15 days after it ends.
    assert dues(recurring) == [date(2026, 10, 15), date(2027, 1, 15), date(2027, 4, 15)]
    assert recurring.first_period == date(2026, 7, 1)
    first = recurring.occurrences.order_by("due_on")[0]
    for name in (
        "clause",
        "text",
        "owing_party",
        "beneficiary",
        "accountable",
        "measure",
        "thrust",
        "indicator",
    ):
        assert getattr(first, name) == getattr(recurring, name)
    assert (first.period_start, first.period_end) == (date(2026, 7, 1), date(2026, 9, 30))
    assert first.events.count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"last_period": date(2026, 6, 30)}, "lies before the first"),
        ({"first_period": date(2026, 3, 1)}, "The first period is over before the agreement begins"),
        ({"first_period": date(2029, 4, 1)}, "begins after the agreement has ended"),
        ({"last_period": date(2029, 4, 1)}, "The last period begins after the agreement has ended"),
        ({"days_after": 367}, "366"),
        ({"every": "day"}, "is not a valid choice"),
        ({"text": ""}, "cannot be blank"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_nothing_is_made(given: dict[str, Any], sentence: str) -> None:
    mou = scenes.agreement()
    with pytest.raises(ValidationError, match=sentence):
        services.add_recurring(mou, **rule(mou, **given))
    assert not RecurringObligation.objects.exists()
    assert not Obligation.objects.exists()


def test_a_rule_of_a_hundred_thousand_times_is_refused_before_one_is_made() -> None:
    mou = scenes.agreement(starts_on=date(1, 1, 1), ends_on=date(9999, 12, 31))
    with pytest.raises(ValidationError, match="This would be owed 119"):
        services.add_recurring(mou, **rule(mou, every="month", first_period=date(1, 1, 1)))
    assert not Obligation.objects.exists()


def test_parties_of_other_agreements_owe_nothing_and_are_owed_nothing() -> None:
    mou, other = scenes.agreement(), scenes.agreement()
    for given in (
        {"owing_party": scenes.theirs(other)},
        {"beneficiary": scenes.ours(other)},
        {"beneficiary": scenes.theirs(mou)},  # the party that owes it
        {"indicator": IndicatorFactory(), "thrust": ThrustFactory(code="9.9")},
        {"accountable": person("auditor")},
    ):
        with pytest.raises(ValidationError):
            services.add_recurring(mou, **rule(mou, **given))
    assert not Obligation.objects.exists()


def test_a_changed_rule_of_a_draft_makes_its_obligations_anew() -> None:
    mou = scenes.agreement(ends_on=date(2027, 3, 31))
    recurring = services.add_recurring(mou, **rule(mou))
    kept = recurring.occurrences.get(due_on=date(2027, 1, 15))
    changed = rule(mou, text="Send all figures", days_after=10) | {"by": nomsa(), "version": 1}
    services.change_recurring(recurring, **changed)
    recurring.refresh_from_db()
    assert dues(recurring) == [date(2026, 10, 10), date(2027, 1, 10), date(2027, 4, 10)]
    kept.refresh_from_db()
    assert (kept.text, kept.due_on) == ("Send all figures", date(2027, 1, 10))
    services.change_recurring(recurring, **(changed | {"every": "half_year", "version": 2}))
    recurring.refresh_from_db()
    # April to September is the half-year that holds 9 August.
    assert dues(recurring) == [date(2026, 10, 10), date(2027, 4, 10)]
    with pytest.raises(ValidationError, match="Somebody else saved"):
        services.change_recurring(recurring, **(changed | {"version": 2}))


def test_another_term_of_a_draft_makes_more_or_fewer() -> None:
    mou = scenes.agreement(ends_on=date(2027, 3, 31))
    recurring = services.add_recurring(mou, **rule(mou))
    scenes.become(mou, ends_on=date(2026, 12, 31))
    services.follow_term(mou)
    assert dues(recurring) == [date(2026, 10, 15), date(2027, 1, 15)]
    mou.ends_on = date(2026, 5, 1)
    with pytest.raises(
        ValidationError, match=r"Recurring obligation of clause 5\.1: .*after the agreement has ended"
    ):
        services.follow_term(mou)


def test_it_is_removed_with_what_is_owed_under_it_and_only_from_a_draft() -> None:
    mou = scenes.agreement()
    recurring = services.add_recurring(mou, **rule(mou))
    with pytest.raises(PermissionDenied):
        services.remove_recurring(recurring, by=person("business_owner"))
    services.remove_recurring(recurring, by=nomsa())
    assert not Obligation.objects.exists()
    signed = scenes.agreement(signed=True)
    with pytest.raises(ValidationError) as refused:
        services.add_recurring(signed, **rule(signed))
    assert refused.value.messages == [services.LOCKED]


def test_the_text_says_the_rule_once_and_any_change_of_it_voids_an_acceptance() -> None:
    mou = scenes.agreement()
    before = text_digest(mou)
    recurring = services.add_recurring(mou, **rule(mou))
    digest = text_digest(mou)
    assert digest != before
    assert terms_of(mou).obligations == {}
    assert list(terms_of(mou).recurring) == [recurring.pk]
    services.change_recurring(recurring, **(rule(mou, days_after=14) | {"version": 1}))
    assert text_digest(mou) != digest


# Without an end


def test_without_an_end_it_is_made_to_the_end_of_the_next_financial_year_and_goes_on_with_time() -> None:
    mou = scenes.agreement(signed=True, ends_on=None)
    scenes.become(mou, status="draft")
    recurring = services.add_recurring(mou, **rule(mou, every="half_year", days_after=0))
    scenes.become(mou, status="signed")
    # Today is 23 November 2026, in 2026/27: to 31 March 2028.
    first = [date(2026, 9, 30), date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31)]
    assert dues(recurring) == first
    assert services.extend_occurrences() == 0
    assert services.extend_occurrences(today=date(2027, 4, 1)) == 2
    assert services.extend_occurrences(today=date(2027, 4, 1)) == 0
    assert dues(recurring) == [*first, date(2028, 9, 30), date(2029, 3, 31)]
    # After years in which nobody asked, nothing is missing.
    services.extend_occurrences(today=date(2031, 1, 1))
    assert len(dues(recurring)) == 4 + 2 + 2 * 3


@pytest.mark.parametrize(
    "fields",
    [{"ends_on": date(2027, 3, 31)}, {"signed_on": None, "status": "draft"}, {"status": "terminated"}],
)
def test_what_ends_is_a_draft_or_has_ended_does_not_go_on(fields: dict[str, Any]) -> None:
    mou = scenes.agreement(ends_on=None)
    services.add_recurring(mou, **rule(mou))
    ended = {"notice_given_on": date(2026, 9, 1), "terminated_on": date(2026, 10, 1)}
    scenes.become(mou, **({"status": "signed", "signed_on": date(2026, 3, 20)} | ended | fields))
    assert services.extend_occurrences(today=date(2030, 1, 1)) == 0


# Amended


def signed_with_rule(**fields: Any) -> tuple[MoU, RecurringObligation]:
    """Monthly from April 2026 to March 2027, due on the last day; the first seven have fallen due."""
    mou = scenes.agreement(ends_on=date(2027, 3, 31))
    given = {"every": "month", "days_after": 0, "first_period": date(2026, 4, 1)} | fields
    recurring = services.add_recurring(mou, **rule(mou, **given))
    mou.parties.update(signed_on=date(2026, 3, 20))
    scenes.become(mou, status="signed", signed_on=date(2026, 3, 20))
    return mou, recurring


def amend(mou: MoU, **change: Any) -> Amendment:
    """Signed by both on 10 November 2026."""
    by = scenes.anybody()
    amendment = services.begin_amendment(
        mou, by=by, title="Other dates", reason="Agreed.", on=date(2026, 11, 2)
    )
    services.propose_change(amendment, by=by, **change)
    scenes.become(amendment, status="signature")
    for party in mou.parties.all():
        services.sign_amendment(
            amendment,
            party,
            by=by,
            signed_on=date(2026, 11, 10),
            signed_at="Pretoria",
            signatory="Head",
            capacity="Head",
            authority="Act",
        )
    return amendment


def line(mou: MoU, recurring: RecurringObligation, **changes: Any) -> dict[str, Any]:
    return terms_of(mou).recurring[recurring.pk] | changes


def test_an_amended_rule_moves_what_lies_ahead_and_leaves_the_past_as_it_was() -> None:
    mou, recurring = signed_with_rule()
    october = recurring.occurrences.get(due_on=date(2026, 10, 31))
    early = recurring.occurrences.get(due_on=date(2027, 1, 31))
    services.submit_obligation(
        early, by=mou.business_owner, submission="Sent early.", documents=[scenes.pdf()]
    )
    later = recurring.occurrences.get(due_on=date(2027, 2, 28))
    services.extend_obligation(
        later,
        by=person("chief_director"),
        due_on=date(2027, 3, 15),
        authority="Letter",
        reason="Holidays.",
        decided_on=date(2026, 11, 5),
    )
    amend(
        mou, part="recurring", item=recurring.pk, after=line(mou, recurring, days_after=5, text="Send more")
    )
    # April to October stay (due by 10 November), January was submitted and February was given more time: they stay.
    # November, December and March follow: due 5 days after they end.
    assert dues(recurring) == [
        date(2026, 4, 30),
        date(2026, 5, 31),
        date(2026, 6, 30),
        date(2026, 7, 31),
        date(2026, 8, 31),
        date(2026, 9, 30),
        date(2026, 10, 31),
        date(2026, 12, 5),
        date(2027, 1, 5),
        date(2027, 1, 31),
        date(2027, 3, 15),
        date(2027, 4, 5),
    ]
    october.refresh_from_db()
    assert october.text == "Send the figures of the quarter"
    assert recurring.occurrences.get(due_on=date(2026, 12, 5)).text == "Send more"
    # As it stood on the day before the last signature, and on that day.
    assert terms_on(mou, date(2026, 11, 9)).recurring[recurring.pk]["days_after"] == 0
    assert terms_on(mou, date(2026, 11, 10)).recurring[recurring.pk]["days_after"] == 5


def test_a_rule_that_comes_less_often_strikes_what_it_does_not_make_and_doubles_nothing() -> None:
    mou, recurring = signed_with_rule()
    amendment = amend(mou, part="recurring", item=recurring.pk, after=line(mou, recurring, every="quarter"))
    # October is owed for already, so Q3 is not: from Q4 on.
    assert dues(recurring, due_on__gt=date(2026, 11, 10)) == [date(2027, 3, 31)]
    struck = recurring.occurrences.filter(removed_by=amendment)
    # November to March: five months
    assert struck.count() == 5
    assert set(struck.values_list("status", "released_on")) == {("lapsed", date(2026, 11, 10))}


def test_what_is_taken_out_is_owed_no_more_from_then_on() -> None:
    mou, recurring = signed_with_rule()
    amend(mou, part="recurring", item=recurring.pk, after=None)
    assert len(dues(recurring)) == 7  # April to October
    assert dues(recurring, status="open")[-1] == date(2026, 10, 31)
    assert terms_of(mou).recurring == {}


def test_a_new_rule_of_an_amendment_is_owed_from_the_day_of_the_last_signature() -> None:
    mou, _ = signed_with_rule()
    after = {
        "clause": "6.1",
        "text": "Call the committee",
        "owing_party": scenes.ours(mou).pk,
        "every": "quarter",
        "year_kind": "financial",
        "days_after": 0,
        "first_period": "2026-04-01",
    }
    amend(mou, part="recurring", after=after, ours={"accountable": mou.business_owner.pk, "thrust": None})
    made = mou.recurring_obligations.get(clause="6.1")
    assert dues(made) == [date(2026, 12, 31), date(2027, 3, 31)]


def test_a_later_end_of_the_agreement_makes_more() -> None:
    mou, recurring = signed_with_rule()
    amend(mou, part="term", field="ends_on", after={"ends_on": "2027-05-31"})
    assert dues(recurring)[-2:] == [date(2027, 4, 30), date(2027, 5, 31)]


def test_what_would_be_owed_after_a_termination_is_not_owed() -> None:
    mou, recurring = signed_with_rule()
    services.terminate_mou(
        mou,
        by=scenes.anybody(),
        notice_given_on=date(2026, 11, 1),
        terminated_on=date(2026, 12, 15),
        reason="The programme ends.",
    )
    # December had begun by then.
    assert dues(recurring, status="open")[-1] == date(2026, 12, 31)
    assert recurring.occurrences.filter(status="lapsed").count() == 3


def test_an_agreement_is_completed_while_later_periods_have_not_begun() -> None:
    mou, recurring = signed_with_rule()
    for owed in recurring.occurrences.filter(period_start__lte=date(2026, 11, 23)):
        services.waive_obligation(
            owed, by=person("chief_director"), authority="Minutes", reason="Done by others."
        )
    services.complete_mou(mou, by=scenes.anybody(), completed_on=date(2026, 11, 23), **scenes.CLOSE_OUT)
    assert not recurring.occurrences.filter(status="open").exists()


def test_at_the_last_signature_what_time_has_brought_meanwhile_is_made() -> None:
    mou = scenes.out_for_signature(ends_on=None)
    scenes.become(mou, status="draft")
    with time_machine.travel("2026-03-01 09:00+02:00", tick=False):
        recurring = services.add_recurring(mou, **rule(mou, every="year", days_after=0))
    scenes.become(mou, status="signature")
    # In March 2026 the next financial year was 2026/27, in November it is 2027/28.
    assert dues(recurring) == [date(2027, 3, 31)]
    for party in mou.parties.all():
        services.record_signature(
            party,
            by=nomsa(),
            signed_on=date(2026, 11, 16),
            signed_at="Pretoria",
            signatory="Head",
            capacity="Head",
            authority="Act",
            document=scenes.pdf(),
        )
    assert dues(recurring) == [date(2027, 3, 31), date(2028, 3, 31)]
