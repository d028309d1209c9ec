from tests.core.reminding.scene import scene  # noqa: F401 -- a fixture
