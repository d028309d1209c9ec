from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "stakeholders"

    def ready(self) -> None:
        from stakeholders import (  # noqa: PLC0415 -- register triggers, what the timeline tells, what is found, dated and waited for
            finding,  # noqa: F401
            lifecycle,  # noqa: F401
            reminders,  # noqa: F401
            timeline,  # noqa: F401
            waits,  # noqa: F401
        )
