"""Confirmation slips, their lines, and what a partner contests."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import factory
from factory.django import DjangoModelFactory

from mou.models import ConfirmationSlip, ContestedLine, SlipLine
from tests.factories.core import UserFactory
from tests.factories.mou import MoUFactory, MoUPartyFactory

SECRETS = count(1)


class SlipFactory(DjangoModelFactory):
    """Of Q2 2026/27, with the partner since the middle of November."""

    class Meta:
        model = ConfirmationSlip

    class Params:
        answered = factory.Trait(
            answered_at=datetime(2026, 11, 18, 9, tzinfo=UTC),
            answered_by="Ayanda Nkosi (demo)",
            answered_as="Secretary",
        )

    mou = factory.SubFactory(MoUFactory, signed=True)
    party = factory.LazyAttribute(lambda slip: MoUPartyFactory(mou=slip.mou))
    year = 2026
    number = 2
    digest = factory.LazyFunction(lambda: ConfirmationSlip.digest_of(f"secret {next(SECRETS)}"))
    made_at = datetime(2026, 11, 16, 9, tzinfo=UTC)
    made_by = factory.SubFactory(UserFactory)
    expires_at = datetime(2026, 11, 30, 9, tzinfo=UTC)


class SlipLineFactory(DjangoModelFactory):
    class Meta:
        model = SlipLine

    slip = factory.SubFactory(SlipFactory)
    position = 1
    kind = "obligation"
    record = 1
    whose = "A partner (demo)"
    title = "Clause 5.1: Train forty patrollers"
    said = "Overdue"


class ContestedLineFactory(DjangoModelFactory):
    class Meta:
        model = ContestedLine

    line = factory.SubFactory(SlipLineFactory, slip__answered=True, is_confirmed=False)
    words = "We trained them in August."
