from django.apps import AppConfig


class MouConfig(AppConfig):
    name = "mou"
    verbose_name = "Memoranda of understanding"

    def ready(self) -> None:
        from mou import (  # noqa: PLC0415 -- register the triggers, what the timeline tells and what is found
            finding,  # noqa: F401
            lifecycle,  # noqa: F401
            timeline,  # noqa: F401
        )
