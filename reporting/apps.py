from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        from reporting import (  # noqa: PLC0415 -- each registers what it knows
            exports,  # noqa: F401
            finding,  # noqa: F401
            lifecycle,  # noqa: F401
            reminders,  # noqa: F401
            return_reminders,  # noqa: F401
            waits,  # noqa: F401
        )
