"""Write the quarterly report of the country or of a province to a file."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.numbers import date_long
from partnerships.core.pdf import PdfError
from reporting.renderers.eqprs import render_eqprs
from reporting.renderers.pdf import render_file, render_pdf
from reporting.renderers.word import render_word
from reporting.renderers.workbook import render_workbook
from reporting.reports.document import QuarterlyReport
from reporting.reports.quarterly import quarterly_report

# Nobody waits at a page for it.
TIME_LIMIT = 900.0
FORMATS: dict[str, Callable[[QuarterlyReport], bytes]] = {
    "html": lambda report: render_file(report).encode(),
    "pdf": lambda report: render_pdf(report, time_limit=TIME_LIMIT),
    "xlsx": render_workbook,
    "docx": render_word,
    "csv": render_eqprs,
}


class Command(BaseCommand):
    help = "Write the quarterly progress report to a file: manage.py quarterly_report 2026/27 Q2 --output report.pdf"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", help="The financial year, as 2026/27.")
        parser.add_argument("quarter", help="Q1, Q2, Q3 or Q4.")
        parser.add_argument(
            "--province", metavar="CODE", help="Such as GP; without it the report of the country."
        )
        parser.add_argument("--format", choices=FORMATS, default="pdf")
        parser.add_argument("--output", metavar="FILE", required=True, type=Path)

    def handle(
        self,
        *args: Any,
        year: str,
        quarter: str,
        province: str | None,
        format: str,  # noqa: A002 -- the name of the option
        output: Path,
        verbosity: int,
        **options: Any,
    ) -> None:
        period, place = _quarter(year, quarter), _province(province)
        _refuse_output(output)
        # The command line stands where the national office stands: it is run by those who keep the database.
        viewer = User(name="the command line", sphere=User.Sphere.NATIONAL)
        report = quarterly_report(period, province=place, viewer=viewer, whole=True)
        try:
            write_whole(output, FORMATS[format](report))
        except PdfError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror}.") from error
        if verbosity:
            self.stdout.write(f"{output}: {report.title}, {report.place}, {report.quarter}")


def _quarter(year: str, quarter: str) -> Quarter:
    try:
        period = Quarter.parse(year, quarter)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if period.start > timezone.localdate():
        raise CommandError(f"{period} begins on {date_long(period.start)}. There is nothing to report yet.")
    return period


def _province(code: str | None) -> Province | None:
    if code is None:
        return None
    provinces = {province.code: province for province in Province.objects.all()}
    if code.upper() not in provinces:
        raise CommandError(f"“{code}” is not the code of a province. Write one of: {', '.join(provinces)}.")
    return provinces[code.upper()]


def _refuse_output(output: Path) -> None:
    """Before minutes are spent on a file that has nowhere to go."""
    if output.is_dir():
        raise CommandError(f"{output} is a folder. Name a file in it.")
    if not output.parent.is_dir():
        raise CommandError(f"The folder {output.parent} does not exist. Make it first, or name another one.")
    if not os.access(output.parent, os.W_OK):
        raise CommandError(f"You may not write into the folder {output.parent}. Name another one.")


def write_whole(output: Path, content: bytes) -> None:
    """The whole file or none of it: it is written beside its place and then moved there."""
    draft = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with draft.open("xb") as file:
            file.write(content)
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)
