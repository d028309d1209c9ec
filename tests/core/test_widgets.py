"""The templates of form controls that this house wrote anew give what Django's own give."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test.html import parse_html

PLAIN = [("", "Any"), (1, "One & more"), ("b", "<b>")]
GROUPED = [("", "Any"), ("Metros", [("1", "One"), ("2", "Two")]), ("Districts", [("3", "Three")])]


class WithDisabled(forms.Select):
    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {"disabled": value == "b", "data-kind": '"quoted"'}
        return option


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, WithDisabled])
@pytest.mark.parametrize("choices", [PLAIN, GROUPED, []])
@pytest.mark.parametrize("value", [None, "1", "b", ["1", "3"]])
def test_a_select_is_written_as_django_writes_it(widget, choices, value):
    control = widget(attrs={"id": "id_place", "class": "form-select", "required": True}, choices=choices)

    ours = control.render("place", value, renderer=TemplatesSetting())
    djangos = control.render("place", value, renderer=DjangoTemplates())

    assert parse_html(ours) == parse_html(djangos)


def test_no_choice_can_break_out_of_its_option():
    control = forms.Select(choices=[('"><script>', "<script>alert(1)</script>")])

    assert "<script>" not in control.render("place", None, renderer=TemplatesSetting())
