"""Confirmation slips on our side: previewing and making one, taking it back, reading the answer, settling a line."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from mou.forms.slips import SlipForm
from mou.lifecycle import CONTESTED_LIFECYCLE
from mou.models import ConfirmationSlip, ContestedLine, MoU, MoUParty, SlipLine, SlipOpening
from mou.services import (
    against_revoking,
    against_slip,
    contacts_to_ask,
    mail_slips,
    make_slip,
    make_slips,
    parties_to_ask,
    quarters_to_ask,
    record_of,
    revoke_slip,
    settle_line,
)
from mou.views.kinds import crumbs
from partnerships.core import history
from partnerships.core.calendar import Quarter
from partnerships.core.forms import ReasonForm
from partnerships.core.reminding.mails import absolute
from partnerships.core.scoping import may_write_for
from partnerships.core.states import State
from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView, TransitionView, put_on
from stakeholders.models import Contact

CONFIRMED, UNANSWERED = State("Confirmed", "good"), State("Not answered", "none")


class SlipCreateView(ScopedActView):
    """Shows what would be put before the partner; on POST the lines are frozen and the link is shown, once."""

    queryset = MoU.objects.select_related("province", "kind")
    permission_required = "mou.add_confirmationslip"
    form_class = SlipForm
    template_name = "mou/slip_add.html"
    title = "Ask a partner to confirm a quarter"
    submit_label = "Make the slip"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)

    @cached_property
    def choices(self) -> list[tuple[MoUParty, Quarter]]:
        parties = list(self.object.parties.filter(stakeholder__isnull=False).select_related("stakeholder"))
        for party in parties:
            party.mou = self.object
        quarters = quarters_to_ask(self.object, timezone.localdate())
        return [(party, quarter) for quarter in quarters for party in parties]

    @cached_property
    def chosen(self) -> tuple[MoUParty, Quarter] | None:
        """What the address names; otherwise the first party and the newest quarter that is over."""
        asked = self.request.GET.get("party"), self.request.GET.get("quarter")
        named = [one for one in self.choices if (str(one[0].pk), one[1].slug) == asked]
        over = [one for one in self.choices if one[1].is_closed_on(timezone.localdate())]
        return next(iter(named or over or self.choices), None)

    @cached_property
    def asked(self) -> list[tuple[MoUParty, list[SlipLine]]]:
        """What would be put before the partner: of this agreement, or of all with it that this person may change."""
        if self.chosen is None:
            return []
        party, quarter = self.chosen
        day = timezone.localdate()
        if self.together and party.stakeholder:
            return parties_to_ask(party.stakeholder, quarter, by=self.user, day=day)
        return [(party, record_of(party, quarter, by=self.user, day=day))]

    @property
    def together(self) -> bool:
        return self.request.GET.get("all") == "yes"

    def get_form_kwargs(self) -> dict[str, Any]:
        contacts = Contact._base_manager.none()
        if self.chosen and self.user.has_perm("stakeholders.view_contact"):
            contacts = contacts_to_ask(self.chosen[0], self.user, timezone.localdate())
        return super().get_form_kwargs() | {"contacts": contacts}

    def blockers(self) -> list[str]:
        if self.chosen is None:
            return ["No quarter of this agreement is over, or nobody but us is a party to it."]
        against = "" if self.together else against_slip(*self.chosen, timezone.localdate())
        return [against] if against else []

    def form_valid(self, form: Any) -> HttpResponse:
        if self.chosen is None:
            return self.form_invalid(form)
        party, quarter = self.chosen
        told = {"by": self.user, "quarter": quarter} | form.cleaned_data
        try:
            if self.together and party.stakeholder:
                slips, secret = make_slips(party.stakeholder, **told)
            else:
                slip, secret = make_slip(party, **told)
                slips = [slip]
        except ValidationError as error:
            put_on(form, error)
            return self.form_invalid(form)
        address = absolute(reverse("mou:slip_open", args=[secret]))
        context = {
            "slip": slips[0],
            "slips": slips,
            "asked": [
                (one.party, list(SlipLine.objects.visible_to(self.user).filter(slip=one))) for one in slips
            ],
            "mou": self.object,
            "address": address,
            "until": timezone.localdate(min(slip.expires_at for slip in slips)),
            "is_mailed": mail_slips(slips, address) if slips[0].contact else None,
            "breadcrumbs": crumbs(self.object, str(slips[0])),
        }
        headers = {"Cache-Control": "no-store"}
        return TemplateResponse(self.request, "mou/slip_made.html", context, headers=headers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            mou=self.object,
            chosen=self.chosen,
            choices=self.choices,
            asked=self.asked,
            together=self.together,
            **kwargs,
        )


class SlipDetailView(ScopedDetailView):
    permission_required = "mou.view_confirmationslip"
    queryset = ConfirmationSlip.objects.with_waiting().select_related(
        "mou__province", "mou__kind", "party__stakeholder", "made_by"
    )
    template_name = "mou/slip.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, str(self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slip, user = self.object, self.user
        lines = list(SlipLine.objects.visible_to(user).filter(slip=slip).select_related("contested"))
        contested = [line.contested for line in lines if line.is_confirmed is False]
        for line in lines:
            line.slip = slip
        may_write = may_write_for(user, slip.mou.province_id)
        # The newest move stands first; of a contested line there is one.
        reasons = (
            {one.pk: move for one, move in history.moves(contested, limit=len(lines))} if contested else {}
        )
        return super().get_context_data(
            mou=slip.mou,
            openings=list(SlipOpening.objects.visible_to(user).filter(slip=slip)),
            state=slip.state_at(timezone.now(), slip.waiting_count),
            lines=[self._row(line, reasons, may_write) for line in lines],
            may_revoke=may_write
            and user.has_perm("mou.change_confirmationslip")
            and not against_revoking(slip),
            **kwargs,
        )

    def _row(self, line: SlipLine, reasons: dict[int, Any], may_write: bool) -> dict[str, Any]:
        if line.is_confirmed is not False:
            return {"line": line, "state": CONFIRMED if line.is_confirmed else UNANSWERED}
        contested = line.contested
        return {
            "line": line,
            "state": CONTESTED_LIFECYCLE.state(contested),
            "contested": contested,
            "move": reasons.get(contested.pk),
            "actions": CONTESTED_LIFECYCLE.actions(contested, self.user) if may_write else [],
        }


class RevokeView(ScopedActView):
    queryset = ConfirmationSlip.objects.select_related("mou__province", "mou__kind")
    permission_required = "mou.change_confirmationslip"
    form_class = ReasonForm
    title = submit_label = "Take the slip back"
    danger = True

    def breadcrumbs(self) -> Crumbs:
        slip = self.object
        return crumbs(slip.mou, (str(slip), slip.get_absolute_url()), self.title)

    def blockers(self) -> list[str]:
        against = against_revoking(self.object)
        return [against] if against else []

    def act(self, form: Any) -> None:
        revoke_slip(self.object, by=self.user, reason=form.cleaned_data["note"])

    def saved_message(self) -> str:
        return "The slip is taken back: its link no longer works."


class SettleLineView(TransitionView):
    """What becomes of a line that the partner contests, with the reason."""

    lifecycle = CONTESTED_LIFECYCLE
    queryset = ContestedLine.objects.select_related("line__slip__mou__kind", "line__slip__mou__province")
    template_name = "mou/settle_line.html"

    def breadcrumbs(self) -> Crumbs:
        slip = self.object.line.slip
        return crumbs(slip.mou, (str(slip), slip.get_absolute_url()), self.transition.label)

    def move(self, note: str) -> None:
        settle_line(self.object, by=self.user, move=self.transition.name, note=note)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.object.status not in self.transition.sources:
            context["blockers"] = [f"The line is settled: {self.object.get_status_display().lower()}."]
        return context
