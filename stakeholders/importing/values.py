"""One cell at a time: what a value means, and what to say of it when it cannot be kept as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from partnerships.core.numbers import MONTHS, date_long, phone
from stakeholders.importing.fields import folded

NOTHING = {
    "",
    "n a",
    "na",
    "none",
    "nil",
    "null",
    "unknown",
    "not known",
    "tbc",
    "tba",
    "tbd",
    "not available",
}
NOTHING |= {"not applicable", "vacant", "geen", "nvt", "n v t", "to be confirmed", "not provided", "no"}
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class Read:
    """What was understood, and what must be said about it. ``value`` is None where there is nothing to keep."""

    value: Any = None
    warnings: list[str] = field(default_factory=list)


def text(cell: Any) -> str:
    """The words of a cell in one line; what only says that nothing is known is nothing."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else ("Yes" if cell else "No")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    words = " ".join(UNSEEN.sub("", str(cell).replace("\u00a0", " ")).split())
    if words in ERRORS or not words.strip("-–—_.*?/ "):
        return ""
    return "" if folded(words) in NOTHING and len(words) < 20 else words


# Names in capitals

SMALL = {
    "of",
    "and",
    "the",
    "for",
    "in",
    "on",
    "at",
    "to",
    "with",
    "by",
    "van",
    "der",
    "de",
    "den",
    "du",
    "en",
    "vir",
    "la",
}
# fmt: off
ACRONYMS = {
    "SAPS", "CPF", "CSF", "NGO", "NPO", "NPC", "CBO", "FBO", "SA", "RSA", "SADC", "UN", "UNDP",
    "UNICEF", "UNODC", "NICRO", "SALGA", "CSIR", "HSRC", "ISS", "UCT", "UWC", "UJ", "UKZN", "UNISA",
    "TUT", "VUT", "CUT", "NWU", "UFS", "WITS", "IPID", "PSIRA", "DPCI", "NPA", "DOJ", "DSD", "DCS",
    "BBBEE", "CSPS", "SANAC", "GCIS", "SASSA", "SARS", "SETA", "FET", "TVET", "KZN", "EC", "FS", "GP",
    "LP", "MP", "NC", "NW", "WC", "BAC", "BACSA", "AGRISA", "AFGRI", "TAU", "USAID", "GIZ", "EU",
    "AU", "ANC", "DA", "II", "III", "IV", "VI", "GBV", "GBVF", "LGBTI", "LGBTQI", "ICT", "IT", "HIV",
    "AIDS", "NEDLAC", "COSATU", "SACC", "YMCA", "YWCA", "SMME", "PTY", "LTD",
}
# fmt: on
SPECIAL = {
    "KWAZULU": "KwaZulu",
    "ETHEKWINI": "eThekwini",
    "ILEMBE": "iLembe",
    "UMGUNGUNDLOVU": "uMgungundlovu",
}
SPECIAL |= {
    "UTHUKELA": "uThukela",
    "UMZINYATHI": "uMzinyathi",
    "UMKHANYAKUDE": "uMkhanyakude",
    "AGRISA": "AgriSA",
}
SPECIAL |= {"DEMO": "demo", "PTY": "Pty", "LTD": "Ltd", "MCDONALD": "McDonald"}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SHORTEST_SHOUT = 8


def calmed(words: str, *, person: bool = False) -> str:
    """A name written in capitals throughout, as names are written; a short one is taken for an acronym."""
    letters = [letter for letter in words if letter.isalpha()]
    # One word in capitals is most often an acronym, whatever its length; a person has no acronym.
    shouting = len(letters) > 3 if person else len(letters) >= SHORTEST_SHOUT and " " in words.strip()
    if not shouting or any(letter.islower() for letter in letters):
        return words

    def calm(found: re.Match[str]) -> str:
        word = found[0]
        if not person and word in ACRONYMS and word not in SPECIAL:
            return word
        if word in SPECIAL:
            return SPECIAL[word]
        if word.casefold() in SMALL and found.start():
            return word.casefold()
        if not person and len(word) <= 4 and not re.search("[AEIOUY]", word):
            return word
        if "'" in word or "’" in word:
            before, mark, after = word.partition("’") if "’" in word else word.partition("'")
            # O’Brien has two capitals, women’s one.
            return before.capitalize() + mark + (after.capitalize() if len(before) == 1 else after.casefold())
        return word.capitalize()

    return WORD.sub(calm, words)


# Telephones

LABEL = re.compile(
    r"\b(?:tel(?:ephone)?|phone|cell(?:phone|ular)?|mobile|office|work|fax|sel|nr|no|number|whats\s*app|[tcwomh])\b"
    r"\s*[.:)]*",
    re.IGNORECASE,
)
EXTENSION = re.compile(r"(?:\bext(?:ension|n)?\.?|\bx|#)\s*[:.]?\s*(\d{1,6})\b", re.IGNORECASE)
BETWEEN = re.compile(r"[/;,|&\n]|\bor\b|\band\b|\bof\b|\ben\b", re.IGNORECASE)
DIGITS = re.compile(r"\D")


