"""The administration pages: for administrators, for accounts and lists, and never for programme data."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from partnerships.core.models import DocumentKind, User
from tests.factories import ProvinceFactory, StakeholderGroupFactory, UserFactory
from tests.people import person

pytestmark = pytest.mark.django_db


def administrator() -> User:
    return person("administrator", is_staff=True)


def test_programme_data_have_no_page_in_the_administration() -> None:
    registered = {model._meta.label for model in admin.site._registry}
    assert registered == {
        "core.DigestDay",
        "core.District",
        "core.DocumentKind",
        "core.Language",
        "core.Province",
        "core.ReminderLadder",
        "core.User",
        "mou.AgreementKind",
        "mou.ChallengeCategory",
        "mou.ClearanceStep",
        "mou.RequiredFact",
        "mou.ResourceKind",
        "mou.SigningDelegation",
        "mou.StandardClause",
        "mou.StandardSection",
        "mou.TemplateActivity",
        "mou.WorkplanTemplate",
        "reporting.NarrativePart",
        "reporting.PeriodRule",
        "reporting.ReturnRule",
        "stakeholders.CollaborationForm",
        "stakeholders.DecisionReason",
        "stakeholders.EngagementKind",
        "stakeholders.EngagementMode",
        "stakeholders.ExecutivePost",
        "stakeholders.GuideTopic",
        "stakeholders.InterviewGuide",
        "stakeholders.RelationshipKind",
        "stakeholders.StakeholderClass",
        "stakeholders.StakeholderGroup",
        "stakeholders.StakeholderType",
        "stakeholders.StructureKind",
        "strategy.LibraryKind",
        "strategy.PartnerGroup",
        "strategy.Pillar",
    }
    assert all(apps.get_model(label) for label in registered)


def test_every_list_opens_for_an_administrator(client: Client) -> None:
    StakeholderGroupFactory()
    client.force_login(administrator())
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist")).status_code == 200, name
        assert client.get(reverse(f"{name}_add")).status_code == 200, name


def test_others_are_kept_out(client: Client) -> None:
    client.force_login(person("unit_officer"))
    assert client.get(reverse("admin:core_user_changelist")).status_code in {302, 403}


def test_a_new_account_needs_a_sphere_that_fits_its_province(client: Client) -> None:
    client.force_login(administrator())
    gauteng = ProvinceFactory(code="GP")
    typed = {
        "email": "new@example.org",
        "name": "New Official",
        "post": "Officer",
        "sphere": "national",
        "province": gauteng.pk,
        "usable_password": "true",
        "password1": "a long and right one",
        "password2": "a long and right one",
    }
    refused = client.post(reverse("admin:core_user_add"), typed)
    assert "A provincial user needs a province" in refused.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()

    client.post(reverse("admin:core_user_add"), typed | {"sphere": "provincial"})
    assert User.objects.get(email="new@example.org").province == gauteng


def test_an_administrator_makes_nobody_a_superuser(client: Client) -> None:
    user = UserFactory()
    client.force_login(administrator())
    typed = {
        "email": user.email,
        "name": user.name,
        "post": "Officer",
        "sphere": "national",
        "is_active": "on",
        "is_superuser": "on",
    }
    client.post(reverse("admin:core_user_change", args=[user.pk]), typed)
    user.refresh_from_db()
    assert (user.post, user.is_superuser) == ("Officer", False)


def test_nothing_can_be_deleted(client: Client) -> None:
    group = StakeholderGroupFactory()
    client.force_login(administrator())
    address = reverse("admin:stakeholders_stakeholdergroup_delete", args=[group.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("extensions", "megabytes", "field", "refusal"),
    [
        (
            "pdf, exe",
            "5",
            "extensions",
            "The content of “exe” cannot be checked, so no such file is taken. "
            "Choose from pdf, docx, xlsx, jpg, jpeg, png.",
        ),
        ("pdf", "21", "largest_megabytes", "Ensure this value is less than or equal to 20."),
        ("pdf", "0", "largest_megabytes", "Ensure this value is greater than or equal to 1."),
    ],
)
def test_a_kind_of_document_promises_nothing_that_is_not_checked(
    client: Client, extensions: str, megabytes: str, field: str, refusal: str
) -> None:
    client.force_login(administrator())
    sent = {"code": "plan", "name": "Plan", "order": "50", "is_active": "on"}
    url = reverse("admin:core_documentkind_add")
    response = client.post(url, sent | {"extensions": extensions, "largest_megabytes": megabytes})

    assert response.context["adminform"].form.errors == {field: [refusal]}
    assert not DocumentKind.objects.filter(code="plan").exists()


def test_endings_of_a_kind_of_document_are_kept_as_they_are_compared(client: Client) -> None:
    client.force_login(administrator())
    sent = {"code": "plan", "name": "Plan", "order": "50", "is_active": "on", "largest_megabytes": "20"}
    client.post(reverse("admin:core_documentkind_add"), sent | {"extensions": ".PDF, docx, pdf"})

    assert DocumentKind.objects.get(code="plan").extensions == ["pdf", "docx"]
