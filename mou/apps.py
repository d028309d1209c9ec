from django.apps import AppConfig


class MouConfig(AppConfig):
    name = "mou"
    verbose_name = "Memoranda of understanding"

    def ready(self) -> None:
        from mou import (  # noqa: PLC0415 -- register triggers, what the timeline tells, what is found, dated and waited for
            duties,  # noqa: F401
            finding,  # noqa: F401
            lifecycle,  # noqa: F401
            reciprocity,  # noqa: F401
            reminders,  # noqa: F401
            timeline,  # noqa: F401
            waits,  # noqa: F401
        )
