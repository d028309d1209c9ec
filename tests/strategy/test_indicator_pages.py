"""The pages of the indicators: list, export, and a description from the first draft to its approval."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.strategy.models import Indicator, IndicatorVersion
from tests.factories import IndicatorFactory, IndicatorVersionFactory, ThrustFactory
from tests.people import gift, nomsa, person
from tests.strategy.test_versions import PDF

pytestmark = pytest.mark.django_db

DECISION = "Decision of the Secretary of 2 November 2026"


@pytest.fixture
def officer(client):
    user = nomsa()
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def written(version, **changes):
    """What the form sends for a version, with no split."""
    fields = (
        *("code", "name", "definition", "purpose", "reason", "unit", "calculation_type", "order"),
        *("desired_performance", "tolerance", "source_of_data", "method_of_calculation"),
        *("means_of_verification", "collected_from", "reporting_cycle", "responsible_post"),
        "indicator_type",
    )
    data = {name: getattr(version, name) for name in fields}
    rows = {
        "splits-TOTAL_FORMS": 1,
        "splits-INITIAL_FORMS": 0,
        "splits-0-name": "",
        "splits-0-categories": "",
    }
    own = {
        "thrust": version.thrust_id,
        "is_in_use": "on",
        "scale": "\n".join(version.scale),
        "valid_from": version.valid_from.isoformat(),
        "version": version.version,
    }
    return data | own | rows | changes


def new(**described):
    named = {"thrust": ThrustFactory(), "code": "1.1.7", "name": "Number of structures assessed"}
    described = {"valid_from": date(2026, 10, 1)} | named | described
    return IndicatorVersionFactory.build(indicator=Indicator(), **described)


def begun(client, indicator):
    """The draft of the next version, begun by a click."""
    response = client.post(reverse("strategy:indicator_version_begin", args=[indicator.pk]))
    draft = indicator.versions.get(status="draft")
    assert response.url == reverse("strategy:indicator_version_edit", args=[draft.pk])
    return draft


def edit(draft):
    return reverse("strategy:indicator_version_edit", args=[draft.pk])


def test_an_indicator_is_described_and_counts_once_somebody_else_approved_it(client, officer):
    split = {"splits-0-name": "By sex", "splits-0-categories": "women\nmen\n", "splits-0-must_add_up": "on"}

    response = client.post(reverse("strategy:indicator_add"), written(new(), tolerance="2,5", **split))

    version = IndicatorVersion.objects.with_categories().get()
    assert response.url == version.get_absolute_url()
    assert (version.code, version.tolerance, version.is_placeholder) == ("1.1.7", Decimal("2.5"), True)
    [by_sex] = version.splits
    assert (by_sex.name, by_sex.must_add_up) == ("By sex", True)
    assert [str(one) for one in by_sex.listed] == ["women", "men"]

    client.post(reverse("strategy:indicator_version_move", args=[version.pk, "propose"]))
    approve = reverse("strategy:indicator_version_approve", args=[version.pk])
    assert client.get(approve).status_code == 403

    client.force_login(person("chief_director", name="Thandi Molefe"))
    assert "authority" in client.post(approve, {"authority": ""}).context["form"].errors
    decision = SimpleUploadedFile("decision.pdf", PDF)
    client.post(approve, {"authority": DECISION, "document": decision})

    page = text(client.get(version.get_absolute_url()))
    assert all(words in page for words in ("Approved", DECISION, "Thandi Molefe", "decision.pdf", "By sex"))
    assert Indicator.objects.get().name == version.name


def test_the_page_of_a_thrust_preselects_it(client, officer):
    thrust = ThrustFactory()

    form = client.get(reverse("strategy:indicator_add"), {"thrust": thrust.pk}).context["form"]

    assert form["thrust"].value() == str(thrust.pk)


def test_each_calculation_type_is_explained_where_it_is_chosen(client, officer):
    page = text(client.get(reverse("strategy:indicator_add")))

    assert "Each quarter counts its own part; the year is the sum of its quarters." in page
    assert "Each quarter states the running total since 1 April; the year is the last one measured." in page
    assert "Each quarter stands alone; the year is the last one measured." in page


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"unit": "percentage"}, None, "Percentages of four quarters do not add up to one of the year."),
        ({"unit": "qualitative"}, None, "Words are not added up and have no tolerance"),
        ({"scale": "low\nhigh"}, None, "Only a qualitative indicator has a scale of words."),
        ({"scale": "low\nLow"}, "scale", "A word stands twice on the scale."),
        ({"tolerance": "five"}, "tolerance", "Write"),
        ({"tolerance": "101"}, "tolerance", "100"),
        ({"code": "2.1.1"}, "code", "begins with “1.1.”"),
        ({"valid_from": "2026-11-01"}, "valid_from", "Select a valid choice"),
        ({"valid_from": "2020-04-01"}, "valid_from", "Select a valid choice"),
    ],
)
def test_what_cannot_be_described_comes_back_with_a_sentence(client, officer, changes, field, sentence):
    response = client.post(reverse("strategy:indicator_add"), written(new(), **changes))

    assert sentence in " ".join(response.context["form"].errors[field or "__all__"])
    assert not Indicator.objects.exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"name": "By sex", "categories": "women"}, "Write at least two categories"),
        ({"name": "", "categories": "women\nmen"}, "Give these categories a name"),
        ({"name": "By sex", "categories": "women\nWomen"}, "A category stands twice."),
    ],
)
def test_a_split_is_whole_or_comes_back_as_it_was_typed(client, officer, row, sentence):
    typed = {f"splits-0-{name}": value for name, value in row.items()}

    response = client.post(reverse("strategy:indicator_add"), written(new(), **typed))

    assert sentence in text(response)
    assert row["categories"].splitlines()[0] in text(response)
    assert not Indicator.objects.exists()


def test_the_number_of_another_indicator_is_told_beside_the_field(client, officer):
    IndicatorFactory(code="1.1.7")

    response = client.post(reverse("strategy:indicator_add"), written(new(thrust=ThrustFactory(code="1.1"))))

    assert response.context["form"].errors["code"] == [
        "Another indicator has this number. Choose another one."
    ]


def test_the_next_version_says_what_it_changes_and_what_that_does_to_the_year(client, officer):
    indicator = IndicatorFactory(valid_from=date(2020, 4, 1))
    draft = begun(client, indicator)
    changes = {
        "valid_from": "2027-01-01",
        "reason": "Only a rate can be compared.",
        "unit": "percentage",
        "calculation_type": "non_cumulative",
    }

    client.post(edit(draft), written(draft, **changes))

    page = text(client.get(draft.get_absolute_url()))
    assert "Only a rate can be compared." in page
    assert "Percentage" in page
    assert "no figure of the year is formed across the change" in page
    # Nothing is measured by it yet.
    assert indicator.versions.approved().get().unit == "number"


def test_a_new_version_without_its_reason_comes_back(client, officer):
    draft = begun(client, IndicatorFactory())

    response = client.post(edit(draft), written(draft, name="New", reason=""))

    assert response.context["form"].errors["reason"] == [
        "Say what is new, and why: whoever approves it reads this first."
    ]
    assert 'value="New"' in text(response)


def test_of_two_who_write_a_draft_the_second_is_told_with_both_texts(client, officer):
    draft = begun(client, IndicatorFactory())
    client.post(edit(draft), written(draft, name="Hers", reason="Clearer."))

    response = client.post(edit(draft), written(draft, name="His", reason="Clearer."))

    assert 'value="His"' in text(response)
    assert "Hers" in text(response)
    draft.refresh_from_db()
    assert draft.name == "Hers"


def test_a_draft_is_begun_once(client, officer):
    indicator = IndicatorFactory()
    begun(client, indicator)

    response = client.post(reverse("strategy:indicator_version_begin", args=[indicator.pk]), follow=True)

    assert "A draft of the next version exists already." in text(response)
    assert indicator.versions.count() == 2


def test_an_approved_version_is_not_edited_by_its_address(client, officer):
    version = IndicatorFactory().versions.get()

    assert client.get(edit(version)).status_code == 404


def test_a_province_reads_descriptions_and_writes_none(client):
    client.force_login(gift())
    indicator = IndicatorFactory()

    assert client.get(indicator.versions.get().get_absolute_url()).status_code == 200
    assert client.get(reverse("strategy:indicator_add")).status_code == 403
    assert client.post(reverse("strategy:indicator_version_begin", args=[indicator.pk])).status_code == 403


# The list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["1.1.2", "1.1.10", "2.1.1"]),
        ("collected_from=national", ["2.1.1"]),
        ("calculation_type=non_cumulative", ["1.1.10"]),
        ("search=imbizo", ["1.1.2"]),
        ("search=1.1.1", ["1.1.10"]),
        ("in_use=False", ["2.1.1"]),
        ("sort=-code", ["2.1.1", "1.1.10", "1.1.2"]),
        ("calculation_type=nonsense", []),
    ],
)
def test_the_list_of_indicators_is_filtered_and_sorted(client, officer, query, found):
    IndicatorFactory(code="1.1.10", calculation_type="non_cumulative")
    IndicatorFactory(code="1.1.2", name="Number of imbizo reports")
    IndicatorFactory(code="2.1.1", collected_from="national", is_in_use=False)

    response = client.get(f"{reverse('strategy:indicators')}?{query}")

    assert [version.code for version in response.context["object_list"]] == found


def test_the_list_shows_each_indicator_once_by_what_holds_in_this_quarter(client, officer):
    indicator = IndicatorFactory(name="Old name", valid_from=date(2020, 4, 1))
    draft = begun(client, indicator)
    client.post(edit(draft), written(draft, name="New name", reason="Clearer.", valid_from="2027-04-01"))

    [listed] = client.get(reverse("strategy:indicators")).context["object_list"]

    assert (listed.name, listed.number) == ("Old name", 1)


def test_the_list_is_filtered_by_focus_area_and_thrust(client, officer):
    one, other = IndicatorFactory(code="1.1.1"), IndicatorFactory(code="2.1.1")

    by_area = client.get(reverse("strategy:indicators"), {"focus_area": one.thrust.focus_area_id})
    by_thrust = client.get(reverse("strategy:indicators"), {"thrust": other.thrust_id})

    assert [version.indicator for version in by_area.context["object_list"]] == [one]
    assert [version.indicator for version in by_thrust.context["object_list"]] == [other]


def test_the_export_holds_exactly_the_rows_of_the_filter(client, officer):
    IndicatorFactory(code="1.1.1", name="=HYPERLINK(1)")
    IndicatorFactory(code="2.1.1", collected_from="national")

    response = client.get(reverse("strategy:indicators"), {"format": "csv", "collected_from": "provinces"})
    lines = b"".join(response).decode("utf-8-sig").splitlines()

    assert len(lines) == 2
    assert lines[0].startswith("Number,Indicator,Placeholder,Focus area,Thrust,Definition")
    assert lines[1].startswith("1.1.1,'=HYPERLINK(1),No,1 Focus area 1,1.1 Thrust 1.1")


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_asks_as_many_queries_for_one_row_as_for_four(
    client, officer, django_assert_num_queries, count
):
    for number in range(1, count + 1):
        IndicatorFactory(code=f"1.{number}.1")

    with django_assert_num_queries(7):
        client.get(reverse("strategy:indicators"))


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_of_a_version_asks_the_same_queries_for_many_splits(
    client, officer, django_assert_num_queries, count
):
    draft = begun(client, IndicatorFactory())
    split = {"splits-TOTAL_FORMS": count}
    for number in range(count):
        split |= {f"splits-{number}-name": f"By {number}", f"splits-{number}-categories": "one\ntwo"}
    client.post(edit(draft), written(draft, reason="Splits.", **split))
    client.get(draft.get_absolute_url())

    with django_assert_num_queries(13):
        client.get(draft.get_absolute_url())
