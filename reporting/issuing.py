"""Compiling the report of the country, taking it through its steps, issuing it, and telling what changed afterwards.

The figures are computed when the report is compiled, and are the same bytes from then on: what is reviewed is what is
approved, and what is approved is what is sealed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.calendar import Quarter
from partnerships.core.models import ListExport, User
from partnerships.core.numbers import date_long, number
from partnerships.core.states import State
from reporting.lifecycle.issue import ISSUE, NATIONAL_LIFECYCLE
from reporting.models import Compilation, Erratum, IssuedFile, IssuedReport, NationalReport
from reporting.models.issue import next_position
from reporting.renderers.eqprs import render_eqprs
from reporting.renderers.pdf import render_pdf
from reporting.renderers.word import render_word
from reporting.renderers.workbook import render_workbook
from reporting.reports.document import QuarterlyReport, Seal
from reporting.reports.narrative import narrative_of
from reporting.reports.quarterly import quarterly_report
from reporting.reports.redaction import redacted
from reporting.reports.sealed import differences, from_bytes, to_bytes
from reporting.services.narrative import lay_out_sections

COMPILE, REDACT = "reporting.add_nationalreport", "reporting.redact_nationalreport"
COPIES = "reporting:redacted_copy"
Kind = IssuedFile.Kind


def begin_report(*, by: User, quarter: Quarter) -> NationalReport:
    """Begin the report of a quarter that is over, and compile it for the first time."""
    _need(by, COMPILE)
    if not quarter.is_closed_on(timezone.localdate()):
        raise ValidationError(
            f"{quarter} runs until {date_long(quarter.end)}. Its report is compiled after that day."
        )
    document = quarterly_report(quarter, province=None, viewer=by)
    report = NationalReport(
        year=quarter.year, quarter=quarter.number, begun_by=by, begun_on=timezone.localdate()
    )
    with transaction.atomic(), history.acting(by, "Begun."):
        report.full_clean()
        try:
            with transaction.atomic():
                report.save()
        except IntegrityError:  # somebody else began it in the same moment
            raise ValidationError(
                "The report of that quarter is begun already. Open it in the list."
            ) from None
        _keep(report, to_bytes(document), by)
        lay_out_sections(report, thrusts=_thrusts(document), by=by)
    return report


def compile_anew(report: NationalReport, *, by: User) -> Compilation:
    """Compute every figure again, as long as nobody has reviewed them."""
    _need(by, COMPILE)
    document = quarterly_report(report.period, province=None, viewer=by)
    with transaction.atomic(), history.acting(by, "Compiled anew."):
        held = NationalReport.objects.select_for_update().get(pk=report.pk)
        if held.status != NationalReport.Status.COMPILING:
            raise ValidationError("The figures were reviewed. Send the report back first, with a reason.")
        lay_out_sections(held, thrusts=_thrusts(document), by=by)
        return _keep(held, to_bytes(document), by)


def compiled(report: NationalReport) -> QuarterlyReport:
    """The report as it was compiled last, from its bytes; with its seal once it is issued.

    Until it is reviewed, the sections that people write at are told as they stand.
    """
    issue = IssuedReport.objects.filter(report=report).select_related("issued_by").first()
    found = issue.compilation if issue else report.latest
    document = from_bytes(bytes(found.figures))
    if report.status == NationalReport.Status.COMPILING:
        return replace(document, narrative=narrative_of(report))
    return replace(document, seal=_seal(report, found, issue)) if issue else document


def move(report: NationalReport, name: str, *, by: User, note: str = "") -> None:
    """One step of the life cycle, whichever it is."""
    today = timezone.localdate()
    nobody = dict.fromkeys(("reviewed_by", "reviewed_on", "approved_by", "approved_on"))
    fields: dict[str, dict[str, Any]] = {
        "review": {"reviewed_by": by, "reviewed_on": today},
        "approve": {"approved_by": by, "approved_on": today},
        "return": nobody,
    }
    if name == "issue":
        issue_report(report, by=by, note=note)
        return
    with transaction.atomic():
        NATIONAL_LIFECYCLE.apply(report, name, by=by, note=note, **fields[name])
        if name == "review":
            _take_in_sections(report)


def _take_in_sections(report: NationalReport) -> None:
    """What is reviewed has its texts in its bytes: beside the same figures, compiled by the same person."""
    source = report.latest
    figures = to_bytes(replace(from_bytes(bytes(source.figures)), narrative=narrative_of(report)))
    if figures != bytes(source.figures):
        _keep(report, figures, source.compiled_by)


def issue_report(report: NationalReport, *, by: User, note: str = "") -> IssuedReport:
    """Seal the report: its figures and its files, each with its SHA-256. All of it, or nothing.

    The files are made before the transaction, which is short: whoever presses a second time, or is killed on the way,
    leaves nothing half done. Raises PdfError when no PDF can be made.
    """
    _need(by, ISSUE)
    report.refresh_from_db()
    source = report.latest
    # Said before a long computation, and again by the life cycle when it is done.
    if report.status != NationalReport.Status.APPROVED:
        raise ValidationError(
            "Only an approved report is issued. Somebody may have moved it; reload the page."
        )
    now = timezone.localtime()
    issue = IssuedReport(report=report, compilation=source, number=report.number, issued_by=by, issued_at=now)
    figures = bytes(source.figures)
    document = replace(from_bytes(figures), seal=_seal(report, source, issue))
    contents = {
        Kind.PDF: render_pdf(document),
        Kind.EXCEL: render_workbook(document),
        Kind.WORD: render_word(document),
        Kind.EQPRS: render_eqprs(document),
        Kind.FIGURES: figures,
    }
    with transaction.atomic():
        NATIONAL_LIFECYCLE.apply(report, "issue", by=by, note=note)
        if report.latest.pk != source.pk:
            raise ValidationError("The report was compiled anew meanwhile. Reload the page.")
        issue.save()
        for kind, content in contents.items():
            IssuedFile.objects.create(
                issue=issue,
                kind=kind,
                content=content,
                size=len(content),
                sha256=sha256(content).hexdigest(),
            )
    return issue


def changes_since(issue: IssuedReport, *, viewer: User) -> tuple[list[dict[str, str]], bytes]:
    """What differs today from what was sealed, and today's figures as bytes."""
    sealed = from_bytes(bytes(issue.compilation.figures))
    # What people wrote is no record that could be counted anew.
    now = replace(quarterly_report(sealed.quarter, province=None, viewer=viewer), narrative=sealed.narrative)
    return differences(sealed, now), to_bytes(now)


