"""How stakeholders belong together: recording it from either side, what is refused, and the tree."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stakeholders import tree
from stakeholders.models import Relationship
from stakeholders.services import change_relationship, relate
from tests.factories import (
    ProvinceFactory,
    RelationshipFactory,
    RelationshipKindFactory,
    StakeholderFactory,
)
from tests.people import everything, gift, nomsa, person

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def part_of() -> Any:
    return RelationshipKindFactory()


def funds() -> Any:
    return RelationshipKindFactory(
        code="funds", name="funds", reverse_name="is funded by", is_hierarchy=False, order=4
    )


def test_a_relationship_reads_in_both_directions_with_its_dates(client: Client) -> None:
    forum, board = StakeholderFactory(name="Forum (demo)"), StakeholderFactory(name="Board (demo)")
    relate(forum, by=nomsa(), kind=part_of(), target=board, began_on=date(2024, 4, 1), note="By resolution.")
    RelationshipFactory(source=board, kind=funds(), target=forum, ended_on=date(2025, 3, 31))
    client.force_login(nomsa())

    of_forum, of_board = (text(client.get(one.get_absolute_url())) for one in (forum, board))

    link = f'<a href="{board.get_absolute_url()}">Board (demo)</a>'
    assert f'Is part of</span> {link}, National<span class="ties__when"> since 1 April 2024' in of_forum
    assert "Consists of</span>" in of_board
    # What is over is folded away.
    assert "1 earlier or later" in of_forum
    assert of_forum.index("1 earlier or later") < of_forum.index("Is funded by</span>")
    assert "until 31 March 2025" in of_board


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ended_on": date(2020, 1, 1)}, "cannot end before it began"),
        ({"target": "itself"}, "cannot stand in a relationship to itself"),
        ({"target": "archived"}, "is archived"),
        ({"target": "again"}, "is recorded already"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    source = StakeholderFactory()
    targets = {
        "itself": source,
        "archived": StakeholderFactory(archived_on=date(2026, 1, 1), archive_reason="Dissolved."),
        "again": RelationshipFactory(source=source).target,
        None: StakeholderFactory(),
    }
    count = Relationship.objects.count()

    with pytest.raises(ValidationError, match=sentence):
        relate(
            source,
            by=nomsa(),
            kind=part_of(),
            target=targets[fields.get("target")],
            began_on=date(2024, 4, 1),
            ended_on=fields.get("ended_on"),
        )
    assert Relationship.objects.count() == count


def test_a_hierarchy_cannot_run_in_a_circle() -> None:
    top, middle, bottom = (StakeholderFactory(name=name) for name in ("Top", "Middle", "Bottom"))
    relate(middle, by=nomsa(), kind=part_of(), target=top)
    relate(bottom, by=nomsa(), kind=part_of(), target=middle)

    with pytest.raises(ValidationError, match="“Bottom” already lies below “Top” at that time"):
        relate(top, by=nomsa(), kind=part_of(), target=bottom)
    # Who funds whom is no hierarchy.
    relate(top, by=nomsa(), kind=funds(), target=bottom)
    relate(bottom, by=nomsa(), kind=funds(), target=top)


def test_another_hierarchical_kind_cannot_close_the_circle_either() -> None:
    one, other = StakeholderFactory(), StakeholderFactory()
    relate(one, by=nomsa(), kind=part_of(), target=other)
    chapter = RelationshipKindFactory(code="chapter-of", name="is a chapter of", reverse_name="has chapter")

    with pytest.raises(ValidationError, match="already lies below"):
        relate(other, by=nomsa(), kind=chapter, target=one)


def test_what_never_ran_on_the_same_day_is_no_circle() -> None:
    one, other, third = StakeholderFactory(), StakeholderFactory(), StakeholderFactory()
    relate(one, by=nomsa(), kind=part_of(), target=other, ended_on=date(2021, 1, 1))
    relate(other, by=nomsa(), kind=part_of(), target=one, began_on=date(2021, 1, 1))
    # one → third since 2022, other → one: a way from third up to one exists only before 2022.
    relate(third, by=nomsa(), kind=part_of(), target=other, ended_on=date(2022, 1, 1))
    relate(one, by=nomsa(), kind=part_of(), target=third, began_on=date(2022, 1, 1))

    with pytest.raises(ValidationError, match="already lies below"):
        relate(third, by=nomsa(), kind=part_of(), target=one, began_on=date(2023, 1, 1))


def test_a_change_of_an_existing_relationship_cannot_close_a_circle() -> None:
    one, other = StakeholderFactory(), StakeholderFactory()
    relate(one, by=nomsa(), kind=part_of(), target=other)
    ended = relate(other, by=nomsa(), kind=part_of(), target=StakeholderFactory())

    with pytest.raises(ValidationError, match="already lies below"):
        change_relationship(ended, by=nomsa(), target=one)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_cannot_make_a_circle() -> None:
    one, other, kind, officer = StakeholderFactory(), StakeholderFactory(), part_of(), nomsa()
    both_ready, refused = threading.Barrier(2, timeout=20), []

    def record(source: Any, target: Any) -> None:
        try:
            both_ready.wait()
            relate(source, by=officer, kind=kind, target=target)
        except ValidationError as error:
            refused.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=record, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert Relationship.objects.count() == 1
    assert len(refused) == 1
    assert "already lies below" in refused[0]


# Scope


def test_a_foreign_organisation_that_is_posted_is_not_found(client: Client) -> None:
    ours = StakeholderFactory(province=ProvinceFactory(code="GP"))
    theirs = StakeholderFactory(name="Secret forum", province=ProvinceFactory(code="LP"))
    client.force_login(gift())
    address = reverse("stakeholders:relationship_add", args=[ours.pk])

    page = text(client.post(address, {"kind": part_of().pk, "target": theirs.pk}))

    assert "Choose one of the entries that are offered." in page
    assert "Secret forum" not in page
    assert Relationship.objects.count() == 0
    with pytest.raises(ValidationError, match="Choose an organisation whose record you may open"):
        relate(ours, by=gift(), kind=part_of(), target=theirs)
    with pytest.raises(PermissionDenied):
        relate(theirs, by=gift(), kind=part_of(), target=ours)
    with pytest.raises(PermissionDenied):
        relate(
            ours, by=person(may=everything() - {"stakeholders.add_relationship"}), kind=part_of(), target=ours
        )


def test_a_relationship_is_recorded_from_either_side(client: Client) -> None:
    gauteng = ProvinceFactory(code="GP")
    board = StakeholderFactory(name="Board (demo)", province=gauteng)
    forum = StakeholderFactory(name="Forum (demo)", province=gauteng)
    national = StakeholderFactory(name="Association (demo)")
    client.force_login(gift())
    address = reverse("stakeholders:relationship_add", args=[board.pk])
    kind = part_of()

    client.post(address, {"kind": f"{kind.pk}-reverse", "target": "Forum (demo)", "began_on": "2024-04-01"})
    page = text(client.post(address, {"kind": f"{kind.pk}-reverse", "target": national.pk}))

    found = Relationship.objects.get()
    assert (found.source, found.target, found.began_on) == (forum, board, date(2024, 4, 1))
    assert "Read this way, the relationship is kept with “Association (demo)”" in page


def test_a_relationship_is_ended_with_its_day_unless_somebody_was_faster(client: Client) -> None:
    found = RelationshipFactory(began_on=date(2024, 4, 1))
    client.force_login(nomsa())
    address = reverse("stakeholders:relationship_edit", args=[found.pk])
    fields = {
        "kind": found.kind_id,
        "target": found.target_id,
        "began_on": "2024-04-01",
        "ended_on": "2026-03-31",
        "version": 1,
    }

    assert client.post(address, fields)["Location"] == found.source.get_absolute_url()
    page = text(client.post(address, fields | {"ended_on": "2025-03-31"}))

    found.refresh_from_db()
    assert (found.ended_on, found.version) == (date(2026, 3, 31), 2)
    assert "Somebody else saved this record while you were editing." in page


# The tree


def test_the_tree_shows_what_lies_below_and_above_on_a_day_and_skips_what_is_over() -> None:
    board, forum, patrol = (StakeholderFactory(name=name) for name in ("Board", "Forum", "Patrol"))
    RelationshipFactory(source=forum, target=board)
    RelationshipFactory(source=patrol, target=forum)
    RelationshipFactory(source=StakeholderFactory(name="Left"), target=board, ended_on=date(2026, 1, 1))
    RelationshipFactory(source=StakeholderFactory(name="Donor"), target=board, kind=funds())

    def names(node: tree.Node) -> Any:
        return {child.name: names(child) for child in node.children}

    found = tree.tree_of(board.pk, nomsa(), date(2026, 11, 23))
    assert names(found.root) == {"Forum": {"Patrol": {}}}
    assert (found.count, found.is_cut) == (3, False)
    assert names(tree.tree_of(board.pk, nomsa(), date(2025, 12, 31)).root) == {
        "Forum": {"Patrol": {}},
        "Left": {},
    }
    assert [node.name for node in tree.tree_of(patrol.pk, nomsa(), date(2026, 11, 23)).above] == [
        "Forum",
        "Board",
    ]


def test_of_other_provinces_the_tree_shows_the_headline_alone(client: Client) -> None:
    board = StakeholderFactory(name="Board (demo)")
    ours = StakeholderFactory(name="Ours (demo)", province=ProvinceFactory(code="GP"))
    theirs = StakeholderFactory(
        name="Theirs (demo)", province=ProvinceFactory(code="LP"), seat="Polokwane", mandate="Secret plan"
    )
    for one in (ours, theirs):
        RelationshipFactory(source=one, target=board, note="Secret note")
    client.force_login(gift())

    page = text(client.get(reverse("stakeholders:tree", args=[board.pk])))

    assert f'<a href="{ours.get_absolute_url()}">Ours (demo)</a>' in page
    assert '<span class="tree__name">Theirs (demo)</span> <span class="tree__place">Limpopo</span>' in page
    for secret in (theirs.get_absolute_url(), "Polokwane", "Secret plan", "Secret note"):
        assert secret not in page


def test_a_tree_is_bounded_in_width_and_depth_and_says_what_it_leaves_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "DEEPEST", 2)
    monkeypatch.setattr(tree, "WIDEST", 3)
    board = StakeholderFactory(name="Board (demo)")
    for number in range(5):
        RelationshipFactory(source=StakeholderFactory(name=f"Member {number}"), target=board)
    below = Relationship.objects.get(source__name="Member 0").source
    for name in ("Second", "Third"):
        deeper = StakeholderFactory(name=name)
        RelationshipFactory(source=deeper, target=below)
        below = deeper

    root = tree.tree_of(board.pk, nomsa(), date(2026, 11, 23)).root

    assert ([child.name for child in root.children], root.left_out) == (
        ["Member 0", "Member 1", "Member 2"],
        2,
    )
    second = root.children[0].children[0]
    assert (second.name, second.children, second.left_out) == ("Second", [], 1)
    client.force_login(nomsa())
    page = text(client.get(reverse("stakeholders:tree", args=[board.pk])))
    assert f'2 more: <a href="{board.get_absolute_url()}">open Board (demo)</a>' in page


def test_a_tree_in_which_a_circle_was_once_stored_still_ends() -> None:
    """A kind that became hierarchical later may bring circles that nobody could refuse."""
    one, other = StakeholderFactory(name="One"), StakeholderFactory(name="Other")
    RelationshipFactory(source=one, target=other)
    RelationshipFactory(source=other, target=one)

    found = tree.tree_of(one.pk, nomsa(), date(2026, 11, 23))

    assert [child.name for child in found.root.children] == ["Other"]
    assert found.root.children[0].children == []


def test_a_tree_takes_one_query_however_large_it_is() -> None:
    board, officer = StakeholderFactory(), nomsa()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            tree.tree_of(board.pk, officer, date(2026, 11, 23))
        counts.append(len(captured))
        for _ in range(6):
            RelationshipFactory(source=RelationshipFactory(target=board).source)
    assert counts == [1, 1]
