"""Values by category: typed in the return and beside it, in the workbook, checked before sending, read and locked."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from html import unescape

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from partnerships.core.calendar import Quarter
from partnerships.core.paper import parts
from partnerships.strategy.models import Disaggregation, IndicatorVersion
from reporting.models import Actual, CategoryValue
from reporting.paper import paper_of
from reporting.reports.actuals_due import NATIONAL_CODE
from reporting.reports.quarterly import quarterly_report
from reporting.reports.sealed import from_bytes, to_bytes
from reporting.reports.tables import tables
from reporting.return_reading import read_return
from reporting.return_sheet import ReturnSheet
from reporting.return_workbook import CATEGORIES_SHEET, HEADING_ROW, write_return
from reporting.services import begin_return, capture_actual, correct_actual, save_part, submit_return
from reporting.splitting import ways_of
from tests.factories import (
    ActualFactory,
    CategoryValueFactory,
    IndicatorFactory,
    IndicatorVersionFactory,
    ProvinceFactory,
)
from tests.people import gift, nomsa
from tests.reporting.returns import asked, line_of, typed, whole

pytestmark = pytest.mark.django_db

Q2 = Quarter(2026, 2)


def split(code: str, name: str, *categories: str, **fields: object) -> dict[str, int]:
    """The categories of one way in which the value of an indicator is split up: name → number."""
    definition = IndicatorVersion.objects.get(code=code)
    way = Disaggregation.objects.create(indicator_version=definition, position=1, name=name, **fields)
    return {
        one: way.categories.create(position=place, name=one).pk
        for place, one in enumerate(categories, start=1)
    }


@pytest.fixture
def officer(client):
    user = gift()
    client.force_login(user)
    return user


@pytest.fixture
def found(officer):
    return begin_return(asked(), by=officer)


@pytest.fixture
def sexes(found):
    return split("1.1.1", "By sex", "Women", "Men")


def save(found, by, value, **given):
    saved = save_part(found, by=by, lines=[typed(found, "1.1.1", value=Decimal(value), **given)])
    assert saved.is_whole
    return found


def problems(found):
    return {
        one.sentence.replace("\u00a0", " "): one.url
        for one in ReturnSheet(found, viewer=nomsa()).problems
        if one.sentence.startswith("1.1.1: By")
    }


def stands(found, code="1.1.1"):
    rows = CategoryValue.objects.filter(actual=line_of(found, code).actual)
    return {str(row.category): row.value for row in rows.select_related("category")}


def text(response):
    return unescape(response.content.decode()).replace("\u00a0", " ")


def page(found, name="return_indicators"):
    return reverse(f"reporting:{name}", args=[found.pk])


def test_parts_that_do_not_add_up_are_said_before_sending_and_mended_by_nobody_else(found, officer, sexes):
    women, men = sexes["Women"], sexes["Men"]
    way = Disaggregation.objects.get().pk
    place = f"{line_of(found, '1.1.1').get_absolute_url()}-split-{way}"
    save(found, officer, 40)
    assert problems(found) == {
        "1.1.1: By sex: Women, Men are blank. Give a figure (zero is a figure), or say in the remark why.": place
    }

    # 20 + 18 = 38, and the value stays 40.
    save(found, officer, 40, categories=[(women, Decimal(20)), (men, Decimal(18))])
    wrong = {"1.1.1: By sex: the parts add up to 38, the value is 40.": place}
    assert problems(found) == wrong
    assert line_of(found, "1.1.1").actual.value == 40
    # A remark excuses a blank, and no wrong sum.
    save(found, officer, 40, remark="As in the register.")
    assert problems(found) == wrong
    with pytest.raises(ValidationError, match="add up to 38"), transaction.atomic():
        submit_return(found, by=officer)

    # What is not named stays: 20 + 20 = 40. Zero is a figure: 40 + 0.
    save(found, officer, 40, categories=[(men, Decimal(20))])
    assert (stands(found), problems(found)) == ({"Women": 20, "Men": 20}, {})
    save(found, officer, 40, categories=[(women, Decimal(40)), (men, Decimal(0))])
    assert (stands(found), problems(found)) == ({"Women": 40, "Men": 0}, {})
    # Emptied, it is blank again; with a remark that may be, but 50 of 40 may not.
    save(found, officer, 40, categories=[(men, None)], remark="The list of men is lost.")
    assert (stands(found), problems(found)) == ({"Women": 40}, {})
    save(found, officer, 40, categories=[(women, Decimal(50))], remark="The list of men is lost.")
    assert problems(found) == {"1.1.1: By sex: the parts add up to 50, the value is 40.": place}


def test_categories_that_overlap_need_not_add_up_but_none_is_more_than_the_value(found, officer):
    ages = split("1.1.1", "By members", "Youth", "Women", must_add_up=False)
    # 30 + 25 = 55 of 40: one person may be young and a woman.
    save(found, officer, 40, categories=[(ages["Youth"], Decimal(30)), (ages["Women"], Decimal(25))])
    assert problems(found) == {}
    save(found, officer, 40, categories=[(ages["Youth"], Decimal("40.5"))])
    assert [*problems(found)] == ["1.1.1: By members: Youth is 40,5, more than the value of 40."]


def test_nothing_is_split_up_without_a_value_and_percentages_are_not(found, officer, sexes):
    given = [(sexes["Women"], Decimal(5))]

    def refused(code="1.1.1", **fields):
        line = typed(found, code, **fields)
        return save_part(found, by=officer, lines=[line]).errors[line.line][""][0]

    assert "not added up from its parts" in refused(categories=given)
    assert "nothing is split up" in refused(categories=given, not_measured_because="Flood.")
    share = split("1.1.2", "By place", "Urban")
    assert ways_of(IndicatorVersion.objects.filter(code="1.1.2")) == {}
    percentage = {"numerator": Decimal(8), "denominator": Decimal(10)}
    assert "no categories of this indicator" in refused(
        "1.1.2", **percentage, categories=[(share["Urban"], 1)]
    )
    assert not Actual.objects.exists()

    save(found, officer, 5, categories=given)
    cleared = typed(found, "1.1.1", not_measured_because="Flood.", categories=[(sexes["Women"], None)])
    assert save_part(found, by=officer, lines=[cleared]).is_whole
    assert stands(found) == {}
    # What stood there is kept with who took it out.
    assert [*CategoryValue.events.rel.related_model.objects.values_list("pgh_label", flat=True)] == [
        "insert",
        "delete",
    ]


def test_it_is_typed_in_two_tabs_and_comes_back_as_it_was_typed(client, found, officer, sexes):
    first, second = (client.get(page(found)) for _ in range(2))
    assert "The parts together give the value." in text(first)
    line = line_of(found, "1.1.1")

    def sent(response, **given):
        [row] = [one for one in response.context["sheet"].rows if one.line.pk == line.pk]
        data = {"version": row.line.version, "base": row.base, **row.typed} | given
        return {f"line-{line.pk}-{name}": value for name, value in data.items()}

    women, men = (f"category-{sexes[name]}" for name in ("Women", "Men"))
    answer = client.post(page(found), sent(first, value="40", **{women: "27,5", men: "12.5"}))
    assert answer.status_code == 302
    # 27,5 + 12,5 = 40.
    assert stands(found) == {"Women": Decimal("27.5"), "Men": Decimal("12.5")}

    clash = text(client.post(page(found), sent(second, value="40", **{women: "20", men: "20"})))
    assert "By sex: Women" in clash
    assert ("27,5" in clash, 'value="20"' in clash) == (True, True)
    wrong = text(client.post(page(found), sent(client.get(page(found)), **{men: "about ten"})))
    assert ("Write a figure, for instance 1 234 or 12,5." in wrong, "about ten" in wrong) == (True, True)
    # Nothing changed: an untouched page saves nothing, and wakes nobody.
    version = line_of(found, "1.1.1").version
    client.post(page(found), sent(client.get(page(found))))
    assert line_of(found, "1.1.1").version == version


def test_the_workbook_has_a_row_for_each_category_and_takes_a_line_as_a_whole(client, found, officer, sexes):
    save(found, officer, 40, categories=[(sexes["Women"], Decimal(20)), (sexes["Men"], Decimal(18))])

    def book(**figures):
        taken = openpyxl.load_workbook(io.BytesIO(write_return(ReturnSheet(found, viewer=officer))))
        for row, figure in zip((HEADING_ROW + 2, HEADING_ROW + 3), figures.values(), strict=False):
            taken[CATEGORIES_SHEET].cell(row, 6).value = figure
        return taken

    def read(taken):
        file = io.BytesIO()
        taken.save(file)
        sent = SimpleUploadedFile("return.xlsx", file.getvalue())
        return read_return(sent, "return.xlsx", ReturnSheet(found, viewer=officer)), sent

    rows = [[cell.value for cell in row[1:6]] for row in book()[CATEGORIES_SHEET].iter_rows(min_row=4)]
    assert [row[0] + row[3] for row in rows] == ["1.1.1Women", "1.1.1Men"]
    assert [row[4] for row in rows] == [20, 18]
    assert (read(book())[0].count, book()[CATEGORIES_SHEET].data_validations.count) == (0, 2)

    difference, sent = read(book(women="22,5", men=17.5))
    assert [(one.column, one.before, one.after) for one in difference.changes] == [
        ("By sex: Women", 20, Decimal("22.5")),
        ("By sex: Men", 18, Decimal("17.5")),
    ]
    sent.seek(0)
    shown = client.post(page(found, "return_upload"), {"workbook": sent})
    client.post(page(found, "return_upload"), {"changes": shown.context["changes"]})
    assert stands(found) == {"Women": Decimal("22.5"), "Men": Decimal("17.5")}

    wrong, _ = read(book(women="some", men=-1))
    assert (wrong.count, len(wrong.problems)) == (0, 2)
    # Taken out, then saved online: the workbook does not write over it.
    old = book(women=1, men=39)
    save(found, officer, 40, categories=[(sexes["Men"], Decimal(12))])
    late, _ = read(old)
    assert late.count == 0
    assert all("somebody else saved this line" in one.problem for one in late.problems)
    without = book()
    del without[CATEGORIES_SHEET]
    assert "nothing changes in what is split up" in " ".join(read(without)[0].notes)
    # A row with a category that this return does not have.
    strange = book(women=1, men=39)
    cell = strange[CATEGORIES_SHEET].cell(HEADING_ROW + 2, 1)
    cell.value = cell.value.replace(f"|{sexes['Women']}|", "|999999|")
    assert "no part of this return" in " ".join(one.problem for one in read(strange)[0].problems)


def test_a_category_that_the_next_description_leaves_out_stays_with_what_was_measured(client, found, officer):
    sexes = split("1.1.1", "By sex", "Women", "Men", "Not stated")
    given = {"Women": Decimal(20), "Men": Decimal(15), "Not stated": Decimal(5)}
    save(found, officer, 40, categories=[(sexes[name], value) for name, value in given.items()])
    indicator = IndicatorFactory(code="1.1.1")
    indicator.versions.update(valid_until=date(2026, 9, 30))
    version = IndicatorVersionFactory(
        indicator=indicator, number=2, valid_from=date(2026, 10, 1), code="1.1.1"
    )
    way = version.disaggregations.create(position=1, name="By sex")
    way.categories.create(position=1, name="Women")

    # 20 + 15 + 5 = 40, by the description of the quarter.
    assert problems(found) == {}
    shown = text(client.get(line_of(found, "1.1.1").actual.get_absolute_url()))
    assert "Not stated <strong>5</strong>" in shown
    # The new category belongs to another description.
    line = typed(found, "1.1.1", value=Decimal(40), categories=[(way.categories.get().pk, Decimal(40))])
    assert "no categories of this indicator" in str(save_part(found, by=officer, lines=[line]).errors)


def test_what_was_submitted_is_read_printed_and_locked(client, officer):
    period = asked()
    sexes = split("1.1.1", "By sex", "Women", "Men")
    found = whole(period, officer)
    save(found, officer, 10, categories=[(sexes["Women"], Decimal(6)), (sexes["Men"], Decimal(4))])
    form = paper_of(ReturnSheet(found, viewer=officer)).form(officer)
    labels = [line.label for part in parts(form, form.headings) for line in part.lines]
    assert labels[:3] == ["Actual", "By sex: Women", "By sex: Men"]
    submit_return(found, by=officer)

    read = text(client.get(page(found)))
    assert all(one in read for one in ("By sex", "Women <strong>6</strong>", "Men <strong>4</strong>"))
    for act in (
        lambda: CategoryValue.objects.update(value=1),
        lambda: CategoryValue.objects.all().delete(),
        lambda: CategoryValue.objects.create(
            actual=line_of(found, "1.1.2").actual, category_id=sexes["Men"], value=1
        ),
    ):
        with pytest.raises(DatabaseError, match="nothing in it changes"), transaction.atomic():
            act()


def test_a_national_actual_is_split_up_on_its_own_form_and_must_fit_at_once(client):
    user = nomsa()
    client.force_login(user)
    indicator = IndicatorFactory(code="2.1.1", collected_from="national", needs_evidence=False)
    sexes = split("2.1.1", "By sex", "Women", "Men")
    form = reverse("reporting:actual_capture", args=[Q2.slug, indicator.pk, NATIONAL_CODE])
    women, men = (f"category-{sexes[name]}" for name in ("Women", "Men"))

    wrong = text(client.post(form, {"value": "12,5", women: "10", men: "2"}))
    # 10 + 2 = 12.
    assert "By sex: the parts add up to 12, the value is 12,5." in wrong
    assert client.post(form, {"value": "12,5", women: "10", men: "2.5"}).status_code == 302
    actual = Actual.objects.get()
    assert [row.value for row in actual.category_values.order_by("pk")] == [10, Decimal("2.5")]
    edit = client.get(reverse("reporting:actual_edit", args=[actual.pk]))
    assert 'value="2,5"' in text(edit)

    given = {"by": user, "version": actual.version, "value": Decimal(20)}
    with pytest.raises(ValidationError, match="add up to 12,5, the value is 20"), transaction.atomic():
        correct_actual(actual, **given)
    again = {"by": user, "indicator": indicator, "province": None, "quarter": Quarter(2026, 1)}
    with pytest.raises(ValidationError, match="no categories"), transaction.atomic():
        capture_actual(**again, value=Decimal(1), categories=[(999999, Decimal(1))])


def test_the_annexure_adds_up_over_the_provinces_that_gave_a_category(found, officer, sexes):
    save(found, officer, 40, categories=[(sexes["Women"], Decimal("22.5")), (sexes["Men"], Decimal("17.5"))])
    other = ActualFactory(
        indicator=IndicatorFactory(code="1.1.1"), province=ProvinceFactory(code="LP"), value=Decimal(8)
    )
    CategoryValueFactory(actual=other, category_id=sexes["Women"], value=Decimal(3))

    report = quarterly_report(Q2, province=None, viewer=nomsa(), whole=True)
    [table] = [one for part in report.annexure for one in part.tables if one.key == "categories"]

    # Women 22,5 + 3 = 25,5, given by both; men 17,5, of which Limpopo said nothing.
    assert [row[1:] for row in table.rows] == [
        ("By sex", "Women", Decimal("25.5"), "2 of 2"),
        ("By sex", "Men", Decimal("17.5"), "1 of 2"),
    ]
    assert from_bytes(to_bytes(report)) == report
    assert "Annexure, Figures by category" in [one.title for one in tables(report)]
    of_limpopo = quarterly_report(Q2, province=other.province, viewer=nomsa(), whole=True)
    [table] = [one for part in of_limpopo.annexure for one in part.tables if one.key == "categories"]
    assert [row[1:] for row in table.rows] == [("By sex", "Women", 3, "1 of 1")]