def phones(cell: Any) -> Read:
    """All numbers of a cell, as E.164 texts: “012-345 6789 / 6790” is two."""
    raw = (
        text(cell)
        if not isinstance(cell, str)
        else " ".join(UNSEEN.sub("", cell.replace("\u00a0", " ")).split())
    )
    if not text(raw):
        return Read([])
    read = Read([])
    written = re.sub(r"(?<=\d)[Oo](?=\d)|\b[Oo](?=\d{2})", "0", raw)
    for extension in EXTENSION.findall(written):
        read.warnings.append(f"The extension {extension} of “{raw}” is not kept: the number alone is.")
    written = LABEL.sub(" ; ", EXTENSION.sub(" ", written).replace("(0)", ""))
    for digits in _numbers(written):
        number = _valid(digits)
        if number is None:
            read.warnings.append(f"“{digits}” is not a telephone number that exists: it is left out.")
        elif number not in read.value:
            read.value.append(number)
    if not read.value and not read.warnings:
        read.warnings.append(f"“{raw[:60]}” is not a telephone number: it is left out.")
    return read


def _numbers(written: str) -> list[str]:
    """The digits of each number: a short piece is an area code, or replaces the end of the one before it."""
    found: list[str] = []
    pending = ""
    for piece in BETWEEN.split(written):
        digits = DIGITS.sub("", piece)
        if "+" in piece:
            digits = "+" + digits
        if not digits:
            continue
        if pending:
            digits, pending = pending + digits, ""
        if len(digits) >= 20 and digits.startswith("0") and digits[10] == "0":
            found += [digits[:10], digits[10:20]]
        elif len(digits) <= 4 and not found:
            pending = digits
        elif len(digits) < 8 and found and len(found[-1]) > len(digits):
            found.append(found[-1][: -len(digits)] + digits)
        else:
            found.append(digits)
    return [*found, pending] if pending else found


@lru_cache(maxsize=65_536)
def _valid(digits: str) -> str | None:
    if len(digits) == 9 and digits[0] in "12345678":
        digits = f"0{digits}"  # the spreadsheet took the nought for a figure's
    elif digits.startswith("27") and len(digits) == 11:
        digits = f"+{digits}"
    elif digits.startswith("00"):
        digits = f"+{digits[2:]}"
    try:
        parsed = phonenumbers.parse(digits, "ZA")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def first_phone(*cells: Any) -> Read:
    """The first number of several cells; the others are named, as a contact person has one."""
    read, numbers = Read(), []
    for cell in cells:
        one = phones(cell)
        read.warnings += one.warnings
        numbers += [number for number in one.value if number not in numbers]
    if numbers:
        read.value = numbers[0]
    if len(numbers) > 1:
        others = " and ".join(phone(number) for number in numbers[1:])
        read.warnings.append(
            f"A contact person has one number: {phone(numbers[0])} is kept, {others} "
            f"{'is' if len(numbers) == 2 else 'are'} not."
        )
    return read


# Addresses

MANY = re.compile(r"[\s;,/|<>]+")


def emails(cell: Any) -> Read:
    """The first address of a cell; the others are named."""
    raw = text(cell)
    if not raw:
        return Read()
    joined = re.sub(r"\s*@\s*", "@", re.sub(r"(?i)mailto:", "", raw))
    pieces = [piece.strip(".,:()'\"") for piece in MANY.split(joined)]
    read, good = Read(), []
    for piece in (piece for piece in pieces if "@" in piece):
        name, _, domain = piece.rpartition("@")
        address = f"{name}@{domain.lower()}"
        try:
            validate_email(address)
        except ValidationError:
            read.warnings.append(f"“{piece[:80]}” is not an e-mail address: it is left out.")
            continue
        if address not in good:
            good.append(address)
    if good:
        read.value = good[0]
    elif not read.warnings:
        read.warnings.append(f"“{raw[:80]}” is not an e-mail address: it is left out.")
    if len(good) > 1:
        others = " and ".join(good[1:])
        read.warnings.append(f"A contact person has one e-mail address: {good[0]} is kept, {others} is not.")
    return read


_valid_url = URLValidator(schemes=["http", "https"])


def website(cell: Any) -> Read:
    """An address of the web, with https:// in front where the list left the scheme out."""
    raw = text(cell)
    if not raw:
        return Read()
    refused = Read(None, [f"“{raw[:80]}” is not an address of the web: it is left out."])
    written = raw.split()[0].strip(".,;<>")
    if "@" in written:
        return refused
    written = re.sub(r"^(https?)(?::/*|/+)", r"\1://", written, flags=re.IGNORECASE)
    if not re.match(r"https?://", written, re.IGNORECASE):
        written = f"https://{written}"
    scheme, _, rest = written.partition("://")
    host, slash, path = rest.partition("/")
    written = f"{scheme.lower()}://{host.lower()}{slash if path else ''}{path}"
    try:
        _valid_url(written)
    except ValidationError:
        return refused
    return Read(written) if len(written) <= 200 else refused


