"""What templates need to say figures and dates and to draw lists and forms, in the words of this house."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from crispy_forms.helper import FormHelper
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from crispy_forms.utils import render_crispy_form
from django import forms, template
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Page
from django.db.models import Model
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm, BaseFormSet, BoundField
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from partnerships.core import charts, numbers

register = template.Library()

NOTHING = mark_safe('<span class="quiet">None</span>')
COUNT_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
# What to do about a field left empty, by its kind; the first that fits.
WANTED: tuple[tuple[type[forms.Field] | tuple[type[forms.Field], ...], str], ...] = (
    (forms.DateField, "Give the date."),
    (forms.FileField, "Choose a file."),
    ((forms.MultipleChoiceField, forms.ModelMultipleChoiceField), "Choose at least one."),
    ((forms.ChoiceField, forms.ModelChoiceField), "Choose one."),
    (forms.BooleanField, "Tick the box to go on."),
    (forms.IntegerField, "Give a figure; zero is an answer."),
)
WANTED_OTHERWISE = "Write an answer here; it cannot stay empty."
BLANK = BLANK_CHOICE_DASH[0][1]
# Parameters of a list's address that are not filters.
NOT_FILTERS = {"sort", "page", "format"}


# Figures, dates, words


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """{{ actual|number }}, {{ actual|number:1 }}; what is no figure stays as it is, nothing stays nothing."""
    return numbers.number(value, decimals) if _is_figure(value) else "" if value is None else str(value)


@register.filter
def figure(value: Any, suffix: str = "") -> str:
    """{{ actual.value|figure:indicator.suffix }}: 12,5 or 80 %, without the noughts that storing added."""
    return numbers.figure(value, suffix) if _is_figure(value) else "" if value is None else str(value)


@register.filter
def signed_figure(value: Any, suffix: str = "") -> str:
    """{{ variance|signed_figure:indicator.suffix }}: +2,5 or −10 %."""
    return numbers.signed_figure(value, suffix) if _is_figure(value) else "" if value is None else str(value)


@register.filter
def signed(value: Any, decimals: int | None = None) -> str:
    """{{ variance|signed }}: +12 or −12."""
    return numbers.signed(value, decimals) if _is_figure(value) else "" if value is None else str(value)


@register.filter
def rands(value: Any) -> str:
    """{{ mou.contributions_value|rands }}: R 1 250 000; nothing stays nothing."""
    return numbers.rands(value) if _is_figure(value) else ""


@register.filter
def percent(value: Any, decimals: int | None = None) -> str:
    """{{ share|percent }}: 80 %."""
    return numbers.percent(value, decimals) if _is_figure(value) else "" if value is None else str(value)


def _day(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def date_long(value: Any) -> str:
    """{{ mou.ends_on|date_long }}: 13 October 2026."""
    return numbers.date_long(_day(value)) if isinstance(value, date) else ""


@register.filter
def date_short(value: Any) -> str:
    """{{ mou.ends_on|date_short }}: 13 Oct 2026."""
    return numbers.date_short(_day(value)) if isinstance(value, date) else ""


@register.filter
def datetime_long(value: Any) -> str:
    """{{ entry.when|datetime_long }}: 13 October 2026, 09:40; a day without a time is only a day."""
    if not isinstance(value, datetime):
        return date_long(value)
    return numbers.datetime_long(timezone.localtime(value) if timezone.is_aware(value) else value)


@register.filter
def phone(value: Any) -> str:
    """{{ contact.phone|phone }}: 011 123 4567."""
    return numbers.phone(str(getattr(value, "as_e164", value))) if value else ""


@register.filter
def file_size(value: Any) -> str:
    """{{ document.size|file_size }}: 2,1 MB."""
    return numbers.file_size(value) if isinstance(value, int) else ""


@register.filter
def or_none(value: Any) -> str | SafeString:
    """The value, or the word "None" in quiet type: no cell is ever empty. Zero is a value."""
    is_nothing = value is None or value == "" or (isinstance(value, list | tuple | set | dict) and not value)
    return NOTHING if is_nothing else value


# Lists


class SortState(NamedTuple):
    """What a column heading does: the order it asks for, and the order it is in now."""

    next: str
    aria: str


@register.simple_tag(takes_context=True)
def sort_state(context: template.Context, field: str) -> SortState:
    """The present order comes from the address, otherwise from ``default_sort`` of the view."""
    request = context.get("request")
    asked = request.GET.get("sort", "") if request else ""
    current = (asked or context.get("default_sort") or "").split(",")[0]
    if current == field:
        return SortState(f"-{field}", "ascending")
    return SortState(field, "descending" if current == f"-{field}" else "")


@register.simple_tag
def filter_fields(form: BaseForm) -> list[BoundField]:
    """The visible fields of a filter, the search first; the order is chosen by the column headings."""
    fields = [field for field in form.visible_fields() if field.name not in NOT_FILTERS]
    return sorted(fields, key=lambda field: field.name != "search")


@register.filter
def control(field: BoundField) -> SafeString:
    """The bare control of a field with the house's classes, for filters and for tables of inputs."""
    widget = field.field.widget
    kind = "form-control"
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "form-check-input"
    elif isinstance(widget, forms.Select):
        kind = "form-select"
        _name_the_blank(field.field)
    given = widget.attrs.get("class", "")
    classes = " ".join(part for part in (given, kind, "is-invalid" if field.errors else "") if part)
    return field.as_widget(attrs={"class": classes})


