"""The demonstration: invented people, organisations, agreements and figures, built through the services.

Everything follows from a seed and a day: the same two give the same data, and none of it lies after that day.
Whatever is invented says so in its name, “(demo)”.
"""

from __future__ import annotations

from datetime import date
from random import Random
from unittest.mock import patch

from django.db import models, transaction

from partnerships.demo import (
    action_items,
    agreements,
    contacts,
    descriptions,
    engagements,
    figures,
    forming,
    grades,
    issuing,
    meetings,
    next_version,
    papers,
    people,
    periods,
    proposals,
    quiet,
    reminders,
    slips,
    stakeholders,
    standing,
    steering,
    strategy,
    structures,
)
from partnerships.demo.stage import Stage

# Before it saves, a service asks the database about every constraint in words for people, a query each. The
# constraints themselves judge every row of the demonstration all the same; only their sentences are not needed.
UNASKED = patch.object(models.Model, "validate_constraints", lambda self, exclude=None: None)


@UNASKED
@transaction.atomic
def build(*, seed: int, today: date, password: str) -> Stage:
    """All of the demonstration, or nothing."""
    # Repeatable on purpose, nothing is secret.
    stage = Stage(today=today, rng=Random(seed), dice=Random(f"{seed}, widened"))  # noqa: S311
    people.build(stage, password)
    strategy.build(stage)
    next_version.build(stage)
    stakeholders.register(stage)
    engagements.build(stage)
    forming.build(stage)
    agreements.build(stage)
    stakeholders.end(stage)
    structures.build(stage)
    meetings.build(stage)
    action_items.build(stage)
    proposals.build(stage)
    standing.build(stage)
    contacts.build(stage)
    steering.build(stage)
    slips.build(stage)
    papers.build(stage)
    periods.build(stage)
    figures.build(stage)
    descriptions.build(stage)
    quiet.build(stage)
    reminders.build(stage)
    issuing.build(stage)
    grades.build(stage)
    issuing.correct(stage)
    return stage
