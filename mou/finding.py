"""Which agreements a search finds, and the documents of their obligations and workplans."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from mou.models import ActivityQuarter, MoU, Obligation
from mou.models import mou as agreements
from partnerships.core.finding import Kind, documents_of, register
from partnerships.core.timeline import in_words, joined

register(
    Kind(
        "mou",
        "mous",
        "MoUs",
        "MoU",
        "mou.view_mou",
        MoU.objects.visible_to,
        names=agreements.NAMED_BY,
        tells=agreements.TOLD_BY,
        title=joined("reference", Value(" "), "title"),
        about=joined(
            "kind__name",
            Value(" · "),
            Coalesce("province__name", Value("National")),
            Value(" · "),
            in_words("status", MoU.Status),
        ),
        acronym=F("reference"),
        day="starts_on",
        body=F("purpose"),
        page="mou:detail",
        weight=2.5,
    ),
    *documents_of(MoU, "mou.view_mou", joined("reference", Value(" "), "title")),
    *documents_of(
        Obligation,
        "mou.view_obligation",
        joined("mou__reference", Value(" · "), "clause", Value(" "), "text"),
    ),
    *documents_of(
        ActivityQuarter,
        "mou.view_activity",
        joined("activity__mou__reference", Value(" · "), "activity__title"),
    ),
)
