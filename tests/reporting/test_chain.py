"""The chain: from a figure of Q2 2026/27 back to the first engagement, and forward again, within what one may see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mou.models import TermsChange
from partnerships.core import files
from partnerships.core.models import Document
from partnerships.roles import ROLES
from reporting.reports.chain import BACKWARD, FORWARD, RIGHTS, Chain, Link
from reporting.reports.chain.document import ORDER
from reporting.views.chain import KINDS
from tests import factories
from tests.people import everything, gift, person
from tests.rules.chain import PDF

pytestmark = pytest.mark.django_db

# As the page names them, of a province; the first engagement and the later one have words of their own.
WORDS = {"GP": ("Thuso Trust", "Lamps of Soweto"), "LP": ("Vhuṱali Forum", "Secret of Thohoyandou")}


class Scene:
    """One indicator, measured in Gauteng (12) and Limpopo (30), each by one agreement with one partner."""

    def __init__(self) -> None:
        self.indicator = factories.IndicatorFactory(code="1.1.1", collected_from="provinces")
        factories.TargetFactory(indicator=self.indicator, province=None, value=Decimal(50))
        self.gauteng = self.of_province("GP", Decimal(12))
        self.limpopo = self.of_province("LP", Decimal(30))

    def of_province(self, code: str, value: Decimal) -> dict[str, Any]:
        province, (name, words) = factories.ProvinceFactory(code=code), WORDS[code]
        partner = factories.StakeholderFactory(name=name, province=province, status="partner")
        first = factories.EngagementFactory(
            stakeholder=partner, held_on=date(2024, 5, 12), purpose=f"{words}, at first"
        )
        factories.EngagementFactory(stakeholder=partner, held_on=date(2025, 2, 1), purpose=f"{words}, again")
        proposal = factories.weighed(factories.ProposalFactory(stakeholder=partner, decided=True))
        decision = factories.PartnerDecisionFactory(stakeholder=partner, proposal=proposal, fit=75)
        mou = factories.MoUFactory(province=province, title=f"{words} lit", signed=True)
        factories.MoUPartyFactory(mou=mou, stakeholder=None, position=1)
        party = factories.MoUPartyFactory(mou=mou, stakeholder=partner, position=2)
        serves = {"mou": mou, "thrust": self.indicator.thrust, "indicator": self.indicator}
        obligation = factories.ObligationFactory(
            **serves, text=f"{words}: keep the lamps", clause="5.2", owing_party=party
        )
        activity = factories.ActivityFactory(**serves, title=f"{words}: walk the streets")
        factories.ActivityQuarterFactory(activity=activity, status="done", done_on=date(2026, 9, 1))
        actual = factories.ActualFactory(indicator=self.indicator, province=province, value=value)
        files.store(
            ContentFile(PDF, name=f"{code}-register.pdf"),
            record=actual,
            kind=Document.Kind.EVIDENCE,
            by=actual.captured_by,
        )
        factories.EvidenceGradeFactory(actual=actual)
        return {
            "actual": actual,
            "activity": activity,
            "obligation": obligation,
            "mou": mou,
            "decision": decision,
            "stakeholder": partner,
            "engagement": first,
        }


@pytest.fixture
def scene() -> Scene:
    return Scene()


def seen(client: Client, kind: str, record: Any, query: str = "") -> Chain:
    response = client.get(reverse("reporting:chain", args=[kind, record.pk]) + query)
    assert response.status_code == 200
    found: Chain = response.context["chain"]
    return found


def names(found: Chain) -> dict[str, list[str]]:
    return {link.key: [item.text for item in link.items] for link in found.links}


def link(found: Chain, key: str) -> Link:
    return next(one for one in found.links if one.key == key)


def test_a_figure_leads_back_to_the_first_engagement_and_forward_again(client: Client, scene: Scene) -> None:
    client.force_login(person("auditor"))
    # An amendment of October renamed the agreement and moved the obligation: at the end of Q2 neither was so.
    mou, obligation = scene.gauteng["mou"], scene.gauteng["obligation"]
    amendment = factories.AmendmentFactory(mou=mou, status="signed", signed_on=date(2026, 10, 15))
    changed = {"amendment": amendment, "mou": mou, "effective_on": date(2026, 10, 15)}
    factories.TermsChangeFactory(
        **changed, field="title", before={"title": mou.title}, after={"title": "Renamed"}
    )
    factories.TermsChangeFactory(
        **changed,
        part=TermsChange.Part.OBLIGATION,
        field="",
        item=obligation.pk,
        before={"clause": "5.2", "text": obligation.text, "due_on": "2026-09-30"},
        after={"clause": "9.9", "text": "Moved", "due_on": "2026-12-31"},
    )
    mou.title, obligation.text, obligation.clause = "Renamed", "Moved", "9.9"
    mou.save()
    obligation.save()
    added = factories.ObligationFactory(
        mou=mou, indicator=scene.indicator, thrust=scene.indicator.thrust, text="Added in October"
    )
    factories.TermsChangeFactory(
        **changed,
        part=TermsChange.Part.OBLIGATION,
        field="",
        item=added.pk,
        before=None,
        after={"text": added.text},
    )

    found = seen(client, "indicator", scene.indicator, "?quarter=2026-27-q2&area=GP")

    assert [heading for heading, _ in found.parts] == ["The record asked for", BACKWARD]
    assert names(found) == {
        "indicator": ["1.1.1 Number of community structures assessed"],
        "actual": ["Gauteng: 12"],
        "activity": ["Lamps of Soweto: walk the streets"],
        "obligation": ["Lamps of Soweto: keep the lamps"],
        "mou": [f"{mou.reference} Lamps of Soweto lit"],
        "decision": ["Thuso Trust: partner"],
        "assessment": ["Thuso Trust: make it a partner"] * 2,
        "stakeholder": ["Thuso Trust"],
        "engagement": [str(scene.gauteng["engagement"])],
    }
    page = client.get(found_address := link(found, "actual").items[0].chain_url).content.decode()
    document = scene.gauteng["actual"].documents.get()
    assert f"SHA-256 {document.sha256}" in page
    assert "Sufficient" in page
    assert "By version 1 of the description" in page
    assert "clause 5.2" in page
    assert "As it stood on 30\xa0September\xa02026: version 1" in page
    assert "Renamed" not in page
    # Due on 30 September, the last day of the quarter: not overdue then, though it is open and late by now.
    assert [link(found, key).items[0].states[0].label for key in ("obligation", "mou")] == [
        "Not overdue",
        "In force then",
    ]
    assert found_address == reverse("reporting:chain", args=["actual", scene.gauteng["actual"].pk])

    # From the last link forward again, each from the one before: the agreement now has its new name.
    forward = seen(client, "engagement", scene.gauteng["engagement"])
    assert [heading for heading, _ in forward.parts] == [FORWARD, "The record asked for"]
    told = names(forward)
    assert told["decision"] == ["Thuso Trust: partner"]
    assert told["mou"] == [f"{mou.reference} Renamed"]
    assert sorted(told["obligation"]) == ["Added in October", "Moved"]
    assert told["indicator"] == ["1.1.1 Number of community structures assessed"]
    back = link(forward, "indicator").items[0].chain_url
    assert back == reverse("reporting:chain", args=["indicator", scene.indicator.pk]) + "?quarter=2026-27-q2"
    # 12 of Gauteng and 30 of Limpopo are 42, of a target of 50.
    figure = link(seen(client, "indicator", scene.indicator, "?quarter=2026-27-q2"), "indicator").items[0]
    assert figure.is_asked
    assert figure.facts[0].endswith("42; target: 50")
    assert figure.facts[1] == "Entries counted: 2 of 2 provinces"


def test_every_record_sees_the_whole_chain_with_itself_marked(client: Client, scene: Scene) -> None:
    client.force_login(person("auditor"))
    for kind, record in scene.gauteng.items():
        found = seen(client, kind, record)
        empty = [one.key for one in found.links if not one.items]
        asked = [item.text for one in found.links for item in one.items if item.is_asked]
        assert (kind, empty, len(asked)) == (kind, [], 1)
        assert found.links[ORDER.index(kind)].is_asked
        assert found.url


def test_what_others_keep_is_counted_and_known_by_its_headline_alone(client: Client, scene: Scene) -> None:
    """Gift of Gauteng: everything of Limpopo would be in the chain of the country."""
    client.force_login(gift())
    address = reverse("reporting:chain", args=["indicator", scene.indicator.pk])
    page = client.get(f"{address}?quarter=2026-27-q2").content.decode()
    found = seen(client, "indicator", scene.indicator, "?quarter=2026-27-q2")

    assert {one.key: one.hidden for one in found.links} == {
        "indicator": 0,
        "actual": 1,
        "activity": 1,
        "obligation": 1,
        "mou": 1,
        "decision": 1,
        "assessment": 2,
        "stakeholder": 1,
        "engagement": 1,
    }
    # The directory tells everybody reference, title and province of an agreement, and name and group of a stakeholder.
    foreign = scene.limpopo
    assert link(found, "mou").headlines == (f"{foreign['mou'].reference}, {foreign['mou'].title} (Limpopo)",)
    assert len(link(found, "stakeholder").headlines) == 1
    assert link(found, "stakeholder").headlines[0].startswith("Vhuṱali Forum, ")
    for secret in (
        foreign["obligation"].text,
        foreign["activity"].title,
        "at first, ",
        "LP-register",
        "Limpopo: 30",
    ):
        assert secret not in page
    assert foreign["engagement"].purpose not in page
    assert reverse("mou:detail", args=[foreign["mou"].pk]) not in page
    assert "added up from all provinces in the national report; target: 50" in page
    assert "42; target" not in page
    assert client.get(f"{address}?area=LP").status_code == 404


def test_each_kind_asks_for_its_right_and_its_scope(client: Client, scene: Scene) -> None:
    everyone = gift()
    for kind, foreign in scene.limpopo.items():
        address = reverse("reporting:chain", args=[kind, foreign.pk])
        client.force_login(everyone)
        assert (kind, client.get(address).status_code) == (kind, 404)
        client.force_login(person(may=everything() - {RIGHTS[KINDS[kind].model]}))
        assert (kind, client.get(address).status_code) == (kind, 403)
    assert client.get(reverse("reporting:chain", args=["document", 1])).status_code == 404


def test_a_link_whose_right_is_missing_is_counted_and_not_shown(client: Client, scene: Scene) -> None:
    client.force_login(person(may={"strategy.view_indicator", "reporting.view_actual"}))

    found = seen(client, "indicator", scene.indicator, "?quarter=2026-27-q2")

    assert len(link(found, "actual").items) == 2
    assert [link(found, key).items for key in ("activity", "obligation", "mou", "stakeholder")] == [()] * 4
    # No agreement can be reached without the right to read what leads to it; that there are two is told.
    assert (link(found, "mou").hidden, link(found, "mou").headlines) == (2, ())


def test_a_long_link_shows_twelve_and_leads_to_the_register_with_as_many_queries(
    client: Client, scene: Scene
) -> None:
    client.force_login(person(may=frozenset().union(*(role.rights for role in ROLES.values()))))
    counts = {}
    for kind, record in {"indicator": scene.indicator, **scene.gauteng}.items():
        counts[kind] = queries(client, kind, record)
    for number in range(13):
        serves = {"mou": scene.gauteng["mou"], "thrust": scene.indicator.thrust, "indicator": scene.indicator}
        factories.ObligationFactory(**serves, due_on=date(2026, 12, 1), text=f"More {number}")
        activity = factories.ActivityFactory(**serves)
        factories.ActivityQuarterFactory(activity=activity)

    for kind, record in {"indicator": scene.indicator, **scene.gauteng}.items():
        assert (kind, queries(client, kind, record)) == (kind, counts[kind])
        assert counts[kind] <= 20

    found = link(seen(client, "mou", scene.gauteng["mou"]), "obligation")
    # One of the scene and thirteen more are fourteen: twelve are shown, two are in the register.
    assert (len(found.items), found.more) == (12, 2)
    rows = client.get(found.more_url).context["page_obj"].paginator.count
    assert rows == 14
    activities = link(seen(client, "indicator", scene.indicator, "?quarter=2026-27-q2"), "activity")
    # One in each province and thirteen more are fifteen.
    assert (len(activities.items), activities.more) == (12, 3)
    assert client.get(activities.more_url).context["page_obj"].paginator.count == 15


def queries(client: Client, kind: str, record: Any) -> int:
    address = reverse("reporting:chain", args=[kind, record.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)
