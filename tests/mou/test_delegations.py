"""Our side signs under a delegation, and a step of clearance may be delegated or run beside another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from mou import services
from mou.models import Clearance, MoU, MoUParty, SigningDelegation
from tests import factories as make
from tests.mou import scenes
from tests.mou.test_services_of_agreements import said
from tests.people import nomsa, person
from tests.start_page import waits

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


# The delegation of our signatory


def sign_ours(mou: MoU, delegation: SigningDelegation | None, on: date = date(2026, 11, 20)) -> MoUParty:
    return services.record_signature(
        scenes.ours(mou),
        by=nomsa(),
        signed_on=on,
        signed_at="Pretoria",
        signatory="Secretary",
        capacity="Secretary for Police Service",
        authority="Act 2 of 2011",
        delegation=delegation,
    )


def delegated(**fields: Any) -> SigningDelegation:
    return make.SigningDelegationFactory(**fields)


def test_our_side_signs_under_a_delegation_that_is_kept_with_the_signature() -> None:
    delegation = delegated(ceiling=Decimal("500000"))
    mou = scenes.out_for_signature(contributions_value=Decimal("500000.00"))
    assert sign_ours(mou, delegation).delegation == delegation


def test_where_there_is_a_delegation_one_must_be_named() -> None:
    delegated()
    with pytest.raises(ValidationError, match="Choose the delegation under which our side signs"):
        sign_ours(scenes.out_for_signature(), None)


def test_where_none_is_on_record_the_authority_alone_is_kept() -> None:
    delegated(is_active=False)
    assert sign_ours(scenes.out_for_signature(), None).delegation is None


@pytest.mark.parametrize(
    ("fields", "value", "reason"),
    [
        ({"valid_from": date(2026, 11, 21)}, None, "is valid from 21 November 2026, after this signature"),
        ({"valid_until": date(2026, 11, 19)}, None, "ended on 19 November 2026, before this signature"),
        (
            {"ceiling": Decimal("100000")},
            Decimal("100000.01"),
            "goes up to R 100 000; the contributions are worth R 100 000,01",
        ),
        ({"ceiling": Decimal("100000")}, None, "does not say what the contributions are worth"),
    ],
)
def test_a_signatory_outside_the_delegation_is_refused(
    fields: dict[str, Any], value: Decimal | None, reason: str
) -> None:
    mou = scenes.out_for_signature(contributions_value=value)
    with pytest.raises(ValidationError) as refused:
        sign_ours(mou, delegated(**fields))
    assert reason in said(refused)[0].replace("\N{NO-BREAK SPACE}", " ")
    assert scenes.ours(mou).signed_on is None


def test_the_first_and_the_last_day_of_a_delegation_belong_to_it() -> None:
    delegation = delegated(valid_from=date(2026, 11, 20), valid_until=date(2026, 11, 20))
    assert sign_ours(scenes.out_for_signature(), delegation).signed_on == date(2026, 11, 20)


def test_a_delegation_of_a_province_covers_its_agreements_only() -> None:
    limpopo = delegated(province=make.ProvinceFactory(code="LP"), name="Head")
    delegated(code="national")
    with pytest.raises(ValidationError, match="does not cover an agreement of the national office"):
        sign_ours(scenes.out_for_signature(), limpopo)
    assert set(SigningDelegation.covering(limpopo.province)) == set(SigningDelegation.objects.all())
    assert limpopo not in SigningDelegation.covering(None)


def test_the_page_asks_our_side_for_the_delegation_and_the_partner_not(client: Client) -> None:
    delegation = delegated(valid_until=date(2026, 11, 1))
    mou = scenes.out_for_signature()
    client.force_login(nomsa())
    assert (
        "Choose the delegation"
        not in client.get(reverse("mou:sign", args=[scenes.theirs(mou).pk])).content.decode()
    )
    answer = client.post(
        reverse("mou:sign", args=[scenes.ours(mou).pk]),
        {"signed_on": "2026-11-20", "signed_at": "Pretoria", "signatory": "Secretary", "capacity": "Secretary",
         "authority": "Act", "delegation": delegation.pk},
    )  # fmt: skip
    shown = answer.content.decode()
    assert "ended on" in shown and 'value="Pretoria"' in shown


# Clearance side by side


def test_steps_with_the_same_number_stand_open_together_and_the_next_waits_for_both() -> None:
    mou = scenes.agreement(status="consultation")
    scenes.obligation(mou)
    for code, order in (("legal", 1), ("chief_director", 1), ("secretary", 2)):
        make.ClearanceStepFactory(
            code=code, name=code, kind=mou.kind, permission=f"mou.clear_{code}", order=order
        )
    services.send_for_clearance(mou, by=nomsa(), on=date(2026, 11, 2))
    legal, chief, last = (mou.clearances.get(step__code=c) for c in ("legal", "chief_director", "secretary"))
    assert [c.position for c in (legal, chief, last)] == [1, 1, 2]
    assert MoU.objects.for_list().get(pk=mou.pk).waiting_step == "chief_director and legal"
    services.decide_clearance(chief, by=person("chief_director"), move="clear")
    with pytest.raises(ValidationError, match="First: legal"):
        services.decide_clearance(last, by=person("secretary"), move="clear")
    services.decide_clearance(legal, by=person("director"), move="clear")
    services.decide_clearance(last, by=person("secretary"), move="clear")
    assert not mou.clearances.exclude(status="cleared").exists()


def test_the_page_says_since_when_each_open_step_waits(client: Client) -> None:
    mou = scenes.in_clearance("clear_legal", "clear_secretary")
    client.force_login(person("auditor"))
    shown = client.get(mou.get_absolute_url()).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Waits since 2 November 2026, 21 days" in shown
    assert "Opens when the step before is done" in shown


# Clearance by somebody else


def delegate(clearance: Clearance, by: Any, to: Any) -> Clearance:
    return services.delegate_clearance(
        clearance, by=by, to_person=to, delegation="Acting appointment 7 of 2026."
    )


def test_a_step_is_decided_by_the_person_to_whom_it_was_delegated() -> None:
    mou = scenes.in_clearance("clear_legal")
    step, director, adviser = (
        mou.clearances.get(),
        person("director"),
        person("business_owner", name="Ada Adviser"),
    )
    with pytest.raises(ValidationError, match="somebody with that right"):
        services.decide_clearance(step, by=adviser, move="clear")
    delegate(step, director, adviser)
    assert waits(adviser, "clearance").total == 1
    services.decide_clearance(step, by=adviser, move="clear")
    assert (step.status, step.decided_by, step.delegated_by) == ("cleared", adviser, director)


def test_only_who_may_decide_delegates_and_never_to_who_answers_for_the_agreement() -> None:
    mou = scenes.in_clearance("clear_legal")
    step, director = mou.clearances.get(), person("director")
    with pytest.raises(ValidationError, match="is delegated by somebody with the right"):
        delegate(step, person("secretary"), person("auditor"))
    for nobody in (
        mou.business_owner,
        mou.partnership_manager,
        director,
        person("director", is_active=False),
    ):
        with pytest.raises(ValidationError, match="cannot decide this"):
            delegate(step, director, nobody)
    with pytest.raises(ValidationError, match=r"Name the paper|cannot be blank"):
        services.delegate_clearance(step, by=director, to_person=person("auditor"), delegation=" ")


def test_a_decided_step_is_not_delegated_any_more(client: Client) -> None:
    mou = scenes.in_clearance("clear_legal")
    step, director = mou.clearances.get(), person("director")
    services.decide_clearance(step, by=director, move="clear")
    with pytest.raises(ValidationError, match="The step is decided: cleared"):
        delegate(step, director, person("chief_director"))
    client.force_login(director)
    shown = client.get(reverse("mou:delegate_clearance", args=[step.pk])).content.decode()
    assert "The step is decided: cleared." in shown


def test_a_step_is_delegated_on_its_page_and_the_agreement_says_so(client: Client) -> None:
    mou = scenes.in_clearance("clear_legal")
    step, adviser = mou.clearances.get(), person("chief_director", name="Ada Adviser")
    client.force_login(person("director", name="Dora Director"))
    url = reverse("mou:delegate_clearance", args=[step.pk])
    assert url in client.get(mou.get_absolute_url()).content.decode()
    client.post(url, {"to_person": adviser.pk, "delegation": "Letter 7 of 2026", "on": "2026-11-20"})
    shown = client.get(mou.get_absolute_url()).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Delegated by Dora Director to Ada Adviser on 20 November 2026: Letter 7 of 2026" in shown


def test_of_two_people_who_clear_the_same_step_the_second_is_told() -> None:
    mou = scenes.in_clearance("clear_legal")
    mine, yours = mou.clearances.get(), mou.clearances.get()
    services.decide_clearance(mine, by=person("director"), move="clear")
    with pytest.raises(ValidationError, match="Somebody may have moved it; reload the page"):
        services.decide_clearance(yours, by=person("director"), move="clear")
