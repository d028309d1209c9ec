"""Influence, interest and position: recording a view, the class that follows, the matrix, the engagement load."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from partnerships.core.models import ListExport
from stakeholders.models import StakeholderAnalysis
from stakeholders.quadrant import proposed_class
from stakeholders.services import analyse_stakeholder, take_class
from stakeholders.views import analysis
from tests.factories import (
    EngagementFactory,
    ProvinceFactory,
    StakeholderAnalysisFactory,
    StakeholderClassFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
)
from tests.people import everything, gift, nomsa, person

pytestmark = pytest.mark.django_db

VIEW = {
    "assessed_on": date(2026, 11, 20),
    "influence": 4,
    "interest": 5,
    "position": "supports",
    "reason": "Two meetings.",
}


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def four_classes() -> dict[str, Any]:
    corners = {
        "key-player": (True, True),
        "keep-satisfied": (True, False),
        "keep-informed": (False, True),
        "watch": (False, False),
    }
    return {
        code: StakeholderClassFactory(
            code=code, order=order, for_high_influence=influence, for_high_interest=interest
        )
        for order, (code, (influence, interest)) in enumerate(corners.items())
    }


@pytest.mark.parametrize(
    ("influence", "interest", "code"),
    [
        (5, 5, "key-player"),
        (4, 4, "key-player"),
        (4, 3, "keep-satisfied"),
        (3, 4, "keep-informed"),
        (3, 3, "watch"),
        (1, 1, "watch"),
    ],
)
def test_each_corner_of_the_matrix_has_its_class(influence: int, interest: int, code: str) -> None:
    classes = list(four_classes().values())

    assert proposed_class(classes, influence, interest).code == code


def test_no_class_is_proposed_for_a_corner_that_none_is_meant_for() -> None:
    assert proposed_class([StakeholderClassFactory()], 1, 1) is None


def test_a_view_is_recorded_and_earlier_ones_stay() -> None:
    stakeholder, officer = StakeholderFactory(), nomsa()
    analyse_stakeholder(stakeholder, by=officer, **VIEW | {"assessed_on": date(2026, 5, 1), "influence": 2})
    analyse_stakeholder(stakeholder, by=officer, **VIEW)

    found = StakeholderAnalysis.objects.values_list("assessed_on", "influence", "assessed_by")
    assert list(found) == [
        (date(2026, 11, 20), 4, officer.pk),
        (date(2026, 5, 1), 2, officer.pk),
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"assessed_on": date(2026, 11, 24)}, "lies in the future"),
        ({"reason": "  "}, "Say what this view rests on"),
        ({"influence": 6}, "less than or equal to 5"),
        ({"interest": 0}, "greater than or equal to 1"),
        ({"position": "hostile"}, "not a valid choice"),
    ],
)
def test_a_view_that_cannot_be_is_refused(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        analyse_stakeholder(StakeholderFactory(), by=nomsa(), **VIEW | fields)


def test_one_view_a_day(client: Client) -> None:
    stakeholder = StakeholderAnalysisFactory(assessed_on=date(2026, 11, 20)).stakeholder
    client.force_login(nomsa())

    page = text(client.post(reverse("stakeholders:analyse", args=[stakeholder.pk]), VIEW))

    assert "was assessed on that day already. Give another day." in page
    assert "Two meetings." in page
    assert StakeholderAnalysis.objects.count() == 1


def test_a_province_does_not_score_the_stakeholder_of_another_nor_one_that_is_archived() -> None:
    with pytest.raises(PermissionDenied):
        analyse_stakeholder(StakeholderFactory(province=ProvinceFactory(code="LP")), by=gift(), **VIEW)
    archived = StakeholderFactory(archived_on=date(2026, 1, 1), archive_reason="Dissolved.")
    with pytest.raises(ValidationError, match="archived"):
        analyse_stakeholder(archived, by=nomsa(), **VIEW)


def test_the_last_view_is_visible_while_scoring_again_and_nothing_is_chosen_beforehand(
    client: Client,
) -> None:
    stakeholder = StakeholderAnalysisFactory(influence=2, wanted_position="champion").stakeholder
    client.force_login(nomsa())

    page = text(client.get(reverse("stakeholders:analyse", args=[stakeholder.pk])))

    assert "Last seen on 1 September 2026: 2 · Low." in page
    assert "Last seen on 1 September 2026: 5 · Very much." in page
    assert "Last seen on 1 September 2026: Supports." in page
    assert "Last seen on 1 September 2026: Champion." in page
    # Only the wanted position, which may stay undecided, has a beginning.
    assert page.count("checked") == 1


def test_the_class_that_the_latest_view_proposes_is_taken_over_with_one_button(client: Client) -> None:
    classes = four_classes()
    stakeholder = StakeholderFactory(stakeholder_class=classes["watch"])
    StakeholderAnalysisFactory(stakeholder=stakeholder, assessed_on=date(2026, 2, 1), influence=1, interest=1)
    StakeholderAnalysisFactory(stakeholder=stakeholder, influence=5, interest=2)
    client.force_login(nomsa())
    page = text(client.get(stakeholder.get_absolute_url()))
    assert "The latest view proposes the class <strong>Keep satisfied</strong>; today it is Watch." in page

    response = client.post(
        reverse("stakeholders:take_class", args=[stakeholder.pk]),
        {"version": stakeholder.version, "stakeholder_class": classes["keep-satisfied"].pk},
        follow=True,
    )

    stakeholder.refresh_from_db()
    assert stakeholder.stakeholder_class == classes["keep-satisfied"]
    assert "proposes the class" not in text(response)
    assert stakeholder.events.order_by("-pgh_id")[0].pgh_context["reason"] == (
        "Class taken over from the analysis"
    )


def test_a_class_is_not_taken_over_by_somebody_who_saw_an_older_entry_or_lacks_the_right() -> None:
    stakeholder = StakeholderFactory(version=4)
    with pytest.raises(ValidationError, match="Somebody changed this entry"):
        take_class(stakeholder, by=nomsa(), stakeholder_class=StakeholderClassFactory(), version=3)
    with pytest.raises(PermissionDenied):
        take_class(
            stakeholder,
            by=person(may=everything() - {"stakeholders.change_stakeholder"}),
            stakeholder_class=StakeholderClassFactory(),
        )
    with pytest.raises(ValidationError, match="no longer in use"):
        take_class(
            stakeholder,
            by=nomsa(),
            stakeholder_class=StakeholderClassFactory(code="old", is_active=False),
        )


# The matrix


def matrix(client: Client, query: str = "") -> Any:
    return client.get(reverse("stakeholders:matrix") + query)


def cells(response: Any) -> dict[tuple[int, int], list[str]]:
    """(influence, interest) → the names listed."""
    return {
        (cell["influence"], cell["interest"]): [view.stakeholder.name for view in cell["views"]]
        for cell in response.context["cells"]
    }


def test_the_matrix_shows_the_latest_view_of_each_up_to_a_day(client: Client) -> None:
    moved = StakeholderFactory(name="Moved")
    StakeholderAnalysisFactory(stakeholder=moved, assessed_on=date(2026, 3, 1), influence=1, interest=1)
    StakeholderAnalysisFactory(stakeholder=moved, assessed_on=date(2026, 9, 1), influence=5, interest=4)
    StakeholderAnalysisFactory(stakeholder__name="Beside", influence=5, interest=4)
    StakeholderFactory(name="Never scored")
    client.force_login(nomsa())

    assert cells(matrix(client)) == {(5, 4): ["Beside", "Moved"]}
    assert cells(matrix(client, "?on=2026-08-31")) == {(1, 1): ["Moved"]}
    assert [(dot.x, dot.y, dot.count) for dot in matrix(client).context["chart"].dots] == [(70, 10, 2)]


def test_the_matrix_keeps_to_the_scope_the_filters_and_the_register(client: Client) -> None:
    group = StakeholderGroupFactory(code="academia")
    gauteng = ProvinceFactory(code="GP")
    StakeholderAnalysisFactory(stakeholder__name="Ours", stakeholder__province=gauteng)
    StakeholderAnalysisFactory(stakeholder__name="University", stakeholder__group=group)
    StakeholderAnalysisFactory(stakeholder__name="Theirs", stakeholder__province=ProvinceFactory(code="LP"))
    StakeholderAnalysisFactory(
        stakeholder__name="Archived",
        stakeholder__archived_on=date(2026, 10, 1),
        stakeholder__archive_reason="Dissolved.",
    )
    client.force_login(gift())

    assert cells(matrix(client)) == {(4, 5): ["Ours", "University"]}
    assert cells(matrix(client, f"?group={group.pk}")) == {(4, 5): ["University"]}
    assert cells(matrix(client, f"?province={gauteng.pk}")) == {(4, 5): ["Ours"]}
    assert cells(matrix(client, "?on=2026-09-30")) == {(4, 5): ["Archived", "Ours", "University"]}
    assert "Theirs" not in text(matrix(client))


def test_a_full_cell_lists_some_and_says_how_many_it_leaves_out(client: Client) -> None:
    for number in range(10):
        StakeholderAnalysisFactory(stakeholder__name=f"Number {number}")
    client.force_login(nomsa())

    page = matrix(client)
    assert "and 2 more" in text(page)
    assert len(cells(page)[4, 5]) == 8
    assert len(cells(matrix(client, "?influence=4&interest=5"))[4, 5]) == 10
    assert page.context["total"] == 10


# The load of engagements


def test_the_load_counts_the_engagements_of_all_provinces_and_tells_nothing_else(client: Client) -> None:
    limpopo, gauteng = ProvinceFactory(code="LP"), ProvinceFactory(code="GP")
    bishop = StakeholderFactory(name="Council of churches (demo)")
    theirs = StakeholderFactory(name="Forum of Limpopo (demo)", province=limpopo)
    for province in (limpopo, gauteng, None):
        EngagementFactory(
            stakeholder=bishop, province=province, held_on=date(2026, 11, 1), purpose="Secret plan"
        )
    EngagementFactory(stakeholder=theirs, held_on=date(2026, 10, 1), place="Polokwane")
    EngagementFactory(stakeholder=theirs, held_on=date(2026, 8, 24))  # 91 days ago
    client.force_login(gift())

    response = client.get(reverse("stakeholders:load"))

    assert [(row.name, row.province, row.count, row.offices) for row in response.context["rows"]] == [
        ("Council of churches (demo)", "National", 3, 3),
        ("Forum of Limpopo (demo)", "Limpopo", 1, 1),
    ]
    page = text(response)
    assert "Secret plan" not in page
    assert "Polokwane" not in page
    assert theirs.get_absolute_url() not in page
    longer = client.get(reverse("stakeholders:load") + "?days=180")
    assert [row.count for row in longer.context["rows"]] == [3, 2]
    assert "object_list" not in response.context


def test_the_load_is_taken_out_as_counts_alone_and_noted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    limpopo = ProvinceFactory(code="LP")
    often, once = (
        StakeholderFactory(name=f"{name} (demo)", province=limpopo, group__name="Business")
        for name in ("Often", "Once")
    )
    for stakeholder, days in ((often, (1, 2)), (once, (3,))):
        for day in days:
            EngagementFactory(
                stakeholder=stakeholder, province=limpopo, held_on=date(2026, 11, day), purpose="Secret plan"
            )
    EngagementFactory(stakeholder=once, province=limpopo, held_on=date(2026, 6, 1))  # before the period
    monkeypatch.setattr(analysis, "MOST_LOADED", 1)  # what the page leaves out stands in the file
    client.force_login(gift())

    file = client.get(reverse("stakeholders:load") + "?days=30&format=csv")

    assert b"".join(file.streaming_content).decode().lstrip("\ufeff").splitlines() == [
        "Organisation,Group,Province,Engagements,By how many offices",
        "Often (demo),Business,Limpopo,2,1",
        "Once (demo),Business,Limpopo,1,1",
    ]
    noted = ListExport.objects.get()
    assert (noted.list_name, noted.query, noted.rows) == ("stakeholders:load", "days=30&format=csv", 2)
    assert "?format=csv" in text(client.get(reverse("stakeholders:load")))
