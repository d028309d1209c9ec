from collections.abc import Callable

import pytest

from partnerships.core.models import User
from tests.people import everything, person


@pytest.fixture
def everything_in_gauteng() -> Callable[[], User]:
    """Somebody with every right of every role, in Gauteng: what is refused is refused by scope or state."""
    return lambda: person(may=everything(), province="GP")
