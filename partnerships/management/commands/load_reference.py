"""Fills the lists of the database from fixtures/: what is missing is created, what is there is left as it is.

The lists belong to the Unit from the first day on: a wording that it changed, an entry that it retired and a
stakeholder that it renamed stay so, however often this runs. Nothing is ever deleted.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import models, transaction
from django.utils import timezone

from partnerships.core.models import District, Province, Versioned
from partnerships.management.first_strategy import load_first_strategy
from stakeholders.models import (
    Engagement,
    EngagementKind,
    EngagementParticipant,
    FitCriteriaVersion,
    FitCriterion,
    FunctionalityBand,
    InstrumentQuestion,
    InstrumentVersion,
    InterviewGuide,
    Stakeholder,
    StakeholderGroup,
    StakeholderType,
)

ANNEXURE = "Annexure A, strategy report of January 2020"
ANNEXURE_FILE = "annexure_a.json"
INSTRUMENTS_FILE = "functionality_instruments.json"
CRITERIA_FILE = "fit_criteria.json"
STRATEGY_FILE = "strategy.json"
# Part → files, in an order in which every row finds what it names.
PARTS: dict[str, tuple[str, ...]] = {
    "geography": ("provinces.json", "districts.json"),
    "documents": ("languages.json", "document_kinds.json"),
    "reminders": ("reminder_ladders.json", "digest_days.json"),
    "stakeholders": (
        "stakeholder_groups.json",
        "stakeholder_types.json",
        "collaboration_forms.json",
        "decision_reasons.json",
        "stakeholder_classes.json",
        "relationship_kinds.json",
        "structure_kinds.json",
        "executive_posts.json",
        "engagement_kinds.json",
        "engagement_modes.json",
        "interview_guides.json",
        "guide_topics.json",
    ),
    "instruments": (INSTRUMENTS_FILE,),
    "criteria": (CRITERIA_FILE,),
    "agreements": (
        "agreement_kinds.json",
        "clearance_steps.json",
        "required_facts.json",
        "standard_sections.json",
        "standard_clauses.json",
        "resource_kinds.json",
        "challenge_categories.json",
        "workplan_templates.json",
        "template_activities.json",
    ),
    "strategy": ("pillars.json", "partner_groups.json", STRATEGY_FILE),
    "calendar": ("period_rules.json", "narrative_parts.json", "return_rules.json"),
    "library": ("library_kinds.json", "library_documents.json"),
    "annexure": (ANNEXURE_FILE,),
}


@dataclass
class Outcome:
    """What became of the rows of one kind. Kept: it differs from the fixture and stays as it is."""

    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        names = sorted({*self.created, *self.updated, *self.kept, *self.unchanged})
        return [
            f"{name}: {self.created[name]} created, {self.updated[name]} updated, "
            f"{self.kept[name]} changed by the Unit and kept, {self.unchanged[name]} unchanged"
            for name in names
        ]


class Command(BaseCommand):
    help = (
        "Load provinces, districts, lists, the functionality instrument, the fit criteria, the placeholder "
        "strategy and the engagements of Annexure A. "
        "Creates what is missing and leaves what is there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "parts",
            nargs="*",
            metavar="PART",
            help=f"Only these: {', '.join(PARTS)}. All when none is named.",
        )
        parser.add_argument(
            "--update",
            action="store_true",
            help=(
                "Also give existing entries of the lists the wording of the fixtures again. The strategy, adopted "
                "versions and recorded engagements are never overwritten."
            ),
        )

    def handle(self, *args: Any, parts: list[str], update: bool, verbosity: int, **options: Any) -> None:
        if unknown := [part for part in parts if part not in PARTS]:
            raise CommandError(f"There is no part “{unknown[0]}”. Name one of: {', '.join(PARTS)}.")
        outcome = Outcome()
        with transaction.atomic():
            for part in PARTS:
                if not parts or part in parts:
                    load_part(part, outcome, update=update)
        for line in outcome.lines():
            if verbosity:
                self.stdout.write(line)


def load_part(part: str, outcome: Outcome, *, update: bool) -> None:
    if part == "annexure":
        load_annexure(read(ANNEXURE_FILE), outcome)
        return
    if part == "instruments":
        load_instruments(read(INSTRUMENTS_FILE), outcome)
        return
    if part == "criteria":
        load_criteria(read(CRITERIA_FILE), outcome)
        return
    for name in PARTS[part]:
        written = read(name)
        if name == STRATEGY_FILE:
            load_strategy(written, outcome)
            continue
        try:
            for fields, given in zip(written, serializers.deserialize("python", written), strict=True):
                load_row(given, [*fields["fields"]], outcome, update=update)
        except (DeserializationError, ValidationError) as error:
            raise CommandError(f"fixtures/{name} cannot be loaded: {error}") from error


def read(name: str) -> Any:
    return json.loads((Path(settings.FIXTURE_DIRS[0]) / name).read_text(encoding="utf-8"))


def load_row(given: DeserializedObject, fields: list[str], outcome: Outcome, *, update: bool) -> None:
    """Create the row, or (``update``) give the fields that the fixture names the fixture's wording again."""
    row, lists = given.object, given.m2m_data or {}
    name = str(row._meta.verbose_name_plural)
    if row.pk is None:
        store(row, lists)
        outcome.created[name] += 1
        return
    stored = type(row)._base_manager.get(pk=row.pk)
    columns: dict[str, Any] = {column.name: column.attname for column in stored._meta.concrete_fields}
    plain = [columns[field] for field in fields if field not in lists]
    if all(getattr(stored, field) == getattr(row, field) for field in plain) and all(
        {related.pk for related in getattr(stored, field).all()} == pks(values)
        for field, values in lists.items()
    ):
        outcome.unchanged[name] += 1
    elif update:
        for field in plain:
            setattr(stored, field, getattr(row, field))
        if isinstance(stored, Versioned):
            stored.version += 1
        store(stored, lists)
        outcome.updated[name] += 1
    else:
        outcome.kept[name] += 1


