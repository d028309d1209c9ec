"""Identity numbers, which are not kept here (product rules: only what is needed about people)."""

from __future__ import annotations

import re

NO_IDENTITY_NUMBER = (
    "This looks like an identity number of 13 digits. Identity numbers are not kept here: take it out, and give the "
    "name, the post and the work details alone."
)
# Thirteen digits that stand alone, also in groups. What begins with 00 and has no such month is a telephone number.
IDENTITY_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[ \u00a0-])(?!00[ \u00a0-]?(?!0[1-9]|1[0-2])\d)\d(?:[ \u00a0-]?\d){12}(?![ \u00a0-]?\d)"
)
