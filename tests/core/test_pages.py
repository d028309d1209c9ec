"""Pages of text, and the pages that say what went wrong."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path, reverse

from tests.people import gift, person


def fails(request):
    raise RuntimeError("on purpose")


def refuses(request):
    raise PermissionDenied


def doubts(request):
    raise SuspiciousOperation("on purpose")


def home(request):
    """Never opened: the pages only need its address."""


urlpatterns = [
    path("", include(([path("", home, name="home")], "reporting"))),
    path("", include("partnerships.core.accounts")),
    path("", include("partnerships.core.pages")),
    path("fails/", fails),
    path("refuses/", refuses),
    path("doubts/", doubts),
]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def these_addresses(settings):
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(
    ("name", "heading"),
    [("help", "Help and contact"), ("accessibility", "Accessibility"), ("privacy", "Privacy")],
)
def test_everybody_may_read_the_pages_of_text(client, name, heading):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert f"<h1>{heading}</h1>" in response.content.decode()


def test_the_way_to_reach_the_unit_is_what_the_administrator_wrote_and_nothing_otherwise(client, settings):
    settings.HELP_CONTACT = "Telephone 012 000 0000, extension 1."
    for name in ("help", "privacy"):
        assert settings.HELP_CONTACT in client.get(reverse(name)).content.decode()
    settings.HELP_CONTACT = ""
    assert "Telephone" not in client.get(reverse("help")).content.decode()


def test_a_page_that_is_not_there_says_who_you_are_and_where_to_go(client):
    client.force_login(gift())

    response = client.get("/nowhere/")

    page = response.content.decode()
    assert response.status_code == 404
    assert "<h1>We cannot find that page</h1>" in page
    assert "You are signed in as Gift Mahlangu" in page
    assert f'<a href="{reverse("reporting:home")}">Home</a>' in page


def test_what_a_role_does_not_permit_says_that_nothing_was_changed(client):
    client.force_login(person(may=[]))

    response = client.get("/refuses/")

    assert response.status_code == 403
    assert "Nothing was changed." in response.content.decode()


def test_a_form_from_elsewhere_is_refused_with_advice(client):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(reverse("account_login"), {"login": "a@b.example", "password": "x"})

    assert response.status_code == 403
    assert "The form could not be accepted" in response.content.decode()


def test_a_request_that_cannot_be_understood_says_so_in_the_house(client):
    client.force_login(person(may=[]))

    response = client.get("/doubts/")

    assert response.status_code == 400
    assert "The request could not be understood" in response.content.decode()


def test_a_failed_server_answers_in_the_house(client):
    client.force_login(person(may=[]))
    client.raise_request_exception = False

    response = client.get("/fails/")

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


def test_the_page_of_a_failed_server_needs_neither_a_request_nor_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string("500.html")

    assert 'class="masthead"' in page
    assert 'href="/"' in page
