"""Role × address × own, foreign and national record: who gets a page, a refusal, or no sign that it exists."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import reverse

from partnerships.core.models import User
from partnerships.roles import ROLES
from tests.factories import ProvinceFactory
from tests.people import person
from tests.rules.chain import Chain, build_chain
from tests.rules.routes import ROUTES, Reach, Route

pytestmark = pytest.mark.django_db

PROVINCIAL_ROLES = ("provincial_officer", "provincial_head")
NATIONAL_ROLES = tuple(role for role in ROLES if role not in PROVINCIAL_ROLES)
WALKED = {name: route for name, route in ROUTES.items() if route.reach is not Reach.PUBLIC}
# 200: a page. 302: sent to where the act belongs. Both mean: let in.
LET_IN = {200, 302}
# Addresses that take no POST.
GIVES_A_FILE = {"print_file", "reporting:return_workbook", "stakeholders:import_refused"}


@pytest.fixture
def world() -> dict[str, Chain]:
    officer = person("unit_officer")
    return {
        "own": build_chain(ProvinceFactory(code="GP"), by=officer),
        "other": build_chain(ProvinceFactory(code="LP"), by=officer),
        "national": build_chain(None, by=officer),
    }


def expected(route: Route, user: User, whose: str) -> str:
    """The house rule in one place: first the right (403), then the scope (404)."""
    if route.right and not user.has_perm(route.right):
        return "403"
    if route.reach is Reach.OWN:  # all of them were asked for by somebody else
        return "404"
    if user.is_national or route.reach in {Reach.LIST, Reach.SIGNED_IN, Reach.NATIONAL}:
        return "in"
    if route.reach is Reach.PERSONAL:  # all of them were sent by somebody else
        return "404"
    allowed = {"own", "national"} if route.reach is Reach.READ else {"own"}
    return "in" if whose in allowed else "404"


def answered(status: int, route: Route) -> str:
    """An address that only takes POST says so to whoever was let in."""
    let_in = LET_IN if route.get else {405}
    return "in" if status in let_in else str(status)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_exactly_what_its_rights_and_its_scope_allow(
    client: Client, world: dict[str, Chain], role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person(role, province="GP" if role in PROVINCIAL_ROLES else None)
    client.force_login(user)

    wrong = []
    for name, route in WALKED.items():
        if name == "account_logout":
            continue
        addresses = {reverse(name, args=route.args(chain)): whose for whose, chain in world.items()}
        for address, whose in addresses.items():  # one, where the address names no record
            # Who is let in is decided before the page is written; the own record's page is written out, too.
            with monkeypatch.context() as patched:
                if whose != "own":
                    patched.setattr(TemplateResponse, "rendered_content", "")
                status = client.get(address).status_code
            found, wanted = answered(status, route), expected(route, user, whose)
            if found != wanted:
                wrong.append(f"{name} ({whose}): {found} instead of {wanted}")
    assert wrong == []


def test_without_signing_in_every_page_leads_to_the_door(client: Client, world: dict[str, Chain]) -> None:
    wrong = []
    for name, route in WALKED.items():
        response = client.get(reverse(name, args=route.args(world["national"])))
        if response.status_code != 302 or not response["Location"].startswith(reverse("account_login")):
            wrong.append(f"{name}: {response.status_code}")
    assert wrong == []


def test_a_user_without_rights_is_refused_everywhere(client: Client, world: dict[str, Chain]) -> None:
    client.force_login(person(may=()))
    let_in = [
        name
        for name, route in WALKED.items()
        if route.right and client.get(reverse(name, args=route.args(world["national"]))).status_code != 403
    ]
    assert let_in == []


@pytest.mark.parametrize("whose", ["other", "national"])
def test_posting_to_a_record_that_is_not_ours_finds_nothing(
    client: Client, world: dict[str, Chain], whose: str, everything_in_gauteng: Callable[[], User]
) -> None:
    """A person with every right of every role, but in Gauteng: only the scope stands in the way."""
    client.force_login(everything_in_gauteng())
    wrong = []
    for name, route in WALKED.items():
        if route.reach in {Reach.WRITE, Reach.PERSONAL, Reach.OWN} and name not in GIVES_A_FILE:
            response = client.post(reverse(name, args=route.args(world[whose])), {})
            if response.status_code != 404:
                wrong.append(f"{name}: {response.status_code}")
    assert wrong == []


def test_lists_and_exports_never_name_a_record_of_another_province(
    client: Client, world: dict[str, Chain], everything_in_gauteng: Callable[[], User]
) -> None:
    client.force_login(everything_in_gauteng())
    foreign = world["other"]
    secrets = {
        # The load counts the engagements of everybody, by headline, as the directory does.
        str(foreign.stakeholder): {"stakeholders:directory", "stakeholders:load"},
        foreign.signed.reference: {"mou:directory"},
        foreign.contact.name: set(),
    }
    leaks = []
    for name, route in WALKED.items():
        if route.reach is not Reach.LIST:
            continue
        for query in ("", "?format=csv"):
            response = client.get(reverse(name, args=route.args(world["own"])) + query)
            body = b"".join(response) if response.streaming else response.content
            leaks += [
                f"{name}{query}: {secret}"
                for secret, allowed in secrets.items()
                if name not in allowed and secret in body.decode(errors="replace")
            ]
    assert leaks == []
