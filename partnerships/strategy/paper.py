"""A version of the strategy as a PDF: the same words as its reading page, with its sign-off page."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

from partnerships.core.numbers import date_long
from partnerships.core.pdf import printed
from partnerships.core.states import State
from partnerships.strategy.models import LibraryDocument, StrategyVersion
from partnerships.strategy.wording import text_of


def strategy_pdf(version: StrategyVersion, *, state: State) -> bytes:
    """PDF/UA-1; the same words give the same bytes. Raises PdfError with a sentence."""
    html = render_to_string(
        "strategy/pdf/strategy.html",
        {
            "version": version,
            "standing": standing(version, state),
            "written_on": version.adopted_on or version.starts_on,
            "areas": text_of(version),
            "sign_offs": version.sign_offs.standing().select_related("person"),
            "library": LibraryDocument.objects.filter(is_active=True).select_related("kind"),
            "demonstration": settings.DEMONSTRATION,
        },
    )
    return printed(html, "strategy.css")


def standing(version: StrategyVersion, state: State) -> str:
    """What the reader must know of the paper: a draft is one, whatever it looks like."""
    if version.adopted_on is None:
        return f"Version {version.number}, {state.label.lower()}: not adopted"
    text = f"Version {version.number}, adopted on {date_long(version.adopted_on)}"
    return f"{text}, superseded on {date_long(version.superseded_on)}" if version.superseded_on else text
