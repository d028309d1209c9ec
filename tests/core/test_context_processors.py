"""What the layouts show round a page: where one can go, who one is, when it was true."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path, resolve, reverse

from partnerships.core.context_processors import NAVIGATION, house
from partnerships.roles import ROLES
from tests.people import person

pytestmark = pytest.mark.django_db
ALL = sorted({right for role in ROLES.values() for right in role.rights})


def page(request):
    """Never opened: only its address is asked for."""


def routes(namespace, *names):
    return path(f"{namespace}/", include(([path(f"{name}/", page, name=name) for name in names], namespace)))


# The pages as they are named, so that the table is tested whatever pages exist.
urlpatterns = [
    path("", include("partnerships.core.accounts")),
    path("", include("partnerships.core.pages")),
    routes("reporting", "home", "dashboard", "reports", "actuals", "actual_edit"),
    routes(
        "stakeholders",
        *("list", "detail", "engagements", "engagement_edit", "decisions", "assess", "directory"),
        *("contacts", "contact_held", "request_answer", "proposals", "structures"),
        *("assess_functionality", "end_partnership"),
    ),
    routes("mou", "list", "obligations", "submit_obligation", "activities", "directory"),
    routes("strategy", "overview", "indicators"),
    *(path(f"{name}/", page, name=name) for name in ("paper", "paper_sheet", "exports")),
    *(path(f"{name}/", page, name=name) for name in ("calendar", "reminders", "snooze", "log_messages")),
]


@pytest.fixture(autouse=True)
def these_addresses(settings):
    settings.ROOT_URLCONF = __name__


def shown(user, url_name):
    request = RequestFactory().get(reverse(url_name))
    request.user, request.resolver_match = user, resolve(request.path)
    return house(request)


def labels(links):
    return [link.label for link in links]


def current(links):
    return {link.label: link.current for link in links if link.current}


def test_navigation_goes_by_job():
    context = shown(person(may=ALL), "reporting:home")

    assert labels(context["navigation"]) == ["Home", "Stakeholders", "MoUs", "Strategy", "Reports"]
    assert current(context["navigation"]) == {"Home": "page"}
    assert labels(context["section"]["entries"]) == ["This week", "Calendar", "Reminders", "Reminder log"]


@pytest.mark.parametrize(
    ("url_name", "main", "entry"),
    [
        ("calendar", {"Home": "true"}, {"Calendar": "page"}),
        ("snooze", {"Home": "true"}, {"Reminders": "true"}),
        ("log_messages", {"Home": "true"}, {"Reminder log": "page"}),
        ("stakeholders:list", {"Stakeholders": "page"}, {"Stakeholders": "page"}),
        ("stakeholders:detail", {"Stakeholders": "true"}, {"Stakeholders": "true"}),
        ("stakeholders:engagements", {"Stakeholders": "true"}, {"Engagements": "page"}),
        ("stakeholders:engagement_edit", {"Stakeholders": "true"}, {"Engagements": "true"}),
        ("stakeholders:contact_held", {"Stakeholders": "true"}, {"Contacts": "true"}),
        ("stakeholders:request_answer", {"Stakeholders": "true"}, {"Contacts": "true"}),
        ("stakeholders:assess", {"Stakeholders": "true"}, {"Proposals": "true"}),
        ("stakeholders:assess_functionality", {"Stakeholders": "true"}, {"Structures": "true"}),
        ("stakeholders:end_partnership", {"Stakeholders": "true"}, {"Partner decisions": "true"}),
        ("paper", {"Stakeholders": "true"}, {"Paper": "page"}),
        ("paper_sheet", {"Stakeholders": "true"}, {"Paper": "true"}),
        ("exports", {"Reports": "true"}, {"Files taken out": "page"}),
        ("mou:submit_obligation", {"MoUs": "true"}, {"Obligations": "true"}),
        ("mou:directory", {"MoUs": "true"}, {"Directory": "page"}),
        ("strategy:indicators", {"Strategy": "true"}, {"Indicators": "page"}),
        ("reporting:dashboard", {"Reports": "page"}, {"Dashboard": "page"}),
        ("reporting:reports", {"Reports": "true"}, {"Quarterly report": "page"}),
        ("reporting:actual_edit", {"Reports": "true"}, {"Actuals": "true"}),
    ],
)
def test_a_page_belongs_to_one_word_of_each_navigation(url_name, main, entry):
    context = shown(person(may=ALL), url_name)

    assert current(context["navigation"]) == main
    assert current(context["section"]["entries"]) == entry


def test_what_a_person_may_not_open_is_not_shown():
    context = shown(person(may=["mou.view_mou", "mou.view_activity"]), "mou:list")

    assert labels(context["navigation"]) == ["Home", "MoUs"]
    assert labels(context["section"]["entries"]) == ["MoUs", "Workplans", "Directory"]
    assert context["search_url"] == ""


def test_a_page_that_does_not_exist_is_not_shown(settings):
    settings.ROOT_URLCONF = "partnerships.core.pages"

    context = shown(person(may=ALL), "help")

    assert labels(context["navigation"]) == []
    assert context["search_url"] == ""


def test_every_right_that_the_navigation_asks_for_is_given_to_some_role():
    asked = {entry.permission for section in NAVIGATION for entry in (section.main, *section.entries)} - {""}

    assert asked <= set(ALL)


def test_who_is_not_signed_in_is_offered_the_door_alone():
    context = shown(AnonymousUser(), "help")
    masthead = render_to_string("components/masthead.html", {**context, "user": AnonymousUser()})

    assert not context["navigation"]
    assert "Sign in</a>" in masthead
    assert "<form" not in masthead


def test_a_request_that_failed_before_anybody_was_known_gets_a_page_all_the_same():
    request = RequestFactory().get("/anything/")

    assert not house(request)["navigation"]


def test_the_masthead_names_the_person_the_role_and_the_ways_out(settings):
    user = person(may=ALL, name="Nomsa Dlamini", post="Partnership manager")
    request = RequestFactory().get("/")
    request.user, request.resolver_match = user, None
    settings.ROOT_URLCONF = "partnerships.urls"

    masthead = render_to_string("components/masthead.html", {**house(request), "user": user}, request)

    assert "Nomsa Dlamini" in masthead
    assert "Partnership manager, national" in masthead
    assert f'action="{reverse("search")}" method="get"' in masthead
    assert f'<form action="{reverse("account_logout")}" method="post">' in masthead
    assert "Administration" not in masthead


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_demonstration_data_is_announced_on_every_page_and_only_there(client, settings, is_demonstration):
    settings.DEMONSTRATION = is_demonstration

    assert (b"demo-banner" in client.get(reverse("help")).content) is is_demonstration


def test_the_bottom_line_says_when_the_page_was_true(client):
    assert "As at 23\u00a0November\u00a02026, 09:00" in client.get(reverse("help")).content.decode()