@register.filter
def attributes(attrs: dict[str, Any]) -> SafeString:
    """The attributes of a control, as Django's own template writes them."""
    return flatatt(attrs)


@register.filter
def options(choices: list[Any]) -> SafeString:
    """The options of one group of a select, as Django's own templates write them, which take ten times as long."""
    return format_html_join(
        "",
        '\n  <option value="{}"{}>{}</option>',
        ((str(option["value"]), flatatt(option["attrs"]), option["label"]) for option in choices),
    )


def _name_the_blank(field: forms.Field) -> None:
    """A word in place of Django's dashes: what to do, or what leaving it means."""
    word = "Choose one" if field.required else "None"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == BLANK:
            field.empty_label = word
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.widget.choices = [(value, word if label == BLANK else label) for value, label in choices]


class Chip(NamedTuple):
    """One thing a list was chosen by, and the address of the list without it."""

    label: str
    value: str
    query: str


@register.simple_tag(takes_context=True)
def chosen_chips(context: template.Context, filterset: Any) -> list[Chip]:
    """What a list is chosen by, in words. An invalid value is no choice: the form shows its error."""
    form, query = filterset.form, context["request"].GET
    if not form.is_bound or not form.is_valid():
        return []
    return [
        Chip(str(field.label), value, _without(query, field.name, raw))
        for field in filter_fields(form)
        for value, raw in _chosen_values(field, form.cleaned_data.get(field.name))
    ]


