"""The targets of an indicator for a financial year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from partnerships.core.calendar import FinancialYear
from partnerships.core.forms import FigureField
from partnerships.core.models import Province, User
from partnerships.core.scoping import may_write_for
from partnerships.strategy.models import Target
from partnerships.strategy.services import Place


class TargetsForm(forms.Form):
    """All targets of one indicator and financial year that its user may set: the country and the provinces."""

    authority = forms.CharField(
        max_length=200,
        label="Approved by",
        help_text="The approved plan or decision in which these targets stand, with its date. It is kept with them.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        user: User,
        year: FinancialYear,
        provinces: list[Province],
        targets: list[Target],
        version: int,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version
        self.scopes: list[Province | None] = [None, *provinces]
        self.may_set = {scope for scope in self.scopes if may_write_for(user, scope.pk if scope else None)}
        standing = {(target.province_id, target.quarter): target.value for target in targets}
        for scope in self.scopes:
            for quarter in year.quarters:
                key = (scope.pk if scope else None, quarter.number)
                field = FigureField(
                    label=f"{scope or 'National'}, {quarter}",
                    required=False,
                    initial=standing.get(key),
                    disabled=scope not in self.may_set,
                )
                field.widget.attrs["aria-label"] = field.label
                self.fields[name_of(scope, quarter.number)] = field

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """(name of the scope, its four fields)."""
        for scope in self.scopes:
            yield str(scope or "National"), [self[name_of(scope, number)] for number in (1, 2, 3, 4)]

    def values(self) -> dict[Place, Decimal | None]:
        return {
            (scope, number): self.cleaned_data[name_of(scope, number)]
            for scope in self.scopes
            if scope in self.may_set
            for number in (1, 2, 3, 4)
        }


def name_of(scope: Province | None, quarter: int) -> str:
    return f"{scope.code.lower() if scope else 'national'}_q{quarter}"
