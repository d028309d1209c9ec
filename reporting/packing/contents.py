"""What stands in an audit pack, written file by file in a fixed order; of evidence only a piece is in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from partnerships.core import exports
from partnerships.core.archive import Archive, Written, pieces_of
from partnerships.core.calendar import Quarter
from partnerships.core.models import Document, User
from partnerships.core.numbers import datetime_long, file_size
from partnerships.core.pdf import printed, styles
from reporting.issuing import changes_since, compiled
from reporting.models import Actual, IssuedFile, IssuedReport, NationalReport
from reporting.packing.entries import (
    Entries,
    Kind,
    approvals,
    counted,
    documents,
    documents_of,
    entries,
    path_of,
    uploaded,
)
from reporting.renderers.pdf import pieces
from reporting.renderers.workbook import plain_value
from reporting.reports.base import LONGEST_LIST, Column, Frame, Row, Table
from reporting.reports.document import IndicatorLine, QuarterlyReport
from reporting.reports.indicator_sheets import EvidenceFile, IndicatorSheets
from reporting.reports.quarterly import quarterly_report
from reporting.reports.sealed import to_bytes
from reporting.reports.tables import tables

# Formats that are compressed already, so that packing them once more would take time and nothing else.
PACKED_ALREADY = {"pdf", "docx", "xlsx", "jpg", "jpeg", "png"}


@dataclass
class Made:
    """What came of it: the files, and the evidence that is not as it was handed in."""

    files: list[Written]
    missing: list[dict[str, str]] = field(default_factory=list)
    altered: list[dict[str, str]] = field(default_factory=list)


def bytes_of_evidence(quarter: Quarter, viewer: User) -> int:
    """All evidence together, as it was handed in."""
    found = (
        documents_of(kind).aggregate(total=Sum("size")) for kind in counted(_frame(quarter, viewer)).values()
    )
    return sum(one["total"] or 0 for one in found)


def write_pack(
    out: IO[bytes],
    quarter: Quarter,
    *,
    name: str,
    viewer: User,
    moment: datetime,
    progress: Callable[[int], None],
) -> Made:
    """Write the whole pack. Evidence that is gone or altered is listed and left out of nothing else."""
    return _Packing(out, quarter, name, viewer, moment, progress).whole()


def _frame(quarter: Quarter, viewer: User) -> Frame:
    return Frame(quarter, None, viewer, timezone.localdate())


class _Packing:
    """Used once."""

    def __init__(
        self,
        out: IO[bytes],
        quarter: Quarter,
        name: str,
        viewer: User,
        moment: datetime,
        progress: Callable[[int], None],
    ):
        self.quarter, self.viewer, self.moment, self.progress = quarter, viewer, moment, progress
        self.archive = Archive(out, name, timezone.localtime(moment))
        self.frame = _frame(quarter, viewer)
        self.kinds = counted(self.frame)
        self.made = Made(self.archive.written)
        self.titles: dict[str, str] = {}
        self.report_record = NationalReport.objects.filter(year=quarter.year, quarter=quarter.number).first()
        self.issue = IssuedReport.objects.filter(report=self.report_record).first()

    def whole(self) -> Made:
        report = self._report()
        self._figures(report)
        self._indicators(report)
        self._entries("entries", entries(self.frame, self.kinds))
        self._entries("approvals", approvals(self.frame, self.kinds))
        self._exceptions(report)
        self._issued()
        self._evidence()
        self._text("README.txt", "How this pack is read and checked", self._readme())
        self._index(report)
        self.archive.close()
        return self.made

    def _report(self) -> QuarterlyReport:
        """As it was issued; what was not issued is computed from the records."""
        if self.issue and self.report_record:
            return compiled(self.report_record)
        return quarterly_report(self.quarter, province=None, viewer=self.viewer, at=self.moment)

    # The parts

    def _figures(self, report: QuarterlyReport) -> None:
        absent = {gap.table.key for gap in report.gaps} | {"gaps"}
        figures = [table for table in tables(report) if table.key not in absent]
        for place, table in enumerate(figures, start=1):
            self._table(f"figures/{place:02}-{slugify(table.title)}.csv", table)
        if not self.issue:
            # Of the annexure every record is among the entries; as data it would be the largest thing in memory.
            self._add(
                "figures/figures.json", "All figures as data", [to_bytes(replace(report, annexure=None))]
            )

    def _indicators(self, report: QuarterlyReport) -> None:
        sheets = IndicatorSheets(self.quarter, self.viewer, self._evidence_of_actuals())
        css = styles("pack-sheet.css")
        for sheet in sheets.of(_lines(report)):
            context = {"sheet": sheet, "css": css, "is_issued": self.issue is not None, "moment": self.moment}
            html = render_to_string("reporting/pdf/audit_pack_indicator.html", context)
            name = f"indicators/{_plain_name(sheet.line.code)}.html"
            self._text(name, f"{sheet.line.code} {sheet.line.name}", html)

    def _evidence_of_actuals(self) -> Callable[[int], tuple[EvidenceFile, ...]]:
        kind = self.kinds[Actual]
        found: dict[int, list[EvidenceFile]] = {}
        for one, document in documents({Actual: kind}):
            file = EvidenceFile(path_of(one, document), str(document), document.sha256)
            found.setdefault(document.object_id, []).append(file)
        return lambda pk: tuple(found.get(pk, ()))

    def _entries(self, folder: str, parts: Iterable[Entries]) -> None:
        for part in parts:
            self._csv(f"{folder}/{part.name}.csv", part.title, part.rows(), part.columns)

    def _exceptions(self, report: QuarterlyReport) -> None:
        rows: tuple[Row, ...] = tuple((gap.label, gap.count, gap.explanation) for gap in report.gaps)
        columns = (Column("What is missing or late"), Column("Count", 12, "number"), Column("Meaning"))
        self._table("exceptions/00-all.csv", Table("gaps", "Report of absences", columns, rows))
        for place, gap in enumerate(report.gaps, start=1):
            if gap.table.rows:
                name = f"exceptions/{place:02}-{slugify(gap.label)}.csv"
                self._table(name, replace(gap.table, title=gap.label))

    def _issued(self) -> None:
        """The files to the byte, and what the records no longer say as it was issued."""
        if not self.issue:
            return
        for pk, kind in self.issue.files.values_list("pk", "kind"):  # type: ignore[attr-defined]
            file = IssuedFile.objects.get(pk=pk)
            title = f"As it was issued: {IssuedFile.Kind(kind).label}"
            self._add(f"issued/{_plain_name(str(file))}", title, [bytes(file.content)])
        found, _ = changes_since(self.issue, viewer=self.viewer)
        changes: tuple[Row, ...] = tuple((one["where"], one["before"], one["now"]) for one in found)
        columns = (Column("Where"), Column("As issued"), Column("Now"))
        title = "What the records no longer say as it was issued"
        self._table("issued/changed-since.csv", Table("changed", title, columns, changes))
        errata: tuple[Row, ...] = tuple(
            (
                one.position,
                timezone.localdate(one.published_at),
                one.published_by.name,
                one.reason,
                change["where"],
                change["before"],
                change["now"],
            )
            for one in self.issue.errata.select_related("published_by")  # type: ignore[attr-defined]
            for change in one.changes
        )
        headings = ("Erratum", "Published on", "By", "Reason", "Where", "As issued", "On that day")
        self._table(
            "issued/errata.csv",
            Table("errata", "Errata that were published", tuple(map(Column, headings)), errata),
        )

    def _evidence(self) -> None:
        rows: list[Row] = []
        done = 0
        for kind, document in documents(self.kinds):
            name = path_of(kind, document)
            found = self._copied(kind, name, document)
            rows.append(
                (
                    name,
                    kind.number(document.object_id),
                    str(document.kind),
                    str(document),
                    document.original_name,
                    document.version,
                    document.get_classification_display(),  # type: ignore[attr-defined]
                    document.size,
                    document.uploaded_by.name,
                    uploaded(document),
                    document.sha256,
                    found,
                )
            )
            done += document.size
            self.progress(done)
        headings = (
            "File",
            "Record",
            "Kind",
            "Title",
            "Name as it came",
            "Version",
            "Classification",
            "Bytes",
            "Handed in by",
            "Handed in at",
            "SHA-256 when it came",
            "Found",
        )
        columns = tuple(map(Column, headings))
        self._table("entries/evidence.csv", Table("evidence", "Evidence files", columns, tuple(rows)))

    def _copied(self, kind: Kind, name: str, document: Document) -> str:
        """Copy one file; what was found of it, in words."""
        row = {"file": name, "record": kind.number(document.object_id), "name": document.original_name}
        try:
            stored: Any = document.file.open("rb")
        except OSError:
            self.made.missing.append(row)
            return "Not on the disk"
        with stored:
            packed = name.rpartition(".")[2] not in PACKED_ALREADY
            written = self.archive.add(name, pieces_of(stored), packed=packed)
        if written.sha256 == document.sha256:
            return "As it came"
        self.made.altered.append(row)
        return f"Not as it came: {written.sha256}"

    # What says how to read it

    def _readme(self) -> str:
        return render_to_string("reporting/pack/README.txt", self._said())

    def _said(self) -> dict[str, Any]:
        return {
            "quarter": self.quarter,
            "name": self.archive.folder,
            "issue": self.issue,
            "viewer": self.viewer,
            "made": datetime_long(timezone.localtime(self.moment)),
            "missing": self.made.missing,
            "altered": self.made.altered,
            "longest": LONGEST_LIST,
            "demonstration": settings.DEMONSTRATION,
        }

    def _index(self, report: QuarterlyReport) -> None:
        context = self._said() | {
            "report": report,
            "moment": timezone.localtime(self.moment),
            "seal": report.seal,
            "parts": list(pieces(self._parts())),
            "indicators": list(pieces(_indicator_table(report))),
            "exceptions": list(pieces(_exception_table(report))),
            "absent": [
                (table.left_out, list(pieces(table)))
                for title, rows in (
                    ("Not on the disk", self.made.missing),
                    ("Not as it came", self.made.altered),
                )
                if rows and (table := _files_table(title, rows).shortened)
            ],
        }
        content = printed(render_to_string("reporting/pdf/audit_pack.html", context), "plain.css")
        self._add("index.pdf", "This index", [content], packed=False)

    def _parts(self) -> Table:
        """The files with what they hold; of indicators and evidence how many there are."""
        rows: list[Row] = []
        for folder, words in (("indicators", "One sheet for each indicator"), ("evidence", "Evidence")):
            held = [one for one in self.archive.written if one.name.startswith(f"{folder}/")]
            rows.append((f"{folder}/", words, len(held), file_size(sum(one.size for one in held))))
        rows += [
            (one.name, self.titles[one.name], None, file_size(one.size))
            for one in self.archive.written
            if one.name in self.titles and not one.name.startswith("indicators/")
        ]
        columns = (
            Column("File or folder", 62),
            Column("What it holds", 62),
            Column("Files", 14, "number"),
            Column("Size", 18, "number"),
        )
        return Table("parts", "What stands in the pack", columns, tuple(rows))

    # Adding

    def _add(self, name: str, title: str, content: Iterable[bytes], *, packed: bool = True) -> None:
        self.titles[name] = title
        self.archive.add(name, content, packed=packed)

    def _text(self, name: str, title: str, text: str) -> None:
        self._add(name, title, [text.encode()])

    def _csv(self, name: str, title: str, rows: Iterable[Any], columns: tuple[exports.Column, ...]) -> None:
        self._add(name, title, (line.encode() for line in exports.to_csv(rows, columns)))

    def _table(self, name: str, table: Table) -> None:
        columns = tuple(
            exports.Column(column.heading, _cell(place)) for place, column in enumerate(table.columns)
        )
        self._csv(name, table.title, table.rows, columns)


def _cell(place: int) -> Callable[[Row], Any]:
    return lambda row: plain_value(row[place])


def _lines(report: QuarterlyReport) -> Iterator[IndicatorLine]:
    return (line for area in report.focus_areas for line in area.indicators)


def _plain_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.") or "none"


def _indicator_table(report: QuarterlyReport) -> Table:
    rows: tuple[Row, ...] = tuple(
        (f"{line.code} {line.name}", line.target, line.actual, line.variance, line.state)
        for line in _lines(report)
    )
    columns = (
        Column("Indicator", 84),
        Column("Target", 20, "number"),
        Column("Actual", 20, "number"),
        Column("Variance", 20, "number"),
        Column("State", 26, "state"),
    )
    return Table("indicators", "Indicators of the quarter", columns, rows, empty="None was reported.")


def _exception_table(report: QuarterlyReport) -> Table:
    rows: tuple[Row, ...] = tuple((gap.label, gap.count, gap.explanation) for gap in report.gaps)
    columns = (Column("What is missing or late", 52), Column("Count", 14, "number"), Column("Meaning", 90))
    return Table("exceptions", "Report of absences", columns, rows)


def _files_table(title: str, found: list[dict[str, str]]) -> Table:
    rows: tuple[Row, ...] = tuple((one["file"], one["record"], one["name"]) for one in found)
    columns = (Column("File", 74), Column("Record", 20), Column("Name as it came", 62))
    return Table("files", title, columns, rows)
