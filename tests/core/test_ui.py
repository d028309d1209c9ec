"""The words and parts that templates are made of."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace as Thing

import django_filters
import pytest
from django import forms
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from partnerships.core.models import Province
from partnerships.core.states import State, Step, Waiting
from partnerships.core.templatetags import ui


def rendered(name, request=None, **context):
    return " ".join(render_to_string(f"components/{name}.html", context, request).split())


def asked(address="/"):
    return RequestFactory().get(address)


# Figures, dates, words


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ 12345|number }}", "12\u00a0345"),
        ("{{ part|number }}", "12,50"),
        ("{{ part|number:1 }}", "12,5"),
        ("{{ nothing|number }}", ""),
        ("{{ 'Not measured'|number }}", "Not measured"),
        ("{{ yes|number }}", "True"),
        ("{{ part|signed }}", "+12,50"),
        ("{{ 80|percent }}", "80\u00a0%"),
        ("{{ part|figure:' %' }}", "12,5 %"),
        ("{{ day|date_long }}", "13\u00a0October\u00a02026"),
        ("{{ day|date_short }}", "13\u00a0Oct\u00a02026"),
        ("{{ day|datetime_long }}", "13\u00a0October\u00a02026"),
        ("{{ moment|datetime_long }}", "14\u00a0October\u00a02026, 00:30"),
        ("{{ moment|date_long }}", "14\u00a0October\u00a02026"),
        ("{{ nothing|date_long }}{{ nothing|date_short }}{{ nothing|datetime_long }}", ""),
        ("{{ '+27111234567'|phone }}", "011\u00a0123\u00a04567"),
        ("{{ 2100000|file_size }}", "2,1\u00a0MB"),
        ("{{ nothing|or_none }}", '<span class="quiet">None</span>'),
        ("{{ empty|or_none }}", '<span class="quiet">None</span>'),
        ("{{ 0|or_none }}", "0"),
        ("{{ markup|or_none }}", "&lt;b&gt;"),
        ("{{ 2|in_words }} {{ 12|in_words }}", "Two 12"),
    ],
)
def test_filters_say_what_a_reader_expects(template, shown):
    # 22:30 in London's winter clock is half past midnight, the next day, in Johannesburg.
    context = {
        "part": Decimal("12.50"),
        "nothing": None,
        "empty": [],
        "yes": True,
        "markup": "<b>",
        "day": date(2026, 10, 13),
        "moment": datetime(2026, 10, 13, 22, 30, tzinfo=UTC),
    }

    assert Template("{% load ui %}" + template).render(Context(context)) == shown


# States


def test_a_status_tag_says_the_word_and_hides_the_shape_from_a_screen_reader():
    tag = rendered("status_tag", state=State("Overdue", "overdue", "61 days"))

    assert 'class="status-tag status-tag--overdue"' in tag
    assert 'aria-hidden="true"' in tag
    assert tag.endswith('<span>Overdue<span class="status-tag__note">, 61 days</span></span></span>')


def test_a_life_cycle_names_the_present_step_and_what_was_done_or_left_out():
    steps = [Step("Draft", "done", "4 May 2026"), Step("Consultation", "skipped"), Step("In force", "now")]

    strip = rendered("lifecycle_strip", steps=steps, label="Life cycle of this MoU")

    assert 'aria-label="Life cycle of this MoU"' in strip
    assert strip.count('aria-current="step"') == 1
    assert 'Draft<span class="visually-hidden">: done</span>' in strip
    assert 'Consultation<span class="visually-hidden">: left out</span>' in strip


@pytest.mark.parametrize(
    ("waiting", "sentence"),
    [
        (Waiting("opinion", who="Legal Services"), "Waiting for <strong>Legal Services</strong>: opinion"),
        (
            Waiting("verify it", kind="you", url="/x/"),
            'Waiting for <strong>you</strong>: <a href="/x/">verify it</a>',
        ),
        (Waiting("", kind="nobody"), "Waiting for <strong>nobody</strong></span>"),
    ],
)
def test_waiting_is_a_sentence(waiting, sentence):
    assert sentence in rendered("waiting_for", waiting=waiting)


def action(label, *, blockers=(), page=False, primary=False):
    return Thing(label=label, url="/move/", blockers=list(blockers), page=page, primary=primary)


def test_possible_moves_are_buttons_or_links_and_the_others_say_what_is_missing():
    panel = rendered(
        "actions",
        request=asked(),
        actions=[
            action("Send", primary=True),
            action("Sign", page=True),
            action(
                "Complete", blockers=["Eight obligations are still open.", "The close-out report is missing."]
            ),
        ],
    )

    assert panel.count('<form method="post" action="/move/">') == panel.count("csrfmiddlewaretoken") == 1
    assert '<a class="btn btn-secondary" href="/move/">Sign</a>' in panel
    assert "Not yet, and why" in panel
    assert "2 missing" in panel
    assert "<span>Eight obligations are still open.</span>" in panel


def test_moves_that_are_all_possible_leave_no_heading_for_the_impossible():
    assert "Not yet" not in rendered("actions", request=asked(), actions=[action("Send")])
    assert rendered("actions", request=asked(), actions=[]) == ""


def test_a_timeline_tells_who_when_and_what_stood_there_before():
    entry = Thing(
        when=datetime(2026, 10, 5, 8, 5, tzinfo=UTC),
        who="N. Dlamini",
        title="Changed",
        note="As agreed.",
        changes=[Thing(field="Due on", before="", after="1 November 2026")],
    )

    line = rendered("timeline", entries=[entry])

    assert "5\u00a0October\u00a02026, 10:05" in render_to_string(
        "components/timeline.html", {"entries": [entry]}
    )
    assert (
        '<span class="quiet">None</span> → <span class="visually-hidden">after</span> 1 November 2026</p>'
        in line
    )
    assert rendered("timeline", entries=[]) == '<p class="quiet">Nothing recorded yet.</p>'


def test_a_workplan_has_a_cell_for_each_quarter_and_says_when_nothing_is_planned():
    quarters = [Thing(label=f"Q{number}", months="", is_now=number == 3) for number in (1, 2, 3, 4)]
    done, started = (
        Thing(state=State(label, tone), notes=(), goes_on=False)
        for label, tone in (("Done", "good"), ("Started", "open"))
    )
    row = Thing(title="Train", sub="", url="", carried=("", ""), cells=[done, None, started, None])

    grid = rendered("quarter_grid", quarters=quarters, groups=[Thing(heading="", rows=[row])])

    assert grid.count("Nothing planned") == 2
    assert grid.count("quarter-grid__cell--now") == 1
    assert "Q3, now" in grid


def test_a_row_with_a_quarter_too_few_is_an_error_not_a_shifted_table():
    with pytest.raises(ValueError, match="longer"):
        ui.beside([1, 2], [1, 2, 3])


# Lists


class Sheet(django_filters.FilterSet):
    group = django_filters.ChoiceFilter(label="Group", choices=[("cs", "Civil society"), ("b", "Business")])
    kinds = django_filters.MultipleChoiceFilter(label="Kind", choices=[("m", "Meeting"), ("w", "Workshop")])
    province = django_filters.ModelChoiceFilter(
        label="Province", queryset=Province.objects.all(), null_label="National"
    )
    between = django_filters.DateFromToRangeFilter(label="Held")
    open = django_filters.BooleanFilter(label="Open")
    search = django_filters.CharFilter(label="Search")
    sort = django_filters.OrderingFilter(fields=["name"])


def sheet(query):
    request = asked(f"/stakeholders/?{query}")
    return {"request": request, "filter": Sheet(request.GET, queryset=Province.objects.all())}


def chips(query):
    context = sheet(query)
    return [(chip.label, chip.value, chip.query) for chip in ui.chosen_chips(context, context["filter"])]


@pytest.mark.django_db
def test_what_a_list_is_chosen_by_stands_in_words_each_with_the_address_without_it():
    province = Province.objects.create(code="XX", name="Test province")

    assert chips(f"search=trust&group=cs&province={province.pk}&page=3&sort=name") == [
        ("Search", "trust", f"?group=cs&province={province.pk}&sort=name"),
        ("Group", "Civil society", f"?search=trust&province={province.pk}&sort=name"),
        ("Province", "Test province", "?search=trust&group=cs&sort=name"),
    ]


@pytest.mark.django_db
def test_each_of_several_values_has_its_own_way_out():
    assert chips("kinds=m&kinds=w") == [("Kind", "Meeting", "?kinds=w"), ("Kind", "Workshop", "?kinds=m")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            "between_after=2026-04-01&between_before=2026-06-30",
            "1\u00a0April\u00a02026 to 30\u00a0June\u00a02026",
        ),
        ("between_after=2026-04-01", "from 1\u00a0April\u00a02026"),
        ("between_before=2026-06-30", "to 30\u00a0June\u00a02026"),
    ],
)
def test_a_range_is_one_choice(query, words):
    assert chips(query) == [("Held", words, "?")]


@pytest.mark.django_db
def test_none_of_them_yes_and_no_are_words_too():
    assert chips("province=null") == [("Province", "National", "?")]
    assert chips("open=false") == [("Open", "No", "?")]


@pytest.mark.django_db
def test_an_invalid_value_is_no_choice_and_its_error_stands_at_the_field():
    assert chips("group=nonsense") == []

    page = rendered("filters", **sheet("group=nonsense&search=x"))

    assert "The list cannot be shown" in page
    assert '<a href="#id_group">Group: choose one of the entries that are offered.</a>' in page
    assert 'id="show_filters" checked' in page


@pytest.mark.django_db
def test_the_search_comes_first_and_the_order_is_kept():
    page = rendered("filters", **sheet("sort=-name"))

    fields = [field.name for field in ui.filter_fields(sheet("")["filter"].form)]
    assert fields == ["search", "group", "kinds", "province", "between", "open"]
    assert '<input type="hidden" name="sort" value="-name">' in page
    assert "checked" not in page


@pytest.mark.django_db
def test_the_number_chosen_stands_beside_the_number_there_are():
    context = sheet("group=cs")
    page = Paginator(range(58), 25).get_page(1)

    line = rendered("chosen", **context, page_obj=page, total_count=1312)

    assert line.startswith('<p class="filters__chosen">58 of 1 312, chosen by:')
    assert "58 found, chosen by:" in rendered("chosen", **context, page_obj=page)
    assert rendered("chosen", **sheet(""), page_obj=page, total_count=1312) == ""


@pytest.mark.parametrize(
    ("address", "default", "link", "aria"),
    [
        ("/?sort=name&page=2&group=cs", "", "?sort=-name&amp;group=cs", 'aria-sort="ascending"'),
        ("/?sort=-name", "", "?sort=name", 'aria-sort="descending"'),
        ("/?sort=due", "name", "?sort=name", ""),
        ("/", "name", "?sort=-name", 'aria-sort="ascending"'),
        ("/", "", "?sort=name", ""),
    ],
)
def test_a_column_heading_turns_the_order_round_keeps_the_filters_and_goes_to_the_first_page(
    address, default, link, aria
):
    heading = rendered(
        "sort_header", request=asked(address), field="name", label="Name", default_sort=default
    )

    assert f'href="{link}"' in heading
    assert aria in heading
    assert ("aria-sort" in heading) is bool(aria)


def test_pages_say_which_rows_they_show_and_keep_the_filters():
    page = Paginator(range(3210), 25).get_page(7)

    pages = rendered("pagination", request=asked("/?group=cs&page=7"), page_obj=page)

    assert "<p>151 to 175 of 3 210</p>" in pages
    assert 'href="?group=cs&amp;page=8" rel="next"' in pages
    assert pages.count("aria-current") == 1
    assert pages.count('<span class="pages__link">…</span>') == 2


def test_one_page_offers_no_other_and_an_empty_list_says_nothing():
    assert "pages__link" not in rendered(
        "pagination", request=asked(), page_obj=Paginator([1], 25).get_page(1)
    )
    assert rendered("pagination", request=asked(), page_obj=Paginator([], 25).get_page(1)) == ""


# Forms


class Engagement(forms.Form):
    title = forms.CharField(help_text="As it was announced.")
    kind = forms.ChoiceField(choices=[("m", "Meeting"), ("w", "Workshop")], widget=forms.RadioSelect)
    held_on = forms.DateField()
    notes = forms.CharField(required=False)
    document = forms.FileField(required=False)

    def clean(self):
        if self.cleaned_data.get("title") == "same":
            raise forms.ValidationError("The owner and the manager must be two people.")
        return self.cleaned_data

    def clean_notes(self):
        if self.cleaned_data["notes"] == "late":
            raise forms.ValidationError("The end, 1 March 2026, is before the start.")
        return self.cleaned_data["notes"]


class NextStep(forms.Form):
    what = forms.CharField()


def test_every_error_stands_at_the_top_with_a_link_to_its_field():
    form = Engagement({"title": "same", "held_on": "31 Feb", "notes": "late"})

    assert ui.listed_errors(form) == [
        ("", "The owner and the manager must be two people."),
        ("id_kind_0", "Kind: choose one."),
        ("id_held_on", "Held on: give a day that exists, for instance 31 March 2027."),
        ("id_notes", "The end, 1 March 2026, is before the start."),
    ]
    summary = rendered("error_summary", form=form)
    assert "Four things need your attention" in summary
    assert 'role="alert" tabindex="-1" autofocus' in summary


def test_one_error_is_one_thing_and_a_form_without_errors_shows_none():
    form = Engagement({"title": "Talk", "kind": "m"})

    assert "One thing needs your attention" in rendered("error_summary", form=form)
    assert rendered("error_summary", form=Engagement()) == ""


def test_errors_of_the_lines_under_a_form_are_listed_too():
    data = {"step-TOTAL_FORMS": "2", "step-INITIAL_FORMS": "0", "step-0-what": "", "step-1-what": "Write"}
    lines = formset_factory(NextStep, min_num=1)(data, prefix="step")

    assert ui.listed_errors(None, [("Next step", lines)]) == [
        ("id_step-0-what", "What: write an answer here; it cannot stay empty.")
    ]


def test_a_form_has_its_token_its_hints_before_the_controls_and_sends_files():
    page = rendered(
        "form", request=asked(), form=Engagement(), submit_label="Save engagement", cancel_url="/back/"
    )

    assert page.count("csrfmiddlewaretoken") == 1
    assert 'enctype="multipart/form-data"' in page
    assert page.index("As it was announced.") < page.index('name="title"')
    assert '<label for="id_notes" class="form-label">Notes</label>' in page
    assert '<label for="id_held_on" class="form-label requiredField">Held on</label>' in page
    assert '<button class="btn btn-primary" type="submit">Save engagement</button>' in page
    assert '<a class="btn btn-secondary" href="/back/">Cancel</a>' in page


def test_a_form_without_files_is_sent_plainly():
    assert "multipart" not in rendered("form", request=asked(), form=NextStep())


def test_a_field_with_an_error_says_it_once_and_points_to_it():
    page = rendered("form", request=asked(), form=Engagement({"kind": "m", "held_on": "2026-10-13"}))

    assert page.count("Write an answer here; it cannot stay empty.") == 1
    assert '<div id="id_title_error" class="invalid-feedback">' in page
    assert 'aria-describedby="id_title_helptext id_title_error"' in page


def test_an_edit_that_clashes_shows_both_versions():
    form = Engagement()
    form.conflict = [("Title", "Their words", "Your <words>")]

    page = rendered("form", request=asked(), form=form)

    assert "Somebody else saved this record while you were editing" in page
    assert '<td role="cell" data-label="Saved by somebody else">Their words</td>' in page
    assert '<td role="cell" data-label="Written by you">Your &lt;words&gt;</td>' in page


class Placing(forms.Form):
    level = forms.ChoiceField(choices=[("", "---------"), ("local", "Local")])
    seat = forms.ChoiceField(choices=[("", "---------"), ("a", "A")], required=False)
    district = forms.ModelChoiceField(Province.objects.none(), required=False)
    province = forms.ModelChoiceField(Province.objects.none(), empty_label="National", required=False)


@pytest.mark.django_db
def test_an_empty_choice_says_what_to_do_or_what_it_means():
    page = rendered("form", request=asked(), form=Placing())

    assert page.count("---------") == 0
    assert page.count('<option value="" selected>Choose one</option>') == 1
    assert page.count('<option value="" selected>None</option>') == 2
    assert page.count('<option value="" selected>National</option>') == 1


def test_a_group_of_choices_is_named_by_its_legend():
    page = rendered("form", request=asked(), form=Engagement())

    assert '<legend class="form-label requiredField">Kind</legend>' in page
    assert page.count('class="form-check-input" name="kind"') == 2


# Charts


def test_a_bar_beside_its_figures_is_hidden_from_a_screen_reader_and_alone_it_has_a_name():
    assert 'aria-hidden="true"' in rendered("bullet_bar", actual=9, target=10)
    assert 'role="img" aria-label="9 of 10"' in rendered("bullet_bar", actual=9, target=10, label="9 of 10")


def test_figures_of_a_drawing_have_a_point_whatever_the_language_says():
    assert 'width="75.56"' in rendered("bullet_bar", actual=170, target=180)
