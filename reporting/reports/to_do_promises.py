"""What the engagements leave for one person: action items, minutes, follow-ups, and what waits for a second person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q

from partnerships.core.numbers import date_long
from partnerships.core.states import State
from reporting.reports.owed import Reader, Task, Tasks, Waits, address_of, late_of, total_of
from stakeholders.models import ActionItem, Engagement
from stakeholders.models.action_item import DUE_SOON_DAYS
from stakeholders.models.engagement import MINUTES_WITHIN_DAYS

FOLLOW_UPS_WITHIN_DAYS = 14


class PromisesReader(Reader):
    def action_items(self) -> Tasks:
        """What this person took on and has not done; those without a date come last."""
        if not self.viewer.has_perm("stakeholders.view_actionitem"):
            return Tasks()
        taken = (
            ActionItem.objects.visible_to(self.viewer)
            .open()
            .filter(owner=self.viewer)
            .select_related("stakeholder", "engagement")
        )
        rows = self._first(taken, F("due_on").asc(nulls_last=True))
        tasks = [
            Task(
                title=item.what,
                about=f"{item.stakeholder}: {item.engagement.purpose}"
                if item.engagement
                else str(item.stakeholder),
                url=item.get_absolute_url(),
                due_on=item.due_on,
                state=self._state_of_action(item.due_on),
                **self._left(item.due_on),
            )
            for item in rows
        ]
        return Tasks(
            tuple(tasks), total_of(rows), late_of(rows), address_of("stakeholders:action_items", mine="yes")
        )

    def minutes(self) -> Tasks:
        """Forum meetings of this person's own province, or recorded by this person, whose minutes are not there."""
        owed = self._own_engagements().without_minutes()
        # The day by which they are due lies the same number of days after each meeting.
        rows = self._first(
            owed, "held_on", late=Q(held_on__lt=self.today - timedelta(days=MINUTES_WITHIN_DAYS))
        )
        tasks = [
            Task(
                title=f"Minutes: {engagement.purpose}",
                about=f"{engagement.stakeholder}, {date_long(engagement.held_on)}",
                url=engagement.get_absolute_url(),
                due_on=engagement.minutes_due_on,
                state=State("Minutes late", "overdue")
                if engagement.minutes_due_on < self.today
                else State("Minutes due", "due"),
                **self._left(engagement.minutes_due_on),
            )
            for engagement in rows
        ]
        url = address_of("stakeholders:engagements", minutes="overdue", sort="held_on")
        return Tasks(tuple(tasks), total_of(rows), late_of(rows), url)

    def follow_ups(self) -> Tasks:
        """Engagements to be held again within two weeks, and those whose day has passed."""
        last = self.today + timedelta(days=FOLLOW_UPS_WITHIN_DAYS)
        planned = self._own_engagements().follow_up_planned().filter(follow_up_on__lte=last)
        rows = self._first(planned, "follow_up_on", late=Q(follow_up_on__lt=self.today))
        tasks = [
            Task(
                title=engagement.follow_up_purpose or engagement.purpose,
                about=f"{engagement.stakeholder}, {engagement.kind}",
                url=engagement.get_absolute_url(),
                due_on=engagement.follow_up_on,
                state=State("Follow-up late", "overdue")
                if engagement.follow_up_on < self.today
                else State("Follow-up planned", "due"),
                **self._left(engagement.follow_up_on),
            )
            for engagement in rows
        ]
        url = address_of("stakeholders:engagements", follow_up="planned")
        return Tasks(tuple(tasks), total_of(rows), late_of(rows), url)

    def _own_engagements(self) -> Any:
        """Those that it falls to this person to keep: of the own province (or national ones), and self-recorded."""
        if not self.viewer.has_perm("stakeholders.change_engagement"):
            return Engagement.objects.visible_to(self.viewer).none()
        own = Q(province=self.viewer.province_id) | Q(recorded_by=self.viewer)
        return Engagement.objects.editable_by(self.viewer).filter(own).select_related("stakeholder", "kind")

    def items_to_verify(self) -> Waits:
        """Important action items that somebody else recorded as done, where this person may verify."""
        if not self.viewer.has_perm("stakeholders.verify_actionitem"):
            return Waits()
        rows = self._first(
            ActionItem.objects.editable_by(self.viewer)
            .waiting_for_verification()
            .exclude(done_by=self.viewer)
            .select_related("done_by", "stakeholder"),
            "done_on",
        )
        markers = [
            self._marker(
                row.done_by.name if row.done_by else "Somebody",
                f"verify “{row.what}”, {row.stakeholder}",
                row.get_absolute_url(),
                row.done_on,
                kind="you",
            )
            for row in rows
        ]
        return Waits(
            tuple(markers), total_of(rows), address_of("stakeholders:action_items", state="to_verify")
        )

    def _state_of_action(self, due_on: date | None) -> State:
        if due_on is None or due_on > self.today + timedelta(days=DUE_SOON_DAYS):
            return State("Open", "open")
        return State("Overdue", "overdue") if due_on < self.today else State("Due soon", "due")
