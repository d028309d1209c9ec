from django.apps import AppConfig


class MouConfig(AppConfig):
    name = "mou"
    verbose_name = "Memoranda of understanding"

    def ready(self) -> None:
        from mou import lifecycle  # noqa: F401, PLC0415 -- registers the triggers on the models
