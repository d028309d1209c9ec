"""What an agreement of its kind must state before clearance: kept as data, told on the draft, checked at the move."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from mou import services
from mou.lifecycle import MOU_LIFECYCLE
from mou.lifecycle.facts import has_words_of_its_own, states_what_its_kind_asks_for
from mou.models import MoU, RequiredFact, text_digest
from partnerships.core.models import User
from tests import factories as make
from tests.mou import scenes
from tests.mou.texts import accept, ours, theirs
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db

OURS = "Civilian Secretariat for Police Service"


def ask_for(mou: MoU, *facts: str, **fields: Any) -> None:
    for fact in facts:
        make.RequiredFactFactory(
            code=f"ask-{fact.replace('_', '-')}",
            kind=mou.kind,
            fact=fact,
            name=RequiredFact.Fact(fact).label,
            **fields,
        )


def told(mou: MoU, by: User) -> list[str]:
    return [str(one) for one in states_what_its_kind_asks_for(mou, by)]


def test_a_kind_without_a_list_asks_for_nothing(mou: MoU, officer: User) -> None:
    make.RequiredFactFactory(kind=make.AgreementKindFactory(code="another"))
    make.RequiredFactFactory(code="retired", kind=mou.kind, fact="notice_days", is_active=False)
    assert told(mou, officer) == []


@pytest.mark.parametrize(
    ("fact", "absent", "stated"),
    [
        ("ends_on", {"ends_on": None}, {"ends_on": "2029-03-31"}),
        ("notice_days", {"notice_days": 0}, {"notice_days": 30}),
        # That nothing is brought is an answer; blank is none.
        ("contributions_value", {"contributions_value": None}, {"contributions_value": Decimal(0)}),
    ],
)
def test_a_fact_of_the_agreement_is_missed_until_it_is_stated(
    mou: MoU, officer: User, fact: str, absent: dict[str, Any], stated: dict[str, Any]
) -> None:
    ask_for(mou, fact)
    MoU.objects.filter(pk=mou.pk).update(**absent)
    mou.refresh_from_db()
    [missing] = states_what_its_kind_asks_for(mou, officer)
    assert str(missing).endswith(": not stated yet.")
    assert missing.url == reverse("mou:edit", args=[mou.pk])  # type: ignore[attr-defined]
    MoU.objects.filter(pk=mou.pk).update(**stated)
    mou.refresh_from_db()
    assert told(mou, officer) == []


def test_a_fact_of_the_parties_names_those_that_are_silent_and_leads_to_the_first(
    mou: MoU, officer: User
) -> None:
    ask_for(mou, "founded_on", "signatory", "provinces", basis="Act 13 of 2005, s35")
    # The act that made the Secretariat is known.
    assert told(mou, officer) == [
        "Of each party: law or paper that established it of Trust (demo): not stated yet (Act 13 of 2005, s35).",
        f"Of each party: signatory of {OURS}, Trust (demo): not stated yet (Act 13 of 2005, s35).",
        "Provinces in which it applies: not stated yet (Act 13 of 2005, s35).",
    ]
    signatory = states_what_its_kind_asks_for(mou, officer)[1]
    assert (signatory.url, "Partnerships Unit officer" in signatory.who) == (  # type: ignore[attr-defined]
        reverse("mou:party_edit", args=[ours(mou).pk]),
        True,
    )


def test_nothing_goes_for_clearance_before_all_is_stated(mou: MoU, officer: User) -> None:
    ask_for(mou, "signatory", "contributions_value")
    MOU_LIFECYCLE.apply(mou, "consult", by=officer)
    mou.clauses.all().delete()
    with pytest.raises(ValidationError) as refused:
        services.send_for_clearance(mou, by=officer)
    assert "No clearance steps" in str(refused.value)
    make.ClearanceStepFactory(kind=mou.kind)
    with pytest.raises(ValidationError) as refused:
        services.send_for_clearance(mou, by=officer)
    assert len(refused.value.messages) == 2 and all("not stated yet" in m for m in refused.value.messages)
    # Consulted, it is taken back first: the way there begins with that.
    [value, signatory] = states_what_its_kind_asks_for(mou, officer)
    assert {value.url, signatory.url} == {reverse("mou:move", args=[mou.pk, "withdraw"])}  # type: ignore[attr-defined]
    mou.parties.update(signatory="Head")
    MoU.objects.filter(pk=mou.pk).update(contributions_value=Decimal(500))
    services.send_for_clearance(mou, by=officer)
    assert mou.status == "clearance"


def test_the_draft_says_what_is_missing_and_a_reader_of_another_province_is_led_nowhere(
    mou: MoU, officer: User, client: Client
) -> None:
    ask_for(mou, "signatory")
    client.force_login(officer)
    shown = client.get(mou.get_absolute_url()).content.decode()
    assert "Missing before clearance" in shown
    edit = reverse("mou:party_edit", args=[ours(mou).pk])
    assert f'href="{edit}"' in shown
    client.force_login(gift())
    assert edit not in client.get(mou.get_absolute_url()).content.decode()


def test_each_side_is_introduced_while_the_agreement_is_drafted(
    mou: MoU, officer: User, client: Client
) -> None:
    client.force_login(officer)
    for party in (ours(mou), theirs(mou)):
        words = {
            "full_name": f"The full name of {party.pk}",
            "established_by": "Trust deed IT 12/2019",
            "signatory": "Chairperson",
            "capacity": "chairperson",
            "authority": "Resolution 3 of 2026",
            "version": party.version,
        }
        if party.stakeholder:
            words["stakeholder"] = party.stakeholder.name
        client.post(reverse("mou:party_edit", args=[party.pk]), words)
    text = client.get(reverse("mou:text", args=[mou.pk])).content.decode()
    for party in mou.parties.all():
        assert party.legal_name == f"The full name of {party.pk}"
        assert party.legal_name in text
    assert text.count("Resolution 3 of 2026") == 2


def test_who_signs_in_the_end_makes_no_acceptance_void(officer: User, client: Client) -> None:
    mou = scenes.out_for_signature()
    make.ClauseFactory(mou=mou, position=1)
    party = theirs(mou)
    type(party).objects.filter(pk=party.pk).update(
        accepted_on="2026-11-01", accepted_how="Letter.", accepted_digest=text_digest(mou)
    )
    party.refresh_from_db()
    assert party.accepts(text_digest(mou))
    services.record_signature(
        party,
        by=officer,
        signed_on=scenes.date(2026, 11, 20),
        signed_at="Durban",
        signatory="Deputy chairperson",
        capacity="deputy",
        authority="Resolution 9",
    )
    assert not party.accepts(text_digest(mou))
    client.force_login(officer)
    shown = client.get(reverse("mou:text", args=[mou.pk])).content.decode()
    assert "Changed since" not in shown and "1\xa0November\xa02026: Letter." in shown


def test_what_was_stated_before_comes_with_the_party_but_never_from_another_province() -> None:
    officer, trust = nomsa(), make.StakeholderFactory(partner=True, province=None)
    stated = {"full_name": "The Trust", "established_by": "Deed 1", "signatory": "Chair", "capacity": "chair"}
    first = scenes.agreement("GP", partner=trust)
    first.parties.filter(stakeholder=trust).update(**stated, authority="Resolution 1 of 2020")

    def draft(by: User, province: Any) -> MoU:
        return services.draft_mou(
            by=by,
            kind=first.kind,
            title="Again",
            purpose="More.",
            province=province,
            parties=[trust],
            focus_areas=[make.FocusAreaFactory()],
            business_owner=person("business_owner"),
            partnership_manager=person("partnership_manager"),
            starts_on=first.starts_on,
        )

    limpopo = lindiwe()
    party = draft(limpopo, limpopo.province).parties.get(stakeholder=trust)
    assert {name: getattr(party, name) for name in stated} == dict.fromkeys(stated, "")
    party = draft(officer, None).parties.get(stakeholder=trust)
    assert {name: getattr(party, name) for name in stated} == stated
    assert party.authority == ""


# Clauses that each agreement writes itself


def test_a_clause_of_guidance_is_written_before_clearance(mou: MoU, officer: User, client: Client) -> None:
    standard = make.StandardClauseFactory(
        code="challenges", name="Challenges", text="State the challenges.", is_to_be_written=True
    )
    client.force_login(officer)
    address = reverse("mou:clause_add", args=[mou.pk])
    asked = {"heading": "Challenges", "text": "State the challenges.", "standard": standard.pk}
    client.post(address, asked)
    clause = mou.clauses.get(standard=standard)
    assert [str(m) for m in has_words_of_its_own(mou, officer)] == [
        "Clause 3, Challenges: still to be written."
    ]
    assert "To be written" in client.get(reverse("mou:text", args=[mou.pk])).content.decode()
    edit = reverse("mou:clause_edit", args=[clause.pk])
    # Another heading alone says nothing yet.
    words = {"heading": "The challenges", "text": standard.text, "version": clause.version}
    client.post(edit, words)
    assert len(has_words_of_its_own(mou, officer)) == 1
    client.post(edit, words | {"text": "Dark walkways; the lamps are mended.", "version": clause.version + 1})
    assert has_words_of_its_own(mou, officer) == []
    assert "To be written" not in client.get(reverse("mou:text", args=[mou.pk])).content.decode()


def test_a_draft_begins_with_guidance_where_the_library_has_only_that(officer: User) -> None:
    make.StandardClauseFactory(code="challenges", name="Challenges", is_to_be_written=True)
    make.StandardClauseFactory(code="costs", name="Costs")
    first = scenes.agreement()
    mou = services.draft_mou(
        by=officer,
        kind=first.kind,
        title="Protocol",
        purpose="More.",
        province=None,
        parties=[make.StakeholderFactory(partner=True, province=None)],
        focus_areas=[make.FocusAreaFactory()],
        business_owner=first.business_owner,
        partnership_manager=first.partnership_manager,
        starts_on=first.starts_on,
    )
    assert dict(mou.clauses.values_list("heading", "is_written")) == {"Challenges": False, "Costs": True}


def test_another_signatory_in_a_draft_makes_an_acceptance_void(mou: MoU, officer: User) -> None:
    party = accept(theirs(mou), officer)
    mou.parties.filter(pk=ours(mou).pk).update(signatory="Deputy Secretary")
    assert not party.accepts(text_digest(mou))
