"""The records of the benchmark: as many as asked for, within every rule, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models

from mou.models import Activity, MoU, Obligation
from mou.terms import terms_of, terms_on
from partnerships.bench.data import EVIDENCE
from partnerships.bench.data.fullest import TOPPED_UP
from partnerships.bench.data.people import DOMAIN
from partnerships.core.models import Document, DocumentText, User
from partnerships.core.scoping import Scoped
from stakeholders.models import (
    ActionItem,
    Contact,
    Engagement,
    ExecutiveTerm,
    FunctionalityAssessment,
    Relationship,
    Stakeholder,
    StakeholderAnalysis,
    Structure,
)
from tests.bench.conftest import TINY, Loaded
from tests.data.conftest import kept_database  # noqa: F401 -- a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

# Each costs some statements; a rule that is broken is broken by more than one record in so many.
LOOKED_AT = 25
SEEDS_BEFORE = (1, 2)


def business_records() -> list[type[models.Model]]:
    scoped = (model for model in apps.get_models() if issubclass(model, Scoped))
    # What no table holds is read from others, which are asked themselves.
    return [model for model in scoped if model._meta.managed and not model._meta.abstract]


@pytest.mark.parametrize("model", business_records(), ids=lambda model: model._meta.label)
def test_every_record_passes_every_rule_of_its_model(model: Any) -> None:
    """What COPY does not ask: choices, lengths, validators and ``clean``; constraints are asked once more."""
    count = model._base_manager.count()
    step = max(1, count // LOOKED_AT)

    for record in model._base_manager.order_by("-pk")[::step]:
        record.full_clean()


def test_there_is_as_much_as_the_scale_says() -> None:
    invented = Stakeholder.objects.filter(source="Benchmark")
    counts = {
        "stakeholders": invented.count(),
        "mous": MoU.objects.count(),
        "obligations": Obligation.objects.exclude(text__startswith=TOPPED_UP).count(),
        "activities": Activity.objects.exclude(title__startswith=TOPPED_UP).count(),
        "engagements": Engagement.objects.filter(annexure_number=None).count(),
        "action_items": ActionItem.objects.count(),
        "structures": Structure.objects.count(),
    }

    assert counts == {name: getattr(TINY, name) for name in counts}


def test_what_the_wider_register_holds_is_there() -> None:
    for model in (FunctionalityAssessment, ExecutiveTerm, Relationship, StakeholderAnalysis):
        assert model.objects.exists(), model
    assert Stakeholder.objects.filter(
        stakeholder_class__isnull=False, relationship_manager__isnull=False
    ).exists()
    assert {*ActionItem.objects.values_list("status", flat=True)} == {*ActionItem.Status.values}


def test_one_stakeholder_has_30_contacts_200_engagements_and_50_documents() -> None:
    fullest = Stakeholder.objects.annotate(count=models.Count("engagements")).latest("count")

    assert (fullest.contacts.count(), fullest.count, fullest.documents.count()) == (30, 200, 50)
    assert DocumentText.objects.filter(document__in=fullest.documents.all(), outcome="read").count() == 50
    assert fullest in Stakeholder.objects.visible_to(User.objects.get(email=f"gauteng@{DOMAIN}"))


def test_one_agreement_has_40_obligations_60_activities_and_10_amendments() -> None:
    fullest = MoU.objects.annotate(count=models.Count("amendments")).latest("count")

    assert fullest.count == 10
    assert fullest.obligations.count() >= 40 and fullest.activities.count() >= 60
    # The later changes taken back, it says what it said when it was signed.
    then = terms_on(fullest, fullest.signed_on)
    assert (then.terms["notice_days"], terms_of(fullest).terms["notice_days"]) == (30, 40)
    texts = [line["text"] for line in then.clauses.values()]
    assert (len(texts), texts.count("The parties consult each other.")) == (90, 20)


def test_nothing_runs_in_a_circle() -> None:
    assert not Relationship.objects.filter(source__lte=models.F("target")).exists()


def test_every_tracked_record_has_the_event_of_its_creation() -> None:
    for name in (
        "stakeholders_contact",
        "stakeholders_actionitem",
        "mou_obligation",
        "stakeholders_structure",
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {name} record WHERE NOT EXISTS "  # noqa: S608 -- names of tables
                f"(SELECT 1 FROM {name}event event WHERE event.pgh_obj_id = record.id)"
            )
            assert cursor.fetchone() == (0,), name


def test_what_is_settled_has_the_moves_that_led_there() -> None:
    moved = {*ActionItem.objects.exclude(status="open").values_list("pk", flat=True)}
    table = apps.get_model("core", "StatusChange").objects.filter(content_type__model="actionitem")

    assert {*table.values_list("object_id", flat=True)} == moved


def test_a_redacted_person_is_empty_and_a_document_stands_for_itself() -> None:
    assert not Contact.objects.filter(redacted_on__isnull=False).exclude(email="").exists()
    assert {*Document.objects.values_list("size", flat=True)} == {len(EVIDENCE)}


def test_the_same_seed_on_the_same_day_gives_the_same_records(loaded: Loaded) -> None:
    assert loaded.before[1] == loaded.digest
    assert loaded.before[2] != loaded.digest


def test_each_table_is_told_with_its_rows(loaded: Loaded) -> None:
    told = {table.table: table.rows for table in loaded.written}

    assert (told["mou_mou"], told["stakeholders_actionitem"]) == (TINY.mous, TINY.action_items)


def refusals() -> Iterator[tuple[dict[str, Any], str]]:
    yield {"into": "another"}, "The database in use is {name}, not another. Nothing was loaded."
    yield (
        {},
        "DEBUG is off, so this may be a database that people work in. Nothing was loaded. "
        "If the benchmark is meant for it, name it: load_benchmark --into {name}",
    )


@pytest.mark.parametrize(("options", "sentence"), [*refusals()])
def test_the_wrong_database_is_refused(options: dict[str, Any], sentence: str, settings: Any) -> None:
    settings.DEBUG = False
    before = Stakeholder.objects.count()

    with pytest.raises(CommandError) as refusal:
        call_command("load_benchmark", scale="district", **options)

    assert str(refusal.value) == sentence.format(name=connection.settings_dict["NAME"])
    assert Stakeholder.objects.count() == before


def test_a_database_that_is_full_already_is_refused() -> None:
    name = connection.settings_dict["NAME"]

    with pytest.raises(CommandError, match=r"holds benchmark data already\. Make a new database"):
        call_command("load_benchmark", scale="district", into=name)
