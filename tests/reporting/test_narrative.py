"""What people write beside the figures: by whom, until when, and how it stands in the report."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from reporting.issuing import (
    begin_report,
    changes_since,
    compile_anew,
    compiled,
    issue_report,
    move,
)
from reporting.models import NationalReport, ReportSection
from reporting.renderers.pdf import render_pdf
from reporting.reports.sealed import from_bytes
from reporting.services.narrative import give_section, move_section, write_section
from tests import factories as make
from tests.people import gift, nomsa, person
from tests.reporting.world import World

pytestmark = pytest.mark.django_db

Q2 = Quarter(2026, 2)
MARKUP = "<script>alert(1)</script> & Vhuṱali said “{{ figures }}”.\n\n=2+2 is no sum here."


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "unit": nomsa(),
        "owner": person("business_owner", name="Mpho Ḓaku"),
        "chief": person("chief_director", name="Ayanda Mokoena"),
        "secretary": person("secretary", name="Zanele Khumalo"),
        "manager": person("partnership_manager", name="Thabo Nkosi"),
    }


@pytest.fixture
def report(world: World, people: dict[str, User]) -> NationalReport:
    """Of four parts, one for each thrust: the small country has thrusts 1.1, 1.2 and 2.1."""
    for position, place in enumerate(("start", "thrust", "challenges", "end"), start=1):
        make.NarrativePartFactory(code=place, name=place.capitalize(), place=place, order=position)
    return begin_report(by=people["unit"], quarter=Q2)


def section(report: NationalReport, code: str) -> ReportSection:
    return ReportSection.objects.get(report=report, part__code=code, thrust__in=["", "1.1"])


def write(one: ReportSection, by: User, text: str) -> None:
    one.text = text
    write_section(one, by=by, save=one.save)


def settle(report: NationalReport, by: User) -> None:
    """Everything that nobody wrote at has nothing to report."""
    for one in ReportSection.objects.filter(report=report, status="writing"):
        move_section(one, "nothing", by=by, note="Nothing was planned.")


def test_a_report_has_its_sections_in_order_and_each_goes_to_its_owner_of_the_report_before(
    report: NationalReport, people: dict[str, User]
) -> None:
    titles = list(ReportSection.objects.filter(report=report).values_list("title", flat=True))
    assert titles[0] == "Start"
    assert [title.split(":")[0] for title in titles[1:4]] == ["Thrust 1.1", "Thrust 1.2", "Thrust 2.1"]
    assert titles[4:] == ["Challenges", "End"]
    give_section(section(report, "end"), by=people["unit"], to=people["owner"], note="Mpho sums up.")
    compile_anew(report, by=people["unit"])
    assert ReportSection.objects.filter(report=report).count() == 6
    earlier = begin_report(by=people["manager"], quarter=Quarter(2026, 1))
    owners = dict(ReportSection.objects.filter(report=earlier).values_list("title", "owner__name"))
    assert (owners["Start"], owners["End"]) == ("Nomsa Dlamini", "Mpho Ḓaku")


def test_nobody_reviews_a_report_while_a_section_waits_nor_whoever_wrote_one(
    report: NationalReport, people: dict[str, User]
) -> None:
    one = section(report, "start")
    with pytest.raises(ValidationError, match="“Start” is not ready, nor marked as nothing to report"):
        move(report, "review", by=people["chief"])
    with pytest.raises(ValidationError, match="has no text yet"):
        move_section(one, "ready", by=people["unit"])
    with pytest.raises(ValidationError, match="Give the reason"):
        move_section(one, "nothing", by=people["unit"])
    write(one, people["owner"], MARKUP)  # a colleague may write, and does not call it ready
    with pytest.raises(ValidationError, match="Only the owner of the section says so"):
        move_section(one, "ready", by=people["owner"])
    move_section(one, "ready", by=people["unit"])
    with pytest.raises(ValidationError, match="Nomsa Dlamini, takes it up again first"):
        write(one, people["owner"], "Something else.")
    settle(report, people["unit"])
    writer = person(may={"reporting.review_nationalreport", "reporting.change_reportsection"})
    give_section(section(report, "end"), by=people["unit"], to=writer, note="For once.")
    with pytest.raises(ValidationError, match="A section of this report is yours"):
        move(report, "review", by=writer)
    move(report, "review", by=people["chief"])


def test_what_was_reviewed_holds_its_texts_and_changes_no_more(
    report: NationalReport, people: dict[str, User]
) -> None:
    one = section(report, "thrust")
    write(one, people["unit"], MARKUP)
    move_section(one, "ready", by=people["unit"])
    settle(report, people["unit"])
    figures = bytes(report.latest.figures)
    move(report, "review", by=people["chief"])
    taken = from_bytes(bytes(report.latest.figures))
    assert [text.text for text in taken.narrative if text.thrust == "1.1"] == [MARKUP]
    assert taken.narrative[0].said == ("Nothing to report: Nothing was planned.",)
    assert taken.focus_areas == from_bytes(figures).focus_areas
    assert report.latest.compiled_by == people["unit"]
    for name, by in (("reopen", people["unit"]), ("nothing", people["unit"])):
        with pytest.raises(ValidationError, match="The report was reviewed as it stands"):
            move_section(one, name, by=by, note="No.")
    refused = pytest.raises(
        ProgrammingError, match="the sections of a report that was reviewed do not change"
    )
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_reportsection SET text = 'other' WHERE id = %s", [one.pk])
    move(report, "return", by=people["chief"], note="Say more on thrust 1.1.")
    move_section(one, "reopen", by=people["unit"])
    write(one, people["unit"], "More is said here.")
    assert "More is said here." in str(compiled(report).narrative)
    move_section(one, "ready", by=people["unit"])
    move(report, "review", by=people["chief"])
    move(report, "approve", by=people["secretary"])
    issue = issue_report(report, by=people["manager"])
    assert b"More is said here." in bytes(issue.files.get(kind="json").content)
    assert changes_since(issue, viewer=people["unit"])[0] == []


def test_a_text_is_text_on_the_page_and_in_print(
    client: Client, report: NationalReport, people: dict[str, User]
) -> None:
    for code in ("start", "thrust", "challenges", "end"):
        write(section(report, code), people["unit"], f"{code} {MARKUP}")
    client.force_login(people["chief"])
    page = client.get(reverse("reporting:national_read", args=[report.pk])).content.decode()
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; ") == 4
    assert "<script>alert" not in page
    pages = PdfReader(io.BytesIO(render_pdf(compiled(report)))).pages
    print_ = " ".join(" ".join(one.extract_text() or "" for one in pages).split())
    for code in ("start", "thrust", "challenges", "end"):
        assert (
            f"{code} <script>alert(1)</script> & Vhuṱali said “{{{{ figures }}}}”. =2+2 is no sum here."
            in print_
        )


def test_the_second_of_two_writers_is_told_with_both_texts(
    client: Client, report: NationalReport, people: dict[str, User]
) -> None:
    one = section(report, "start")
    address = reverse("reporting:section_edit", args=[one.pk])
    client.force_login(people["unit"])
    sent = {"version": one.version}
    assert client.post(address, sent | {"text": "The first text."}).status_code == 302
    client.force_login(people["owner"])
    answer = client.post(address, sent | {"text": "The second text."}).content.decode()
    assert "Somebody else saved this record" in answer
    assert "The first text." in answer
    assert answer.count("The second text.") == 2  # beside the other, and in the field
    one.refresh_from_db()
    assert one.text == "The first text."
    move_section(one, "ready", by=people["unit"])
    late = client.post(address, {"version": one.version, "text": "Too late."}).content.decode()
    assert "takes it up again first" in late
    assert "Too late." in late


def test_a_section_waits_on_the_start_page_of_its_owner_and_whoever_compiles_waits_for_it(
    client: Client, report: NationalReport, people: dict[str, User]
) -> None:
    one = section(report, "end")
    client.force_login(people["unit"])
    client.post(
        reverse("reporting:section_owner", args=[one.pk]),
        {"owner": people["owner"].pk, "note": "Mpho knows."},
    )
    client.force_login(people["owner"])
    mine = client.get(reverse("reporting:home")).content.decode()
    assert "End, Q2 2026/27" in mine
    assert reverse("reporting:section_edit", args=[one.pk]) in mine
    client.force_login(people["unit"])
    assert "<strong>Mpho Ḓaku</strong>" in client.get(reverse("reporting:home")).content.decode()
    one.refresh_from_db()
    move_section(one, "nothing", by=people["owner"], note="Summed up elsewhere.")
    client.force_login(people["owner"])
    assert "End, Q2" not in client.get(reverse("reporting:home")).content.decode()


def test_a_section_is_given_to_national_colleagues_who_may_write_alone(
    report: NationalReport, people: dict[str, User]
) -> None:
    one = section(report, "start")
    for nobody in (gift(), person("auditor")):
        with pytest.raises(ValidationError, match="cannot write a section"):
            give_section(one, by=people["unit"], to=nobody, note="No.")
    with pytest.raises(PermissionDenied):
        give_section(one, by=people["owner"], to=people["manager"], note="No.")
