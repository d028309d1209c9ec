"""What people type when they write the text of an agreement with the other parties."""

from __future__ import annotations

from typing import Any

from django import forms

from mou.forms.fields import text_field, today_field
from mou.models import Clause, MoU, Section, StandardClause, StandardSection
from partnerships.core.forms import ScopedModelForm

LONGEST = 20_000


class SectionField(forms.ChoiceField):
    """Under which heading a clause stands: one of the text, or one of the library that is then added to it."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            **{"label": "Section", "help_text": "A clause goes to the end of the section that you choose."}
            | kwargs
        )

    def offer(self, mou: MoU) -> None:
        """A text that has sections has every clause under one of them; another may go without."""
        own = list(mou.sections.values_list("heading", flat=True))
        library = StandardSection.objects.in_use().exclude(name__in=own).values_list("name", flat=True)
        groups: list[Any] = [("", "Choose a section" if own else "No section")]
        for label, headings in (("In this text", own), ("From the library", list(library))):
            if headings:
                groups.append((label, [(heading, heading) for heading in headings]))
        self.choices = groups
        self.required = bool(own)


class ClauseForm(ScopedModelForm):
    section = SectionField()
    text = forms.CharField(
        label="Text",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="An empty line begins a new paragraph.",
    )

    class Meta:
        model = Clause
        fields = ["heading", "text"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["section"].offer(self.instance.mou)  # type: ignore[attr-defined]
        self.initial.setdefault("section", self.instance.section_heading)
        self.order_fields(["section", "heading", "text"])

    def stored(self, record: Any, name: str) -> str:
        return record.section_heading or "None" if name == "section" else super().stored(record, name)


class NewClauseForm(ClauseForm):
    """A clause that is written here, or taken from the library: the page brings its words."""

    standard: Any = forms.ModelChoiceField(None, required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["standard"].queryset = StandardClause.of(self.instance.mou.kind)  # type: ignore[attr-defined]


class SectionForm(ScopedModelForm):
    class Meta:
        model = Section
        fields = ["heading"]

    def _get_validation_exclusions(self) -> set[str]:
        # That a heading stands once in a text can be checked: the agreement is known, though nobody types it.
        return super()._get_validation_exclusions() - {"mou"}  # type: ignore[misc]


class RemarkForm(forms.Form):
    text = text_field("Remark", help_text="What is unclear, missing or not acceptable, and what you propose.")
    party: Any = forms.ModelChoiceField(
        None,
        required=False,
        label="In the name of",
        empty_label="Myself",
        help_text="Choose the party when it told you so.",
    )

    def __init__(self, *args: Any, mou: MoU, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = mou.parties.select_related("stakeholder")  # type: ignore[attr-defined]


class ReplyForm(RemarkForm):
    text = text_field("Reply")


class AcceptForm(forms.Form):
    accepted_on = today_field("Accepted on")
    how = forms.CharField(
        label="How they let us know", max_length=200, help_text="Such as: letter of 3 March 2026."
    )


class TurnForm(forms.Form):
    party: Any = forms.ModelChoiceField(None, label="Goes to", empty_label="Choose a party")
    on = today_field("On")
    note = text_field("Note", rows=3, required=False, help_text="What they are asked for, and until when.")

    def __init__(self, *args: Any, mou: MoU, **kwargs: Any):
        super().__init__(*args, **kwargs)
        others = mou.parties.select_related("stakeholder").exclude(pk=mou.turn_id or 0)
        self.fields["party"].queryset = others  # type: ignore[attr-defined]
