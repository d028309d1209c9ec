"""Whom figures and reports wait for: evidence for whoever grades it, a signed return for the Unit, a section of a
report for its owner."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.reminding.waiting import BY_ME, Wait, register
from partnerships.core.timeline import joined, quarter_named
from partnerships.strategy.models import Indicator
from reporting.models import Actual, ProvincialReturn, ReportSection
from reporting.models.grade import EVIDENCE


def evidence_to_grade(person: User, day: date) -> Any:
    """Of figures that somebody else captured; older quarters stand in the register, and press nobody."""
    rows = Actual.objects.editable_by(person).exclude(captured_by=person)
    rows = rows.of_quarter(Quarter.containing(day).previous()).measured().with_grade()
    return rows.filter(EVIDENCE["waiting"][1])


def returns_to_accept(person: User, day: date) -> Any:
    """Signed by their province; of those in which this person had no hand."""
    rows = ProvincialReturn.objects.editable_by(person).filter(status=ProvincialReturn.Status.SIGNED)
    return rows.exclude(submitted_by=person).exclude(signed_by=person)


def sections_to_write(person: User, day: date) -> Any:
    return ReportSection.objects.editable_by(person).waiting().filter(owner=person)


def sections_of_others(person: User, day: date) -> Any:
    """Of the reports that this person compiles."""
    rows = ReportSection.objects.visible_to(person).waiting().filter(report__begun_by=person)
    return rows.exclude(owner=person)


SECTION = joined("title", Value(", "), quarter_named("report__"))

# Looked up for the few that are shown, not joined to all that are counted.
CODE = Subquery(Indicator._base_manager.filter(pk=OuterRef("indicator")).order_by().values("code"))
WHO = Subquery(User._base_manager.filter(pk=OuterRef("captured_by")).order_by().values("name"))
register(
    Wait(
        name="figures-to-grade",
        label="Evidence of figures to grade",
        permission="reporting.add_evidencegrade",
        rows=evidence_to_grade,
        since="captured_on",
        who=WHO,
        what=joined(CODE, Value(", "), Coalesce("province__name", Value("National"))),
        page="reporting:actual",
        act=("Grade", "reporting:actual_grade"),
        listed="reporting:actuals?evidence=latest",
    ),
    Wait(
        name="returns-to-accept",
        label="Returns of provinces to accept",
        permission="reporting.accept_provincialreturn",
        rows=returns_to_accept,
        since="signed_on",
        who="period__province__name",
        what=quarter_named("period__"),
        page="reporting:return",
        act=("Accept it, or send it back", "reporting:return_accept"),
        listed="reporting:returns",
    ),
    Wait(
        name="sections-to-write",
        label="Sections of the national report",
        permission="reporting.change_reportsection",
        rows=sections_to_write,
        since="report__begun_on",
        what=SECTION,
        page="reporting:section",
        act=("Write it", "reporting:section_edit"),
    ),
    Wait(
        name="sections-of-others",
        label="Sections of the national report",
        permission="reporting.add_nationalreport",
        rows=sections_of_others,
        since="report__begun_on",
        who="owner__name",
        what=SECTION,
        page="reporting:section",
        side=BY_ME,
    ),
)
