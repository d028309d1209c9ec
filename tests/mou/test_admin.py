"""Administrators keep kinds of agreements, steps of clearance, delegations and clauses; nothing is deleted there."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from mou.admin import ClearanceStepForm
from mou.models import (
    AgreementKind,
    ChallengeCategory,
    ClearanceStep,
    RequiredFact,
    ResourceKind,
    SigningDelegation,
    StandardClause,
    StandardSection,
    TemplateActivity,
    WorkplanTemplate,
)
from tests.factories import AgreementKindFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_only_the_reference_lists_stand_in_the_administration() -> None:
    registered = {model for model in admin.site._registry if model._meta.app_label == "mou"}
    texts = {RequiredFact, StandardClause, StandardSection}
    plans = {ChallengeCategory, ResourceKind, TemplateActivity, WorkplanTemplate}
    assert registered == {AgreementKind, ClearanceStep, SigningDelegation} | texts | plans


@pytest.mark.parametrize("model", [AgreementKind, ClearanceStep, SigningDelegation, StandardClause])
def test_an_entry_is_retired_and_never_deleted(model: type) -> None:
    request = RequestFactory().get("/")
    request.user = UserFactory(is_superuser=True)
    assert admin.site.get_model_admin(model).has_delete_permission(request) is False


def test_a_step_needs_one_of_the_rights_that_exist() -> None:
    fields = {
        "kind": AgreementKindFactory().pk,
        "code": "legal",
        "name": "Legal opinion",
        "order": 1,
        "is_active": "on",
    }
    assert ClearanceStepForm(fields | {"permission": "mou.clear_legal"}).is_valid()
    assert set(ClearanceStepForm(fields | {"permission": "mou.clear_everything"}).errors) == {"permission"}
    assert set(ClearanceStepForm(fields | {"permission": "mou.sign_mou"}).errors) == {"permission"}
