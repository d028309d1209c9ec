"""Reports of the country, compiled and issued."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256

import factory
from factory.django import DjangoModelFactory

from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from reporting.models import (
    AuditPack,
    Compilation,
    Erratum,
    IssuedFile,
    IssuedReport,
    NarrativePart,
    NationalReport,
    ReportSection,
)
from reporting.reports.quarterly import quarterly_report
from reporting.reports.sealed import to_bytes
from tests.factories.core import UserFactory


@cache
def small_figures() -> bytes:
    """A report of a quarter before everything, as bytes; computed once, since no record is counted in it."""
    viewer = User(name="nobody", sphere=User.Sphere.NATIONAL)
    return to_bytes(quarterly_report(Quarter(2001, 1), province=None, viewer=viewer))


class NationalReportFactory(DjangoModelFactory):
    """Compiled once; with ``issued=True`` sealed too, with its files."""

    class Meta:
        model = NationalReport
        skip_postgeneration_save = True

    class Params:
        issued = factory.Trait(
            status="issued",
            reviewed_by=factory.SubFactory(UserFactory),
            reviewed_on=date(2026, 10, 20),
            approved_by=factory.SubFactory(UserFactory),
            approved_on=date(2026, 10, 28),
            seal=factory.RelatedFactory("tests.factories.IssuedReportFactory", "report"),
        )

    year = factory.Sequence(lambda n: 2002 + n // 4 % 90)
    quarter = factory.Sequence(lambda n: n % 4 + 1)
    begun_by = factory.SubFactory(UserFactory)
    begun_on = date(2026, 10, 5)
    compilation = factory.RelatedFactory("tests.factories.CompilationFactory", "report")


class CompilationFactory(DjangoModelFactory):
    class Meta:
        model = Compilation

    report = factory.SubFactory(NationalReportFactory, compilation=None)
    compiled_by = factory.SelfAttribute("report.begun_by")
    compiled_at = datetime(2026, 10, 5, 8, tzinfo=UTC)
    figures = factory.LazyFunction(small_figures)
    sha256 = factory.LazyAttribute(lambda one: sha256(one.figures).hexdigest())


class IssuedReportFactory(DjangoModelFactory):
    class Meta:
        model = IssuedReport
        skip_postgeneration_save = True

    report = factory.SubFactory(NationalReportFactory, issued=True, seal=None)
    compilation = factory.LazyAttribute(lambda one: one.report.latest)
    number = factory.SelfAttribute("report.number")
    issued_by = factory.SubFactory(UserFactory)
    issued_at = datetime(2026, 10, 30, 8, tzinfo=UTC)

    @factory.post_generation
    def files(self, create, extracted, **kwargs):
        for kind in IssuedFile.Kind:
            content = f"{self.number} {kind}".encode()
            IssuedFile.objects.create(
                issue=self, kind=kind, content=content, size=len(content), sha256=sha256(content).hexdigest()
            )


class NarrativePartFactory(DjangoModelFactory):
    class Meta:
        model = NarrativePart
        django_get_or_create = ("code",)

    code = "introduction"
    name = "Introduction"
    place = "start"
    guidance = "What the quarter was about."


class ReportSectionFactory(DjangoModelFactory):
    """Of a report that is being compiled."""

    class Meta:
        model = ReportSection

    report = factory.SubFactory(NationalReportFactory)
    part = factory.SubFactory(NarrativePartFactory)
    title = factory.SelfAttribute("part.name")
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    owner = factory.SubFactory(UserFactory)
    text = "The quarter began with two workshops."


class ErratumFactory(DjangoModelFactory):
    class Meta:
        model = Erratum

    issue = factory.SubFactory(IssuedReportFactory)
    position = factory.Sequence(lambda n: n + 1)
    published_by = factory.SubFactory(UserFactory)
    published_at = datetime(2026, 11, 10, 8, tzinfo=UTC)
    reason = "A province corrected its figure."
    changes = factory.LazyFunction(
        lambda: [{"where": "Focus area 1 › 1.1.1 › actual", "before": "12", "now": "13"}]
    )
    sha256 = "0" * 64


class AuditPackFactory(DjangoModelFactory):
    """Of Q2 2026/27: made, with one file of the evidence wanting, and no longer kept."""

    class Meta:
        model = AuditPack

    year = 2026
    quarter = 2
    asked_by = factory.SubFactory(UserFactory)
    bytes_total = 1_000
    bytes_done = 1_000
    made_at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    size = 2_000
    files = 40
    sha256 = "a" * 64
    missing = factory.LazyFunction(
        lambda: [
            {"file": "evidence/actuals/A000001-D000001.pdf", "record": "A000001", "name": "register.pdf"}
        ]
    )
