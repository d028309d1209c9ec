"""Community structures and action items in the quarterly report: what counts as at the last day, and what does not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from partnerships.core.calendar import Quarter
from partnerships.core.models import FormDraft, Province
from reporting.reports.document import FunctionalityLine, QuarterlyReport
from reporting.reports.quarterly import quarterly_report
from stakeholders.models import ActionItem, Structure
from tests import factories as make
from tests.people import gift, person
from tests.reporting.test_quarterly import counted, figures, gap

pytestmark = pytest.mark.django_db

Q2 = Quarter(2026, 2)


def structure(name: str, province: Province, kind: str = "cpf", **fields: Any) -> Structure:
    stakeholder = {f"stakeholder__{key}": fields.pop(key) for key in [*fields] if key.startswith("archive")}
    return make.StructureFactory(
        stakeholder__name=f"{name} (demo)",
        stakeholder__province=province,
        kind=make.StructureKindFactory(code=kind),
        **stakeholder,
        **fields,
    )


def found(one: Structure, day: date, result: str, **fields: Any) -> None:
    make.FunctionalityAssessmentFactory(structure=one, assessed_on=day, result=result, **fields)


@pytest.fixture
def country() -> None:
    gauteng, limpopo = make.ProvinceFactory(code="GP"), make.ProvinceFactory(code="LP")
    by = make.UserFactory()
    changed = structure("Changed", gauteng)
    found(changed, date(2025, 11, 1), "functional")
    found(changed, date(2026, 9, 30), "partly", support_needed="A meeting place.")  # the later one counts
    found(changed, date(2026, 10, 1), "not_functional")  # after the quarter
    stale = structure("Stale", gauteng)
    found(stale, date(2025, 9, 30), "functional")  # a year ago to the day: it says nothing any more
    withdrawn = structure("Withdrawn", gauteng)
    found(
        withdrawn,
        date(2026, 8, 1),
        "functional",
        withdrawn_on=date(2026, 9, 1),
        withdrawn_by=by,
        withdrawal_reason="Entered for another forum.",
    )
    later = structure("Withdrawn later", gauteng, "csf-local")
    found(
        later,
        date(2026, 8, 1),
        "not_functional",
        withdrawn_on=date(2026, 10, 1),
        withdrawn_by=by,
        withdrawal_reason="Entered for another forum.",
    )
    structure("Not yet there", gauteng, launched_on=date(2026, 10, 1))
    gone = {"archived_on": date(2026, 9, 30), "archive_reason": "Closed."}
    structure("Gone", gauteng, **gone)
    closed_since = structure("Closed since", limpopo, **gone | {"archived_on": date(2026, 10, 1)})
    found(closed_since, date(2025, 10, 1), "functional")  # the first day that still counts
    make.InstrumentVersionFactory(number=2, adopted=False)  # a draft of the questions counts for nothing


@pytest.fixture
def national(country: None) -> QuarterlyReport:
    return quarterly_report(Q2, province=None, viewer=person("director"))


def values(line: FunctionalityLine) -> tuple[str, int, int, int, int]:
    return (line.name, *line.counts)


def test_structures_are_counted_by_their_latest_assessment_of_the_year_before(
    national: QuarterlyReport,
) -> None:
    police, safety = national.structures.families
    assert [values(line) for line in police.lines] == [
        ("Gauteng", 0, 1, 0, 2),  # changed; stale, withdrawn
        ("Limpopo", 1, 0, 0, 0),  # closed since
    ]
    assert [values(line) for line in safety.lines] == [("Gauteng", 0, 0, 1, 0)]  # withdrawn later
    assert [values(line) for line in national.structures.by_province] == [
        ("Gauteng", 0, 1, 1, 2),
        ("Limpopo", 1, 0, 0, 0),
    ]
    assert values(national.structures.total)[1:] == (1, 1, 1, 2)
    assert national.structures.total.total.value == 5


def test_those_that_nobody_assessed_are_named_with_the_day_of_the_last_visit(
    national: QuarterlyReport,
) -> None:
    missing = gap(national, "Structures not assessed")
    assert missing.count.value == 2
    assert [(str(row[0]), row[2], row[3]) for row in missing.table.rows] == [
        ("Stale (demo)", "Gauteng", date(2025, 9, 30)),
        ("Withdrawn (demo)", "Gauteng", "Never"),
    ]


@pytest.mark.parametrize(
    ("whose", "meetings"), [("", ["Edge", "Late", "Old", "Elsewhere"]), ("GP", ["Edge", "Late", "Old"])]
)
def test_minutes_that_a_forum_meeting_still_owed_at_the_end_of_the_quarter_are_named(
    whose: str, meetings: list[str]
) -> None:
    gauteng, limpopo = make.ProvinceFactory(code="GP"), make.ProvinceFactory(code="LP")
    forum = make.EngagementKindFactory(code="forum-meeting", needs_minutes=True)

    def meeting(purpose: str, held_on: date, minutes_on: date | None = None, **fields: Any) -> None:
        given = {"kind": forum, "province": gauteng, "stakeholder__province": gauteng} | fields
        make.EngagementFactory(purpose=purpose, held_on=held_on, minutes_on=minutes_on, **given)

    meeting("Edge", date(2026, 9, 25))  # due on 30 September; on 1 October one day late
    meeting("Still running", date(2026, 9, 26))  # due on 1 October
    meeting(
        "Late", date(2026, 9, 1), minutes_on=date(2026, 10, 1)
    )  # due on 6 September, there after the quarter
    meeting("In time", date(2026, 9, 1), minutes_on=date(2026, 9, 6))
    meeting("There at last", date(2026, 7, 1), minutes_on=date(2026, 9, 30))
    meeting("Old", date(2026, 3, 27))  # due on 1 April, in the quarter before
    meeting("Elsewhere", date(2026, 8, 1), province=limpopo, stakeholder__province=limpopo)  # due on 6 August
    meeting("No forum", date(2026, 8, 1), kind=make.EngagementKindFactory(code="workshop"))

    province = Province.objects.get(code=whose) if whose else None
    found = gap(quarterly_report(Q2, province=province, viewer=person("unit_officer")), "Minutes overdue")

    late = {
        "Edge": 1,
        "Late": 25,
        "Old": 183,
        "Elsewhere": 56,
    }  # days from the day on which they were due to 1 October
    assert found.count.value == found.table.of == len(meetings)
    assert {(str(row[0]).split(": ")[1], row[3]) for row in found.table.rows} == {
        (name, late[name]) for name in meetings
    }
    assert found.table.rows[0][2] == date(2026, 3, 27)  # the oldest first


def test_the_report_of_a_province_names_those_that_need_support(country: None) -> None:
    gauteng = Province.objects.get(code="GP")
    report = quarterly_report(Q2, province=gauteng, viewer=gift())
    support = report.structures.needing_support
    assert support is not None
    assert [(str(row[0]), str(row[4].label), row[5]) for row in support.rows] == [
        ("Changed (demo)", "Partly functional", "A meeting place."),
        ("Stale (demo)", "Not assessed", "An assessment"),
        ("Withdrawn (demo)", "Not assessed", "An assessment"),
        ("Withdrawn later (demo)", "Not functional", "Not recorded"),
    ]
    assert report.structures.by_province == ()
    assert [values(part.total)[1:] for part in report.structures.families] == [(0, 1, 0, 2), (0, 0, 1, 0)]


def test_the_report_of_the_country_names_none_that_needs_support(national: QuarterlyReport) -> None:
    assert national.structures.needing_support is None


def test_the_summary_says_how_many_function(national: QuarterlyReport) -> None:
    assert "".join(map(str, national.summary[-1])) == (
        "Of 5 community structures on 30\u00a0September\u00a02026, 1 was functional, 1 partly functional and "
        "1 not functional; 2 were not assessed in the year before."
    )


# Action items


@pytest.fixture
def promised() -> None:
    gauteng = make.ProvinceFactory(code="GP")
    meeting = make.EngagementFactory(
        stakeholder__province=gauteng, province=gauteng, held_on=date(2026, 5, 1)
    )
    by = make.UserFactory()

    def item(due_on: date, direction: str = "by_us", **fields: Any) -> None:
        make.ActionItemFactory(engagement=meeting, due_on=due_on, direction=direction, **fields)

    def done(on: date) -> dict[str, Any]:
        return {"done_on": on, "outcome": "Sent.", "done_by": by}

    def dropped(on: date) -> dict[str, Any]:
        return {"status": ActionItem.Status.DROPPED, "dropped_on": on}

    item(date(2026, 7, 1), **done(date(2026, 6, 20)))  # done before it was due
    item(date(2026, 9, 30), **done(date(2026, 9, 30)))
    item(date(2026, 9, 1), **done(date(2026, 10, 1)))  # done, but after the quarter
    item(date(2026, 8, 1), **dropped(date(2026, 9, 30)))  # no longer due
    item(date(2026, 8, 2), **dropped(date(2026, 10, 1)))  # dropped after the quarter: overdue then
    item(date(2026, 6, 30), "to_us")  # of the quarter before, overdue
    item(date(2026, 9, 29), "to_us")
    item(date(2026, 10, 1), "to_us")  # of the quarter after


def test_action_items_are_due_done_and_overdue_as_at_the_last_day(promised: None) -> None:
    report = quarterly_report(Q2, province=None, viewer=person("director"))
    found = {
        line.name: (line.due.value, line.done.value, line.overdue.value)
        for line in (*report.promises.lines, report.promises.total)
    }
    assert found == {"Promised by us": (4, 2, 2), "Promised to us": (1, 0, 2), "All": (5, 2, 4)}
    assert "".join(map(str, report.summary[-2])) == (
        "Of 5 action items that fell due in the quarter, 2 were done. In all, 2 promised by us and 2 promised to us "
        "are overdue."
    )


def test_a_draft_of_an_engagement_counts_for_nothing(promised: None) -> None:
    viewer = person("director")
    before = quarterly_report(Q2, province=None, viewer=viewer).engagements.total
    FormDraft.objects.create(form="engagement", data={"held_on": "2026-08-01"}, kept_by=viewer)
    assert quarterly_report(Q2, province=None, viewer=viewer).engagements.total == before


# Every figure opens to its records


@pytest.mark.parametrize("code", [None, "GP"])
def test_every_count_is_the_length_of_the_list_behind_it(
    client: Client, country: None, promised: None, code: str | None
) -> None:
    viewer = gift() if code else person("director")
    province = Province.objects.get(code=code) if code else None
    report = quarterly_report(Q2, province=province, viewer=viewer)
    client.force_login(viewer)
    missing = gap(report, "Structures not assessed").count
    wrong = [
        f"{figure.url}: {figure.value} in the report"
        for figure in (*figures(report.structures), *figures(report.promises), missing)
        if counted(client, figure.url) != figure.value
    ]
    assert wrong == []


# What was only said


def test_what_is_not_in_the_mou_is_counted_apart_from_the_obligations(client: Client) -> None:
    """Q2 2026/27. With the partner, which has an agreement: due and done (1), due and not done (1), dropped (0), of
    another quarter (0): 2, of which 1 was done. With the forum, which has none: not counted. Of an agreement that
    ended before the quarter did: not counted. The obligation of the agreement stays the one obligation."""
    partner, forum, former = (make.StakeholderFactory(name=name) for name in ("Partner", "Forum", "Former"))
    mou = make.MoUFactory(signed=True, signed_on=date(2026, 3, 1))
    make.MoUPartyFactory(mou=mou, stakeholder=partner)
    make.ObligationFactory(mou=mou, due_on=date(2026, 9, 1))
    ended = make.MoUFactory(
        signed=True, status="completed", signed_on=date(2026, 3, 1), completed_on=date(2026, 9, 1)
    )
    make.MoUPartyFactory(mou=ended, stakeholder=former)

    def said(stakeholder: Any, due_on: date, **fields: Any) -> None:
        make.ActionItemFactory(engagement__stakeholder=stakeholder, due_on=due_on, **fields)

    done = {"done_on": date(2026, 8, 1), "outcome": "Sent.", "done_by": make.UserFactory(), "status": "done"}
    said(partner, date(2026, 8, 2), direction="by_us", **done)
    said(partner, date(2026, 9, 30))
    said(partner, date(2026, 9, 1), status="dropped", dropped_on=date(2026, 9, 15))
    said(partner, date(2026, 10, 1))
    said(forum, date(2026, 9, 1))
    said(former, date(2026, 9, 1))
    # Recorded before the quarter; what is written down after its end is none of that day's register.
    ActionItem.objects.update(created_at=datetime(2026, 6, 1, tzinfo=UTC))

    viewer = person("director")
    report = quarterly_report(Q2, province=None, viewer=viewer)
    found = gap(report, "Promises not in the MoU")
    assert found.count.value == 2
    assert "1 of them was done" in found.explanation
    assert [(row[1], row[2], row[4]) for row in found.table.rows] == [
        ("Partner", "Promised by us", "Yes"),
        ("Partner", "Promised to us", "No"),
    ]
    assert report.loose_obligations.due.value == 1
    client.force_login(viewer)
    assert counted(client, found.count.url) == 2
