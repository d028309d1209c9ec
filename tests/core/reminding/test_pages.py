"""The own reminders, the snooze, the settings, and the log of what was sent to whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from partnerships.core.models import ReminderMessage, ReminderPreference, Snooze
from partnerships.core.reminding.runs import run_reminders
from tests.core.reminding.scene import DAY, MONDAY, Scene, run
from tests.core.reminding.test_sending import Killed, killed_at
from tests.people import lindiwe, person

pytestmark = pytest.mark.django_db


def text(client: Client, name: str, *args: Any, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_reads_what_they_were_told_and_nobody_what_others_were(
    client: Client, scene: Scene
) -> None:
    scene.owes(MONDAY)
    scene.owes(MONDAY, accountable=scene.manager, text="Of the manager")
    run()
    client.force_login(scene.officer)
    assert "Weekly message" in text(client, "reminders")
    own = ReminderMessage.objects.get(person=scene.officer)
    page = text(client, "reminder_message", own.pk)
    assert "Train the patrollers" in page
    assert "Of the manager" not in page
    others = ReminderMessage.objects.get(person=scene.manager)
    assert client.get(reverse("reminder_message", args=[others.pk])).status_code == 404


def test_what_somebody_may_no_longer_see_is_gone_from_their_page(client: Client, scene: Scene) -> None:
    scene.owes(MONDAY)
    run()
    message = ReminderMessage.objects.get()
    scene.officer.province = lindiwe().province
    scene.officer.save()
    client.force_login(scene.officer)
    assert "Train the patrollers" not in text(client, "reminder_message", message.pk)


def test_a_snooze_from_the_mail_to_its_end(client: Client, scene: Scene) -> None:
    obligation = scene.owes(MONDAY)
    address = reverse("snooze", args=["obligation", obligation.pk])
    client.force_login(scene.officer)
    assert "Train the patrollers" in client.get(address).content.decode()

    refused = client.post(address, {"until": str(MONDAY + 200 * DAY), "reason": "Waiting for the minutes"})
    assert "Choose a day from tomorrow to 21\u00a0February\u00a02027" in refused.content.decode()
    assert "Waiting for the minutes" in refused.content.decode()  # nothing typed is lost
    assert not Snooze.objects.exists()

    client.post(address, {"until": str(MONDAY + 20 * DAY), "reason": "Waiting for the minutes"})
    assert "Waiting for the minutes" in text(client, "reminders")
    one = Snooze.objects.get()
    client.force_login(person("unit_officer"))
    assert client.post(reverse("snooze_end", args=[one.pk])).status_code == 404
    assert "Waiting for the minutes" in text(client, "log_put_off")
    client.force_login(scene.officer)
    client.post(reverse("snooze_end", args=[one.pk]))
    one.refresh_from_db()
    assert one.ends_on == MONDAY


@pytest.mark.parametrize("whose", ["another province", "nobody's right", "unknown kind", "settled"])
def test_nobody_snoozes_what_they_may_not_see_or_what_does_not_wait(
    client: Client, scene: Scene, whose: str
) -> None:
    obligation = scene.owes(
        MONDAY, status="waived" if whose == "settled" else "open", **_released(whose, scene)
    )
    user = {"another province": lindiwe, "nobody's right": lambda: person("auditor")}.get(
        whose, lambda: scene.officer
    )
    client.force_login(user())
    kind = "no-such" if whose == "unknown kind" else "obligation"
    answer = client.post(
        reverse("snooze", args=[kind, obligation.pk]), {"until": str(MONDAY + DAY), "reason": "x"}
    )
    assert answer.status_code == (403 if whose == "nobody's right" else 404)
    assert not Snooze.objects.exists()


def _released(whose: str, scene: Scene) -> dict[str, Any]:
    if whose != "settled":
        return {}
    return {"released_on": MONDAY, "released_by": scene.head, "release_authority": "Committee"}


def test_day_and_stand_in_are_chosen_with_everything_checked(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    page = text(client, "reminder_settings")
    assert "Refilwe Molefe" in page
    other = lindiwe()
    assert other.name not in page  # of another province, so never offered
    away = {"weekday": "2", "away_from": str(MONDAY), "away_until": str(MONDAY + 9 * DAY)}
    address = reverse("reminder_settings")
    for wrong, said in (
        ({"stand_in": ""}, "An absence needs its first day, its last day and who stands in."),
        ({"stand_in": other.pk}, "Choose one of the entries that are offered."),
        ({"stand_in": scene.head.pk, "away_from": str(MONDAY + 20 * DAY)}, "lies before the first"),
        ({"stand_in": scene.head.pk, "away_until": str(MONDAY - DAY)}, "has passed"),
    ):
        assert said in client.post(address, away | wrong).content.decode()
    assert not ReminderPreference.objects.exists()
    client.post(address, away | {"stand_in": scene.head.pk})
    page = text(client, "reminders")
    assert "on Wednesday" in page
    assert "Refilwe Molefe gets your reminders" in page
    client.post(address, {"weekday": "", "away_from": "", "away_until": "", "stand_in": ""})
    assert "Nobody stands in for you" in text(client, "reminders")


def test_the_log_tells_to_whom_and_whether_it_went_and_never_what_stood_in_it(
    client: Client, scene: Scene
) -> None:
    scene.owes(MONDAY)
    run()
    client.force_login(person("administrator"))
    page = text(client, "log_messages")
    assert "Gift Mahlangu" in page
    assert "Train the patrollers" not in page
    waiting = client.get(reverse("log_messages") + "?state=waiting")
    assert waiting.context["rows"] == []
    assert "Gift Mahlangu" in text(
        client, "log_messages", query=f"?state=sent&kind=digest&person={scene.officer.pk}"
    )
    assert "Done" in text(client, "log_runs")
    client.force_login(scene.officer)
    assert client.get(reverse("log_messages")).status_code == 403
    # Whoever may read it in a province reads of its own people alone.
    client.force_login(person(may=["core.view_remindermessage"], province="LP"))
    assert "Gift Mahlangu" not in text(client, "log_messages")


def test_an_uncertain_message_is_shown_as_such_and_sent_again_by_somebody_with_the_right(
    client: Client, scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    scene.owes(MONDAY)
    with pytest.raises(Killed):
        run_reminders(day=MONDAY, tell=killed_at("handed over"))
    again = reverse("log_send_again", args=[ReminderMessage.objects.get().pk])
    client.force_login(person("auditor"))
    page = text(client, "log_messages", query="?state=uncertain")
    assert "Uncertain" in page
    assert "Send again" not in page
    assert client.post(again).status_code == 403
    assert "Interrupted" in text(client, "log_runs", query="?trouble=yes")
    client.force_login(person("partnership_manager", name="Nomsa"))
    assert "Send again" in text(client, "log_messages")
    assert client.get(again).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        client.post(again)
    assert len(mail.outbox) == 2
    assert "Sent again by Nomsa" in text(client, "log_messages")
    client.post(again)
    assert "It is known what became of this message" in text(client, "log_messages")


def test_every_page_runs_the_same_queries_with_one_row_and_with_several(
    client: Client, scene: Scene, django_assert_num_queries: Any
) -> None:
    first = scene.owes(MONDAY)
    run()
    own = ReminderMessage.objects.get()
    Snooze.objects.create(
        kind="obligation", item=first.pk, number=first.pk, due_on=MONDAY, title="x", person=scene.officer,
        province=scene.mou.province, until=MONDAY + DAY, ends_on=MONDAY + DAY, reason="Later",
    )  # fmt: skip
    for _ in range(2):
        client.force_login(scene.officer)
        client.get(reverse("reminders"))
        with django_assert_num_queries(9):
            client.get(reverse("reminders"))
        with django_assert_num_queries(6):
            client.get(reverse("reminder_message", args=[own.pk]))
        with django_assert_num_queries(4):
            client.get(reverse("snooze", args=["obligation", first.pk]))
        for number in range(3):
            scene.owes(MONDAY - number * DAY)
            run(MONDAY + number * DAY)
