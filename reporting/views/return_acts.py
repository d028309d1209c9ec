"""The acts on a return: submitting, signing, handing back, accepting, sending back, opening again; and opening late."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone

from partnerships.core.numbers import date_long
from partnerships.core.views import Crumbs, ScopedActView, TransitionView
from partnerships.core.working_days import working_days_after
from reporting.forms import AcceptForm, LateOpeningForm, ReopenForm, SendBackForm
from reporting.lifecycle import RETURN_LIFECYCLE
from reporting.models import ProvincialReturn, ReportingPeriod
from reporting.opening import last_day
from reporting.return_sheet import ReturnSheet
from reporting.services import (
    accept_return,
    hand_back,
    open_late,
    reopen_return,
    send_back,
    sign_return,
    submit_return,
)

# How long a province has to correct what was sent back, where the Unit says nothing else.
DAYS_TO_CORRECT = 5


def crumbs(found: ProvincialReturn, title: str) -> Crumbs:
    return [
        ("Returns", f"{reverse('reporting:returns')}?quarter={found.quarter.slug}"),
        (f"{found.place}, {found.quarter}", found.get_absolute_url()),
        (title, ""),
    ]


class ReturnMoveView(TransitionView):
    """Submitting, signing and handing back."""

    queryset = ProvincialReturn.objects.select_related(
        "period__province", "submitted_by", "signed_by", "accepted_by"
    )
    lifecycle = RETURN_LIFECYCLE
    SAID: ClassVar[dict[str, str]] = {
        "submit": "Submitted. The head of the province signs it now.",
        "sign": "Signed. The Partnerships Unit looks at it now.",
        "hand-back": "Handed back: it can be written in again.",
    }

    def move(self, note: str) -> None:
        match self.transition.name:
            case "submit":
                submit_return(self.object, by=self.user)
            case "sign":
                sign_return(self.object, by=self.user)
            case _:
                hand_back(self.object, by=self.user, reason=note)

    def saved_message(self) -> str:
        return self.SAID[self.transition.name]

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.transition.label)


class ReturnActView(ScopedActView):
    """An act of the Unit, with the return beside the form."""

    queryset = ProvincialReturn.objects.select_related(
        "period__province", "submitted_by", "signed_by", "accepted_by"
    )
    move: ClassVar[str]
    template_name = "reporting/return_act.html"

    @property
    def transition(self) -> Any:
        return RETURN_LIFECYCLE.transitions[self.move]

    @property
    def permission_required(self) -> str:  # type: ignore[override]
        return str(self.transition.permission)

    @property
    def title(self) -> str:  # type: ignore[override]
        return str(self.transition.label)

    def blockers(self) -> list[str]:
        found: ProvincialReturn = self.object
        if found.status not in self.transition.sources:
            return [f"The return is “{found.get_status_display()}” now."]
        return list(self.transition.blockers(found, self.user))

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.object
        return super().get_context_data(
            found=found, sheet=ReturnSheet(found, viewer=self.user), move=self.move, **kwargs
        )


class AcceptView(ReturnActView):
    move = "accept"
    form_class = AcceptForm
    submit_label = "Accept the return"

    def get_initial(self) -> dict[str, Any]:
        """What the days say is proposed; the person who accepts says what holds."""
        found: ProvincialReturn = self.object
        initial = super().get_initial()
        if found.is_late and found.first_submitted_on:
            days = (found.first_submitted_on - found.period.due_on).days
            initial |= {
                "on_time": "no",
                "on_time_remark": f"It came {days} day{'' if days == 1 else 's'} late.",
            }
        elif found.first_submitted_on:
            initial["on_time"] = "yes"
        return initial

    def act(self, form: Any) -> None:
        accept_return(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "Accepted. Its figures count without a mark now."


class SendBackView(ReturnActView):
    move = "return"
    form_class: Any = SendBackForm
    submit_label = "Send it back"

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = ReturnSheet(self.object, viewer=self.user).rows
        return super().get_form_kwargs() | {"rows": rows}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {
            "correct_by": working_days_after(timezone.localdate(), DAYS_TO_CORRECT)
        }

    def act(self, form: Any) -> None:
        self.object = send_back(
            self.object,
            by=self.user,
            reason=form.cleaned_data["note"],
            correct_by=form.cleaned_data["correct_by"],
            lines=form.lines(),
        )

    def saved_message(self) -> str:
        return f"Sent back: to be corrected by {date_long(self.object.correct_by)}."


class ReopenView(SendBackView):
    move = "reopen"
    form_class = ReopenForm
    submit_label = "Open it again"

    def act(self, form: Any) -> None:
        self.object = reopen_return(
            self.object,
            by=self.user,
            reason=form.cleaned_data["note"],
            authority=form.cleaned_data["authority"],
            correct_by=form.cleaned_data["correct_by"],
            lines=form.lines(),
        )


class OpenLateView(ScopedActView):
    """More time for the captures of a period, as an exception."""

    queryset = ReportingPeriod.objects.select_related("province")
    form_class = LateOpeningForm
    permission_required = "reporting.reopen_provincialreturn"
    title = "Open late"
    submit_label = "Open it until then"

    def act(self, form: Any) -> None:
        open_late(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return (
            f"{self.object} is open until {date_long(last_day(self.object, known_on=timezone.localdate()))}."
        )

    def breadcrumbs(self) -> Crumbs:
        return [
            ("Reporting calendar", reverse("reporting:periods")),
            (str(self.object.financial_year), self.object.get_absolute_url()),
            (f"{self.object}: open late", ""),
        ]
