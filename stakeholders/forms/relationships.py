"""The forms of relationships: to add one from either side, and to correct or end one."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from partnerships.core.choosing import RecordChoiceField
from partnerships.core.forms import ScopedModelForm
from stakeholders.models import Relationship, RelationshipKind, Stakeholder


class RelationshipForm(ScopedModelForm):
    """Asks for the other organisation and how the two belong together, read from the record it is opened from."""

    kind = forms.ChoiceField(label="How they belong together")
    target = RecordChoiceField(
        None,
        label="The other organisation",
        help_text="Write a part of its name. Organisations whose record you may open are found.",
    )

    class Meta:
        model = Relationship
        fields = ("kind", "target", "began_on", "ended_on", "note")
        help_texts = {
            "began_on": "Leave empty when it is not known.",
            "ended_on": "Leave empty while it lasts.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["target"].queryset = Stakeholder.objects.visible_to(self.user).select_related("province")
        self.kinds = {
            kind.pk: kind
            for kind in RelationshipKind.objects.in_use_or(getattr(self.instance, "kind_id", None))
        }
        name = self.instance.source
        fields["kind"].choices = [
            ("", "Choose one"),
            (
                f"{name} …",
                [
                    choice
                    for kind in self.kinds.values()
                    for choice in (
                        (f"{kind.pk}", f"… {kind.name} …"),
                        # A relationship that is recorded keeps its direction.
                        *([] if self.instance.pk else [(f"{kind.pk}-reverse", f"… {kind.reverse_name} …")]),
                    )
                ],
            ),
        ]
        if self.instance.pk:
            self.initial["kind"] = str(self.instance.kind_id)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "kind",
            "target",
            Div("began_on", "ended_on", css_class="field-row"),
            "note",
            *(["version"] if "version" in fields else []),
        )

    def clean_kind(self) -> RelationshipKind:
        key, _, direction = self.cleaned_data["kind"].partition("-")
        self.is_reverse = bool(direction)
        return self.kinds[int(key)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        source = self.instance.source
        other = cleaned.get("target")
        if getattr(self, "is_reverse", False) and other:
            if not Stakeholder.objects.editable_by(self.user).filter(pk=other.pk).exists():
                self.add_error(
                    "target",
                    f"Read this way, the relationship is kept with “{other}”, which you may not change. "
                    f"Ask {other.scope_label} to record it.",
                )
            cleaned["source"], cleaned["target"] = other, source
        return cleaned

    def _post_clean(self) -> None:
        """The service builds and judges the record, under its lock."""
