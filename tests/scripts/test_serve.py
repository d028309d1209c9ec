"""`make run` shows accounts and a password that are true, and repeats slow work only for a reason."""

import os

import pytest

from partnerships.core.models import User
from scripts import serve


def account(name, **fields):
    return User.objects.create_user(
        email=f"{name}@demo.example",
        password="as it was before",
        **{"name": name.title(), "post": "Auditor", "sphere": User.Sphere.NATIONAL, "is_demo": True} | fields,
    )


@pytest.mark.django_db
def test_the_password_that_is_shown_opens_every_demonstration_account_and_no_other():
    officer, auditor, real = account("officer"), account("auditor"), account("real", is_demo=False)
    serve.agree_on("as it is now")
    assert [
        User.objects.get(pk=user.pk).check_password("as it is now") for user in (officer, auditor, real)
    ] == [True, True, False]


@pytest.mark.django_db
def test_a_password_that_is_right_already_is_left_alone():
    officer = account("officer")
    serve.agree_on("as it was before")
    assert User.objects.get(pk=officer.pk).password == officer.password


@pytest.mark.django_db
def test_the_address_the_accounts_and_the_password_are_shown(monkeypatch):
    monkeypatch.setenv("PORT", "8001")
    account("officer")
    account("left", is_active=False)
    account("real", is_demo=False)
    assert serve.welcome("imbizo").split("\n") == [
        "",
        "The demonstration is at http://127.0.0.1:8001 until Ctrl-C. Its accounts:",
        "",
        "  officer@demo.example              Auditor, national",
        "",
        "Each with the password imbizo",
    ]


def test_work_is_repeated_when_a_file_or_a_word_changed_and_only_then(tmp_path):
    page = tmp_path / "page.css"
    page.write_text("a{}")
    before = serve.fingerprint([page], "database")
    assert serve.fingerprint([page], "database") == before
    assert serve.fingerprint([page], "another database") != before
    os.utime(page, ns=(0, 0))
    assert serve.fingerprint([page], "database") != before
