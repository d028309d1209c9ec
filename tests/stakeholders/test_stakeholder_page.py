"""The page of one stakeholder: what it gathers, in few queries, and the buttons for the work of every day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.core import files
from partnerships.core.models import Document
from stakeholders.models import Stakeholder
from tests.factories import (
    ActionItemFactory,
    ContactFactory,
    EngagementFactory,
    PartnerDecisionFactory,
    ProposalFactory,
    ProvinceFactory,
    RelationshipFactory,
    StakeholderAnalysisFactory,
    StakeholderClassFactory,
    StakeholderFactory,
    StructureFactory,
    weighed,
)
from tests.people import gift, lindiwe, nomsa, person
from tests.rules.chain import PDF

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def full() -> Stakeholder:
    """30 contacts, 200 engagements, 50 documents, and some of everything else."""
    officer = nomsa()
    stakeholder = StakeholderFactory(
        status=Stakeholder.Status.UNDER_ASSESSMENT,
        group__code="community-structures",
        stakeholder_class=StakeholderClassFactory(),
        relationship_manager=officer,
        verified_on=date(2026, 1, 1),
        verified_by=officer,
    )
    StructureFactory(stakeholder=stakeholder)
    PartnerDecisionFactory(stakeholder=stakeholder, outcome="not_now", form_of_collaboration=None)
    ContactFactory.create_batch(30, stakeholder=stakeholder)
    for number in range(200):
        EngagementFactory(stakeholder=stakeholder, held_on=date(2026, 1, 1) + timedelta(days=number))
    engagement = stakeholder.engagements.first()
    for number in range(50):
        upload = ContentFile(PDF, name=f"paper-{number}.pdf")
        files.store(upload, record=stakeholder, kind=Document.Kind.ATTACHMENT, by=officer)
    ActionItemFactory.create_batch(10, engagement=engagement)
    for number in range(5):
        StakeholderAnalysisFactory(stakeholder=stakeholder, assessed_on=date(2026, 1, 1 + number))
        RelationshipFactory(source=stakeholder)
        RelationshipFactory(target=stakeholder)
        weighed(ProposalFactory(stakeholder=stakeholder, decided=True, written=True))
    weighed(ProposalFactory(stakeholder=stakeholder, written=True), 4, 0)
    return stakeholder


@pytest.mark.parametrize("role", ["unit_officer", "chief_director"])
def test_a_full_page_takes_at_most_fifteen_queries(client: Client, role: str) -> None:
    stakeholder = full()
    client.force_login(person(role))
    client.get(stakeholder.get_absolute_url())

    with CaptureQueriesContext(connection) as captured:
        response = client.get(stakeholder.get_absolute_url())

    assert response.status_code == 200
    assert len(captured) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in captured)


def test_each_section_that_is_announced_at_the_top_is_on_the_page(client: Client) -> None:
    client.force_login(nomsa())
    html = client.get(StakeholderFactory().get_absolute_url()).content.decode()

    anchors = [part.split('"')[0] for part in html.split('class="anchors__link" href="#')[1:]]
    assert {"decision", "engagements", "relationships", "analysis", "timeline", "about"} <= set(anchors)
    assert [name for name in anchors if html.count(f'id="{name}"') != 1] == []


def test_the_acts_of_every_day_are_one_press_away(client: Client) -> None:
    stakeholder = StakeholderFactory(province=ProvinceFactory(code="GP"))
    client.force_login(gift())

    page = text(client.get(stakeholder.get_absolute_url()))

    assert f"{reverse('stakeholders:engagement_add')}?stakeholder={stakeholder.pk}" in page
    assert reverse("stakeholders:action_add", args=[stakeholder.pk]) in page
    assert f'<form method="post" action="{reverse("stakeholders:verify", args=[stakeholder.pk])}">' in page


@pytest.mark.parametrize("whose", ["national", "archived", "auditor"])
def test_what_cannot_be_done_has_no_button(client: Client, whose: str) -> None:
    gauteng = ProvinceFactory(code="GP")
    archived = {"archived_on": date(2026, 1, 1), "archive_reason": "Dissolved."}
    stakeholder = StakeholderFactory(
        province=None if whose == "national" else gauteng, **archived if whose == "archived" else {}
    )
    client.force_login(person("auditor") if whose == "auditor" else gift())

    page = text(client.get(stakeholder.get_absolute_url()))

    for name in ("verify", "edit", "relationship_add", "analyse"):
        address = reverse(f"stakeholders:{name}", args=[stakeholder.pk])
        assert (f'"{address}"' in page) is (name == "edit" and whose == "archived")


def test_the_side_says_how_we_keep_in_touch(client: Client) -> None:
    officer = nomsa()
    stakeholder = StakeholderFactory(
        stakeholder_class=StakeholderClassFactory(),
        relationship_manager=officer,
        verified_on=date(2026, 5, 26),
        verified_by=officer,
    )
    EngagementFactory(stakeholder=stakeholder, held_on=date(2026, 8, 24))
    client.force_login(officer)

    page = text(client.get(stakeholder.get_absolute_url()))

    for shown in (
        "Contact at least every 90 days",
        "Nomsa Dlamini (you)",
        "24 August 2026",
        "22 November 2026",
        "26 May 2026, by Nomsa Dlamini",
    ):
        assert shown in page
    # Contact was due yesterday; so was the verification.
    assert page.count('<span class="status-tag__note">, 1 day</span>') == 2


def test_who_enters_a_stakeholder_looks_after_it_until_another_is_named(client: Client) -> None:
    officer = gift()
    client.force_login(officer)
    page = client.get(reverse("stakeholders:add"))

    assert page.context["form"].fields["relationship_manager"].initial == officer.pk
    assert page.context["form"].fields["relationship_manager"].required


def test_nobody_looks_after_a_record_that_this_person_may_not_open(client: Client) -> None:
    officer, stranger = gift(), lindiwe(name="Stranger of Limpopo")
    stakeholder = StakeholderFactory(province=officer.province, relationship_manager=officer)
    national = nomsa()
    client.force_login(national)
    address = reverse("stakeholders:edit", args=[stakeholder.pk])
    fields = {
        "name": "Forum (demo)",
        "group": stakeholder.group_id,
        "level": "local",
        "province": officer.province_id,
        "version": 1,
    }

    page = text(client.post(address, fields | {"relationship_manager": stranger.pk}))
    assert "Stranger of Limpopo may not open records of Gauteng." in page
    client.post(address, fields | {"relationship_manager": national.pk})
    stakeholder.refresh_from_db()
    assert stakeholder.relationship_manager == national
    # A province is not even offered the colleagues of another.
    client.force_login(officer)
    assert "Stranger of Limpopo" not in text(client.get(address))
