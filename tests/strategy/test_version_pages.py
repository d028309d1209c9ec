"""The pages of a version: writing a draft, comparing, signing, adopting, and reading it whole."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.strategy.comparison import compare
from partnerships.strategy.models import (
    ExpectedOutcome,
    IssueWording,
    PartnerGroup,
    Pillar,
    StrategyVersion,
    ThrustWording,
)
from partnerships.strategy.services import begin_version, send_version
from tests.factories import (
    AreaWordingFactory,
    ExpectedOutcomeFactory,
    IndicatorFactory,
    IssueWordingFactory,
    LibraryDocumentFactory,
    ObligationFactory,
    StrategicIssueFactory,
    StrategyVersionFactory,
    ThrustFactory,
    ThrustWordingFactory,
)
from tests.people import nomsa, person
from tests.strategy.test_versions import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = nomsa()
    client.force_login(user)
    return user


@pytest.fixture
def draft(officer):
    StrategicIssueFactory(code="1.1.a", name="Forums on paper only")
    return begin_version(by=officer)


def text(response):
    return response.content.decode()


def numbered(record, **changes):
    data = {"code": record.code, "name": record.name, "order": 1, "version": record.version}
    return data | changes


# Writing


def test_the_next_version_is_begun_with_one_press_and_only_once(client, officer):
    ThrustFactory()

    response = client.post(reverse("strategy:version_begin"))
    again = client.post(reverse("strategy:version_begin"), follow=True)

    draft = StrategyVersion.objects.get(number=2)
    assert response.url == draft.get_absolute_url()
    assert "A draft of the next version exists already." in text(again)


def test_the_strategys_own_wording_takes_the_mark_away(client, officer, draft):
    area = draft.areas.get()
    area.is_placeholder, area.name = True, "Working title (placeholder)"
    area.save()
    address = reverse("strategy:area_edit", args=[area.pk])

    refused = client.post(address, numbered(area, is_own_wording="on"))
    client.post(address, numbered(area, name="Safer communities", is_own_wording="on"))

    assert "The text still says “(placeholder)”." in text(refused)
    area.refresh_from_db()
    assert (area.name, area.is_placeholder, area.version) == ("Safer communities", False, 2)
    assert list(draft.writers.all()) == [officer]


def test_the_second_of_two_writers_is_told_and_sees_both_versions(client, officer, draft):
    area = draft.areas.get()
    address = reverse("strategy:area_edit", args=[area.pk])
    client.post(address, numbered(area, name="The first"))

    response = client.post(address, numbered(area, name="The second"))

    assert ("Name", "The first", "The second") in response.context["form"].conflict


@pytest.mark.parametrize(
    ("address", "above", "model", "code"),
    [
        ("thrust_add", "area", ThrustWording, "1.2"),
        ("issue_add", "thrust", IssueWording, "1.1.b"),
    ],
)
def test_a_part_is_added_under_its_parent_and_bears_its_number(
    client, officer, draft, address, above, model, code
):
    area = draft.areas.get()
    under = {"area": area, "thrust": area.thrusts.get()}[above]
    data = {"name": "New", "order": 2, "is_own_wording": "on"}
    taken = {"area": "1.1", "thrust": "1.1.a"}[above]

    def add(number):
        return client.post(reverse(f"strategy:{address}", args=[under.pk]), data | {"code": number})

    assert f"What stands under {under.code} has a number that begins with “{under.code}.”." in text(
        add("7.7")
    )
    assert "This number is taken in this version." in text(add(taken))
    assert add(code).status_code == 302
    assert list(model.objects.filter(name="New").values_list("code", "is_placeholder", "part")) == [
        (code, False, None)
    ]


def test_a_thrust_is_written_with_pillars_partners_activities_and_outcomes(client, officer, draft):
    pillar, group = (
        Pillar.objects.create(code="p", name="Victim support"),
        PartnerGroup.objects.create(code="business", name="Business"),
    )
    indicator = IndicatorFactory()
    thrust = draft.areas.get().thrusts.get()
    old = ExpectedOutcomeFactory(thrust=thrust, statement="Old")

    response = client.post(
        reverse("strategy:thrust_edit", args=[thrust.pk]),
        numbered(
            thrust,
            description="About forums",
            pillars=[pillar.pk],
            partners=[group.pk],
            activities="Train members\n\nPay travel",
            **{
                "outcomes-TOTAL_FORMS": 2,
                "outcomes-INITIAL_FORMS": 1,
                "outcomes-0-id": old.pk,
                "outcomes-0-statement": "Old",
                "outcomes-0-number": "1",
                "outcomes-0-unit": "x",
                "outcomes-0-by_when": "2028-03-31",
                "outcomes-0-DELETE": "on",
                "outcomes-1-statement": "Forums that work",
                "outcomes-1-baseline": "40,5",
                "outcomes-1-number": "80.5",
                "outcomes-1-unit": "per cent",
                "outcomes-1-by_when": "2028-03-31",
                "outcomes-1-indicator": indicator.code,
            },
        ),
    )

    assert response.url == f"{draft.get_absolute_url()}#thrustwording-{thrust.pk}"
    thrust.refresh_from_db()
    assert thrust.activity_lines == ["Train members", "Pay travel"]
    assert (list(thrust.pillars.all()), list(thrust.partners.all())) == ([pillar], [group])
    [outcome] = ExpectedOutcome.objects.filter(thrust=thrust)
    assert (str(outcome.baseline), str(outcome.number), outcome.indicator) == ("40.50", "80.50", indicator)


def test_an_outcome_with_text_for_a_number_is_refused_and_nothing_is_saved(client, officer, draft):
    thrust = draft.areas.get().thrusts.get()

    response = client.post(
        reverse("strategy:thrust_edit", args=[thrust.pk]),
        numbered(
            thrust,
            name="Another name",
            **{
                "outcomes-TOTAL_FORMS": 1,
                "outcomes-INITIAL_FORMS": 0,
                "outcomes-0-statement": "Forums that work",
                "outcomes-0-number": "most of them",
                "outcomes-0-unit": "forums",
                "outcomes-0-by_when": "2028-03-31",
            },
        ),
    )

    assert "Write a figure, for instance 1 234 or 12,5." in text(response)
    assert "most of them" in text(response)
    thrust.refresh_from_db()
    assert (thrust.name, thrust.outcomes.count()) == ("Thrust 1.1", 0)


def test_leaving_a_part_out_says_what_points_to_it(client, officer, draft):
    thrust = draft.areas.get().thrusts.get()
    ObligationFactory(thrust=thrust.part)
    address = reverse("strategy:thrust_leave_out", args=[thrust.pk])

    asked = client.get(address)
    client.post(address)

    assert "1 obligation" in text(asked)
    assert not ThrustWording.objects.filter(pk=thrust.pk).exists()
    assert thrust.part.retired_on is None


def test_a_draft_that_was_sent_cannot_be_written_from_an_open_page(client, officer, draft):
    area = draft.areas.get()
    send_version(draft, by=officer, office="Partnerships Unit", signed_on=date(2026, 11, 10))

    assert client.post(reverse("strategy:area_edit", args=[area.pk]), numbered(area)).status_code == 404


# Taking it to its adoption


def test_a_version_goes_from_the_unit_to_its_adoption_through_its_pages(client, officer, draft):
    address = draft.get_absolute_url()
    client.post(
        reverse("strategy:version_send", args=[draft.pk]),
        {"office": "Partnerships Unit", "signed_on": "2026-11-10"},
    )
    chief = person("chief_director", name="Thandi Molefe")
    client.force_login(chief)
    certify = reverse("strategy:version_sign", args=[draft.pk, "certified"])
    signed = {"office": "Chief Director", "person": chief.email, "signed_on": "2026-11-12"}
    half = client.post(certify, signed | {"statements": ["0"]})
    client.post(certify, signed | {"statements": ["0", "1"]})
    client.force_login(person("secretary"))
    response = client.post(
        reverse("strategy:version_adopt", args=[draft.pk]),
        {
            "office": "Secretary for Police Service",
            "signed_on": "2026-11-16",
            "document": SimpleUploadedFile("signed.pdf", PDF, "application/pdf"),
        },
    )

    assert "All sentences are certified together." in text(half)
    assert response.url == address
    page = client.get(address)
    assert [row["line"] and row["line"].office for row in page.context["sign_offs"]] == [
        "Partnerships Unit",
        None,
        "Chief Director",
        "Secretary for Police Service",
    ]
    assert page.context["state"].label == "Adopted"
    assert "signed.pdf" in text(page)


def test_what_stands_against_an_adoption_is_said_on_its_page(client, officer, draft):
    send_version(draft, by=officer, office="Partnerships Unit", signed_on=date(2026, 11, 10))
    client.force_login(person("secretary"))

    response = client.get(reverse("strategy:version_adopt", args=[draft.pk]))

    assert "The strategy must be certified before it is approved." in text(response)


def test_a_version_is_returned_with_a_reason(client, officer, draft):
    send_version(draft, by=officer, office="Partnerships Unit", signed_on=date(2026, 11, 10))
    client.force_login(person("partnership_manager"))
    address = reverse("strategy:version_move", args=[draft.pk, "return"])

    without = client.post(address, {"note": ""})
    client.post(address, {"note": "Roles of provinces are missing."})

    assert without.status_code == 200
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_reader_sees_no_button_that_would_be_refused(client, draft):
    client.force_login(person("auditor"))

    page = text(client.get(draft.get_absolute_url()))

    assert "/edit/" not in page
    assert "Add a focus area" not in page
    assert client.get(reverse("strategy:area_add", args=[draft.pk])).status_code == 403


# Comparing and reading


def test_a_comparison_tells_what_is_added_changed_and_left_out(officer, draft):
    ThrustFactory(code="1.2")  # came to version 1 after the draft was begun: the draft leaves it out
    area = draft.areas.get()
    issue = area.thrusts.get().issues.get()
    issue.name = "Forums on paper"
    issue.save()
    area.thrusts.create(code="1.3", name="Schools", description="Safe schools")

    found = compare(StrategyVersion.objects.get(number=1), draft)

    assert [(one.kind, one.title, one.state.label) for one in found] == [
        ("Strategic issue", "1.1.a Forums on paper", "Changed"),
        ("Strategic thrust", "1.3 Schools", "Added"),
        ("Strategic thrust", "1.2 Thrust 1.2", "Left out"),
    ]
    assert found[0].rows[0].label == "Name"
    assert found[0].rows[0].pieces == [("stays", "Forums on paper"), ("goes", " only")]


def test_two_versions_with_the_same_words_do_not_differ(client, officer, draft):
    response = client.get(reverse("strategy:version_changes", args=[draft.pk]))

    assert response.context["differences"] == []
    assert "Not a word differs." in text(response)


def test_the_reading_page_and_its_pdf_hold_the_whole_text(client, officer, draft):
    LibraryDocumentFactory(title="White Paper on Policing")
    page = text(client.get(reverse("strategy:version_read", args=[draft.pk])))
    paper = client.get(reverse("strategy:version_read", args=[draft.pk]), {"format": "pdf"})

    for words in ("Focus area 1", "Thrust 1.1", "Forums on paper only", "White Paper on Policing"):
        assert words in page
    assert "not adopted" in page
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(
    ("address", "queries"), [("version", 18), ("version_read", 12), ("version_changes", 17)]
)
def test_the_pages_of_a_version_ask_as_many_queries_for_one_part_as_for_four(
    client, officer, django_assert_num_queries, count, address, queries
):
    StrategyVersionFactory()
    for version in (StrategyVersionFactory(), StrategyVersionFactory(draft=True)):
        for number in range(1, count + 1):
            area = AreaWordingFactory(strategy=version, code=f"{number + 4}")
            for last in range(1, count + 1):
                thrust = ThrustWordingFactory(
                    area=area, code=f"{number + 4}.{last}", name=f"T {version.number}"
                )
                ExpectedOutcomeFactory(thrust=thrust, indicator=IndicatorFactory())
                IssueWordingFactory(thrust=thrust)
    LibraryDocumentFactory.create_batch(count)
    draft = StrategyVersion.objects.get(number=2)
    page = reverse(f"strategy:{address}", args=[draft.pk])
    client.get(page)

    with django_assert_num_queries(queries):
        client.get(page)
