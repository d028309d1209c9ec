"""Drafting an agreement and its parties: who may, what is kept, what is refused and in which words."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from mou import services
from mou.models import MoU, MoUParty
from tests.factories import (
    AgreementKindFactory,
    FocusAreaFactory,
    ProvinceFactory,
    StakeholderFactory,
)
from tests.mou import scenes
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db


TODAY = date(2026, 11, 23)


def said(refused: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return refused.value.messages


def draft(**fields: Any) -> MoU:
    """What a person types for a draft, with plain values for what a test does not name."""
    given = {
        "by": nomsa(),
        "parties": [StakeholderFactory(partner=True)],
        "focus_areas": [FocusAreaFactory()],
        "title": "Safer schools",
        "kind": AgreementKindFactory(),
        "purpose": "Fewer incidents.",
        "business_owner": person("business_owner", name="Olga Owner"),
        "partnership_manager": person("partnership_manager", name="Mandla Manager"),
        "starts_on": date(2027, 4, 1),
        "ends_on": date(2030, 3, 31),
    }
    return services.draft_mou(**given | fields)


# Drafting


def test_a_draft_has_a_reference_our_own_party_first_and_its_places() -> None:
    first, second = StakeholderFactory(), StakeholderFactory()
    gauteng = ProvinceFactory(code="GP")
    area = FocusAreaFactory()
    mou = draft(parties=[first, second], provinces=[gauteng], focus_areas=[area])
    assert (mou.status, mou.reference) == ("draft", "MOU-2026-001")
    assert [party.stakeholder for party in mou.parties.order_by("position")] == [None, first, second]
    assert (list(mou.provinces.all()), list(mou.focus_areas.all())) == ([gauteng], [area])


def test_references_count_by_prefix_and_year_also_past_a_thousand() -> None:
    memorandum = AgreementKindFactory(prefix="MOU")
    sister = AgreementKindFactory(code="letter-of-intent", prefix="MOU")
    protocol = AgreementKindFactory(code="implementation-protocol", prefix="IP")
    given = [
        draft(kind=memorandum),
        draft(kind=sister),
        draft(kind=protocol),
        draft(kind=memorandum, on=date(2025, 3, 31)),
    ]
    assert [mou.reference for mou in given] == ["MOU-2026-001", "MOU-2026-002", "IP-2026-001", "MOU-2025-001"]
    MoU.objects.filter(pk=given[0].pk).update(reference="MOU-2026-1000")
    assert draft(kind=memorandum).reference == "MOU-2026-1001"


def test_a_reference_counts_agreements_that_the_drafter_may_not_see() -> None:
    draft(province=ProvinceFactory(code="LP"), by=nomsa())
    theirs = draft(province=ProvinceFactory(code="GP"), by=gift())
    assert theirs.reference == "MOU-2026-002"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_draft_at_the_same_moment_get_two_references() -> None:
    shared = {
        "kind": AgreementKindFactory(),
        "by": nomsa(),
        "parties": [StakeholderFactory()],
        "focus_areas": [FocusAreaFactory()],
        "business_owner": person("business_owner"),
        "partnership_manager": person("partnership_manager"),
    }
    references: list[str] = []
    together = threading.Barrier(4)

    def write() -> None:
        together.wait()
        try:
            references.append(draft(**shared).reference)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(references) == ["MOU-2026-001", "MOU-2026-002", "MOU-2026-003", "MOU-2026-004"]


def test_an_agreement_needs_another_party() -> None:
    with pytest.raises(ValidationError) as refused:
        draft(parties=[])
    assert said(refused) == ["Name at least one other party: an agreement needs two."]
    assert not MoU.objects.exists()


def test_owner_and_manager_must_be_two_and_must_fit() -> None:
    both = person(may={"mou.submit_obligation", "mou.verify_obligation"})
    with pytest.raises(ValidationError, match="are the same person"):
        draft(business_owner=both, partnership_manager=both)
    with pytest.raises(ValidationError) as refused:
        draft(
            business_owner=person("auditor", name="Ann Auditor"),
            partnership_manager=person("partnership_manager", name="Gone Manager", is_active=False),
        )
    assert said(refused) == [
        "Ann Auditor cannot be business owner. Choose a national colleague who may report progress.",
        "Gone Manager cannot be partnership manager. Choose a national colleague who may verify evidence.",
    ]
    assert not MoU.objects.exists()


@pytest.mark.parametrize(("whose", "fits"), [("GP", True), ("LP", False), (None, True)])
def test_a_provincial_agreement_is_answered_for_in_the_province_or_nationally(
    whose: str | None, fits: bool
) -> None:
    gauteng = ProvinceFactory(code="GP")
    owner = person("provincial_officer", province=whose, name="Owner") if whose else person("business_owner")
    given = {"province": gauteng, "by": gift(), "business_owner": owner}
    if fits:
        assert draft(**given).business_owner == owner
    else:
        with pytest.raises(ValidationError, match="Choose Gauteng's or a national colleague"):
            draft(**given)


def test_drafting_needs_the_right() -> None:
    with pytest.raises(PermissionDenied):
        draft(by=person("business_owner"))
    assert not MoU.objects.exists()


def test_a_draft_is_not_dated_in_the_future() -> None:
    with pytest.raises(ValidationError) as refused:
        draft(on=date(2026, 11, 24))
    assert said(refused) == [
        "The drafting lies in the future (24\u00a0November\u00a02026). Give the day on which it happened."
    ]


# Parties of a draft


def test_a_party_is_added_to_a_draft_and_nowhere_else() -> None:
    mou, further = scenes.agreement(), StakeholderFactory(name="Further")
    party = services.add_party(mou, by=nomsa(), stakeholder=further, signatory="The chairperson")
    assert (party.position, party.signatory, mou.parties.count()) == (3, "The chairperson", 3)
    with pytest.raises(ValidationError, match="This organisation is a party already"):
        services.add_party(mou, by=nomsa(), stakeholder=further)
    MoU.objects.filter(pk=mou.pk).update(status="consultation")
    with pytest.raises(ValidationError, match="Parties are added to a draft only"):
        services.add_party(mou, by=nomsa(), stakeholder=StakeholderFactory())
    with pytest.raises(PermissionDenied):
        services.add_party(mou, by=person("auditor"), stakeholder=StakeholderFactory())


def test_a_party_that_owes_nothing_is_removed_and_stays_in_the_history() -> None:
    mou = scenes.agreement()
    party = scenes.theirs(mou)
    owed = scenes.obligation(mou, owing_party=party)
    line = scenes.activity(mou, responsible_party=party)
    with pytest.raises(ValidationError) as refused:
        services.remove_party(party, by=nomsa())
    assert said(refused) == [
        "It owes an obligation. Remove the obligation, or give it to another party first.",
        "It is responsible for an activity. Give the activity to another party first.",
    ]
    services.remove_obligation(owed, by=nomsa())
    line.responsible_party = scenes.ours(mou)
    line.save()
    key = party.pk
    services.remove_party(party, by=nomsa())
    assert list(mou.parties.all()) == [scenes.ours(mou)]
    events = MoUParty.events.rel.related_model.objects.filter(pgh_obj_id=key)
    assert list(events.order_by("pgh_id").values_list("pgh_label", flat=True)) == ["insert", "delete"]


def test_our_own_party_stays() -> None:
    mou = scenes.agreement()
    with pytest.raises(ValidationError, match="Our own party belongs to every agreement"):
        services.remove_party(scenes.ours(mou), by=nomsa())


def test_no_party_leaves_an_agreement_that_was_sent_out() -> None:
    party = scenes.theirs(scenes.agreement(status="consultation"))
    with pytest.raises(ValidationError, match="Parties are removed from a draft only"):
        services.remove_party(party, by=nomsa())
    with pytest.raises(PermissionDenied):
        services.remove_party(party, by=person("auditor"))
