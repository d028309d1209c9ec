"""The pages of the targets: the table of a year, and its way from a form or a workbook to an approval."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.core.models import Document
from partnerships.strategy.models import Target, TargetChangeSet
from partnerships.strategy.workbook import FIRST_VALUE, HEADING_ROW
from tests.factories import (
    IndicatorFactory,
    ProvinceFactory,
    TargetChangeFactory,
    TargetChangeSetFactory,
    TargetFactory,
)
from tests.people import everything, gift, nomsa, person
from tests.strategy.test_versions import PDF

pytestmark = pytest.mark.django_db

PLAN = "Annual Performance Plan 2026/27"
SAID = {"reason": "The plan was adopted.", "authority": PLAN}
SHEET = "Targets 2026-27"


@pytest.fixture
def officer(client):
    user = nomsa()
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def targets_address(indicator, year=2026):
    return reverse("strategy:targets", args=[indicator.pk, year])


def move(change_set, transition):
    return reverse("strategy:target_change_move", args=[change_set.pk, transition])


def stored():
    rows = Target.objects.order_by("value", "slot").values_list("province__code", "slot", "value")
    return [(code, slot, float(value)) for code, slot, value in rows]


# One indicator


def test_all_targets_of_a_year_are_proposed_in_one_form_and_count_once_approved(client, officer):
    indicator = IndicatorFactory()
    ProvinceFactory(code="GP"), ProvinceFactory(code="LP")
    figures = {"national_year": "20", "national_q4": "20", "gp_q4": "12,5", "lp_q4": "7.5", "lp_q3": ""}

    response = client.post(targets_address(indicator), SAID | figures)

    change_set = TargetChangeSet.objects.get()
    assert response.url == change_set.get_absolute_url()
    assert stored() == []
    page = text(client.get(response.url))
    assert all(words in page for words in ("Waiting for approval", PLAN, "Gauteng", "12,5", "Nomsa Dlamini"))

    # Who proposed it does not decide on it.
    assert client.post(move(change_set, "approve")).status_code == 403
    client.force_login(person("chief_director", name="Thandi Molefe"))
    client.post(move(change_set, "approve"))
    assert stored() == [
        ("LP", "q4", 7.5),
        ("GP", "q4", 12.5),
        (None, "q4", 20.0),
        (None, "year", 20.0),
    ]
    assert "Thandi Molefe" in text(client.get(change_set.get_absolute_url()))


def test_the_form_shows_what_stands_and_whether_it_adds_up(client, officer):
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator, quarter=1, value=Decimal(20))
    for code, value in (("GP", 12), ("LP", 7)):
        TargetFactory(
            indicator=indicator, quarter=1, value=Decimal(value), province=ProvinceFactory(code=code)
        )

    response = client.get(targets_address(indicator))

    # 12 + 7 = 19, one less than the 20 of the country
    [check] = [check for check in response.context["checks"] if check.label == "Provinces, Q1"]
    assert (check.comparison.together, check.comparison.whole, check.comparison.difference) == (19, 20, -1)
    assert response.context["form"]["gp_q1"].initial == 12


def test_targets_without_authority_come_back_with_everything_typed(client, officer):
    indicator = IndicatorFactory()

    response = client.post(
        targets_address(indicator), {"national_q4": "20", "reason": "New.", "authority": ""}
    )

    assert 'value="20"' in text(response)
    assert "authority" in response.context["form"].errors
    assert not TargetChangeSet.objects.exists()


@pytest.mark.parametrize("typed", ["twelve", "-1", "1,234", "99999999999"])
def test_what_is_no_figure_comes_back_with_a_sentence(client, officer, typed):
    response = client.post(targets_address(IndicatorFactory()), SAID | {"national_q4": typed})

    assert "Write" in response.context["form"].errors["national_q4"][0]
    assert not TargetChangeSet.objects.exists()


def test_a_target_of_a_quarter_that_is_over_asks_for_the_exception_and_keeps_what_was_typed(client, officer):
    response = client.post(targets_address(IndicatorFactory()), SAID | {"national_q1": "20"})

    page = text(response)
    assert "Q1 2026/27 is over since" in page
    assert 'value="20"' in page
    assert not TargetChangeSet.objects.exists()

    exception = {"exception": "The decision came late.", "documents": SimpleUploadedFile("decision.pdf", PDF)}
    response = client.post(targets_address(IndicatorFactory()), SAID | {"national_q1": "20"} | exception)

    page = text(client.get(response.url))
    assert "The decision came late." in page
    assert "decision.pdf" in page


def test_an_indicator_in_words_offers_its_scale(client, officer):
    indicator = IndicatorFactory(
        unit="qualitative",
        calculation_type="non_cumulative",
        scale=["low", "high"],
        collected_from="national",
    )

    rows = list(client.get(targets_address(indicator)).context["form"].rows())
    client.post(targets_address(indicator), SAID | {"national_q4": "high"})

    # Measured nationally: no province is asked.
    assert [label for label, _ in rows] == ["National"]
    assert TargetChangeSet.objects.get().changes.get().after == "high"


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_outside_the_calendar_is_not_found(client, officer, year):
    assert client.get(targets_address(IndicatorFactory(), year)).status_code == 404


def test_only_national_people_with_the_right_propose_targets(client):
    indicator = IndicatorFactory()
    addresses = [targets_address(indicator), *(year_page(name) for name in ("workbook", "upload"))]
    for who in (gift(), person(may=everything(), province="GP")):
        client.force_login(who)
        assert [client.get(address).status_code for address in addresses] == [403, 403, 403]


# The table of a year


def year_page(name):
    return reverse(f"strategy:target_{name}", args=[2026])


def test_the_table_shows_every_indicator_of_the_year_and_what_does_not_add_up(client, officer):
    gauteng = ProvinceFactory(code="GP")
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator, slot="year", value=Decimal(40))
    TargetFactory(indicator=indicator, quarter=3, value=Decimal(15))
    TargetFactory(indicator=indicator, quarter=4, value=Decimal(15))
    TargetFactory(indicator=indicator, quarter=4, value=Decimal(12), province=gauteng)

    national = text(client.get(year_page("table")))
    of_gauteng = text(client.get(year_page("table"), {"scope": "GP"}))

    # 15 + 15 = 30 of 40; of Q4 12 of 15
    assert "Quarters, National: 30 together, −10 against 40" in national
    assert "Provinces, Q4: 12 together, −3 against 15" in national
    assert ">12\n</td>" in of_gauteng
    assert ">40\n</td>" not in of_gauteng


def test_a_province_reads_its_own_targets_and_the_countrys_alone(client):
    gauteng, limpopo = ProvinceFactory(code="GP"), ProvinceFactory(code="LP")
    indicator = IndicatorFactory()
    for province, value in ((None, 777), (gauteng, 111), (limpopo, 555)):
        TargetFactory(indicator=indicator, quarter=4, value=Decimal(value), province=province)
    secret = TargetChangeSetFactory(reason="Limpopo alone")
    TargetChangeFactory(change_set=secret, indicator=indicator, province=limpopo)
    both = TargetChangeSetFactory(reason="Both provinces")
    for province, value in ((gauteng, 112), (limpopo, 556)):
        TargetChangeFactory(
            change_set=both, indicator=indicator, province=province, after_value=Decimal(value)
        )
    client.force_login(gift())

    pages = [text(client.get(year_page("table"), {"scope": scope})) for scope in ("", "GP", "LP")]
    listed = text(client.get(reverse("strategy:target_changes")))
    shown = text(client.get(both.get_absolute_url()))

    assert "111" in pages[1]
    assert not any("555" in page for page in pages)
    # A province that is not one's own is not offered: the country is shown.
    assert "777" in pages[2]
    assert "Both provinces" in listed
    assert "Limpopo alone" not in listed
    assert "112" in shown
    assert "556" not in shown
    assert client.get(secret.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_the_table_asks_as_many_queries_for_many_indicators(
    client, officer, django_assert_num_queries, count
):
    provinces = [ProvinceFactory(code="GP"), ProvinceFactory(code="LP")]
    for number in range(1, count + 1):
        for province in (None, *provinces):
            TargetFactory(indicator=IndicatorFactory(code=f"1.{number}.1"), province=province)
    client.get(year_page("table"))

    with django_assert_num_queries(7):
        client.get(year_page("table"))


@pytest.mark.parametrize("count", [1, 5])
def test_a_change_asks_as_many_queries_for_many_targets(client, officer, django_assert_num_queries, count):
    change_set = TargetChangeSetFactory()
    for number in range(1, count + 1):
        TargetChangeFactory(change_set=change_set, indicator=IndicatorFactory(code=f"1.{number}.1"))
    client.get(change_set.get_absolute_url())

    with django_assert_num_queries(10):
        client.get(change_set.get_absolute_url())


# Changes


def test_a_returned_change_is_put_right_and_proposed_again(client, officer):
    indicator = IndicatorFactory()
    client.post(targets_address(indicator), SAID | {"national_q3": "5", "national_q4": "50"})
    returned = TargetChangeSet.objects.get()
    client.force_login(person("chief_director"))
    client.post(move(returned, "return"), {"note": "50 should be 5."})
    client.force_login(officer)
    again = reverse("strategy:target_change_again", args=[returned.pk])
    assert again in text(client.get(returned.get_absolute_url()))
    assert "50 should be 5." in text(client.get(returned.get_absolute_url()))

    lines = {f"line_{line.pk}": "5" for line in returned.changes.all()}
    response = client.post(again, SAID | lines)

    new = TargetChangeSet.objects.exclude(pk=returned.pk).get()
    assert response.url == new.get_absolute_url()
    assert new.follows == returned
    assert {line.after for line in new.changes.all()} == {Decimal(5)}
    assert {line.after for line in returned.changes.all()} == {Decimal(5), Decimal(50)}
    # Once: the second click is told.
    assert "It was proposed again already." in text(client.get(again))


def test_an_approval_that_no_longer_fits_says_why_and_is_refused(client, officer):
    indicator = IndicatorFactory()
    change_set = TargetChangeSetFactory(proposed_by=person("unit_officer"))
    TargetChangeFactory(change_set=change_set, indicator=indicator, after_value=Decimal(30))
    TargetFactory(indicator=indicator, quarter=4, value=Decimal(25))
    client.force_login(person("chief_director"))

    page = text(client.get(change_set.get_absolute_url()))
    client.post(move(change_set, "approve"))

    assert "no target when it was proposed, 25 now" in page
    assert stored() == [(None, "q4", 25.0)]


# A workbook


def taken_out(client):
    response = client.get(year_page("workbook"))
    assert "targets-2026-27.xlsx" in response["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(response.content))


def upload(client, book, name="targets.xlsx"):
    buffer = io.BytesIO()
    book.save(buffer)
    return client.post(year_page("upload"), {"workbook": SimpleUploadedFile(name, buffer.getvalue())})


def test_a_workbook_goes_out_comes_back_as_a_difference_and_is_proposed_from_there(client, officer):
    indicator = IndicatorFactory()
    ProvinceFactory(code="GP")
    TargetFactory(indicator=indicator, quarter=4, value=Decimal(15))
    book = taken_out(client)
    q4 = FIRST_VALUE + 6  # baseline, year, Q1 to Q4
    book[SHEET].cell(HEADING_ROW + 2, q4).value = "16,5"
    book[SHEET].cell(HEADING_ROW + 3, q4).value = "many"

    response = upload(client, book)

    page = text(response)
    assert "Propose 1 target" in page
    assert "“many” is not a figure" in page
    assert not TargetChangeSet.objects.exists()
    changes = response.context["changes"]

    # Without a reason the difference stays on the page.
    response = client.post(year_page("upload"), {"changes": changes, "reason": "", "authority": PLAN})
    assert "reason" in response.context["proposal"].errors
    assert "16,5" in text(response)

    response = client.post(year_page("upload"), SAID | {"changes": response.context["changes"]})
    change_set = TargetChangeSet.objects.get()
    assert response.url == change_set.get_absolute_url()
    assert [(line.before, line.after) for line in change_set.changes.all()] == [(15, Decimal("16.5"))]
    # The workbook itself is kept by nobody.
    assert not Document.objects.exists()


def test_a_difference_that_was_tampered_with_is_not_proposed(client, officer):
    response = client.post(year_page("upload"), SAID | {"changes": "eyJ5ZWFyIjoyMDI2fQ:forged"}, follow=True)

    assert "The difference is no longer known. Send the workbook again." in text(response)
    assert not TargetChangeSet.objects.exists()


def test_another_file_comes_back_with_a_sentence(client, officer):
    IndicatorFactory()
    book = openpyxl.Workbook()

    assert f"has no sheet “{SHEET}”" in text(upload(client, book))
    response = client.post(
        year_page("upload"), {"workbook": SimpleUploadedFile("targets.xlsx", b"not a workbook")}
    )
    assert response.context["form"].errors["workbook"]
