"""A party that is no partner any more: its open agreements are listed, say so, and stand on the start page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mou.models import MoU
from partnerships.core.models import User
from stakeholders.models import PartnerDecision, Stakeholder
from stakeholders.services import end_partnership
from tests.factories import (
    MoUFactory,
    MoUPartyFactory,
    PartnerDecisionFactory,
    ProvinceFactory,
    StakeholderFactory,
)
from tests.people import gift, nomsa, person
from tests.start_page import waits

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def provider(name: str = "Guards for Hire (demo)", **fields: Any) -> Stakeholder:
    """A partner until 1 October 2026, when it became a service provider."""
    stakeholder = StakeholderFactory(name=name, partner=True, **fields)
    end(stakeholder)
    return stakeholder


def end(stakeholder: Stakeholder) -> None:
    end_partnership(
        stakeholder,
        by=person("chief_director"),
        ended_on=date(2026, 10, 1),
        end_reason=PartnerDecision.EndReason.SERVICE_PROVIDER,
        note="It won a tender.",
    )


def agreement(stakeholder: Stakeholder, **fields: Any) -> MoU:
    mou = MoUFactory(province=stakeholder.province, **fields)
    MoUPartyFactory(mou=mou, stakeholder=None)
    MoUPartyFactory(mou=mou, stakeholder=stakeholder)
    return mou


def lost(day: date = TODAY) -> set[str]:
    return {mou.title for mou in MoU.objects.with_lost_party(day)}


def test_only_open_agreements_with_a_party_that_was_a_partner_are_listed() -> None:
    gone = provider()
    agreement(gone, title="Runs", signed=True)
    agreement(gone, title="Drafted")
    agreement(gone, title="Expired", signed=True, ends_on=date(2026, 11, 22))
    agreement(gone, title="Completed", status="completed", signed_on=date(2026, 4, 1), completed_on=TODAY)
    agreement(gone, title="Notice given", status="terminated", signed_on=date(2026, 4, 1),
              notice_given_on=TODAY, terminated_on=date(2026, 12, 31))  # fmt: skip
    agreement(StakeholderFactory(partner=True), title="Partner", signed=True)
    # Never decided on: it was no partner before either, which the life cycle says elsewhere.
    agreement(StakeholderFactory(), title="Not yet a partner")
    back = provider("Back again (demo)")
    PartnerDecisionFactory(stakeholder=back, decided_on=date(2026, 11, 1))
    agreement(back, title="Partner again", signed=True)

    assert lost() == {"Runs", "Drafted"}
    # It stopped being a partner on that day, and was one the day before.
    assert lost(date(2026, 10, 1)) == {"Runs", "Drafted", "Expired", "Partner again"}
    assert lost(date(2026, 9, 30)) == set()


def test_the_list_has_a_ready_made_view_of_them(client: Client) -> None:
    agreement(provider(), title="Lit walkways", signed=True)
    agreement(StakeholderFactory(partner=True), title="School gardens", signed=True)
    client.force_login(nomsa())

    page = text(client.get(reverse("mou:list"), {"lost_party": "yes"}))

    assert '<a class="views__link" href="?lost_party=yes" aria-current="true">' in page
    assert "Lit walkways" in page
    assert "School gardens" not in page


def test_its_page_says_who_since_when_why_and_what_to_do(client: Client) -> None:
    mou = agreement(provider(), signed=True)
    client.force_login(person("partnership_manager"))

    page = text(client.get(mou.get_absolute_url()))

    assert "Guards for Hire (demo)</a> is no partner any more</strong> since 1 October 2026" in page
    assert "Became a service provider. It won a tender." in page
    assert f'href="{reverse("mou:terminate", args=[mou.pk])}">Terminate it</a>' in page
    assert f'href="{reverse("mou:amend", args=[mou.pk])}">Amend it</a>' in page

    client.force_login(person("auditor"))
    page = text(client.get(mou.get_absolute_url()))
    assert "Terminate it</a>" not in page
    assert "For: Partnership manager, Provincial head, Chief Director" in page


def test_a_draft_is_mended_by_taking_the_party_out(client: Client) -> None:
    mou = agreement(provider())
    client.force_login(nomsa())
    page = text(client.get(mou.get_absolute_url()))
    assert "take the party out" in page
    assert "Terminate it</a>" not in page


def test_why_a_partnership_of_another_province_ended_stays_there(client: Client) -> None:
    """A national agreement names a party of Limpopo: Gauteng knows that it is no partner, and no more."""
    gone = StakeholderFactory(
        name="Guards for Hire (demo)", partner=True, province=ProvinceFactory(code="LP")
    )
    mou = MoUFactory(signed=True)
    MoUPartyFactory(mou=mou, stakeholder=gone)
    end(gone)
    client.force_login(gift())

    page = text(client.get(mou.get_absolute_url()))

    assert "Guards for Hire (demo) is no partner any more</strong> since 1 October 2026</p>" in page
    assert "service provider" not in page
    assert "tender" not in page


def test_an_agreement_whose_parties_are_partners_says_nothing(client: Client) -> None:
    mou = agreement(StakeholderFactory(partner=True), signed=True)
    client.force_login(nomsa())
    assert "no partner any more" not in text(client.get(mou.get_absolute_url()))


@pytest.mark.parametrize("duty", ["business_owner", "partnership_manager"])
def test_it_stands_on_the_start_page_of_who_answers_for_it(client: Client, duty: str) -> None:
    someone: User = person("partnership_manager")
    mou = agreement(provider(), signed=True, **{duty: someone})
    agreement(provider("Of others (demo)"), signed=True)

    found = waits(someone, "lost-party")

    assert [(marker.who, marker.url) for marker in found.markers] == [(str(mou), mou.get_absolute_url())]
    assert found.url == f"{reverse('mou:list')}?lost_party=yes"
    client.force_login(someone)
    page = text(client.get(reverse("reporting:home")))
    assert "A party is no partner any more" in page
    assert "Of others" not in page


def test_the_page_of_the_stakeholder_leads_to_the_agreements_to_close(client: Client) -> None:
    gone = provider()
    client.force_login(nomsa())
    page = text(client.get(gone.get_absolute_url()))
    assert f"{reverse('mou:list')}?partner={gone.pk}&amp;lost_party=yes" in page