# Days

SERIAL_START = date(1899, 12, 30)
SERIALS = range(14_000, 80_000)  # 1938 to 2119
MONTH_NAMES = {name[:3].casefold(): place for place, name in enumerate(MONTHS, start=1)}
MONTH_NAMES |= {"mrt": 3, "mei": 5, "okt": 10, "des": 12}
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})[-/.\s](\d{1,2})[-/.\s](\d{4}|\d{2})")
PACKED = re.compile(r"(20\d\d|19\d\d)(\d\d)(\d\d)")
WITH_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*([A-Za-z]{3,10})\.?[\s,\-/.]*(\d{4}|\d{2})")
NAME_FIRST = re.compile(r"([A-Za-z]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
CLOCK = re.compile(r"[T\s,]+(?:at\s+)?\d{1,2}[:hH]\d{2}.*$")
WEEKDAY = re.compile(r"^(?:mon|tues?|wednes|thurs?|fri|satur|sun)[a-z]*[,\s]+", re.IGNORECASE)


def day(cell: Any) -> Read:
    """A day: as a day, as a serial number of the spreadsheet, or as text. 03/04/2026 is the third of April here."""
    if isinstance(cell, datetime):
        return _sensible(cell.date(), cell)
    if isinstance(cell, date):
        return _sensible(cell, cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if int(cell) in SERIALS:
            return Read(SERIAL_START + timedelta(days=int(cell)))
        cell = text(cell)
    raw = text(cell)
    if not raw:
        return Read()
    words = WEEKDAY.sub("", CLOCK.sub("", raw)).strip(" .,")
    if words.isdecimal() and int(words) in SERIALS:
        return Read(SERIAL_START + timedelta(days=int(words)))
    return _written_day(raw, words)


def _written_day(raw: str, words: str) -> Read:
    pieces = _pieces(words)
    if pieces is None:
        return Read(None, [f"“{raw[:40]}” is not a day: write it as 2026-03-31. It is left out."])
    year, month, number = pieces
    turned = month > 12 >= number
    if turned:
        number, month = month, number
    try:
        value = date(year, month, number)
    except ValueError:
        return Read(None, [f"“{raw[:40]}” is not a day of the calendar. It is left out."])
    said = f"In “{raw[:40]}” the month stands before the day: read as {date_long(value)}."
    return _sensible(value, raw, [said] if turned else [])


def _pieces(words: str) -> tuple[int, int, int] | None:
    """Year, month and day as figures, in whatever order they were written."""
    if found := ISO.fullmatch(words) or PACKED.fullmatch(words):
        year, month, number = found.groups()
    elif found := DAY_FIRST.fullmatch(words):
        number, month, year = found.groups()
    elif found := WITH_NAME.fullmatch(words):
        number, month, year = found[1], _month(found[2]), found[3]
    elif found := NAME_FIRST.fullmatch(words):
        number, month, year = found[2], _month(found[1]), found[3]
    else:
        return None
    if not month:
        return None
    return int(year) + (2000 if len(year) == 2 else 0), int(month), int(number)


def _month(name: str) -> str:
    return str(MONTH_NAMES.get(name[:3].casefold(), ""))


def _sensible(value: date, raw: Any, warnings: list[str] | None = None) -> Read:
    if not 1900 <= value.year <= 2100:
        return Read(None, [f"“{text(raw)[:40]}” lies outside the years 1900 to 2100. It is left out."])
    return Read(value, warnings or [])


# Yes and no, and figures

YES = {"yes", "y", "ja", "j", "true", "1", "x", "ewe", "yebo", "ee", "primary", "main", "hoof"}
NO = {"no", "n", "nee", "false", "0", "hayi", "cha"}


def yes_or_no(cell: Any) -> Read:
    if isinstance(cell, bool):
        return Read(cell)
    raw = str(cell if cell is not None else "").strip()
    word = folded(raw.removesuffix(".0"))
    if word in YES or raw in {"✓", "✔", "☑"}:
        return Read(True)
    if word in NO or not text(cell):
        return Read(False if word in NO else None)
    return Read(None, [f"“{raw[:40]}” is neither yes nor no: it is left out."])


def whole(cell: Any, *, most: int = 10_000_000) -> Read:
    """A number of people or years: “25”, “±25”, “25 people”, “1 200”."""
    raw = text(cell)
    if not raw:
        return Read()
    found = re.fullmatch(r"[±~+]?\s*(\d{1,3}(?:[ ,]\d{3})+|\d+)(?:[.,]0+)?(?:\s+[A-Za-z]+)?", raw)
    value = int(re.sub(r"[ ,]", "", found[1])) if found else -1
    if not 0 <= value <= most:
        return Read(None, [f"“{raw[:40]}” is not a whole number that fits here: it is left out."])
    return Read(value)