def store(row: models.Model, lists: Mapping[str, Any]) -> None:
    row.full_clean()
    row.save()
    for name, values in lists.items():
        getattr(row, name).set(pks(values))


def pks(values: Any) -> set[int]:
    return {getattr(value, "pk", value) for value in values}


# --- The strategy ---------------------------------------------------------------


def load_strategy(given: dict[str, Any], outcome: Outcome) -> None:
    """The placeholders only show how a strategy is entered. Where a version stands, the Unit decides on the next."""
    is_new = load_first_strategy(given)
    (outcome.created if is_new else outcome.unchanged)["versions of the strategy"] += 1


# --- The functionality instrument ----------------------------------------------


def load_instruments(given: list[dict[str, Any]], outcome: Outcome) -> None:
    """Version 1 for each family of structures, adopted. A family that has any version is the Unit's and left alone.

    Not through the service: nobody of ours adopted it, so no person stands beside the day.
    """
    for written in given:
        versions = InstrumentVersion.objects.filter(family=written["family"])
        if versions.exists():
            outcome.unchanged["functionality instruments"] += 1
            continue
        version = InstrumentVersion(family=written["family"], number=1, introduction=written["introduction"])
        version.full_clean()
        version.save()
        for position, question in enumerate(written["questions"], start=1):
            store(InstrumentQuestion(version=version, position=position, **question), {})
        for result, begins in written["bands"].items():
            store(FunctionalityBand(version=version, result=result, from_per_cent=begins), {})
        versions.update(status=InstrumentVersion.Status.ADOPTED, adopted_on=timezone.localdate())
        outcome.created["functionality instruments"] += 1


# --- The fit criteria -------------------------------------------------------------