def _chosen_values(field: BoundField, cleaned: Any) -> Iterable[tuple[str, str | None]]:
    """(in words, in the address) for each chosen value; several when a field takes several."""
    if cleaned is None or cleaned in ("", []):
        return
    labels = _flat_choices(field)
    if isinstance(field.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        for one in cleaned:
            raw = str(one.pk) if isinstance(one, Model) else str(one)
            yield (str(one) if isinstance(one, Model) else labels.get(raw, raw)), raw
    elif isinstance(cleaned, slice):
        ends = [_said(end) for end in (cleaned.start, cleaned.stop)]
        yield (
            (f"{ends[0]} to {ends[1]}" if all(ends) else f"from {ends[0]}" if ends[0] else f"to {ends[1]}"),
            None,
        )
    elif isinstance(cleaned, Model):
        yield str(cleaned), None
    else:
        yield labels.get(str(cleaned)) or _said(cleaned), None


def _flat_choices(field: BoundField) -> dict[str, str]:
    choices = getattr(field.field, "choices", ())
    if isinstance(field.field, forms.ModelChoiceField):
        # Only the "none of them" label: the records themselves were already fetched.
        null = getattr(field.field, "null_value", None)
        return {str(null): str(getattr(field.field, "null_label", null))}
    pairs: list[tuple[Any, Any]] = []
    for value, label in choices:
        pairs += label if isinstance(label, list | tuple) else [(value, label)]
    return {str(value): str(label) for value, label in pairs if value not in ("", None)}


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return date_long(value)
    return number(value)


def _without(query: QueryDict, name: str, raw: str | None) -> str:
    """The address of the list without one filter, or without one of its values; from its first page."""
    left = query.copy()
    left.pop("page", None)
    for key in [
        key
        for key in left
        if key == name or key in {f"{name}_{end}" for end in ("min", "max", "after", "before")}
    ]:
        kept = [value for value in left.getlist(key) if raw is not None and value != raw]
        left.setlist(key, kept) if kept else left.pop(key)
    return f"?{left.urlencode()}"


@register.filter
def page_numbers(page: Page) -> list[int | str]:
    """1 2 3 … 9: the pages to offer."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


# Forms


class ListedError(NamedTuple):
    anchor: str
    text: str


@register.simple_tag
def listed_errors(form: BaseForm | None, formsets: Iterable[Any] = ()) -> list[ListedError]:
    """Every error of a form and its formsets, in the order of the page, each with the field it belongs to."""
    errors = _form_errors(form) if form else []
    for entry in formsets or ():
        formset: BaseFormSet[Any] = entry[1] if isinstance(entry, list | tuple) else entry
        if formset.is_bound:
            errors += [ListedError("", str(text)) for text in formset.non_form_errors()]
            for one in formset.forms:
                errors += _form_errors(one)
    return errors


def _form_errors(form: BaseForm) -> list[ListedError]:
    listed = [ListedError("", str(text)) for text in form.non_field_errors()]
    data = form.errors.as_data()
    for name in form.fields:
        if name in data and name != NON_FIELD_ERRORS:
            bound = form[name]
            listed += [ListedError(_anchor(bound), _sentence(bound, error)) for error in data[name]]
    return listed


def _anchor(bound: BoundField) -> str:
    """The id of the control, or of the first one of a group."""
    if bound.is_hidden:
        return ""
    return bound.id_for_label or (f"{bound.auto_id}_0" if bound.auto_id else "")


def _sentence(bound: BoundField, error: ValidationError) -> str:
    text = _advice(bound, error)
    # Messages with a code are general and name no field; ours are sentences that stand alone.
    return f"{bound.label}: {text[:1].lower()}{text[1:]}" if error.code else text


@register.filter
def field_errors(bound: BoundField) -> list[str]:
    """The errors of one field, each a sentence that says what to do."""
    return [_advice(bound, error) for error in bound.errors.as_data()]


def _advice(bound: BoundField, error: ValidationError) -> str:
    if error.code == "required":
        return _what_is_wanted(bound.field)
    if error.code == "invalid" and isinstance(bound.field, forms.DateField):
        return "Give a day that exists, for instance 31 March 2027."
    if error.code == "invalid_choice":
        return "Choose one of the entries that are offered."
    return " ".join(error.messages)


def _what_is_wanted(field: forms.Field) -> str:
    return next((text for kinds, text in WANTED if isinstance(field, kinds)), WANTED_OTHERWISE)


@register.filter
def in_words(count: int) -> str:
    """Nine and below in words, as a sentence begins."""
    return COUNT_WORDS[count] if 0 <= count < len(COUNT_WORDS) else numbers.number(count)


@register.simple_tag
def has_files(form: BaseForm, formsets: Iterable[Any] = ()) -> bool:
    """A form with files needs another encoding; so does one whose formset has files."""
    sets = [entry[1] if isinstance(entry, list | tuple) else entry for entry in formsets or ()]
    return form.is_multipart() or any(formset.is_multipart() for formset in sets)


@register.simple_tag(takes_context=True)
def form_fields(context: template.Context, form: BaseForm) -> SafeString:
    """The fields of a form as crispy-forms draws them, by the form's own layout where it has one."""
    helper = getattr(form, "helper", None)
    if not isinstance(helper, FormHelper):
        return as_crispy_form(form)
    # The form element, its token and its buttons belong to components/form.html.
    helper.form_tag, helper.disable_csrf = False, True
    return render_crispy_form(form, helper, context.flatten())


# Records


@register.filter
def allowed(actions: Iterable[Any]) -> list[Any]:
    """The moves that can be made now."""
    return [action for action in actions if not action.blockers]


@register.filter
def blocked(actions: Iterable[Any]) -> list[Any]:
    """The moves that something still stands against."""
    return [action for action in actions if action.blockers]


@register.filter
def beside(first: Iterable[Any], second: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Two lists of the same length, walked together."""
    return list(zip(first, second, strict=True))


# Charts


@register.simple_tag
def bullet_bar_rects(actual: Any, target: Any, full: Any, tone: Any) -> list[charts.Rect]:
    return charts.bullet_bar(_given(actual), _given(target), full=_given(full), tone=tone or "")


@register.simple_tag
def stacked_bar_rects(parts: Any, full: Any) -> list[charts.Rect]:
    return charts.stacked_bar(parts, full=_given(full))


def _given(value: Any) -> Any:
    """A parameter that the page did not give arrives as an empty text."""
    return None if value == "" else value
