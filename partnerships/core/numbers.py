"""How figures, dates, telephone numbers and file sizes are written, on pages, in PDFs and in messages.

Numbers follow the government style guide (GCIS 2011): a decimal comma and a space for thousands; the
space does not break. Practice is mixed, so the decimal mark is one setting, ``DECIMAL_MARK``.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.conf import settings

NO_BREAK_SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"
# Not from the locale: a report reads the same on every machine.
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def decimal_mark() -> str:
    return getattr(settings, "DECIMAL_MARK", ",")


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """12 345,6: thousands apart, a true minus, and no more decimals than were given.

    ``decimals`` rounds half up to that many; without it the value keeps the decimals it has.
    Nothing is ever written as "−0".
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"“{value}” is not a figure that can be shown.")
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,f}".replace(",", NO_BREAK_SPACE).replace(".", decimal_mark())
    return f"{MINUS}{text}" if exact < 0 else text


def figure(value: int | float | Decimal, suffix: str = "") -> str:
    """12,5 or 80 %: a stored figure without the noughts that storing added; ``suffix`` is the indicator's."""
    return f"{number(_trimmed(value))}{suffix}"


def signed_figure(value: int | float | Decimal, suffix: str = "") -> str:
    """+2,5 or −10 %: a difference between two stored figures."""
    return f"{signed(_trimmed(value))}{suffix}"


def _trimmed(value: int | float | Decimal) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    whole = exact.to_integral_value()
    return whole if exact == whole else exact.normalize()


def signed(value: int | float | Decimal, decimals: int | None = None) -> str:
    """+12 or −12: a difference says its direction; none is 0."""
    text = number(value, decimals)
    is_zero = not text.strip(f"0{decimal_mark()}")
    return text if text.startswith(MINUS) or is_zero else f"+{text}"


def rands(value: int | float | Decimal) -> str:
    """R 1 250 000, with cents only where there are any."""
    exact = _trimmed(value)
    return f"R{NO_BREAK_SPACE}{number(exact, None if exact == exact.to_integral_value() else 2)}"


def percent(value: int | float | Decimal, decimals: int | None = None) -> str:
    """80 %: the value is already out of a hundred."""
    return f"{number(value, decimals)}{NO_BREAK_SPACE}%"


def date_long(day: date) -> str:
    """13 October 2026, which never breaks at the end of a line."""
    return f"{day.day}{NO_BREAK_SPACE}{MONTHS[day.month - 1]}{NO_BREAK_SPACE}{day.year}"


def date_short(day: date) -> str:
    """13 Oct 2026, for tables."""
    return f"{day.day}{NO_BREAK_SPACE}{MONTHS[day.month - 1][:3]}{NO_BREAK_SPACE}{day.year}"


def datetime_short(moment: datetime) -> str:
    """23 Nov 2026, 18:07, for the foot of a page."""
    return f"{date_short(moment)}, {moment:%H:%M}"


def datetime_long(moment: datetime) -> str:
    """13 October 2026, 09:40, in the time zone that the moment carries."""
    return f"{date_long(moment)}, {moment:%H:%M}"


def days_left(days: int) -> str:
    """How far off a day is: today, tomorrow, in 5 days, 3 days late."""
    if days < 0:
        return f"{number(-days)} day{'' if days == -1 else 's'} late"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {number(days)} days")


def phone(stored: str) -> str:
    """011 123 4567 for a South African number stored as +27111234567; any other number as it is stored."""
    national = stored.removeprefix("+27")
    if stored.startswith("+27") and len(national) == 9 and national.isascii() and national.isdigit():
        return NO_BREAK_SPACE.join((f"0{national[:2]}", national[2:5], national[5:]))
    return stored


def file_size(size: int) -> str:
    """2,1 MB: one decimal below ten, none above; bytes below a thousand."""
    if size < 1000:
        return f"{size}{NO_BREAK_SPACE}{'byte' if size == 1 else 'bytes'}"
    amount = Decimal(size)
    for unit in ("kB", "MB", "GB", "TB"):
        amount /= 1000
        # 999,9 rounds up to 1 000, which belongs to the next unit.
        if amount < Decimal("999.5") or unit == "TB":
            break
    return f"{number(amount, 1 if amount < Decimal('9.95') else 0)}{NO_BREAK_SPACE}{unit}"
