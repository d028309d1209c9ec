"""Signing in and out, and passwords: what is open, what is closed, and what a wrong attempt says."""

import re

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from partnerships.core.accounts import RESTS
from partnerships.core.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough secret 7"
WRONG = "The work e-mail or the password is not right. Check both and try again."


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


@pytest.fixture
def nomsa():
    return User.objects.create_user(
        "nomsa@demo.example", PASSWORD, name="Nomsa Dlamini", post="Partnership manager", sphere="national"
    )


def sign_in(client, password, email="nomsa@demo.example", **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password, **extra})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_person_signs_in_with_the_work_e_mail_and_lands_at_home(client, nomsa):
    response = sign_in(client, PASSWORD, email="Nomsa@Demo.Example")

    assert (response.status_code, response.url) == (302, reverse("reporting:home"))
    assert is_signed_in(client)


def test_signing_in_goes_on_to_the_page_that_was_asked_for_but_never_to_another_site(client, nomsa):
    assert sign_in(client, PASSWORD, next="/privacy/").url == "/privacy/"
    client.logout()
    assert sign_in(client, PASSWORD, next="https://elsewhere.example/").url == reverse("reporting:home")


@pytest.mark.parametrize("email", ["nomsa@demo.example", "nobody@demo.example"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, nomsa, email):
    response = sign_in(client, "not the password", email=email)

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [WRONG]
    assert not is_signed_in(client)


def test_a_closed_account_does_not_sign_in(client, nomsa):
    User.objects.update(is_active=False)

    assert sign_in(client, PASSWORD).url == reverse("account_inactive")
    assert not is_signed_in(client)


def test_five_wrong_attempts_let_the_account_rest_for_fifteen_minutes_and_the_message_says_so(client, nomsa):
    with time_machine.travel("2026-10-13 09:00+02:00", tick=False) as clock:
        for _ in range(5):
            assert sign_in(client, "not the password").context["form"].non_field_errors() == [WRONG]

        for password in ("not the password", PASSWORD):
            assert sign_in(client, password).context["form"].non_field_errors() == [RESTS]
        assert not is_signed_in(client)

        clock.shift(15 * 60 + 1)
        assert sign_in(client, PASSWORD).status_code == 302
        assert is_signed_in(client)


def test_the_rest_of_one_account_does_not_stop_another(client, nomsa):
    User.objects.create_user("gift@demo.example", PASSWORD, name="Gift Mahlangu", sphere="national")
    for _ in range(6):
        sign_in(client, "not the password")

    assert sign_in(client, PASSWORD, email="gift@demo.example").status_code == 302


def test_right_passwords_do_not_count_as_attempts(client, nomsa):
    for _ in range(8):
        assert sign_in(client, PASSWORD).status_code == 302
        client.logout()


def test_the_words_about_the_rest_agree_with_the_setting():
    attempts, minutes, _ = settings.ACCOUNT_RATE_LIMITS["login_failed"].split(",")[0].split("/")

    assert (attempts, minutes) == ("5", "15m")
    assert "five wrong attempts" in RESTS
    assert "15 minutes" in RESTS


def test_signing_out_needs_a_post(client, nomsa):
    client.force_login(nomsa)

    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert not is_signed_in(client)


def test_changing_the_password_asks_for_the_present_one_and_keeps_the_person_signed_in(client, nomsa):
    client.force_login(nomsa)
    address = reverse("account_change_password")
    new = {"password1": "another long secret 8", "password2": "another long secret 8"}

    refused = client.post(address, {"oldpassword": "not the password", **new})
    assert refused.context["form"].errors["oldpassword"] == [
        "This is not your present password. Write the one you signed in with."
    ]

    assert client.post(address, {"oldpassword": PASSWORD, **new}).url == reverse("reporting:home")
    nomsa.refresh_from_db()
    assert nomsa.check_password("another long secret 8")
    assert is_signed_in(client)


def test_a_short_password_is_refused(client, nomsa):
    client.force_login(nomsa)
    data = {"oldpassword": PASSWORD, "password1": "short 1", "password2": "short 1"}

    response = client.post(reverse("account_change_password"), data)

    assert response.context["form"].errors["password1"] == [
        "This password is too short. It must contain at least 12 characters."
    ]
    nomsa.refresh_from_db()
    assert nomsa.check_password(PASSWORD)


def test_a_forgotten_password_is_replaced_through_a_link_that_works_once_and_ends_the_rest(client, nomsa):
    for _ in range(6):
        sign_in(client, "not the password")
    client.post(reverse("account_reset_password"), {"email": "nomsa@demo.example"})
    assert mail.outbox[0].to == ["nomsa@demo.example"]
    assert mail.outbox[0].subject == "A new password for Partnerships"
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]

    form_page = client.get(link, follow=True)
    assert form_page.templates[0].name == "account/password_reset_from_key.html"
    new = {"password1": "another long secret 8", "password2": "another long secret 8"}
    client.post(form_page.request["PATH_INFO"], new)

    assert sign_in(client, "another long secret 8").status_code == 302
    client.logout()
    assert client.get(link, follow=True).context["token_fail"] is True


def test_an_unknown_address_gets_the_same_page_and_no_message(client, nomsa):
    response = client.post(reverse("account_reset_password"), {"email": "nobody@demo.example"})

    assert response.url == reverse("account_reset_password_done")
    assert mail.outbox == []


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_set_password",
        "account_reauthenticate",
        "account_confirm_login_code",
        "account_email_verification_sent",
    ],
)
def test_no_other_page_of_the_accounts_library_is_open(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_every_open_page_of_accounts_answers_in_the_house(client, nomsa):
    for name in (
        "account_login",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
    ):
        assert b'class="masthead"' in client.get(reverse(name)).content
    client.force_login(nomsa)
    for name in ("account_logout", "account_change_password", "account_reset_password_from_key_done"):
        assert b'class="masthead"' in client.get(reverse(name)).content


def test_who_is_not_signed_in_is_asked_to_sign_in(client):
    response = client.get(reverse("account_change_password"))

    assert response.url == f"{reverse('account_login')}?next={reverse('account_change_password')}"
