"""One entry taken into another, with everything that points to it, and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from stakeholders.models import Merge, Stakeholder
from stakeholders.services.merging import Moving, merge_stakeholders, pointing, preview, undo_merge
from tests.factories import (
    ContactFactory,
    EngagementFactory,
    MoUPartyFactory,
    ProvinceFactory,
    RelationshipFactory,
    StakeholderFactory,
    StructureFactory,
)
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db

REASON = "The secretary says that it is one forum."


def two(**fields: object) -> tuple[Stakeholder, Stakeholder]:
    province = ProvinceFactory(code="GP")
    kept = StakeholderFactory(name="Thuso Forum", seat="", province=province, **fields)
    return kept, StakeholderFactory(name="Thuso Police Forum", seat="Soweto", province=province, **fields)


def test_everything_that_points_to_an_entry_is_known() -> None:
    assert {f"{kind.model._meta.label}.{kind.field}" for kind in pointing()} == {
        "core.Document.documents",
        "mou.MoUParty.stakeholder",
        "stakeholders.ActionItem.stakeholder",
        "stakeholders.Contact.stakeholder",
        "stakeholders.Engagement.stakeholder",
        "stakeholders.PartnerDecision.stakeholder",
        "stakeholders.PartnershipProposal.stakeholder",
        "stakeholders.Relationship.source",
        "stakeholders.Relationship.target",
        "stakeholders.StakeholderAnalysis.stakeholder",
        "stakeholders.Structure.host",
        "stakeholders.Structure.stakeholder",
    }


def test_a_merge_takes_the_fields_chosen_and_all_that_hangs_on_the_other_entry() -> None:
    kept, merged = two()
    officer = nomsa()
    engagement, contact = EngagementFactory(stakeholder=merged), ContactFactory(stakeholder=merged)
    party = MoUPartyFactory(stakeholder=merged)

    merge = merge_stakeholders(kept, merged, by=officer, reason=REASON, taken=["name", "seat"])

    for record in (kept, merged, engagement, contact, party):
        record.refresh_from_db()
    assert (kept.name, kept.seat, kept.version) == ("Thuso Police Forum", "Soweto", 2)
    assert (engagement.stakeholder, contact.stakeholder, party.stakeholder) == (kept, kept, kept)
    assert merged.archive_reason == f"Merged into “Thuso Police Forum”: {REASON}"
    assert merge.chosen["seat"] == {"before": "", "taken": "Soweto"}
    assert kept.events.order_by("-pgh_id")[0].pgh_context["reason"] == f"Merged: {REASON}"


def test_what_would_clash_stays_and_the_preview_says_so_and_changes_nothing() -> None:
    kept, merged = two()
    StructureFactory(stakeholder=kept)
    structure = StructureFactory(stakeholder=merged)
    ContactFactory(stakeholder=kept, is_main=True)
    main = ContactFactory(stakeholder=merged, is_main=True)
    tie = RelationshipFactory(source=merged, target=kept)
    engagement = EngagementFactory(stakeholder=merged)

    foretold = preview(kept, merged, by=nomsa())

    stays = (
        "1 stays with the entry merged away, because the kept one has such a record already or would be joined "
        "to itself."
    )
    mark = (
        "The main contact of the kept entry stays the main contact; the other one is kept without that mark."
    )
    assert foretold == [
        Moving("Engagements", 1),
        Moving("Contacts", 1, 0, mark),
        Moving("Structures", 0, 1, stays),
        Moving("Relationships, as source", 0, 1, stays),
    ]
    engagement.refresh_from_db()
    main.refresh_from_db()
    assert (engagement.stakeholder, main.stakeholder, main.is_main) == (merged, merged, True)

    merge_stakeholders(kept, merged, by=nomsa(), reason=REASON)

    for record in (structure, main, tie):
        record.refresh_from_db()
    assert (structure.stakeholder, tie.source) == (merged, merged)
    assert (main.stakeholder, main.is_main) == (kept, False)


def test_a_merge_is_undone_whole() -> None:
    kept, merged = two()
    ContactFactory(stakeholder=kept, is_main=True)
    main = ContactFactory(stakeholder=merged, is_main=True)
    engagement = EngagementFactory(stakeholder=merged)
    merge = merge_stakeholders(kept, merged, by=nomsa(), reason=REASON, taken=["name", "seat"])

    assert undo_merge(merge, by=nomsa(), reason="They are two after all.") == []

    for record in (kept, merged, main, engagement, merge):
        record.refresh_from_db()
    assert (kept.name, kept.seat, kept.archived_on) == ("Thuso Forum", "", None)
    assert (merged.name, merged.archived_on, merged.archive_reason) == ("Thuso Police Forum", None, "")
    assert (main.stakeholder, main.is_main, engagement.stakeholder) == (merged, True, merged)
    assert merge.undo_reason == "They are two after all."


def test_an_undo_leaves_what_somebody_changed_since_and_says_so() -> None:
    kept, merged = two()
    other = StakeholderFactory(name="Elsewhere")
    engagement = EngagementFactory(stakeholder=merged)
    merge = merge_stakeholders(kept, merged, by=nomsa(), reason=REASON, taken=["seat"])
    Stakeholder.objects.filter(pk=kept.pk).update(seat="Orlando")
    type(engagement).objects.filter(pk=engagement.pk).update(stakeholder=other)

    assert undo_merge(merge, by=nomsa(), reason="Two.") == [
        "Seat was changed since and stays as it is.",
        "Engagements: 1 moved on since and stays there.",
    ]
    kept.refresh_from_db()
    assert kept.seat == "Orlando"


def test_who_did_not_see_the_latest_version_is_told_and_nothing_is_merged() -> None:
    kept, merged = two()
    Stakeholder.objects.filter(pk=merged.pk).update(version=2)

    with pytest.raises(ValidationError, match="Somebody changed “Thuso Police Forum” since you opened"):
        merge_stakeholders(kept, merged, by=nomsa(), reason=REASON, versions={kept.pk: 1, merged.pk: 1})

    assert not Merge.objects.exists()


@pytest.mark.parametrize(
    ("kept_is", "sentence"),
    [
        ("partner", "Both are partners. End the partnership with “Thuso Police Forum” first"),
        ("identified", "Keep “Thuso Police Forum” and merge the other one into it."),
    ],
)
def test_a_running_partnership_is_never_merged_away(kept_is: str, sentence: str) -> None:
    province = ProvinceFactory(code="GP")
    kept = StakeholderFactory(name="Thuso Forum", province=province, partner=kept_is == "partner")
    merged = StakeholderFactory(name="Thuso Police Forum", province=province, partner=True)

    with pytest.raises(ValidationError, match=sentence):
        merge_stakeholders(kept, merged, by=nomsa(), reason=REASON)


def test_a_merge_needs_the_right_the_scope_of_both_and_a_reason() -> None:
    kept, merged = two()
    elsewhere = StakeholderFactory(province=ProvinceFactory(code="LP"))

    with pytest.raises(PermissionDenied):
        merge_stakeholders(kept, merged, by=person("auditor"), reason=REASON)
    with pytest.raises(PermissionDenied):
        merge_stakeholders(kept, elsewhere, by=gift(), reason=REASON)
    with pytest.raises(ValidationError, match="Say how you know that the two are one organisation"):
        merge_stakeholders(kept, merged, by=gift(), reason=" ")


def test_after_thirty_days_a_merge_stays() -> None:
    kept, merged = two()
    merge = merge_stakeholders(kept, merged, by=nomsa(), reason=REASON)

    with (
        time_machine.travel(timezone.now() + timedelta(days=31), tick=False),
        pytest.raises(ValidationError, match="A merge can be undone for 30 days: this one until 23"),
    ):
        undo_merge(merge, by=nomsa(), reason="Two.")
    undo_merge(merge, by=nomsa(), reason="Two.")
    with pytest.raises(ValidationError, match="This merge was undone already"):
        undo_merge(merge, by=nomsa(), reason="Two.")
