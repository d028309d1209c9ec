"""What else than a name tells an organisation, as expressions that the indexes and the look-ups share."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Lower

# The host of a web address without www; the same rule as ``stakeholders.resemblance.domain_of``.
HOST = r"^(?:[a-z]+://)?(?:[^/@]*@)?(?:www\.)?([^/:?#]+)"


def registration_digits() -> Any:
    """The digits of a registration number, however it was written."""
    return Func(
        F("registration_number"),
        Value(r"\D"),
        Value(""),
        Value("g"),
        function="REGEXP_REPLACE",
        output_field=CharField(),
    )


def web_domain() -> Any:
    return Func(Lower("website"), Value(HOST), function="SUBSTRING", output_field=CharField())


def email_domain() -> Any:
    return Func(Lower("email"), Value("@"), Value(2), function="SPLIT_PART", output_field=CharField())
