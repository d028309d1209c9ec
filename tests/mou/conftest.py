"""Records that several tests of agreements begin with."""

from __future__ import annotations

import pytest

from mou.models import MoU
from partnerships.core.models import User
from tests import factories as make
from tests.people import nomsa


@pytest.fixture
def officer() -> User:
    return nomsa()


@pytest.fixture
def mou() -> MoU:
    """A draft of the Secretariat and one partner, with an obligation and two clauses."""
    mou = make.MoUFactory(province=None)
    make.MoUPartyFactory(mou=mou, stakeholder=None, position=1)
    make.MoUPartyFactory(mou=mou, stakeholder__partner=True, stakeholder__name="Trust (demo)", position=2)
    mou.focus_areas.add(make.FocusAreaFactory())
    make.ObligationFactory(mou=mou, clause="2.1")
    for position, heading in enumerate(("Purpose", "No payment"), start=1):
        make.ClauseFactory(mou=mou, position=position, heading=heading)
    return mou
