from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"

    def ready(self) -> None:
        from reporting import finding  # noqa: F401, PLC0415 -- registers what is found
