"""Confirmation slips of the demonstration: one answered with a contested line, one still with the partner."""

from __future__ import annotations

from mou.models import MoU, MoUParty
from mou.services import against_slip, answer_slip, make_slip, note_opening, record_of
from partnerships.core.calendar import Quarter
from partnerships.demo.stage import MARK, Stage

CONTESTED = "We sent the register on the last day of the quarter, by e-mail."
# Enough for a slip with more than one answer.
FEWEST_LINES = 2


def build(stage: Stage) -> None:
    """Of the quarter before this one, for the first two partners of which enough is recorded."""
    quarter = Quarter.containing(stage.today).previous()
    made = 0
    for mou in MoU.objects.in_force(stage.today).select_related("province", "kind").order_by("reference"):
        by = stage.officer(mou.province)
        party = mou.parties.filter(stakeholder__isnull=False).select_related("stakeholder").first()
        if party is None or not _can_be_asked(stage, party, quarter):
            continue
        if len(record_of(party, quarter, by=by, day=stage.today)) < FEWEST_LINES:
            continue
        slip, _ = make_slip(party, by=by, quarter=quarter)
        made += 1
        if made == 2:
            return
        note_opening(slip)
        first, *others = slip.lines.order_by("position")
        answer_slip(
            slip,
            name=f"Ayanda Nkosi{MARK}",
            capacity="Secretary",
            contests={first.pk: CONTESTED},
            confirms={line.pk for line in others},
        )


def _can_be_asked(stage: Stage, party: MoUParty, quarter: Quarter) -> bool:
    return not against_slip(party, quarter, stage.today)
