"""The return of a province: begun as the plan stood, saved line by line, checked, signed, accepted, locked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from partnerships.core.calendar import Quarter
from partnerships.strategy.models import Target
from reporting.models import Actual, LateOpening, ProvincialReturn, ReturnLine, ReturnPassage
from reporting.reports.quarterly import quarterly_report
from reporting.reports.sealed import from_bytes, to_bytes
from reporting.return_sheet import ReturnSheet
from reporting.services import (
    accept_return,
    begin_return,
    capture_actual,
    hand_back,
    open_late,
    reopen_return,
    save_part,
    send_back,
    sign_return,
    submit_return,
)
from tests.factories import (
    ActualFactory,
    EngagementFactory,
    IndicatorFactory,
    ProvinceFactory,
    ReportingPeriodFactory,
    ReturnRuleFactory,
)
from tests.people import everything, gift, lindiwe, nomsa, person
from tests.reporting.returns import (
    MET,
    accepted,
    asked,
    head,
    line_of,
    manager,
    paper,
    told,
    typed,
    whole,
)

pytestmark = pytest.mark.django_db

# Today is 23 November 2026: the return of Q2 is open, due on 30 November and closes on 14 December.
Q2 = Quarter(2026, 2)
CLOSED = date(2026, 12, 15)


@pytest.fixture
def period():
    return asked()


def missing(found, by=None):
    return [one.sentence for one in ReturnSheet(found, viewer=by or nomsa()).problems]


def refused(act, *args, **given):
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        act(*args, **given)
    return " ".join(caught.value.messages)


# Beginning


def test_it_is_begun_once_with_the_plan_as_it_stood(period):
    officer = gift()
    found = begin_return(period, by=officer)
    Target.objects.update(value=Decimal(99))

    assert begin_return(period, by=officer) == found
    lines = [(line.definition.code, line.target) for line in found.lines.order_by("position")]
    assert lines == [("1.1.1", Decimal(10)), ("1.1.2", Decimal(80))]
    assert [*found.passages.values_list("heading", flat=True)] == [
        "1.1 Thrust 1.1",
        "Funding to attend meetings",
        "Way forward",
    ]


def test_who_may_begin_it_and_when(period):
    with pytest.raises(PermissionDenied):
        begin_return(period, by=lindiwe())
    with pytest.raises(PermissionDenied):
        begin_return(period, by=head())
    assert "opens on 1\u00a0October\u00a02026" in refused(
        begin_return, period, by=gift(), on=date(2026, 9, 30)
    )
    assert "closed on 14\u00a0December\u00a02026" in refused(begin_return, period, by=gift(), on=CLOSED)
    national = ReportingPeriodFactory(quarter=1, opens_on=date(2026, 7, 1), due_on=date(2026, 7, 31))
    assert "Returns are given by provinces" in refused(begin_return, national, by=nomsa())


def test_a_figure_of_a_return_is_the_actual_and_is_captured_nowhere_else(period):
    officer, indicator = gift(), IndicatorFactory(code="1.1.1")
    capture = {"by": officer, "indicator": indicator, "province": period.province, "quarter": Q2}
    assert "begin that one first" in refused(capture_actual, **capture, value=Decimal(10))

    found = whole(period, officer)

    actual = Actual.objects.get(indicator=indicator)
    assert (line_of(found, "1.1.1").actual, actual.value, actual.captured_by) == (
        actual,
        Decimal(10),
        officer,
    )


# Saving


def test_the_second_of_two_is_told_and_nothing_of_either_is_lost(period):
    officer = gift()
    found = begin_return(period, by=officer)
    first, second = (typed(found, "1.1.1", value=Decimal(value)) for value in (10, 7))
    other = typed(found, "1.1.2", numerator=Decimal(8), denominator=Decimal(10))

    assert save_part(found, by=officer, lines=[first]).is_whole
    saved = save_part(found, by=nomsa(), lines=[second, other])

    assert saved.conflicts == {first.line: [("Actual", "10", "7")]}
    assert [*saved.lines] == [other.line]
    assert line_of(found, "1.1.1").actual.value == Decimal(10)


@pytest.mark.parametrize(
    ("code", "given", "sentence"),
    [
        ("1.1.1", {"reason_for_deviation": "Rain."}, "zero is a number"),
        ("1.1.1", {"value": Decimal(1), "not_measured_because": "Flood."}, "not both"),
        ("1.1.2", {"numerator": Decimal(1), "denominator": Decimal(0)}, "nothing in the denominator"),
        ("1.1.2", {"numerator": Decimal(1)}, "Give the denominator as well."),
        ("1.1.2", {"value": Decimal(80)}, "formed from them"),
    ],
)
def test_a_line_that_cannot_be_saved_says_why_and_the_others_are_saved(period, code, given, sentence):
    officer = gift()
    found = begin_return(period, by=officer)
    other = {"1.1.1": "1.1.2", "1.1.2": "1.1.1"}[code]
    good = typed(found, other, not_measured_because="The office was closed.")

    saved = save_part(found, by=officer, lines=[typed(found, code, **given), good])

    [said] = [
        " ".join(text for texts in errors.values() for text in texts) for errors in saved.errors.values()
    ]
    assert sentence in said
    assert [*saved.lines] == [good.line]
    assert Actual.objects.count() == 1


def test_a_remark_stands_before_there_is_a_figure(period):
    officer = gift()
    found = begin_return(period, by=officer)
    saved = save_part(found, by=officer, lines=[typed(found, "1.1.1", remark="Asked for.")])
    line = line_of(found, "1.1.1")
    assert (saved.errors, line.remark, line.actual) == ({}, "Asked for.", None)


def test_a_figure_is_corrected_but_not_emptied(period):
    officer = gift()
    found = whole(period, officer)

    saved = save_part(found, by=officer, lines=[typed(found, "1.1.1")])

    assert "it is not emptied" in str(saved.errors)
    assert save_part(found, by=officer, lines=[typed(found, "1.1.1", value=Decimal(0))]).is_whole
    assert line_of(found, "1.1.1").actual.value == 0


# Checks before it is sent


def test_what_is_missing_is_said_with_its_place():
    officer = gift()
    found = begin_return(asked(evidence=True), by=officer)
    save_part(found, by=officer, lines=[typed(found, "1.1.1", value=Decimal(5))])
    told(found, officer, "Funding", "Nobody could travel.")

    # 5 of 10 is off track, so the narrative of the thrust is wanted as well.
    assert missing(found) == [
        "1.1.1: give the reason: 5 differs from the target of 10.",
        "1.1.1: say what will be done about it, or that nothing is needed.",
        "1.1.1: add the evidence, or say in the remark why there is none.",
        "1.1.2: neither a figure nor a reason is given. Blank is not zero.",
        "1.1 Thrust 1.1: something is behind its target or was not measured. Say in the narrative what happened.",
        "Challenges are named: say in the way forward what is done about them.",
    ]
    [problem] = [one for one in ReturnSheet(found, viewer=officer).problems if "Blank" in one.sentence]
    assert problem.url == line_of(found, "1.1.2").get_absolute_url()
    assert "Blank is not zero" in refused(submit_return, found, by=officer)

    given = {"reason_for_deviation": "Rain.", "corrective_action": "Visits in Q3.", "documents": [paper()]}
    lines = [
        typed(found, "1.1.1", value=Decimal(5), **given),
        typed(found, "1.1.2", not_measured_because="The register was lost."),
    ]
    assert save_part(found, by=officer, lines=lines).is_whole
    told(found, officer, "1.1", "The roads were closed.")
    told(found, officer, "Way", "Transport is shared.")
    assert missing(found) == []


def test_a_jump_against_last_quarter_and_a_count_that_differs_need_a_word(period):
    officer, indicator = gift(), IndicatorFactory(code="1.1.1")
    ActualFactory(indicator=indicator, province=period.province, quarter=1, value=Decimal(4))
    ReturnRuleFactory(indicator=indicator, measure="engagements", jump_percent=100)
    EngagementFactory(province=period.province, held_on=date(2026, 9, 1))
    EngagementFactory(province=ProvinceFactory(code="LP"), held_on=date(2026, 9, 1))
    found = whole(period, officer)

    # From 4 to 10 is 150 % more; one engagement was held in Gauteng in the quarter.
    assert missing(found) == [
        "1.1.1: 1 is counted from the records and 10 is given. Say in the remark why.",
        "1.1.1: 10 is 150\u00a0% more than last quarter's 4. Say in the remark why.",
    ]
    save_part(
        found, by=officer, lines=[typed(found, "1.1.1", value=Decimal(10), remark="Nine were not recorded.")]
    )
    assert missing(found) == []


# Submitted, signed, accepted


def test_three_people_take_it_through_and_say_how_far_the_requirements_were_met(period):
    officer, signer, unit = gift(), head(), manager()
    found = submit_return(whole(period, officer), by=officer)
    with pytest.raises(PermissionDenied):
        sign_return(found, by=officer)
    sign_return(found, by=signer)
    assert "what was lacking" in refused(accept_return, found, by=unit, **MET | {"complete": "partly"})

    found = accept_return(found, by=unit, **MET | {"complete": "partly", "complete_remark": "No narrative."})

    assert (found.submitted_by, found.signed_by, found.accepted_by) == (officer, signer, unit)
    assert (found.status, found.complete, found.complete_remark) == ("accepted", "partly", "No narrative.")
    assert found.first_submitted_on == date(2026, 11, 23)
    assert not found.is_late


def test_nobody_signs_or_accepts_what_they_submitted_or_typed(period):
    able = person(may=everything(), name="Nomsa Dlamini")
    found = submit_return(whole(period, able), by=able)

    assert "somebody else signs it" in refused(sign_return, found, by=able)
    sign_return(found, by=head())
    assert "somebody else accepts it" in refused(accept_return, found, by=able, **MET)
    # In the database too, whatever the code may do.
    for field in ("signed_by", "accepted_by"):
        with pytest.raises(DatabaseError), transaction.atomic():
            ProvincialReturn._base_manager.update(**{field: able})


def test_who_typed_a_line_does_not_accept_the_return(period):
    typist, officer = person(may=everything()), gift()
    found = submit_return(whole(period, typist), by=officer)
    sign_return(found, by=head())

    assert "typed in this return" in refused(accept_return, found, by=typist, **MET)


def test_what_was_submitted_is_locked_in_the_code_and_in_the_database(period):
    officer = gift()
    found = submit_return(whole(period, officer), by=officer)
    other = ActualFactory(indicator=IndicatorFactory(code="1.1.1"), province=ProvinceFactory(code="LP"))

    change = typed(found, "1.1.1", value=Decimal(11))
    assert "nothing in it changes" in refused(save_part, found, by=officer, lines=[change])
    ways = (
        lambda: Actual._base_manager.filter(province=period.province).update(value=1),
        lambda: ReturnLine._base_manager.update(remark="Changed."),
        lambda: ReturnPassage._base_manager.update(words="Changed."),
        lambda: ProvincialReturn._base_manager.update(status="open"),
        lambda: ActualFactory(indicator=IndicatorFactory(code="1.1.3"), province=period.province),
    )
    for way in ways:
        with pytest.raises(DatabaseError), transaction.atomic():
            way()
    assert Actual._base_manager.filter(pk=other.pk).update(value=3) == 1


def test_it_comes_back_to_the_right_line_until_a_day_and_is_sent_again(period):
    officer, unit = gift(), manager()
    found = submit_return(whole(period, officer), by=officer)
    sign_return(found, by=head())
    wrong = line_of(found, "1.1.2")
    assert "is over" in refused(
        send_back, found, by=unit, reason="Look.", correct_by=date(2026, 11, 22), lines={}
    )

    # After the closing day it is still corrected until the day that the Unit gave.
    found = send_back(
        found, by=unit, reason="One line.", correct_by=date(2026, 12, 18), lines={wrong.pk: "Eight?"}
    )

    assert missing(found) == ["1.1.2: it was sent back: Eight? Correct it and save it."]
    right = typed(found, "1.1.2", numerator=Decimal(16), denominator=Decimal(20))
    assert "closed on" in refused(save_part, found, by=officer, lines=[right], on=date(2026, 12, 19))
    assert save_part(found, by=officer, lines=[right], on=CLOSED).is_whole
    found = submit_return(found, by=officer, on=CLOSED)
    assert (found.first_submitted_on, found.submitted_on) == (date(2026, 11, 23), CLOSED)
    sign_return(found, by=head(), on=CLOSED)
    assert accept_return(found, by=unit, on=CLOSED, **MET).status == "accepted"


def test_the_head_hands_it_back_with_a_reason(period):
    officer = gift()
    found = submit_return(whole(period, officer), by=officer)

    assert "Give the reason" in refused(hand_back, found, by=head(), reason=" ")
    assert hand_back(found, by=head(), reason="Ask the stations again.").status == "returned"
    assert submit_return(found, by=officer).status == "submitted"


def test_an_accepted_return_is_opened_again_by_an_authority_alone(period):
    found, unit = accepted(period, gift()), manager()
    given = {"reason": "A station corrected its register.", "correct_by": date(2026, 12, 4)}
    assert "Name who allowed it" in refused(reopen_return, found, by=unit, authority=" ", **given)
    with pytest.raises(PermissionDenied):
        reopen_return(found, by=nomsa(), authority="Letter", **given)

    found = reopen_return(found, by=unit, authority="Letter of the Secretary", **given)

    assert (found.status, found.accepted_by, found.signed_by) == ("returned", None, None)


# Late


def test_after_the_closing_day_only_a_late_opening_helps(period):
    officer, unit = gift(), manager()
    found = begin_return(period, by=officer)
    line = typed(found, "1.1.1", value=Decimal(10))
    # The closing day itself is still open.
    assert save_part(found, by=officer, lines=[line], on=date(2026, 12, 14)).is_whole
    more = [typed(found, "1.1.2", numerator=Decimal(8), denominator=Decimal(10))]
    assert "closed on 14\u00a0December" in refused(save_part, found, by=officer, lines=more, on=CLOSED)
    exception = {"until": date(2026, 12, 20), "reason": "Storm.", "authority": "Letter of the Secretary"}
    with pytest.raises(PermissionDenied):
        open_late(period, by=nomsa(), **exception)
    assert "It is open until" in refused(
        open_late, period, by=unit, **exception | {"until": CLOSED.replace(day=14)}
    )

    open_late(period, by=unit, on=CLOSED, **exception)

    assert save_part(found, by=officer, lines=more, on=date(2026, 12, 20)).is_whole
    assert "closed on 20\u00a0December" in refused(submit_return, found, by=officer, on=date(2026, 12, 21))
    assert submit_return(found, by=officer, on=date(2026, 12, 20)).is_late
    with pytest.raises(DatabaseError), transaction.atomic():
        LateOpening._base_manager.all().delete()


# The report


def gap_of(report, label):
    [gap] = [gap for gap in report.gaps if gap.label == label]
    return gap


def test_the_report_marks_what_is_not_accepted_and_lists_what_is_wanting(period):
    officer, viewer = gift(), person("director")
    found = whole(period, officer)
    open_late(
        period,
        by=manager(),
        until=date(2026, 12, 20),
        reason="Storm.",
        authority="Letter of the Secretary",
    )

    def read():
        report = quarterly_report(Q2, province=None, viewer=viewer)
        assert from_bytes(to_bytes(report)) == report
        lines = {line.code: line for part in report.focus_areas for line in part.indicators}
        wanting = gap_of(report, "Returns missing, late or not accepted")
        return lines["1.1.1"].not_accepted, [row[2] for row in wanting.table.rows], report

    assert read()[:2] == ("Not yet accepted: Gauteng", [])  # it is due in a week
    submit_return(found, by=officer, on=date(2026, 12, 2))
    assert read()[:2] == ("Not yet accepted: Gauteng", ["Submitted 2 days late, not signed"])
    sign_return(found, by=head())
    accept_return(found, by=manager(), **MET | {"on_time": "no", "on_time_remark": "Two days."})
    mark, wanting, report = read()
    assert (mark, wanting) == ("", ["Submitted 2 days late"])
    [row] = gap_of(report, "Figures taken as an exception").table.rows
    assert row[:4] == ("Gauteng", "Opened late", date(2026, 12, 20), "Letter of the Secretary: Storm.")
