"""What the forming of partnerships leaves for one person: rounds to assess and to decide, and whom to look at again."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from partnerships.core.states import State
from reporting.reports.owed import Task, Tasks, Waits, address_of, late_of, total_of
from reporting.reports.to_do_promises import PromisesReader
from stakeholders.models import PartnerDecision, PartnershipProposal
from stakeholders.models.proposal import ASSESSORS
from stakeholders.proposing import DECIDE, next_of
from stakeholders.weighing import with_scores


class FormingReader(PromisesReader):
    def to_assess(self) -> Waits:
        """Rounds that lack an assessor, where this person can be one."""
        if not self.viewer.has_perm("stakeholders.assess_stakeholder"):
            return Waits()
        rows = self._first(
            self._rounds().filter(assessment_count__lt=ASSESSORS).exclude(purpose=""), "begun_on"
        )
        markers = [
            self._marker(
                str(row.stakeholder),
                f"assess its fit, {row.assessment_count} of {ASSESSORS} done",
                row.get_absolute_url(),
                row.begun_on,
                kind="you",
            )
            for row in rows
        ]
        return Waits(
            tuple(markers), total_of(rows), address_of("stakeholders:proposals", waits_for="assessor")
        )

    def to_decide(self) -> Waits:
        """Rounds that both assessors have handed in, where this person may decide and is neither of them."""
        if not self.viewer.has_perm(DECIDE):
            return Waits()
        rounds = with_scores(self._rounds().filter(assessment_count=ASSESSORS), self.viewer)
        rows = self._first(rounds, "begun_on")
        markers = []
        for row in rows:
            found = next_of(row)
            what = found.what if found and found.right == DECIDE else "see what is missing"
            markers.append(
                self._marker(str(row.stakeholder), what, row.get_absolute_url(), row.begun_on, kind="you")
            )
        return Waits(
            tuple(markers), total_of(rows), address_of("stakeholders:proposals", waits_for="decision")
        )

    def _rounds(self) -> Any:
        rounds = PartnershipProposal.objects.editable_by(self.viewer).open().for_list()
        return rounds.exclude(assessments__assessed_by=self.viewer)

    def look_again(self) -> Tasks:
        """Stakeholders that were put off or declined, and partners, whose day to look again has come."""
        if not self.viewer.has_perm("stakeholders.assess_stakeholder"):
            return Tasks()
        rows = self._first(
            PartnerDecision.objects.editable_by(self.viewer).to_look_again_on(self.today).for_list(),
            "look_again_on",
            late=Q(look_again_on__lt=self.today),
        )
        tasks = [
            Task(
                title=str(decision.stakeholder),
                about=f"{decision.get_outcome_display()}: {decision.reason}",
                url=decision.stakeholder.get_absolute_url(),
                due_on=decision.look_again_on,
                state=State("Look again", "due"),
                **self._left(decision.look_again_on),
            )
            for decision in rows
        ]
        url = address_of("stakeholders:decisions", look_again="due", sort="look_again_on")
        return Tasks(tuple(tasks), total_of(rows), late_of(rows), url)
