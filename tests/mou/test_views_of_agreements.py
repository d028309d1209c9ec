"""The pages of an agreement: whom they let in, what they show, drafting and changing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mou.lifecycle.agreement import nothing_unsettled
from mou.models import MoU, MoUParty
from mou.services import review_mou
from tests.factories import (
    ActivityQuarterFactory,
    AgreementKindFactory,
    AmendmentFactory,
    CommitteeFactory,
    FocusAreaFactory,
    MoUFactory,
    StakeholderFactory,
)
from tests.mou import scenes
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db


# In what is posted to an act, a day is given as the browser gives it.
TODAY = "2026-11-23"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def said(response: Any) -> list[str]:
    """The messages on the page that follows."""
    return [str(message) for message in response.context["messages"]]


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return text(response)


@pytest.mark.parametrize("decision", [None, "renew"])
def test_the_page_asks_at_most_fifteen_queries_of_whoever_may_do_most_with_the_agreement(
    client: Client, django_assert_max_num_queries: Any, decision: str | None
) -> None:
    mou = scenes.agreement(signed=True)
    for _ in range(3):
        scenes.obligation(mou)
        ActivityQuarterFactory(activity__mou=mou)
    AmendmentFactory(mou=mou)
    CommitteeFactory(mou=mou)
    if decision:
        words = {"activity": "A", "results": "B", "our_duties": "C", "their_duties": "D", "reason": "E"}
        review_mou(mou, by=scenes.anybody(), decision=decision, **words)
    client.force_login(scenes.anybody())
    client.get(mou.get_absolute_url())
    with django_assert_max_num_queries(15):
        found = page(client, "mou:detail", mou.pk)
    assert "3 obligations are still open" in found
    assert ("Review the agreement first" in found) is (decision is None)


def test_what_is_to_be_settled_and_what_follows_are_known_with_the_page_and_without_it() -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou)
    successor = MoUFactory(predecessor=mou, kind=mou.kind)
    shown = MoU.objects.for_page().get(pk=mou.pk)
    assert nothing_unsettled(shown, nomsa()) == nothing_unsettled(mou, nomsa())
    assert shown.successor == mou.successor == successor
    day = date(2026, 11, 23)
    scenes.become(successor, status="terminated", notice_given_on=day, terminated_on=day, signed_on=day)
    assert MoU.objects.for_page().get(pk=mou.pk).successor is mou.successor is None


# Whom the pages let in

ADDRESSES = {
    "mou:detail": ("mou", "view_mou"),
    "mou:edit": ("mou", "change_mou"),
    "mou:party_add": ("mou", "add_mouparty"),
    "mou:obligation_add": ("mou", "add_obligation"),
    "mou:activity_add": ("mou", "add_activity"),
    "mou:suspend": ("mou", "end_mou"),
    "mou:resume": ("mou", "end_mou"),
    "mou:terminate": ("mou", "end_mou"),
    "mou:complete": ("mou", "end_mou"),
    "mou:party_edit": ("party", "change_mouparty"),
    "mou:party_remove": ("party", "change_mouparty"),
    "mou:sign": ("party", "sign_mou"),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_foreign_agreement_is_not_found_and_a_missing_right_is_refused(client: Client, name: str) -> None:
    what, right = ADDRESSES[name]
    foreign, own = scenes.agreement("LP"), scenes.agreement("GP")
    keys = {mou: mou.pk if what == "mou" else scenes.theirs(mou).pk for mou in (foreign, own)}
    everything = scenes.everything()
    client.force_login(person(may=everything, province="GP"))
    assert client.get(reverse(name, args=[keys[foreign]])).status_code == 404
    assert client.post(reverse(name, args=[keys[foreign]])).status_code in {404, 405}
    assert client.get(reverse(name, args=[keys[own]])).status_code in {200, 302}
    client.force_login(person(may=everything - {f"mou.{right}"}, province="GP"))
    assert client.get(reverse(name, args=[keys[own]])).status_code == 403


def test_a_province_reads_a_national_agreement_and_changes_nothing_of_it(client: Client) -> None:
    mou = scenes.agreement(title="National agreement")
    client.force_login(person(may=scenes.everything(), province="GP"))
    shown = page(client, "mou:detail", mou.pk)
    assert "National agreement" in shown
    for act in ("edit", "party_add", "obligation_add", "activity_add"):
        address = reverse(f"mou:{act}", args=[mou.pk])
        assert address not in shown
        assert client.get(address).status_code == 404
    assert "Send for consultation" not in shown


@pytest.mark.parametrize("transition", ["return", "sign", "suspend", "invented"])
def test_a_move_that_is_part_of_another_act_has_no_address(client: Client, transition: str) -> None:
    client.force_login(scenes.anybody())
    mou = scenes.agreement(signed=True)
    assert client.post(f"/mous/{mou.pk}/{transition}-it/").status_code == 404
    if transition != "suspend":
        assert client.post(reverse("mou:move", args=[mou.pk, transition])).status_code == 404


# The page of one agreement


def test_the_page_of_a_draft_offers_what_a_draft_needs(client: Client) -> None:
    mou = scenes.agreement(title="Safer schools")
    client.force_login(nomsa())
    shown = page(client, "mou:detail", mou.pk)
    for address in (
        reverse("mou:edit", args=[mou.pk]),
        reverse("mou:party_add", args=[mou.pk]),
        reverse("mou:party_edit", args=[scenes.ours(mou).pk]),
        reverse("mou:party_remove", args=[scenes.theirs(mou).pk]),
        reverse("mou:obligation_add", args=[mou.pk]),
        reverse("mou:activity_add", args=[mou.pk]),
        reverse("mou:move", args=[mou.pk, "consult"]),
    ):
        assert address in shown, address
    assert reverse("mou:party_remove", args=[scenes.ours(mou).pk]) not in shown
    assert "0 of 2 signed" in shown
    assert "Waiting for <strong>Mandla Manager</strong>: add the obligations" in shown


def test_the_page_says_what_is_missing_before_a_click(client: Client) -> None:
    mou = scenes.agreement(status="consultation")
    client.force_login(nomsa())
    shown = page(client, "mou:detail", mou.pk)
    assert "Not yet, and why" in shown
    assert "Add at least one obligation first." in shown


def test_the_page_of_an_agreement_in_force(client: Client) -> None:
    partner = StakeholderFactory(name="Khanya Safety Trust", partner=True)
    mou = scenes.agreement(signed=True, partner=partner, title="Training of patrollers")
    scenes.obligation(mou, clause="6.2", text="Train 120 patrollers", due_on=date(2026, 9, 30))
    scenes.obligation(mou, clause="5.1", text="Give the manual", met=True)
    scenes.activity(mou, title="Train in eight districts", quarters=(2, 3))
    client.force_login(person("partnership_manager"))
    shown = page(client, "mou:detail", mou.pk)
    for words in (
        "In force",
        "1 obligation overdue",
        "1 of 2 obligations met",
        "since 1 April 2026",
        "The text is locked; changes are amendments.",
        partner.get_absolute_url(),
        "6.2 Train 120 patrollers",
        "Overdue",
        "Workplan 2026/27",
        "Train in eight districts",
        "Late",
        "Waiting for <strong>Khanya Safety Trust</strong>",
        "1 obligation is still open. Each is settled, waived or let lapse first.",
    ):
        assert words in shown, words
    assert reverse("mou:obligation_add", args=[mou.pk]) not in shown
    assert reverse("mou:edit", args=[mou.pk]) not in shown


def test_the_workplan_is_chosen_by_year(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    scenes.activity(mou, title="This year")
    scenes.activity(mou, title="Next year", year=2027)
    client.force_login(nomsa())
    shown = page(client, "mou:detail", mou.pk)
    assert ["This year" in shown, "Next year" in shown, "?year=2027#workplan" in shown] == [True, False, True]
    shown = page(client, "mou:detail", mou.pk, query="?year=2027")
    assert ["Workplan 2027/28" in shown, "Next year" in shown] == [True, True]
    for nonsense in ("?year=soon", "?year=99999", "?year=1"):
        assert "Workplan 2026/27" in page(client, "mou:detail", mou.pk, query=nonsense)


def test_clearance_shows_each_round_and_leads_whoever_may_decide(client: Client) -> None:
    mou = scenes.in_clearance("clear_legal", "clear_secretary")
    step = mou.clearances.first()
    address = reverse("mou:decide_clearance", args=[step.pk, "clear"])
    client.force_login(person("director"))
    shown = page(client, "mou:detail", mou.pk)
    assert "Waiting for <strong>you</strong>" in shown
    assert shown.count(address) == 3  # in the marker, among the actions and beside the step
    assert "Opens when the step before is done" in shown
    client.force_login(person("secretary"))
    shown = page(client, "mou:detail", mou.pk)
    assert address not in shown.replace("Not yet, and why", "")
    assert "Waiting for <strong>Clear legal</strong>" in shown


def test_the_history_tells_what_happened_to_the_clauses(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    owed = scenes.obligation(mou, clause="6.2")
    client.force_login(mou.business_owner)
    client.post(
        reverse("mou:submit_obligation", args=[owed.pk]),
        {"submission": "Done in Soweto.", "submitted_on": TODAY, "documents": scenes.pdf()},
    )
    shown = page(client, "mou:detail", mou.pk)
    assert "Clause 6.2: submit with evidence" in shown
    assert "Done in Soweto." in shown


def test_an_organisation_that_one_may_not_open_is_named_without_a_link(client: Client) -> None:
    foreign = StakeholderFactory(name="Of Limpopo", partner=True, province=scenes.ProvinceFactory(code="LP"))
    mou = scenes.agreement(partner=foreign)
    client.force_login(gift())
    shown = page(client, "mou:detail", mou.pk)
    assert "Of Limpopo" in shown
    assert foreign.get_absolute_url() not in shown


# Drafting


def typed(**changes: Any) -> dict[str, Any]:
    fields = {
        "kind": AgreementKindFactory().pk,
        "province": "",
        "title": "Safer schools",
        "purpose": "Fewer incidents.",
        "party_1": StakeholderFactory().pk,
        "focus_areas": [FocusAreaFactory().pk],
        "business_owner": person("business_owner").pk,
        "partnership_manager": person("partnership_manager").pk,
        "starts_on": "2027-04-01",
        "ends_on": "",
        "notice_days": 30,
    }
    return fields | changes


def test_a_draft_is_made_and_its_page_says_what_comes_next(client: Client) -> None:
    client.force_login(nomsa())
    response = client.post(reverse("mou:add"), typed(), follow=True)
    mou = MoU.objects.get()
    assert response.redirect_chain == [(mou.get_absolute_url(), 302)]
    assert said(response) == ["MOU-2026-001 is drafted. Add the obligations and the workplan next."]
    assert mou.parties.count() == 2


def test_what_cannot_be_drafted_comes_back_with_everything_typed(client: Client) -> None:
    client.force_login(nomsa())
    response = client.post(reverse("mou:add"), typed(ends_on="2026-04-01", title="Kept as typed"))
    shown = text(response)
    assert "The end date lies before the start date." in shown
    assert 'value="Kept as typed"' in shown
    assert not MoU.objects.exists()


def test_a_stakeholders_page_leads_here_with_itself_as_the_other_party(client: Client) -> None:
    known = StakeholderFactory(name="Khanya Safety Trust")
    foreign = StakeholderFactory(name="Of Limpopo", province=scenes.ProvinceFactory(code="LP"))
    client.force_login(gift())
    assert 'value="Khanya Safety Trust, National"' in page(client, "mou:add", query=f"?partner={known.pk}")
    assert "Of Limpopo" not in page(client, "mou:add", query=f"?partner={foreign.pk}")
    assert client.get(reverse("mou:add"), {"partner": "x"}).status_code == 200


# Changing a draft


def test_a_draft_is_changed(client: Client) -> None:
    mou = scenes.agreement()
    client.force_login(nomsa())
    address = reverse("mou:edit", args=[mou.pk])
    assert "Safer schools" in page(client, "mou:edit", mou.pk)
    changed = typed(
        title="Safer roads",
        business_owner=mou.business_owner.pk,
        partnership_manager=mou.partnership_manager.pk,
        version=1,
    )
    response = client.post(address, changed, follow=True)
    mou.refresh_from_db()
    assert (mou.title, mou.version, said(response)) == ("Safer roads", 2, ["Saved."])
    response = client.post(address, changed | {"title": "Overwritten"})
    assert "Somebody else saved this record while you were editing." in text(response)
    mou.refresh_from_db()
    assert mou.title == "Safer roads"


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_sent_out_is_not_changed_and_says_so(client: Client, method: str) -> None:
    mou = scenes.agreement(status="consultation")
    party = scenes.theirs(mou)
    client.force_login(scenes.anybody())
    for name, key in (("edit", mou.pk), ("party_add", mou.pk), ("party_edit", party.pk)):
        response = getattr(client, method)(reverse(f"mou:{name}", args=[key]), typed(), follow=True)
        assert response.redirect_chain == [(mou.get_absolute_url(), 302)]
        assert said(response)[0].startswith("The agreement is no longer a draft")
    mou.refresh_from_db()
    assert (mou.title, mou.parties.count()) == ("Safer schools", 2)


def test_parties_are_added_changed_and_removed(client: Client) -> None:
    mou, further = scenes.agreement(), StakeholderFactory(name="Further Trust")
    client.force_login(nomsa())
    response = client.post(
        reverse("mou:party_add", args=[mou.pk]),
        {"stakeholder": "Further Trust", "signatory": "Trustee"},
        follow=True,
    )
    assert said(response) == ["Further Trust is a party now."]
    party = mou.parties.get(stakeholder=further)
    response = client.post(reverse("mou:party_add", args=[mou.pk]), {"stakeholder": further.pk})
    assert "This organisation is a party already." in text(response)
    response = client.post(
        reverse("mou:party_edit", args=[party.pk]),
        {"stakeholder": further.pk, "signatory": "Chairperson", "version": 1},
        follow=True,
    )
    party.refresh_from_db()
    assert (party.signatory, response.redirect_chain) == ("Chairperson", [(mou.get_absolute_url(), 302)])
    response = client.post(reverse("mou:party_remove", args=[party.pk]), follow=True)
    assert said(response) == ["Further Trust is no longer a party."]
    assert not MoUParty.objects.filter(pk=party.pk).exists()


def test_a_party_that_owes_something_says_why_it_stays(client: Client) -> None:
    mou = scenes.agreement()
    scenes.obligation(mou)
    client.force_login(nomsa())
    party = scenes.theirs(mou)
    assert "It owes an obligation." in page(client, "mou:party_remove", party.pk)
    response = client.post(reverse("mou:party_remove", args=[party.pk]))
    assert "It owes an obligation." in text(response)
    assert mou.parties.count() == 2


def test_a_foreign_organisation_is_not_made_a_party(client: Client) -> None:
    mou = scenes.agreement("GP")
    foreign = StakeholderFactory(province=scenes.ProvinceFactory(code="LP"))
    client.force_login(gift())
    response = client.post(reverse("mou:party_add", args=[mou.pk]), {"stakeholder": foreign.pk})
    assert response.status_code == 200
    assert mou.parties.count() == 2
