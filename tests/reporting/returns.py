"""A plan of two indicators that asks Gauteng for its return of Q2 2026/27, and who acts on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from partnerships.core.models import User
from reporting.models import ProvincialReturn, ReportingPeriod, ReturnLine
from reporting.services import (
    TypedLine,
    TypedPassage,
    accept_return,
    begin_return,
    save_part,
    sign_return,
    submit_return,
)
from tests.factories import (
    ChallengeCategoryFactory,
    IndicatorFactory,
    OpenPeriodFactory,
    ProvinceFactory,
    TargetFactory,
)
from tests.people import person

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MET: dict[str, Any] = {"on_time": "yes", "complete": "yes", "substantiated": "yes"}


def asked(*, evidence: bool = False) -> ReportingPeriod:
    """Open since 1 October, due on 30 November, closed after 14 December; 1.1.1 aims at 10, 1.1.2 at 80 %."""
    gauteng = ProvinceFactory(code="GP")
    number = IndicatorFactory(code="1.1.1", needs_evidence=evidence)
    share = IndicatorFactory(
        code="1.1.2", unit="percentage", calculation_type="non_cumulative", needs_evidence=False
    )
    TargetFactory(indicator=number, province=gauteng, value=Decimal(10))
    TargetFactory(indicator=share, province=gauteng, value=Decimal(80))
    ChallengeCategoryFactory()
    period: ReportingPeriod = OpenPeriodFactory(province=gauteng)
    return period


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("register.pdf", PDF, content_type="application/pdf")


def line_of(found: ProvincialReturn, code: str) -> ReturnLine:
    line: ReturnLine = ReturnLine._base_manager.select_related("actual").get(
        provincial_return=found, definition__code=code
    )
    return line


def typed(found: ProvincialReturn, code: str, **fields: Any) -> TypedLine:
    """On top of what stands now."""
    line = line_of(found, code)
    return TypedLine(**{"line": line.pk, "version": line.version} | fields)


def whole(period: ReportingPeriod, by: User, *, on: date | None = None) -> ProvincialReturn:
    """A return to which nothing is missing: 10 of 10, and 8 of 10 are 80 %."""
    found = begin_return(period, by=by)
    lines = [
        typed(found, "1.1.1", value=Decimal(10)),
        typed(found, "1.1.2", numerator=Decimal(8), denominator=Decimal(10)),
    ]
    assert save_part(found, by=by, lines=lines, on=on).is_whole
    return found


def told(found: ProvincialReturn, by: User, heading: str, words: str) -> None:
    passage = found.passages.get(heading__startswith=heading)  # type: ignore[attr-defined]
    save_part(found, by=by, passages=[TypedPassage(passage.pk, passage.version, words)])


def head(**fields: object) -> User:
    return person("provincial_head", province="GP", name="Refilwe Molefe", **fields)


def manager(**fields: object) -> User:
    return person("partnership_manager", name="Sipho Radebe", **fields)


def accepted(period: ReportingPeriod, officer: User) -> ProvincialReturn:
    found = whole(period, officer)
    submit_return(found, by=officer)
    sign_return(found, by=head())
    return accept_return(found, by=manager(), **MET)
