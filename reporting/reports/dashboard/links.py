"""Where the figures of a dashboard lead: to the indicators behind them, chosen as the dashboard is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from reporting.reports.base import Frame

NATIONAL = "national"


def period_slug(frame: Frame) -> str:
    """2026-27-q2, or 2026-27 for the year."""
    return frame.quarter.slug.rpartition("-")[0] if frame.is_year else frame.quarter.slug


def chosen(frame: Frame, **more: Any) -> str:
    area = frame.province.code if frame.province else NATIONAL
    return urlencode({"period": period_slug(frame), "area": area} | more)


def behind(frame: Frame, **more: Any) -> str:
    """The indicators of these figures: ``show`` a state, and of a ``focus_area``."""
    return f"{reverse('reporting:dashboard_indicators')}?{chosen(frame, **more)}"


def dashboard_of(frame: Frame) -> str:
    return f"{reverse('reporting:dashboard')}?{chosen(frame)}"
