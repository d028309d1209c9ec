from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        from reporting import exports, finding, reminders, waits  # noqa: F401, PLC0415 -- each registers what it knows
