"""A promise of the demonstration that was only said, on its way into the agreement with the organisation."""

from __future__ import annotations

from datetime import timedelta

from mou.services import open_to_proposals, propose_promise
from partnerships.demo.stage import Stage
from stakeholders.models import ActionItem


def build(stage: Stage) -> None:
    """The first open promise of a partner whose agreement may be amended is proposed; the amendment is a draft."""
    officer = stage.people["officer"]
    items = ActionItem.objects.visible_to(officer).filter(status="open", direction="to_us").order_by("pk")
    for item in items.select_related("stakeholder"):
        for mou in open_to_proposals(item, officer)[:1]:
            party = mou.parties.get(stakeholder=item.stakeholder)
            ours = mou.parties.get(stakeholder=None)
            roles = mou.clauses.get(standard__code="roles").number
            propose_promise(
                item,
                by=officer,
                mou=mou,
                title="A promise becomes an obligation",
                reason="The partner said so in an engagement; both sides want it in the agreement.",
                line={
                    "clause": f"{roles}.30",
                    "text": item.what,
                    "owing_party": party.pk,
                    "beneficiary": ours.pk,
                    "due_on": (stage.today + timedelta(days=90)).isoformat(),
                },
                ours={"accountable": mou.partnership_manager_id},
            )
            return
