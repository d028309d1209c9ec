"""What the pages of the strategy have in common."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from partnerships.core.views import Crumbs


def strategy_crumbs(*more: tuple[str, str]) -> Crumbs:
    return [("Strategy", reverse("strategy:overview")), *more]


class WordingMixin:
    """A page that writes one record and returns to where it is read."""

    template_name: Any = "strategy/wording_form.html"
    title: str

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()  # type: ignore[attr-defined]

    def cancel_url(self) -> str:
        return self.get_success_url()

    def breadcrumbs(self) -> Crumbs:
        return strategy_crumbs((self.title, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, cancel_url=self.cancel_url(), **kwargs)  # type: ignore[misc]
