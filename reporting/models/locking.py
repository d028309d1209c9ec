"""While a return is submitted, signed or accepted nobody writes into it: in SQL, for whatever way is taken."""

from __future__ import annotations

import pgtrigger

LOCKED = ("submitted", "signed", "accepted")
LOCKED_IN_SQL = ", ".join(f"'{status}'" for status in LOCKED)


def part_locked_with_its_return(name: str) -> pgtrigger.Trigger:
    """Of a part of a return."""
    return _trigger(
        name,
        "reporting_provincialreturn.id = COALESCE(NEW.provincial_return_id, OLD.provincial_return_id)",
    )


def actual_locked_with_its_return(name: str) -> pgtrigger.Trigger:
    """Of the actual of a province in the quarter of the return."""
    return _trigger(
        name,
        """period.province_id = COALESCE(NEW.province_id, OLD.province_id)
            AND period.year = COALESCE(NEW.year, OLD.year)
            AND period.quarter = COALESCE(NEW.quarter, OLD.quarter)""",
    )


def value_locked_with_its_return(name: str) -> pgtrigger.Trigger:
    """Of what falls to a category of such an actual."""
    return _trigger(
        name,
        """EXISTS (
                SELECT FROM reporting_actual
                WHERE reporting_actual.id = COALESCE(NEW.actual_id, OLD.actual_id)
                AND reporting_actual.province_id = period.province_id
                AND reporting_actual.year = period.year
                AND reporting_actual.quarter = period.quarter
            )""",
    )


def _trigger(name: str, belongs: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (
                SELECT FROM reporting_provincialreturn
                JOIN reporting_reportingperiod AS period ON period.id = reporting_provincialreturn.period_id
                WHERE {belongs}
                AND reporting_provincialreturn.status IN ({LOCKED_IN_SQL})
            ) THEN
                RAISE EXCEPTION 'The return is submitted, signed or accepted: nothing in it changes.';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )
