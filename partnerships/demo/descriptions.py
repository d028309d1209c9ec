"""New descriptions of indicators: one approved from this quarter on, one in words, and one that waits for approval."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from partnerships.core.calendar import Quarter
from partnerships.demo.stage import Stage
from partnerships.strategy.models import Indicator, IndicatorVersion, Slot, StrategicThrust
from partnerships.strategy.services import (
    Place,
    Split,
    add_indicator,
    approve_indicator_version,
    approve_targets,
    begin_indicator_version,
    propose_indicator_version,
    propose_targets,
    write_indicator_version,
)

SCALE = ["No contact", "Occasional meetings", "Regular meetings", "Joint plan at work"]
CALCULATION = IndicatorVersion.CalculationType


def build(stage: Stage) -> None:
    _clearer(stage)
    _in_words(stage)
    _waiting(stage)


def _clearer(stage: Stage) -> None:
    """The figures stay of one kind, so the year is formed across the change."""
    _changed(
        stage,
        "1.1.2",
        {
            "means_of_verification": "Assessment instrument with its score, countersigned at the station (demo).",
            "tolerance": 5,
            "data_limitations": "Forums that could not be visited in the last year are left out (demo).",
            "reason": "The Auditor-General asked for a second signature, and small provinces for a tolerance (demo).",
            "responsible_person": stage.people["manager"],
        },
        splits=[
            Split("By place (demo)", ["Urban", "Rural"]),
            Split("Members (demo)", ["Women", "Youth", "People with disabilities"], must_add_up=False),
        ],
        authority=f"Decision of the Secretary on technical descriptions, {stage.year} (demo)",
    )


def _in_words(stage: Stage) -> None:
    officer, approver = stage.people["officer"], stage.people["chief.director"]
    draft = IndicatorVersion(
        thrust=StrategicThrust.objects.get(code="2.3"),
        code="2.3.3",
        name="Quality of cooperation with local government (demo)",
        order=16,
        is_placeholder=True,
        valid_from=_this_quarter(),
        definition="How the provincial secretariat and the municipalities of the province work together (demo).",
        purpose="Says what counts of meetings do not say: whether anything is done together (demo).",
        indicator_type=IndicatorVersion.IndicatorType.OUTCOME,
        is_new=True,
        source_of_data="Minutes of meetings and joint plans (demo).",
        method_of_calculation="The head of the provincial secretariat chooses the word that fits best (demo).",
        means_of_verification="Minutes and joint plans of the quarter (demo).",
        unit=IndicatorVersion.Unit.QUALITATIVE,
        scale=SCALE,
        calculation_type=CALCULATION.NON_CUMULATIVE,
        desired_performance=IndicatorVersion.DesiredPerformance.HIGHER,
        collected_from=IndicatorVersion.CollectedFrom.PROVINCES,
        responsible_post="Head of the provincial secretariat",
    )
    version = add_indicator(draft, by=officer)
    propose_indicator_version(version, by=officer)
    authority = f"Decision of the Secretary on technical descriptions, {stage.year} (demo)"
    approve_indicator_version(version, by=approver, authority=authority, on=stage.ago(40))
    scopes = [None, *(province.pk for province in stage.provinces.values())]
    values: dict[Place, Any] = {
        Place(version.indicator_id, scope, slot): SCALE[2] for scope in scopes for slot in (Slot.Q3, Slot.Q4)
    }
    change_set = propose_targets(
        by=officer,
        year=stage.year,
        values=values,
        reason="First targets of the new indicator (demo).",
        authority=authority,
        on=stage.ago(39),
    )
    if change_set:
        approve_targets(change_set, by=approver, on=stage.ago(36))


def _waiting(stage: Stage) -> None:
    """Its year would be told apart, so whoever approves it must know."""
    draft = _written(
        stage,
        "2.2.1",
        {
            "calculation_type": CALCULATION.CUMULATIVE_YEAR_END,
            "reason": "Provinces count each quarter by itself; the running total was added up twice (demo).",
        },
        splits=[],
    )
    propose_indicator_version(draft, by=stage.people["officer"])


def _changed(
    stage: Stage, code: str, changes: dict[str, Any], *, splits: list[Split], authority: str
) -> None:
    draft = _written(stage, code, changes, splits=splits)
    propose_indicator_version(draft, by=stage.people["officer"])
    approve_indicator_version(draft, by=stage.people["chief.director"], authority=authority, on=stage.ago(41))


def _written(stage: Stage, code: str, changes: dict[str, Any], *, splits: list[Split]) -> IndicatorVersion:
    officer = stage.people["officer"]
    draft = begin_indicator_version(Indicator.objects.get(code=code), by=officer)

    def save() -> IndicatorVersion:
        for name, value in changes.items():
            setattr(draft, name, value)
        draft.full_clean()
        draft.save()
        return draft

    return write_indicator_version(draft, by=officer, save=save, splits=splits)


def _this_quarter() -> Any:
    """The same quarter from which a next version may hold."""
    return Quarter.containing(timezone.localdate()).start
