"""What is typed and sent when a report is checked, and when an erratum is published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

# The longest report that was measured has less than a tenth of it.
LARGEST = 25 * 1024 * 1024
FORMS = (
    ("pdf", "PDF"),
    ("docx", "Word"),
    ("xlsx", "Excel"),
    ("csv", "CSV in the shape of eQPRS"),
    ("html", "One HTML file"),
)


class FileToVerifyForm(forms.Form):
    """A file that is compared with what was issued, and not kept."""

    file = forms.FileField(
        label="File",
        help_text="The PDF as you have it, or the Excel, Word or CSV file, or the figures as data.",
        error_messages={"empty": "This file is empty. Choose the report that you want to check."},
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise ValidationError(
                f"This file has {filesizeformat(sent.size)}; no report has more than {filesizeformat(LARGEST)}. "
                "Choose the report that you want to check."
            )
        return sent


class RedactedCopyForm(forms.Form):
    reader = forms.CharField(
        label="For whom",
        max_length=200,
        help_text="Noted with the file, such as: Portfolio Committee on Police, letter of 3 November 2026.",
    )
    form = forms.ChoiceField(label="As", choices=FORMS, widget=forms.RadioSelect, initial="pdf")


class ErratumForm(forms.Form):
    reason = forms.CharField(
        label="Why the records changed",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands above the list, for whoever reads the report afterwards.",
    )
