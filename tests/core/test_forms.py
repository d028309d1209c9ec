"""Forms of records: figures as people write them, choices within the scope, two people saving the same record."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from partnerships.core.forms import CONFLICT, FigureField, FilesField, OwnProvinceMixin, ScopedModelForm
from partnerships.core.models import Province
from partnerships.core.numbers import figure
from stakeholders.models import Contact, Stakeholder
from tests.factories import ContactFactory, ProvinceFactory, StakeholderFactory
from tests.people import gift, nomsa

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


# Figures


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234", "1234"),
        (" 7 ", "7"),
        ("0", "0"),
        (",5", "0.5"),
    ],
)
def test_a_figure_is_read_as_people_write_it(typed, value):
    assert FigureField().clean(typed) == Decimal(value)


def test_an_empty_figure_is_none_and_not_zero():
    assert FigureField(required=False).clean("") is None
    assert FigureField(required=False).clean("  ") is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("twelve", "Write a figure, for instance 1 234 or 12,5."),
        ("1.234,5", "Write a figure, for instance 1 234 or 12,5."),
        ("NaN", "Write a figure, for instance 1 234 or 12,5."),
        ("Infinity", "Write a figure, for instance 1 234 or 12,5."),
        # A thousand by the English habit, or a figure with three decimals: nobody guesses which.
        ("1,234", "Write at most two decimals, for instance 12,25."),
        ("-1", "Write zero or more: a figure below zero cannot be measured."),
        ("1000000000", "Write a figure below one billion: this one is too long."),
    ],
)
def test_what_is_no_figure_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(ValidationError) as refused:
        FigureField().clean(typed)

    assert refused.value.messages == [sentence]


@given(st.decimals(min_value=0, max_value=999_999_999, places=2))
def test_a_figure_that_is_shown_can_be_sent_back_unchanged(value):
    field = FigureField()

    assert field.clean(field.prepare_value(value)) == value
    assert field.prepare_value(value) == figure(value)
    assert not field.has_changed(value, field.prepare_value(value))


def test_what_was_typed_wrongly_is_shown_again_as_it_was_typed():
    assert FigureField().prepare_value("twelve") == "twelve"


# Scope and clash


class StakeholderForm(ScopedModelForm):
    class Meta:
        model = Stakeholder
        fields = ["name", "group", "level", "mandate"]


class ContactForm(ScopedModelForm):
    class Meta:
        model = Contact
        fields = ["stakeholder", "name"]


class PlacedForm(OwnProvinceMixin, ScopedModelForm):
    class Meta:
        model = Stakeholder
        fields = ["name", "group", "level", "province"]


def data(record, **changes):
    given_data = {
        "name": record.name,
        "group": record.group_id,
        "level": record.level,
        "mandate": record.mandate,
        "version": record.version,
    }
    query = QueryDict(mutable=True)
    query.update({key: str(value) for key, value in (given_data | changes).items()})
    return query


def form(record, **changes):
    return StakeholderForm(
        data(record, **changes), instance=Stakeholder.objects.get(pk=record.pk), user=nomsa()
    )


@pytest.mark.django_db
def test_a_saved_edit_counts_itself():
    record = StakeholderFactory()
    edit = form(record, name="New name")

    assert edit.is_valid()
    edit.save()

    record.refresh_from_db()
    assert (record.name, record.version) == ("New name", 2)


@pytest.mark.django_db
def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing():
    record = StakeholderFactory(name="Before", mandate="Same")
    first = form(record, name="First")
    assert first.is_valid()
    first.save()

    second = form(record, name="Second", mandate="Mine")

    assert not second.is_valid()
    assert second.errors == {"__all__": [CONFLICT]}
    assert second.conflict == [("Name", "First", "Second"), ("Mandate", "Same", "Mine")]
    assert (second["name"].value(), second["mandate"].value()) == ("Second", "Mine")
    record.refresh_from_db()
    assert (record.name, record.mandate, record.version) == ("First", "Same", 2)


@pytest.mark.django_db
def test_whoever_saves_again_after_comparing_has_seen_the_other_version():
    record = StakeholderFactory()
    first = form(record, name="First")
    assert first.is_valid()
    first.save()
    record_seen = Stakeholder.objects.get(pk=record.pk)
    second = form(record, name="Second")
    assert not second.is_valid()

    again = StakeholderForm(second.data, instance=record_seen, user=nomsa())

    assert again.is_valid()
    assert again.save().name == "Second"


@pytest.mark.django_db
def test_a_save_between_checking_and_storing_is_refused_too():
    record = StakeholderFactory()
    first, second = form(record, name="First"), form(record, name="Second")
    assert first.is_valid()
    assert second.is_valid()
    first.save()

    with pytest.raises(ValidationError) as refused:
        second.save()

    assert refused.value.messages == [CONFLICT]
    record.refresh_from_db()
    assert (record.name, record.version) == ("First", 2)


@pytest.mark.django_db
def test_an_edit_without_its_version_is_refused():
    record = StakeholderFactory()
    query = data(record, name="New name")
    del query["version"]

    edit = StakeholderForm(query, instance=record, user=nomsa())

    assert list(edit.errors) == ["version"]


@pytest.mark.django_db
def test_a_record_of_another_province_is_no_choice_and_a_posted_number_is_invalid():
    own, foreign = (StakeholderFactory(province=ProvinceFactory(code=code)) for code in ("GP", "LP"))
    national = StakeholderFactory()

    offered = set(ContactForm(user=gift()).fields["stakeholder"].queryset)
    posted = ContactForm({"stakeholder": foreign.pk, "name": "Thandi"}, user=gift())

    assert offered == {own, national}
    assert list(posted.errors) == ["stakeholder"]
    assert str(foreign) not in str(posted.errors)


@pytest.mark.django_db
def test_a_provincial_record_belongs_to_the_province_of_whoever_enters_it():
    limpopo = ProvinceFactory(code="LP")
    template = StakeholderFactory()
    posted = {"name": "New", "group": template.group_id, "level": template.level, "province": limpopo.pk}

    entered = PlacedForm(posted, user=gift())

    assert "province" not in entered.fields
    assert entered.is_valid()
    assert entered.save().province.code == "GP"


@pytest.mark.django_db
def test_nationally_the_province_is_chosen_and_none_means_national():
    field = PlacedForm(user=nomsa()).fields["province"]

    assert field.empty_label == "National"
    assert set(field.queryset) == set(Province.objects.all())


@pytest.mark.django_db
def test_an_edit_does_not_move_a_record_to_the_editors_province():
    contact = ContactFactory(stakeholder__province=ProvinceFactory(code="LP"))
    record = contact.stakeholder

    edited = PlacedForm(
        {"name": "New", "group": record.group_id, "level": record.level, "version": 1},
        instance=record,
        user=gift(),
    )

    assert edited.is_valid()
    assert edited.save().province.code == "LP"


# Files


class SendingForm(forms.Form):
    documents = FilesField(required=False)


def sending(*uploads):
    return SendingForm({}, MultiValueDict({"documents": list(uploads)}))


def test_several_files_are_sent_in_one_field():
    form_ = sending(SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF))

    assert form_.is_valid()
    assert [upload.name for upload in form_.cleaned_data["documents"]] == ["a.pdf", "b.pdf"]


def test_no_file_is_no_error_where_none_is_required():
    form_ = sending()

    assert form_.is_valid()
    assert form_.cleaned_data["documents"] == []


def test_no_file_is_an_error_where_one_is_required():
    with pytest.raises(ValidationError):
        FilesField(required=True).clean([])


def test_every_file_that_is_refused_is_named():
    form_ = sending(
        SimpleUploadedFile("a.exe", b"MZ"),
        SimpleUploadedFile("b.pdf", PDF),
        SimpleUploadedFile("c.pdf", b"text"),
    )

    assert [sentence.split("”")[0] for sentence in form_.errors["documents"]] == [
        "“a.exe",
        "The content of “c.pdf",
    ]
