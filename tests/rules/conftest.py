from collections.abc import Callable
from typing import Any

import pytest
from django.http import FileResponse
from django.test import Client

from partnerships.core.models import User
from tests.people import everything, person


@pytest.fixture
def everything_in_gauteng() -> Callable[[], User]:
    """Somebody with every right of every role, in Gauteng: what is refused is refused by scope or state."""
    return lambda: person(may=everything(), province="GP")


class ReadingClient(Client):
    """Reads the files it is given to their end, which closes them: the walks ask only whether they come."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if isinstance(response, FileResponse):
            b"".join(response)
        return response


@pytest.fixture
def client() -> Client:
    return ReadingClient()
