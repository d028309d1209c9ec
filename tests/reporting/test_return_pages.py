"""The pages of a return: what is typed, in one tab and in two, by people and by the script that saves in between."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from reporting.models import Actual, CategoryValue, ProvincialReturn, ReturnLine
from reporting.services import begin_return, save_part, sign_return, submit_return
from tests.factories import EvidenceGradeFactory, IndicatorFactory, TargetFactory
from tests.people import gift, lindiwe, nomsa
from tests.reporting.returns import accepted, asked, head, line_of, manager, paper, typed, whole
from tests.start_page import NONE, owed, waits

pytestmark = pytest.mark.django_db

WORDS = ("not_measured_because", "reason_for_deviation", "corrective_action", "remark")
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def period():
    return asked()


@pytest.fixture
def officer(client):
    user = gift()
    client.force_login(user)
    return user


def page(found, name="return_indicators"):
    return reverse(f"reporting:{name}", args=[found.pk])


def text(response):
    return unescape(response.content.decode())


def fields_of(response):
    """What a browser would send of the page as it came."""
    sheet = response.context["sheet"]
    data = {}
    for row in sheet.rows:
        prefix = f"line-{row.line.pk}"
        shares = [share.name for split in row.splits for share in split.shares]
        shown = {name: row.typed[name] for name in (*row.parts, *WORDS, *shares)}
        data |= {f"{prefix}-{name}": value for name, value in shown.items()}
        data |= {f"{prefix}-version": row.line.version, f"{prefix}-base": row.base}
    for words in sheet.passages:
        if words.passage.kind == "narrative":
            prefix = f"passage-{words.passage.pk}"
            data |= {f"{prefix}-words": words.shown, f"{prefix}-version": words.passage.version}
            data[f"{prefix}-base"] = words.base
    return data


def key(found, code, name):
    return f"line-{line_of(found, code).pk}-{name}"


def test_a_return_is_begun_from_the_list_and_opened_by_a_second_click(client, officer, period):
    begin = reverse("reporting:return_begin", args=[period.pk])
    assert "Begin" in text(client.get(reverse("reporting:returns")))

    for _ in range(2):
        response = client.post(begin)
    found = ProvincialReturn.objects.get()

    assert response.url == page(found)
    row = text(client.get(reverse("reporting:returns")))
    assert ("0 of 2" in row, "Open" in row) == (True, True)
    client.force_login(lindiwe())
    assert client.post(begin).status_code == 404
    assert client.get(page(found)).status_code == 404


@pytest.mark.parametrize("figure", ["12,5", "12.5", " 12,50 "])
def test_a_comma_and_a_point_are_the_same_figure(client, officer, period, figure):
    found = begin_return(period, by=officer)
    sent = fields_of(client.get(page(found))) | {key(found, "1.1.1", "value"): figure}

    assert client.post(page(found), sent).status_code == 302
    assert Actual.objects.get().value == Decimal("12.5")


def test_what_cannot_be_saved_comes_back_as_it_was_typed_and_the_rest_is_saved(client, officer, period):
    found = begin_return(period, by=officer)
    sent = fields_of(client.get(page(found))) | {
        key(found, "1.1.1", "value"): "twelve",
        key(found, "1.1.1", "remark"): "As <counted>.",
        key(found, "1.1.1", "documents"): [paper()],
        key(found, "1.1.2", "numerator"): "3",
        key(found, "1.1.2", "denominator"): "0",
    }

    response = client.post(page(found), sent)

    said = text(response)
    assert "Write a figure, for instance 1 234 or 12,5." in said
    assert "A percentage cannot be formed with nothing in the denominator." in said
    assert 'value="twelve"' in said
    assert "As <counted>." in said
    assert "register.pdf" in said
    assert not Actual.objects.exists()
    again = fields_of(response) | {
        key(found, "1.1.1", "value"): "12",
        key(found, "1.1.1", "documents-held"): [
            str(one.pk) for one in response.context["sheet"].rows[0].held
        ],
        key(found, "1.1.2", "denominator"): "4",
    }
    assert client.post(page(found), again).status_code == 302
    actual = line_of(found, "1.1.1").actual
    assert (actual.value, [*actual.documents.values_list("original_name", flat=True)]) == (
        12,
        ["register.pdf"],
    )
    assert line_of(found, "1.1.2").actual.value == Decimal(75)


def test_two_tabs_save_different_lines_and_clash_only_where_both_wrote(client, officer, period):
    found = whole(period, officer)
    mine, theirs = (fields_of(client.get(page(found))) for _ in range(2))
    client.post(
        page(found), mine | {key(found, "1.1.1", "value"): "9", key(found, "1.1.1", "remark"): "Mine."}
    )

    # The second tab still shows 10 in the line that the first one changed, and does not write it back.
    assert client.post(page(found), theirs | {key(found, "1.1.2", "numerator"): "7"}).status_code == 302
    assert (line_of(found, "1.1.1").actual.value, line_of(found, "1.1.2").actual.value) == (9, 70)

    response = client.post(page(found), theirs | {key(found, "1.1.1", "value"): "11"})
    said = text(response)
    assert "Somebody else saved this record while you were editing" in said
    assert line_of(found, "1.1.1").actual.value == 9
    # Both were seen: the next save is meant.
    assert client.post(page(found), fields_of(response)).status_code == 302
    assert line_of(found, "1.1.1").actual.value == 11


def test_the_script_saves_one_part_and_learns_its_new_version(client, officer, period):
    found = begin_return(period, by=officer)
    all_of_it = fields_of(client.get(page(found)))
    prefix = f"line-{line_of(found, '1.1.1').pk}"
    part = {name: value for name, value in all_of_it.items() if name.startswith(prefix)}
    part[f"{prefix}-value"] = "10"

    answer = client.post(page(found), part, **JSON).json()

    assert answer["parts"][prefix]["version"] == 2
    # The page as a whole, with what the script put into it, has nothing left to save.
    left = all_of_it | part | {f"{prefix}-{name}": value for name, value in answer["parts"][prefix].items()}
    assert client.post(page(found), left).status_code == 302
    assert line_of(found, "1.1.1").version == 2
    clash = client.post(page(found), part | {f"{prefix}-value": "8"}, **JSON).json()
    assert "Somebody else saved" in clash["parts"][prefix]["clash"]
    wrong = left | {f"{prefix}-value": "many"}
    assert "Write a figure" in client.post(page(found), wrong, **JSON).json()["parts"][prefix]["error"]


def test_what_was_submitted_is_read_and_not_written(client, officer, period):
    found = whole(period, officer)
    sent = fields_of(client.get(page(found)))
    check = text(client.get(page(found, "return")))
    assert "Nothing is missing" in check
    client.post(reverse("reporting:return_move", args=[found.pk, "submit"]))

    assert "<textarea" not in text(client.get(page(found)))
    response = client.post(page(found), sent | {key(found, "1.1.1", "value"): "11"})
    assert "The return is “submitted”: nothing in it changes" in text(response)
    assert line_of(found, "1.1.1").actual.value == 10
    actual = line_of(found, "1.1.1").actual
    assert "Correct</a>" not in text(client.get(actual.get_absolute_url()))
    edit = reverse("reporting:actual_edit", args=[actual.pk])
    assert client.get(edit).url == line_of(found, "1.1.1").get_absolute_url()


def test_the_unit_sends_a_line_back_and_accepts_the_next_one_with_its_remarks(client, officer, period):
    found = submit_return(whole(period, officer), by=officer)
    sign_return(found, by=head())
    client.force_login(manager())
    line = line_of(found, "1.1.2")
    response = client.post(
        page(found, "return_back"),
        {"note": "One line.", "correct_by": "2026-12-18", f"line-{line.pk}": "Eight of which ten?"},
        follow=True,
    )
    assert "Sent back: to be corrected by 18\u00a0December\u00a02026." in text(response)
    client.force_login(officer)
    assert "Eight of which ten?" in text(client.get(page(found)))

    sent = fields_of(client.get(page(found))) | {key(found, "1.1.2", "remark"): "Ten stations."}
    client.post(page(found), sent)
    submit_return(found, by=officer)
    sign_return(found, by=head())
    client.force_login(manager())
    met = {"on_time": "yes", "complete": "partly", "substantiated": "yes"}
    assert "Say in a sentence what was lacking." in text(client.post(page(found, "return_accept"), met))
    response = client.post(
        page(found, "return_accept"), met | {"complete_remark": "No narrative."}, follow=True
    )
    assert "No narrative." in text(response)
    found.refresh_from_db()
    assert found.status == "accepted"


def test_evidence_is_graded_from_the_return_by_a_second_person(client, officer):
    found = begin_return(asked(evidence=True), by=officer)
    line = typed(found, "1.1.1", value=Decimal(10), documents=[paper()])
    assert save_part(found, by=officer, lines=[line]).is_whole
    actual = line_of(found, "1.1.1").actual
    grade = reverse("reporting:actual_grade", args=[actual.pk])
    ungraded = text(client.get(page(found)))
    assert ("Waits to be graded" in ungraded, grade in ungraded) == (True, False)

    client.force_login(nomsa())
    assert grade not in text(client.get(page(found)))
    client.force_login(manager())
    # Of the line without a document there is nothing to grade.
    assert grade in text(client.get(page(found)))
    assert text(client.get(page(found))).count("Grade the evidence") == 1
    EvidenceGradeFactory(actual=actual, accuracy="no", accuracy_remark="Two names stand twice.")
    shown = text(client.get(page(found)))
    assert all(one in shown for one in ("Not sufficient", "Two names stand twice.", "Grade again"))
    client.force_login(officer)
    mine = text(client.get(page(found)))
    assert ("Two names stand twice." in mine, grade in mine) == (True, False)


def test_it_stands_on_the_start_page_of_whoever_it_waits_for(client, officer, period):
    signer, unit = head(), manager()

    def due(user):
        return [(item.title, item.due_on) for part in owed(user).values() for item in part.tasks]

    name = "Return of Gauteng, Q2 2026/27"
    assert (name, date(2026, 11, 30)) in due(officer)
    found = submit_return(whole(period, officer), by=officer)
    assert (name, date(2026, 11, 30)) in due(signer)
    sign_return(found, by=signer)
    [waiting] = waits(unit, "returns-to-accept").markers
    assert (waiting.who, waiting.what) == ("Gauteng", "Q2 2026/27")
    assert waiting.act == ("Accept it, or send it back", page(found, "return_accept"))
    assert waits(signer, "returns-to-accept") == NONE


def test_the_calendar_is_changed_by_an_authority_alone_once_a_return_was_submitted(client, officer, period):
    submit_return(whole(period, officer), by=officer)
    client.force_login(nomsa())
    days = {"opens_on": "2026-10-01", "due_on": "2026-12-04", "closes_on": "2026-12-14"}
    edit = reverse("reporting:period_edit", args=[period.pk])

    response = client.post(edit, days | {"reason": "Asked for.", "version": 1})
    assert response.status_code == 200
    client.post(edit, days | {"reason": "Asked for.", "authority": "Letter", "version": 1})
    period.refresh_from_db()
    assert period.due_on == date(2026, 12, 4)


def test_sixty_lines_are_shown_and_saved_with_at_most_twenty_queries(
    client, officer, period, django_assert_max_num_queries
):
    for number in range(3, 61):
        indicator = IndicatorFactory(code=f"1.2.{number}", needs_evidence=False)
        TargetFactory(indicator=indicator, province=period.province)
        way = indicator.versions.get().disaggregations.create(position=1, name="By sex")
        way.categories.create(position=1, name="Women")
    found = begin_return(period, by=officer)
    assert ReturnLine.objects.count() == 60
    with django_assert_max_num_queries(20):
        response = client.get(page(found))
    sent = {
        name: "10" if name.endswith("-value") or "-category-" in name else value
        for name, value in fields_of(response).items()
    }
    with django_assert_max_num_queries(20):
        assert client.post(page(found), sent).status_code == 302
    assert Actual.objects.count() == 59
    again = fields_of(client.get(page(found)))
    emptied = {name for name in sorted(again) if "-category-" in name and name.endswith("1")}
    changed = {
        name: "" if name in emptied else "11" if again[name] == "10" else again[name] for name in again
    }
    with django_assert_max_num_queries(20):
        client.post(page(found), changed)
    assert Actual.objects.filter(value=11).count() == 59
    assert CategoryValue.objects.filter(value=11).count() == 58 - len(emptied)


def test_pages_of_an_accepted_return_are_read_by_all_who_see_it(client, period):
    found = accepted(period, gift())
    client.force_login(nomsa())
    for name in ("return", "return_indicators", "return_records", "return_words"):
        assert client.get(page(found, name)).status_code == 200
    listed = text(client.get(reverse("reporting:returns"), {"quarter": "2026-27-q2"}))
    assert "Accepted" in listed
