from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """The composition root: commands and roles, no models."""

    name = "partnerships"
    label = "partnerships"
