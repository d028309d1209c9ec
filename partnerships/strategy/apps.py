from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "partnerships.strategy"
    label = "strategy"
    verbose_name = "Strategy and indicators"
