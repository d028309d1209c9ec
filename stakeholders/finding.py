"""Which records of the register a search finds. People are found by name and post, never by their contact details."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from partnerships.core.finding import Kind, documents_of, register
from partnerships.core.timeline import in_words, joined
from stakeholders.models import (
    ActionItem,
    Contact,
    Engagement,
    FitAssessment,
    FunctionalityAssessment,
    Stakeholder,
)
from stakeholders.models import action_item as action_items
from stakeholders.models import engagement as engagements
from stakeholders.models import stakeholder as stakeholders

register(
    Kind(
        "stakeholder",
        "stakeholders",
        "Stakeholders",
        "Stakeholder",
        "stakeholders.view_stakeholder",
        Stakeholder.objects.visible_to,
        names=stakeholders.NAMED_BY,
        tells=stakeholders.TOLD_BY,
        title=F("name"),
        about=joined(
            "short_name",
            Value(" · "),
            "group__name",
            Value(" · "),
            Coalesce("province__name", Value("National")),
            Value(" · "),
            in_words("status", Stakeholder.Status),
        ),
        acronym=F("short_name"),
        body=joined("mandate", Value(" "), "seat", Value(" "), "registration_number"),
        page="stakeholders:detail",
        weight=3.0,
    ),
    Kind(
        "contact",
        "contacts",
        "Contacts",
        "Contact",
        "stakeholders.view_contact",
        lambda user: Contact.objects.visible_to(user).named(),
        names=("name", "post"),
        title=F("name"),
        about=joined("post", Value(" · "), "stakeholder__name"),
        acronym=F("post"),
        page="stakeholders:contact",
        weight=2.0,
        learned=False,
    ),
    Kind(
        "engagement",
        "engagements",
        "Engagements",
        "Engagement",
        "stakeholders.view_engagement",
        Engagement.objects.visible_to,
        names=("purpose",),
        tells=engagements.TOLD_BY,
        title=F("purpose"),
        about=joined("kind__name", Value(" · "), "stakeholder__name"),
        day="held_on",
        body=joined("notes", Value(" "), "place"),
        page="stakeholders:engagement",
        weight=1.5,
    ),
    Kind(
        "action item",
        "action-items",
        "Action items",
        "Action item",
        "stakeholders.view_actionitem",
        ActionItem.objects.visible_to,
        names=action_items.TOLD_BY,
        title=F("what"),
        about=joined(in_words("status", ActionItem.Status), Value(" · "), "stakeholder__name"),
        day="due_on",
        page="stakeholders:action_item",
    ),
    *documents_of(Stakeholder, "stakeholders.view_stakeholder", F("name")),
    *documents_of(
        Engagement,
        "stakeholders.view_engagement",
        joined("kind__name", Value(": "), "purpose", Value(" · "), "stakeholder__name"),
    ),
    *documents_of(ActionItem, "stakeholders.view_actionitem", F("what")),
    # Those of an assessment that still waits for its second are found by its author alone.
    *documents_of(
        FitAssessment,
        "stakeholders.view_fitassessment",
        joined(Value("Strategic fit of "), "proposal__stakeholder__name"),
    ),
    *documents_of(
        FunctionalityAssessment,
        "stakeholders.view_functionalityassessment",
        joined(Value("Assessment of "), "structure__stakeholder__name"),
    ),
)
