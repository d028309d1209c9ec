"""The secret calendar address: titles and days alone, within the owner's rights of the moment, and 10 000 guesses."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from mou.models import Obligation
from partnerships.core import calendar_pages
from partnerships.core.calendar_pages import GUESSES, Guesses, feed
from partnerships.core.feed import new_address, revoke_address
from partnerships.core.models import CalendarFeed, User
from tests.core.reminding.scene import DAY, MONDAY, Scene
from tests.factories import ActionItemFactory, ProvinceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_guessed() -> Iterator[None]:
    GUESSES._wrong.clear()
    yield
    GUESSES._wrong.clear()


def address(user: User) -> str:
    return reverse("calendar_feed", args=[new_address(by=user)])


def events(client: Client, at: str) -> list[Any]:
    answer = client.get(at)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [*Calendar.from_ical(answer.content).walk("VEVENT")]


def test_a_calendar_program_reads_whole_days_with_titles_and_nothing_else(
    client: Client, scene: Scene
) -> None:
    obligation = scene.owes(MONDAY + 9 * DAY, text="Call Mrs Nkosi about her complaint")
    ActionItemFactory(
        owner=scene.officer,
        province=scene.mou.province,
        due_on=MONDAY + 2 * DAY,
        what="Ring Mr Dube, 082 123 4567",
        engagement__province=scene.mou.province,
    )
    at = address(scene.officer)
    first, second = events(client, at)
    assert (first["SUMMARY"][:24], first["DTSTART"].dt) == ("Action item due, number ", MONDAY + 2 * DAY)
    assert second["SUMMARY"] == f"Obligation due: {scene.mou.reference}, clause {obligation.clause}"
    # A whole day ends where the next begins, and has no hour (RFC 5545, 3.6.1).
    assert (second["DTSTART"].dt, second["DTEND"].dt) == (MONDAY + 9 * DAY, MONDAY + 10 * DAY)
    assert type(second["DTSTART"].dt) is date
    assert second["UID"] == f"obligation-{obligation.pk}@partnerships"
    assert {*second} == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "TRANSP"}
    raw = client.get(at).content.decode()
    assert not any(word in raw for word in ("Nkosi", "Dube", "082", "Gift", "Mandla", "http"))
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    assert raw.startswith("BEGIN:VCALENDAR\r\n") and raw.endswith("END:VCALENDAR\r\n")


def test_a_date_that_moves_keeps_its_event_and_what_is_settled_goes(client: Client, scene: Scene) -> None:
    obligation = scene.owes(MONDAY + 9 * DAY)
    at = address(scene.officer)
    (before,) = events(client, at)
    Obligation.objects.update(due_on=date(2028, 2, 29))  # further ahead than a calendar shows
    assert events(client, at) == []
    Obligation.objects.update(due_on=date(2027, 2, 28))
    (after,) = events(client, at)
    assert (before["UID"], after["DTSTART"].dt) == (after["UID"], date(2027, 2, 28))
    Obligation.objects.filter(pk=obligation.pk).update(
        status="waived", released_on=MONDAY, released_by=scene.head, release_authority="Committee"
    )
    assert events(client, at) == []


def test_it_shows_what_its_owner_may_see_now(client: Client, scene: Scene) -> None:
    scene.owes(MONDAY + 9 * DAY)
    scene.owes(MONDAY + 9 * DAY, accountable=scene.manager, text="Of the manager")
    at = address(scene.officer)
    assert len(events(client, at)) == 1
    scene.officer.user_permissions.clear()
    assert events(client, at) == []
    scene.officer.province = ProvinceFactory(code="LP")
    scene.officer.save()
    assert events(client, at) == []


def test_wrong_taken_back_replaced_and_closed_are_the_same_answer(client: Client, scene: Scene) -> None:
    first = address(scene.officer)
    second = address(scene.officer)  # a new one replaces the first
    assert client.get(second).status_code == 200
    answers = [client.get(first), client.get(reverse("calendar_feed", args=["x" * 43]))]
    User.objects.filter(pk=scene.officer.pk).update(is_active=False)
    answers.append(client.get(second))
    User.objects.filter(pk=scene.officer.pk).update(is_active=True)
    revoke_address(by=scene.officer)
    answers.append(client.get(second))
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({_without_time(answer.content) for answer in answers}) == 1
    assert client.post(second).status_code == 405


def _without_time(page: bytes) -> bytes:
    return b"\n".join(line for line in page.splitlines() if b"As at" not in line)


def test_of_the_secret_only_its_hash_is_kept_and_it_is_long_enough(scene: Scene) -> None:
    secret = new_address(by=scene.officer)
    assert len(secret) == 43  # 32 bytes, 256 bits, in base 64
    kept = CalendarFeed.objects.get()
    assert kept.digest == sha256(secret.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM core_calendarfeedevent AS t")
        assert all(secret not in row for (row,) in cursor.fetchall())


def test_what_has_not_changed_is_not_sent_again(client: Client, scene: Scene) -> None:
    obligation = scene.owes(MONDAY + 9 * DAY)
    at = address(scene.officer)
    etag = client.get(at)["ETag"]
    same = client.get(at, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    Obligation.objects.filter(pk=obligation.pk).update(due_on=MONDAY + 20 * DAY)
    assert client.get(at, headers={"If-None-Match": etag}).status_code == 200


def test_the_pages_make_it_show_it_once_and_take_it_back(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    assert "Make an address" in client.get(reverse("reminders")).content.decode()
    made = client.post(reverse("calendar_address"))
    at = made.context["address"]
    assert made["Cache-Control"].startswith("max-age=0")
    assert at in made.content.decode()
    assert at not in client.get(reverse("reminders")).content.decode()
    client.logout()
    path = at.removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    client.force_login(scene.officer)
    client.post(reverse("calendar_address_end"))
    assert client.get(path).status_code == 404


def test_ten_thousand_guesses_find_nothing_and_cost_next_to_nothing(client: Client, scene: Scene) -> None:
    at = address(scene.officer)
    requests, begun = RequestFactory(), time.perf_counter()
    answers = []
    with CaptureQueriesContext(connection) as queries:
        for number in range(10_000):
            request = requests.get("/", REMOTE_ADDR="10.0.0.1")
            try:
                answers.append(feed(request, f"guess-{number}").status_code)
            except Http404:
                answers.append(404)
    assert (answers.count(404), answers.count(429)) == (Guesses.MOST, 10_000 - Guesses.MOST)
    assert len(queries) == Guesses.MOST
    assert time.perf_counter() - begun < 20
    # Whoever asks from elsewhere with the right address is not held up.
    assert client.get(at, REMOTE_ADDR="10.0.0.2").status_code == 200


def test_a_minute_later_the_same_place_may_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(calendar_pages.time, "monotonic", lambda: clock[0])
    guesses = Guesses()
    for _ in range(Guesses.MOST):
        assert not guesses.is_too_many("10.0.0.1")
        guesses.note("10.0.0.1")
    assert guesses.is_too_many("10.0.0.1")
    clock[0] += Guesses.WITHIN + 1
    assert not guesses.is_too_many("10.0.0.1")
    for number in range(Guesses.ADDRESSES + 50):
        guesses.note(f"address {number}")
    assert len(guesses._wrong) == Guesses.ADDRESSES  # a flood of addresses fills no memory
    assert timedelta(seconds=Guesses.WITHIN) == timedelta(minutes=1)