def publish_erratum(issue: IssuedReport, *, by: User, reason: str) -> Erratum:
    """Keep today's differences against the sealed figures as the next erratum. Nothing that was sealed changes."""
    _need(by, ISSUE)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the records changed after the report was issued."})
    found, figures = changes_since(issue, viewer=by)
    if not found:
        raise ValidationError("Every figure is as it was issued. There is nothing to put right.")
    with transaction.atomic():
        # Two at once: the second waits here, and is told when the same was published meanwhile.
        held = IssuedReport.objects.select_for_update().get(pk=issue.pk)
        last = held.errata.order_by("-position").first()  # type: ignore[attr-defined]
        if last and last.changes == found:
            raise ValidationError(f"Erratum {last.position} lists these differences already.")
        return Erratum.objects.create(
            issue=held,
            position=next_position(held),
            published_by=by,
            published_at=timezone.now(),
            reason=reason.strip(),
            changes=found,
            sha256=sha256(figures).hexdigest(),
        )


def redacted_copy(report: NationalReport, *, by: User, form: str, reader: str) -> QuarterlyReport:
    """The issued report under pseudonyms; who took it out, and for which reader outside, is noted with other files."""
    _need(by, REDACT)
    if report.status != NationalReport.Status.ISSUED:
        raise ValidationError("Only an issued report is given to readers outside. This one is still a draft.")
    document, taken_out = redacted(compiled(report), number=report.number)
    chosen = urlencode({"of": report.number, "for": reader})
    ListExport.objects.create(list_name=COPIES, query=chosen, format=form, rows=taken_out, exported_by=by)
    return document


# Whether a file is what was issued


@dataclass(frozen=True)
class Verdict:
    """What is known of a file: issued to the byte (``is_same``), a changed copy of what was issued, or neither.

    ``first`` counts from 1: the first byte of a changed copy that differs.
    """

    sha256: str
    size: int
    file: IssuedFile | None = None
    is_same: bool = False
    first: int = 0

    @property
    def state(self) -> State:
        if self.is_same:
            return State("As it was issued", "good")
        return State("Changed", "overdue") if self.file else State("Not known", "none")

    @property
    def in_words(self) -> str:
        if self.file is None:
            return "No issued report is this file, or a copy of it with a few bytes changed."
        name, day = self.file.issue.number, date_long(timezone.localdate(self.file.issue.issued_at))
        what = f"{name}, {self.file.get_kind_display()}, issued on {day}"  # type: ignore[attr-defined]
        if self.is_same:
            return f"This is {what}. Not one byte differs."
        first = number(self.first)
        return f"This is not what was issued. It resembles {what}; the first byte that differs is number {first}."


def verify(content: bytes) -> Verdict:
    """Which issued file this is. A copy counts as changed when it begins or ends as an issued file of its kind does."""
    found = sha256(content).hexdigest()
    files = IssuedFile.objects.select_related("issue")
    if same := files.filter(sha256=found).first():
        return Verdict(found, len(content), same, is_same=True)
    best: tuple[int, IssuedFile] | None = None
    for one in files.iterator(chunk_size=1):
        alike = _alike(content, bytes(one.content))
        if alike * 2 > one.size and (best is None or alike > best[0]):
            best = alike, one
    if best is None:
        return Verdict(found, len(content))
    first = _same_from_start(content, bytes(best[1].content)) + 1
    return Verdict(found, len(content), best[1], first=first)


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes are the same from the beginning and from the end."""
    start = _same_from_start(one, other)
    if start == min(len(one), len(other)):
        return start
    return start + _same_from_start(one[start:][::-1], other[start:][::-1])


def _same_from_start(one: bytes, other: bytes) -> int:
    """By halves: comparing slices is quick, comparing bytes is not."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _keep(report: NationalReport, figures: bytes, by: User) -> Compilation:
    return Compilation.objects.create(
        report=report,
        compiled_by=by,
        compiled_at=timezone.now(),
        figures=figures,
        sha256=sha256(figures).hexdigest(),
    )


def _thrusts(document: QuarterlyReport) -> list[tuple[str, str]]:
    return [(thrust.code, thrust.name) for area in document.focus_areas for thrust in area.thrusts]


def _seal(report: NationalReport, source: Compilation, issue: IssuedReport) -> Seal:
    assert report.reviewed_by and report.reviewed_on and report.approved_by and report.approved_on
    return Seal(
        number=issue.number,
        issued_at=timezone.localtime(issue.issued_at),
        issued_by=issue.issued_by.name,
        sha256=source.sha256,
        compiled=f"{source.compiled_by.name}, {date_long(timezone.localdate(source.compiled_at))}",
        reviewed=f"{report.reviewed_by.name}, {date_long(report.reviewed_on)}",
        approved=f"{report.approved_by.name}, {date_long(report.approved_on)}",
    )


def _need(by: User, right: str) -> None:
    if not (by.is_national and by.has_perm(right)):
        raise PermissionDenied
