"""The evidence of actuals, found by what it is called and by what it says."""

from __future__ import annotations

from django.db.models import Value

from partnerships.core.finding import documents_of, register
from partnerships.core.timeline import joined
from reporting.models import Actual

register(
    *documents_of(Actual, "reporting.view_actual", joined("indicator__code", Value(" "), "indicator__name"))
)
