"""The forms of actuals and of returns on paper."""

from __future__ import annotations

from dataclasses import replace

from django import forms

from partnerships.core.forms import FigureField
from partnerships.core.models import User
from partnerships.core.numbers import figure
from partnerships.core.paper import PaperForm
from partnerships.strategy.models import IndicatorVersion
from reporting.forms import ActualForm
from reporting.models import LOCKED, Actual, ProvincialReturn
from reporting.return_row import Row
from reporting.return_sheet import ReturnSheet

ASKED_OF_A_LINE = (
    "Or: not measured because",
    "Reason for deviation, where it differs from the target",
    "Corrective action",
    "Remark",
)


def _actual(unit: str) -> ActualForm:
    return ActualForm(
        user=User(sphere=User.Sphere.NATIONAL),
        target=None,
        instance=Actual(definition=IndicatorVersion(unit=unit)),
    )


class ReturnPaper(forms.Form):
    """The questions of a return, line by line. Nobody sends it: it is typed into the return."""

    def __init__(self, sheet: ReturnSheet):
        super().__init__()
        self.headings: dict[str, str] = {}
        for row in sheet.rows:
            self._line(row)
        for words in sheet.passages:
            name = f"passage-{words.passage.pk}"
            self.headings.setdefault(name, "In words")
            self.fields[name] = forms.CharField(
                label=f"{words.passage.get_kind_display()}: {words.passage.heading}",
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _line(self, row: Row) -> None:
        key = f"line-{row.line.pk}"
        self.headings[f"{key}-{row.parts[0]}"] = _heading(row)
        for name in row.parts:
            label = "Actual" if name in {"value", "words"} else name.capitalize()
            kind = forms.CharField if name == "words" else FigureField
            self.fields[f"{key}-{name}"] = kind(label=label, required=False)
        for split in row.splits:
            for share in split.shares:
                self.fields[f"{key}-{share.name}"] = FigureField(
                    label=f"{split.way}: {share.category}", required=False
                )
        for place, label in enumerate(ASKED_OF_A_LINE):
            self.fields[f"{key}-{place}"] = forms.CharField(label=label, max_length=200, required=False)


def _heading(row: Row) -> str:
    """“1.1.1 Structures assessed: target 10, last quarter 9”."""
    beside = [
        f"{name} {value if isinstance(value, str) else figure(value, row.definition.suffix)}"
        for name, value in (
            ("target", row.line.target),
            ("last quarter", row.before.measured if row.before else None),
        )
        if value is not None
    ]
    return f"{row.line}: {', '.join(beside)}" if beside else str(row.line)


def paper_of(sheet: ReturnSheet) -> PaperForm:
    """The sheet of one return, with its lines."""
    return replace(RETURN, title=str(sheet.found), form=lambda user: ReturnPaper(sheet), asks=())


def _newest(user: User) -> ReturnPaper | None:
    """Of the newest return that this person may write in."""
    rows = ProvincialReturn.objects.editable_by(user).exclude(status__in=LOCKED)
    found = rows.select_related("period__province").first()
    return ReturnPaper(ReturnSheet(found, viewer=user)) if found else None


RETURN = PaperForm(
    "return",
    "Quarterly return of a province",
    "reporting:returns",
    "reporting.submit_provincialreturn",
    _newest,
    asks=("Province and quarter",),
    headings=lambda form: form.headings,
)
PAPER_FORMS = (
    RETURN,
    PaperForm(
        "actual",
        "Actual of an indicator (number)",
        "reporting:actuals_to_capture",
        "reporting.add_actual",
        lambda user: _actual(IndicatorVersion.Unit.NUMBER),
        asks=("Indicator", "Quarter and province"),
    ),
    PaperForm(
        "actual-percentage",
        "Actual of an indicator (percentage)",
        "reporting:actuals_to_capture",
        "reporting.add_actual",
        lambda user: _actual(IndicatorVersion.Unit.PERCENTAGE),
        asks=("Indicator", "Quarter and province"),
    ),
    PaperForm(
        "actual-words",
        "Actual of an indicator (words)",
        "reporting:actuals_to_capture",
        "reporting.add_actual",
        lambda user: _actual(IndicatorVersion.Unit.QUALITATIVE),
        asks=("Indicator", "Quarter and province"),
    ),
)
