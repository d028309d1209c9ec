from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "stakeholders"

    def ready(self) -> None:
        from stakeholders import lifecycle  # noqa: F401, PLC0415 -- registers the trigger on the model
