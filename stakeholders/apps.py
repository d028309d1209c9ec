from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "stakeholders"

    def ready(self) -> None:
        from stakeholders import (  # noqa: PLC0415 -- register the triggers, what the timeline tells and what is found
            finding,  # noqa: F401
            lifecycle,  # noqa: F401
            timeline,  # noqa: F401
        )
