from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        from reporting import finding, reminders  # noqa: F401, PLC0415 -- register what is found and what is dated
