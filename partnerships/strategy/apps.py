from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "partnerships.strategy"
    label = "strategy"
    verbose_name = "Strategy and indicators"

    def ready(self) -> None:
        from partnerships.strategy import (  # noqa: PLC0415 -- register the triggers and what is waited for
            lifecycle,  # noqa: F401
            waits,  # noqa: F401
        )
