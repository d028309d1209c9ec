from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "stakeholders"

    def ready(self) -> None:
        from stakeholders import (  # noqa: PLC0415 -- register the triggers, and what the timeline tells
            lifecycle,  # noqa: F401
            timeline,  # noqa: F401
        )
