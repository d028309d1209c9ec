"""The next steps under the form of an engagement: who of us or elsewhere does what, and by when."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import Q, QuerySet

from partnerships.core.forms import DateInput
from partnerships.core.models import User
from stakeholders.models import ActionItem, Engagement

FIRST_LINES = 1
STEPS = "steps"
MOST_STEPS = 40
NOBODY_SAID = "Say who will do it: one of us, or an office elsewhere."


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
            Div("owner", "owner_elsewhere", "due_on", css_class="field-row field-row--short form-either"),
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
            self.add_error("owner", NOBODY_SAID)
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
    user: User,
    engagement: Engagement | None,
    data: Any = None,
    initial: list[dict[str, Any]] | None = None,
    *,
    more: bool = True,
) -> BaseNextSteps:
    """The plain next steps of an engagement that are still open, with an empty line for a new one.

    What was born of a point, or is important, has a page of its own and is changed there.
    ``initial`` are lines as somebody wrote them, shown again unjudged; ``more`` adds an empty one.
    """
    items = (
        list(
            engagement.action_items.filter(
                status=ActionItem.Status.OPEN, is_important=False, point__isnull=True
            ).select_related("owner")
        )
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
    formset.extra = FIRST_LINES if more else 0
    return formset


def written_steps(data: Any) -> list[dict[str, Any]]:
    """The lines of a post that is not saved yet, as they were written."""
    total = data.get(f"{STEPS}-TOTAL_FORMS", "0")
    count = min(int(total) if total.isdecimal() else 0, MOST_STEPS)
    names = ("pk", "what", "owner", "owner_elsewhere", "due_on")
    return [{name: data.get(f"{STEPS}-{n}-{name}", "") for name in names} for n in range(count)]


def people(user: User) -> QuerySet[User]:
    """Who can take something on: of a province its own people and the national ones, nationally everybody."""
    active = User.objects.filter(is_active=True)
    if user.is_national:
        return active
    return active.filter(Q(province=user.province_id) | Q(sphere=User.Sphere.NATIONAL))


def named_with_post(person: User) -> str:
    return f"{person.name}, {person.post}" if person.post else person.name


def people_for(user: User) -> dict[int, str]:
    return {person.pk: named_with_post(person) for person in people(user)}
