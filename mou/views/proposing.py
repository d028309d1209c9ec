"""A promise of an engagement and the agreements: what became of it, and proposing it as an amendment."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from mou.forms.promises import ProposalForm
from mou.models import Amendment, MoU, TermsChange
from mou.services import against_proposing, open_to_proposals, proposals_of, propose_promise
from partnerships.core.numbers import date_long
from partnerships.core.scoping import may_write_for
from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView
from stakeholders.models import ActionItem

LONGEST_TITLE = 200


class OfPromiseMixin:
    """Where a page about a promise finds it."""

    queryset = ActionItem.objects.select_related("stakeholder", "engagement", "province", "owner")
    object: ActionItem


class PromiseView(OfPromiseMixin, ScopedDetailView):
    permission_required = "mou.view_obligation"
    template_name = "mou/promise.html"

    def breadcrumbs(self) -> Crumbs:
        register = ("Obligations and promises", reverse("mou:obligations"))
        return [register, (str(self.object), self.object.get_absolute_url()), ("In agreements", "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item, user = self.object, self.user
        visible = MoU.objects.visible_to(user)
        agreements = visible.with_partner(item.stakeholder).filter(signed_on__isnull=False)
        proposals = proposals_of(item).filter(mou__in=visible.order_by().values("pk")).order_by("pk")
        obligation = getattr(item, "obligation", None)
        return super().get_context_data(
            item=item,
            state=item.state_on(timezone.localdate()),
            agreements=[
                (mou, mou.state_on(timezone.localdate())) for mou in agreements.order_by("reference")
            ],
            proposals=proposals,
            # Of an agreement that this person does not see, the words on the promise itself are enough.
            obligation=obligation if obligation and visible.filter(pk=obligation.mou_id).exists() else None,
            may_propose=user.has_perm("mou.send_mou")
            and may_write_for(user, item.province_id)
            and not against_proposing(item),
            **kwargs,
        )


class ProposeView(OfPromiseMixin, ScopedActView):
    """First into which amendment, where there are several; then the obligation as the clause will have it."""

    permission_required = "mou.send_mou"
    form_class = ProposalForm
    template_name = "mou/propose.html"
    title = "Propose as an amendment"
    submit_label = "Put it into the amendment"

    def breadcrumbs(self) -> Crumbs:
        promise = (str(self.object), reverse("mou:promise", args=[self.object.pk]))
        return [("Obligations and promises", reverse("mou:obligations")), promise, (self.title, "")]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.change: TermsChange | None = None
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def choices(self) -> list[tuple[str, MoU, Amendment | None]]:
        """Each drafted amendment of an agreement with this organisation, and a new one of each."""
        found: list[tuple[str, MoU, Amendment | None]] = []
        for mou in open_to_proposals(self.object, self.user):
            drafts = mou.amendments.filter(status=Amendment.Status.DRAFT).order_by("number")
            found += [(f"amendment-{draft.pk}", mou, draft) for draft in drafts]
            found.append((f"new-{mou.pk}", mou, None))
        return found

    @cached_property
    def target(self) -> tuple[MoU, Amendment | None] | None:
        """What the address names; where there is but one, that one."""
        wanted = self.request.GET.get("into", "")
        if wanted:
            for key, mou, amendment in self.choices:
                if key == wanted:
                    return mou, amendment
            raise Http404
        return self.choices[0][1:] if len(self.choices) == 1 else None

    def blockers(self) -> list[str]:
        if reasons := against_proposing(self.object):
            return reasons
        if not self.choices:
            return [
                f"There is no agreement with {self.object.stakeholder} that you may amend now: signed, and not ended."
            ]
        return []

    def get_form(self, form_class: Any = None) -> Any:
        # Nothing is asked before it is known what it goes into.
        return super().get_form(form_class) if self.target and not self.blockers() else None

    def get_form_kwargs(self) -> dict[str, Any]:
        assert self.target is not None
        mou, amendment = self.target
        return super().get_form_kwargs() | {"mou": mou, "amendment": amendment}

    def get_initial(self) -> dict[str, Any]:
        item = self.object
        mou, _ = self.target or (None, None)
        parties = list(mou.parties.select_related("stakeholder")) if mou else []
        ours = next((party.pk for party in parties if party.is_ours), None)
        theirs = next((party.pk for party in parties if party.stakeholder_id == item.stakeholder_id), None)
        is_ours = item.direction == ActionItem.Direction.BY_US
        held = item.engagement.held_on if item.engagement else None
        where = f"in the engagement of {date_long(held)}" if held else "outside an engagement"
        return {
            "text": item.what,
            "owing_party": ours if is_ours else theirs,
            "beneficiary": theirs if is_ours else ours,
            "due_on": item.due_on,
            "accountable": item.owner_id,
            "title": f"A promise becomes an obligation: {item.what}"[:LONGEST_TITLE],
            "reason": f"Promised {where} by {'us' if is_ours else item.stakeholder}, and not part of the agreement.",
        }

    def form_valid(self, form: Any) -> Any:
        if form is None or self.target is None:
            raise PermissionDenied
        return super().form_valid(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.get_form() is None:
            return self.render_to_response(self.get_context_data(form=None))
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> None:
        assert self.target is not None
        mou, amendment = self.target
        self.change = propose_promise(
            self.object,
            by=self.user,
            mou=mou,
            amendment=amendment,
            line=form.line(),
            ours=form.ours(),
            **form.about(),
        )

    def get_success_url(self) -> str:
        if self.change and self.change.amendment:
            return self.change.amendment.get_absolute_url()
        return reverse("mou:promise", args=[self.object.pk])

    def saved_message(self) -> str:
        return "The promise is part of the amendment. When all have signed it, the agreement counts it."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            choices=[] if self.target else self.choices, target=self.target, **kwargs
        )
