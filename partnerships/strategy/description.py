"""What one description of an indicator changes against the one before, and what that does to figures and targets."""

from __future__ import annotations

from typing import Any

from partnerships.core.numbers import figure
from partnerships.core.redline import Row, red_line
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import breaks
from partnerships.strategy.services import loses_targets

# The technical description in its order, as the post-2019 form has it (facts 2.4), with the older form's parts.
LABELS = {
    "code": "Number",
    "name": "Indicator title",
    "thrust": "Thrust",
    "definition": "Definition",
    "purpose": "Purpose",
    "indicator_type": "Type of indicator",
    "is_new": "New indicator",
    "source_of_data": "Source of data",
    "method_of_calculation": "Method of calculation or assessment",
    "means_of_verification": "Means of verification",
    "needs_evidence": "Evidence required",
    "assumptions": "Assumptions",
    "data_limitations": "Data limitations",
    "disaggregation": "Disaggregation of beneficiaries",
    "splits": "Categories",
    "spatial_transformation": "Spatial transformation",
    "unit": "Unit",
    "scale": "Scale of words",
    "calculation_type": "Calculation type",
    "desired_performance": "Desired performance",
    "tolerance": "Tolerance in per cent of the target",
    "collected_from": "Collected from",
    "reporting_cycle": "Reporting cycle",
    "responsible_post": "Responsible office",
    "responsible_person": "Responsible person",
    "baseline": "Baseline in words",
    "is_in_use": "In use",
    "is_placeholder": "Placeholder",
}


def changes_of(before: IndicatorVersion | None, after: IndicatorVersion) -> list[Row]:
    """The lines that differ, each as a red line; both versions come with their categories."""
    if before is None:
        return []
    pairs = ((label, _said(before, name), _said(after, name)) for name, label in LABELS.items())
    return [Row(label, red_line(old, new)) for label, old, new in pairs if old != new]


def in_full(version: IndicatorVersion) -> list[tuple[str, str]]:
    """Every part of the description that says something, with its label; the version comes with its categories."""
    return [(label, text) for name, label in LABELS.items() if (text := _said(version, name))]


def _said(version: IndicatorVersion, name: str) -> str:
    if name == "splits":
        return "\n".join(split_in_words(split) for split in version.splits)
    value: Any = getattr(version, name)
    if name == "scale":
        return ", ".join(value)
    if name == "tolerance":
        return figure(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    display = getattr(version, f"get_{name}_display", None)
    return str(display() if display else value or "")


def split_in_words(split: Any) -> str:
    """“By sex: women, men, which add up to the value”."""
    adds = "which add up to the value" if split.must_add_up else "which may overlap"
    return f"{split.name}: {', '.join(str(one) for one in split.listed)}, {adds}"


def effects_of(before: IndicatorVersion | None, after: IndicatorVersion) -> list[str]:
    """What the new description does, in sentences for whoever writes or approves it."""
    if before is None:
        return [f"The indicator is asked for from {after.starts_in} on, of those who have a target."]
    start = after.starts_in
    found = [f"Figures of quarters before {start} keep version {before.number}."]
    if start.number == 1:
        found.append(
            f"It begins with the financial year {start.financial_year}: no year has two descriptions."
        )
    else:
        through = [before] * (start.number - 1) + [after] * (5 - start.number)
        found += [f"In {start.financial_year}: {one}" for one in breaks(through)]
    if not after.is_in_use:
        found.append(f"From {start} on nobody is asked for it any more.")
    if loses_targets(before, after):
        found.append(
            f"Targets from {start} on were set for another kind of figure: they are taken away with the approval, on "
            "record, and are proposed anew."
        )
    return found
