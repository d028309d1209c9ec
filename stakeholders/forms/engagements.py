"""The form of an engagement, made for a phone: offices and points as lines of text, next steps as a few fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from partnerships.core.choosing import RecordChoiceField
from partnerships.core.forms import DateInput, FilesField, OwnProvinceMixin, ScopedModelForm
from partnerships.core.models import User
from stakeholders.models import (
    ActionItem,
    Engagement,
    EngagementKind,
    EngagementParticipant,
    EngagementPoint,
    InterviewGuide,
    Stakeholder,
)

Side = EngagementParticipant.Side
COUNTED = re.compile(r"^(?P<office>.*\S)\s*\(\s*(?P<count>\d{1,5})\s*\)$")
LONGEST_OFFICE = EngagementParticipant._meta.get_field("office").max_length or 0
MOST_PEOPLE = 32_767
# “concern: …” at the beginning of a line says what kind of point it is.
KINDS = {str(label).lower(): value for value, label in EngagementPoint.Kind.choices}
KINDED = re.compile(rf"^({'|'.join(KINDS)})s?\s*:\s*(?P<text>.*)$", re.IGNORECASE)
FIRST_LINES = 2
STEPS = "steps"
MOST_STEPS = 40


def offices_from(text: str, side: str) -> list[dict[str, Any]]:
    """One office on a line, with the number of people in brackets when there were several."""
    found = []
    for line in _lines(text):
        match = COUNTED.match(line)
        office, count = (match["office"], int(match["count"])) if match else (line, 1)
        if len(office) > LONGEST_OFFICE:
            raise ValidationError(
                f"“{office[:40]}…” is too long for an office: use at most {LONGEST_OFFICE} characters."
            )
        if not 1 <= count <= MOST_PEOPLE:
            raise ValidationError(
                f"“{line}”: the number in brackets says how many people came; write 1 or more."
            )
        found.append({"side": side, "office": office, "count": count})
    return found


def points_from(text: str) -> list[dict[str, Any]]:
    """One point on a line; without a beginning such as “concern:” it is information."""
    found = []
    for line in _lines(text):
        match = KINDED.match(line)
        kind = KINDS[match[1].lower()] if match else EngagementPoint.Kind.INFORMATION
        said = match["text"].strip() if match else line
        if not said:
            raise ValidationError(
                f"“{line}” says nothing after the colon. Write the point, or take the line out."
            )
        found.append({"kind": kind, "text": said})
    return found


def written_offices(participants: Iterable[EngagementParticipant], side: str) -> str:
    return "\n".join(str(one) for one in participants if one.side == side)


def written_points(points: Iterable[EngagementPoint]) -> str:
    return "\n".join(
        " ".join(point.text.split())
        if point.kind == EngagementPoint.Kind.INFORMATION
        else f"{point.get_kind_display()}: {' '.join(point.text.split())}"
        for point in points
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class TextField(forms.CharField):
    """Text of several lines. Browsers send two characters for the end of a line and count one."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class EngagementForm(OwnProvinceMixin, ScopedModelForm):
    notes = TextField(
        required=False, max_length=100_000, label="Notes", widget=forms.Textarea(attrs={"rows": 5})
    )
    stakeholder = RecordChoiceField(
        None,
        label="With whom",
        help_text="Write the name, or a part of it.",
    )
    ours = forms.CharField(
        required=False,
        label="Our offices, one on a line",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Posts, not names; with the number in brackets when there were several: Director (2).",
    )
    theirs = forms.CharField(
        required=False, label="Their offices, one on a line", widget=forms.Textarea(attrs={"rows": 3})
    )
    said = forms.CharField(
        required=False,
        label="Points, one on a line",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=(
            "Begin a line with concern: or request: or decision: or commitment: to say what it is; "
            "without it the point is information."
        ),
    )
    uploads = FilesField(required=False, label="Attendance register, notes or photographs")

    class Meta:
        model = Engagement
        fields = (
            "kind",
            "stakeholder",
            "held_on",
            "place",
            "province",
            "purpose",
            "attendance",
            "guide",
            "notes",
        )
        widgets = {
            "kind": forms.RadioSelect,
            "attendance": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }
        labels = {"guide": "Interview guide"}
        help_texts = {
            "attendance": "Zero is an answer; leave empty if nobody counted.",
            "guide": "Its topics are listed under “What to ask”.",
            "province": "Leave at National for a national body; a province's own stakeholder decides it otherwise.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        engagement, fields = self.instance, cast("dict[str, Any]", self.fields)
        register = Stakeholder.objects.visible_to(self.user).select_related("province")
        kept = Q(archived_on__isnull=True) | Q(pk=engagement.stakeholder_id)
        fields["stakeholder"].queryset = register.filter(kept)
        fields["kind"].queryset = EngagementKind.objects.in_use_or(engagement.kind_id)
        fields["kind"].empty_label = None
        fields["guide"].queryset = InterviewGuide.objects.in_use_or(engagement.guide_id)
        fields["guide"].empty_label = "No guide was used"
        fields["held_on"].required = engagement.date_basis != Engagement.DateBasis.UNKNOWN
        if engagement.pk:
            people, points = engagement.participants.all(), engagement.points.all()
            # Beneath what was given: lines that were written already, when a step is added, stay as written.
            self.initial = {
                "ours": written_offices(people, Side.OURS),
                "theirs": written_offices(people, Side.THEIRS),
                "said": written_points(points),
                **self.initial,
            }
        elif not self.initial.get("held_on"):
            self.initial["held_on"] = timezone.localdate()
        self.helper = FormHelper()
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        return Layout(
            Fieldset(
                "What took place",
                "kind",
                "stakeholder",
                Div("held_on", "place", css_class="field-row"),
                "purpose",
                *(["province"] if "province" in self.fields else []),
            ),
            Fieldset("Who was there", "ours", "theirs", Div("attendance", "guide", css_class="field-row")),
            Fieldset(
                "What was said",
                "said",
                "notes",
                *(["version"] if "version" in self.fields else []),
            ),
        )

    def stored(self, record: Any, name: str) -> str:
        if name in {"ours", "theirs"}:
            return written_offices(record.participants.all(), name) or "None"
        if name == "said":
            return written_points(record.points.all()) or "None"
        return "None" if name == "uploads" else super().stored(record, name)

    def clean_ours(self) -> str:
        return self._readable("ours", lambda text: offices_from(text, Side.OURS))

    def clean_theirs(self) -> str:
        return self._readable("theirs", lambda text: offices_from(text, Side.THEIRS))

    def clean_said(self) -> str:
        return self._readable("said", points_from)

    def _readable(self, name: str, read: Any) -> str:
        text = self.cleaned_data[name].replace("\r\n", "\n").strip()
        read(text)
        return text

    def participants(self) -> list[dict[str, Any]]:
        """Lines for the service; an office that was there already keeps its row."""
        given = offices_from(self.cleaned_data["ours"], Side.OURS) + offices_from(
            self.cleaned_data["theirs"], Side.THEIRS
        )
        stored = list(self.instance.participants.all()) if self.instance.pk else []
        return _with_rows(given, stored, ("side", "office", "count"))

    def points(self) -> list[dict[str, Any]]:
        stored = list(self.instance.points.all()) if self.instance.pk else []
        given = points_from(self.cleaned_data["said"])
        for point in stored:
            point.text = " ".join(point.text.split())
        return _with_rows(given, stored, ("kind", "text"))


def _with_rows(
    given: list[dict[str, Any]], stored: list[Any], names: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Each line with the key of the stored row that says the same."""
    free = list(stored)
    for line in given:
        same = next((row for row in free if all(getattr(row, name) == line[name] for name in names)), None)
        if same is not None:
            free.remove(same)
            line["pk"] = same.pk
    return given


class NextStepForm(forms.Form):
    """One next step. A line without text is left out; emptying a stored one takes it out."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    what = forms.CharField(required=False, max_length=300, label="What")
    owner = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Who of us")
    owner_elsewhere = forms.CharField(required=False, max_length=160, label="Or elsewhere")
    due_on = forms.DateField(required=False, widget=DateInput(), label="By when")

    def __init__(self, *args: Any, owners: dict[int, str], rows: dict[int, ActionItem], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows = rows
        # Whoever took on a step stays on offer, also after leaving.
        offered = dict(owners) | {row.owner.pk: row.owner.name for row in rows.values() if row.owner}
        cast("Any", self.fields["owner"]).choices = [("", "Nobody of us"), *offered.items()]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "pk",
            "what",
            Div("owner", "owner_elsewhere", "due_on", css_class="field-row field-row--short"),
        )

    def clean_pk(self) -> int | None:
        pk = self.cleaned_data["pk"]
        # A number that is not an open step of this engagement would change somebody else's.
        return pk if pk in self.rows else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (
            data.get("what")
            and not data.get("owner")
            and not data.get("owner_elsewhere")
            and "owner" not in self.errors
        ):
            self.add_error("owner", "Say who will do it: one of us, or an office elsewhere.")
        if (
            not data.get("what")
            and not data.get("pk")
            and (data.get("owner_elsewhere") or data.get("due_on"))
        ):
            self.add_error("what", "Say what is to be done, or empty the whole line.")
        return data


class BaseNextSteps(forms.BaseFormSet):
    def lines(self) -> list[dict[str, Any]]:
        """Lines for the service: those written here, and stored ones that this page did not show."""
        written = [form.cleaned_data for form in self.forms if form.cleaned_data.get("what")]
        shown = {form.cleaned_data.get("pk") for form in self.forms if form.cleaned_data}
        lines = [
            {
                "pk": line["pk"],
                "what": line["what"],
                "owner_id": line["owner"],
                "owner_elsewhere": line["owner_elsewhere"],
                "due_on": line["due_on"],
            }
            for line in written
        ]
        untouched = [{"pk": pk} for pk in self.form_kwargs["rows"] if pk not in shown]
        return lines + untouched


NextSteps = forms.formset_factory(
    NextStepForm, formset=BaseNextSteps, extra=0, max_num=MOST_STEPS, absolute_max=MOST_STEPS
)


def next_steps(
    user: User, engagement: Engagement | None, data: Any = None, initial: list[dict[str, Any]] | None = None
) -> BaseNextSteps:
    """The next steps of an engagement that are still open, with empty lines for new ones.

    ``initial`` are lines as somebody wrote them, shown again unjudged when one more line is asked for.
    """
    items = (
        list(engagement.action_items.filter(status=ActionItem.Status.OPEN).select_related("owner"))
        if engagement
        else []
    )
    stored = [
        {
            "pk": item.pk,
            "what": item.what,
            "owner": item.owner_id,
            "owner_elsewhere": item.owner_elsewhere,
            "due_on": item.due_on,
        }
        for item in items
    ]
    formset: Any = NextSteps(
        data,
        prefix=STEPS,
        initial=stored if initial is None else initial,
        form_kwargs={"owners": people_for(user), "rows": {item.pk: item for item in items}},
    )
    formset.extra = FIRST_LINES if initial is None else 1
    return formset


def written_steps(data: Any) -> list[dict[str, Any]]:
    """The lines of a post that is not saved yet, as they were written."""
    total = data.get(f"{STEPS}-TOTAL_FORMS", "0")
    count = min(int(total) if total.isdecimal() else 0, MOST_STEPS)
    names = ("pk", "what", "owner", "owner_elsewhere", "due_on")
    return [{name: data.get(f"{STEPS}-{n}-{name}", "") for name in names} for n in range(count)]


def people_for(user: User) -> dict[int, str]:
    """Who can take on a next step: of a province its own people and the national ones, nationally everybody."""
    people = User.objects.filter(is_active=True)
    if not user.is_national:
        people = people.filter(Q(province=user.province_id) | Q(sphere=User.Sphere.NATIONAL))
    return {person.pk: f"{person.name}, {person.post}" if person.post else person.name for person in people}


class ActionDoneForm(forms.Form):
    outcome = forms.CharField(label="What was done", widget=forms.Textarea(attrs={"rows": 4}))
    done_on = forms.DateField(label="Done on", widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = timezone.localdate()
