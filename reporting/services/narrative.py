"""The sections of a report of the country: laid out when it is begun, given to owners, written and settled by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from partnerships.core import history
from partnerships.core.models import User
from reporting.lifecycle.narrative import SECTION_LIFECYCLE, WRITE
from reporting.models import NarrativePart, NationalReport, ReportSection

Place = NarrativePart.Place
GIVE = "reporting.add_nationalreport"


def writers() -> QuerySet[User]:
    """Who may own a section: national colleagues with the right to write one."""
    held = Permission.objects.filter(content_type__app_label="reporting", codename=WRITE.split(".")[1])
    holding = User.objects.filter(Q(user_permissions__in=held) | Q(groups__permissions__in=held))
    return User.objects.filter(
        is_active=True, sphere=User.Sphere.NATIONAL, pk__in=holding.values("pk")
    ).order_by("name")


def lay_out_sections(report: NationalReport, *, thrusts: list[tuple[str, str]], by: User) -> None:
    """What the report lacks of its sections; each goes to its owner of the report before, or to whoever compiles.

    A section that is there stays as it is, whatever became of its thrust.
    """
    wanted = [
        (part, code, f"Thrust {code}: {name}" if code else part.name)
        for part in NarrativePart.objects.in_use()
        for code, name in (thrusts if part.place == Place.THRUST else [("", "")])
    ]
    there = {(one.part_id, one.thrust): one for one in report.sections.all()}  # type: ignore[attr-defined]
    before = _owners_before(report) if len(there) < len(wanted) else {}
    for position, (part, code, title) in enumerate(wanted, start=1):
        if (part.pk, code) in there:
            continue
        section = ReportSection(
            report=report,
            part=part,
            thrust=code,
            title=title,
            position=position,
            owner=before.get((part.pk, code), by),
        )
        section.full_clean()
        section.save()


def _owners_before(report: NationalReport) -> dict[tuple[int, str], User]:
    may = {user.pk: user for user in writers()}
    last = NationalReport.objects.exclude(pk=report.pk).filter(sections__isnull=False).first()
    found = ReportSection.objects.filter(report=last) if last else ReportSection.objects.none()
    return {(one.part_id, one.thrust): may[one.owner_id] for one in found if one.owner_id in may}


@transaction.atomic
def write_section(section: ReportSection, *, by: User, save: Callable[[], Any]) -> ReportSection:
    """Store what was typed, while the report is compiled and nobody has called the section ready."""
    held = _held(section, by)
    if held.status != ReportSection.Status.WRITING:
        raise ValidationError(
            f"“{held.title}” is “{held.get_status_display()}”. Its owner, {held.owner.name}, takes it up again first."
        )
    with history.acting(by):
        save()
    return section


@transaction.atomic
def move_section(section: ReportSection, name: str, *, by: User, note: str = "") -> None:
    """Ready, nothing to report (``note`` says why), or to be written on."""
    _held(section, by)
    SECTION_LIFECYCLE.apply(
        section, name, by=by, note=note, nothing_because=note.strip() if name == "nothing" else ""
    )


@transaction.atomic
def give_section(section: ReportSection, *, by: User, to: User, note: str) -> ReportSection:
    """To another owner, by whoever compiles the report; what is written stays."""
    if not (by.is_national and by.has_perm(GIVE)):
        raise PermissionDenied
    held = _held(section, by)
    if not writers().filter(pk=to.pk).exists():
        raise ValidationError({"owner": f"{to.name} cannot write a section. Choose somebody who can."})
    if held.owner_id == to.pk:
        raise ValidationError({"owner": f"{to.name} owns this section already."})
    held.owner, held.version = to, held.version + 1
    held.full_clean()
    with history.acting(by, note):
        held.save()
    return held


def _held(section: ReportSection, by: User) -> ReportSection:
    """The section, with its report held as it stands: a review waits until this is done, and this for a review."""
    if not by.is_national:
        raise PermissionDenied
    report = NationalReport.objects.select_for_update().get(pk=section.report_id)
    if report.status != NationalReport.Status.COMPILING:
        raise ValidationError(
            "The report was reviewed as it stands. It is sent back before a section changes."
        )
    found: ReportSection = (
        ReportSection.objects.select_related("owner").select_for_update(of=("self",)).get(pk=section.pk)
    )
    return found