def load_criteria(given: dict[str, Any], outcome: Outcome) -> None:
    """Version 1, adopted. Where any version stands, the criteria are the Unit's and left alone.

    Not through the service, for the same reason as the instrument.
    """
    name = "versions of the fit criteria"
    if FitCriteriaVersion.objects.exists():
        outcome.unchanged[name] += 1
        return
    version = FitCriteriaVersion(number=1, introduction=given["introduction"], **given["marks"])
    version.full_clean()
    version.save()
    for position, criterion in enumerate(given["criteria"], start=1):
        store(FitCriterion(version=version, position=position, **criterion), {})
    FitCriteriaVersion.objects.filter(pk=version.pk).update(
        status=FitCriteriaVersion.Status.ADOPTED, adopted_on=timezone.localdate()
    )
    outcome.created[name] += 1


# --- Annexure A -----------------------------------------------------------------


def load_annexure(given: dict[str, list[dict[str, Any]]], outcome: Outcome) -> None:
    """The 43 engagements and the stakeholders that follow from them.

    An engagement is known by its number in the annexure; where it is recorded, neither it nor its stakeholder
    is looked at again, so that the Unit may rename, correct and archive.
    """
    recorded = set(
        Engagement.objects.filter(annexure_number__isnull=False).values_list("annexure_number", flat=True)
    )
    missing = [entry for entry in given["engagements"] if entry["number"] not in recorded]
    outcome.unchanged["engagements of Annexure A"] += len(recorded)
    if not missing:
        return
    groups = {row.code: row for row in StakeholderGroup.objects.all()}
    types = {row.code: row for row in StakeholderType.objects.all()}
    provinces: dict[str | None, Province | None] = {
        None: None,
        **{row.code: row for row in Province.objects.all()},
    }
    districts: dict[str | None, District | None] = {
        None: None,
        **{row.code: row for row in District.objects.all()},
    }
    kinds = {row.code: row for row in EngagementKind.objects.all()}
    guides: dict[str | None, InterviewGuide | None] = {
        None: None,
        **{row.code: row for row in InterviewGuide.objects.all()},
    }
    stakeholders: dict[tuple[str, str | None], Stakeholder] = {}
    try:
        for entry in given["stakeholders"]:
            found, is_new = Stakeholder.objects.get_or_create(
                name=entry["name"],
                province=provinces[entry["province"]],
                archived_on=None,
                defaults={
                    "short_name": entry["short_name"],
                    "group": groups[entry["group"]],
                    "type": types[entry["type"]],
                    "level": entry["level"],
                    "district": districts[entry["district"]],
                    "mandate": f"Printed in Annexure A as “{entry['printed']}”.",
                    "source": ANNEXURE,
                },
            )
            stakeholders[entry["name"], entry["province"]] = found
            outcome.created["stakeholders of Annexure A"] += is_new
        for entry in missing:
            stakeholder = stakeholders[tuple(entry["stakeholder"])]  # type: ignore[index]
            record_entry(entry, stakeholder, kinds[entry["kind"]], guides[entry["guide"]])
            outcome.created["engagements of Annexure A"] += 1
    except KeyError as error:
        raise CommandError(
            f"fixtures/{ANNEXURE_FILE} names {error}, which the lists do not hold. "
            "Load the parts geography and stakeholders first."
        ) from error


def record_entry(
    entry: dict[str, Any], stakeholder: Stakeholder, kind: EngagementKind, guide: InterviewGuide | None
) -> None:
    """Not through the services: nobody of ours recorded it, and no service may leave a date or a person open.

    The annexure prints day and month; the report is dated January 2020, so the year 2019 is inferred.
    """
    basis = Engagement.DateBasis.INFERRED if entry["held_on"] else Engagement.DateBasis.UNKNOWN
    engagement = Engagement(
        stakeholder=stakeholder,
        province=stakeholder.province,
        kind=kind,
        held_on=entry["held_on"],
        date_basis=basis,
        date_as_printed=entry["date_as_printed"],
        purpose=entry["purpose"],
        guide=guide,
        notes=entry["notes"],
        annexure_number=entry["number"],
        source=f"{ANNEXURE}, entry {entry['number']}",
    )
    engagement.full_clean()
    engagement.save()
    for participant in entry["participants"]:
        row = EngagementParticipant(
            engagement=engagement, side=EngagementParticipant.Side.THEIRS, **participant
        )
        row.full_clean()
        row.save()
