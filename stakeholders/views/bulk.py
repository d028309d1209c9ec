"""Pages on which something is done to several rows of a list."""

from __future__ import annotations

from typing import Any

from partnerships.core.bulk_pages import BulkView
from stakeholders.views.action_items import ActionItemListView
from stakeholders.views.contacts import ContactListView, log
from stakeholders.views.register import StakeholderListView
from stakeholders.views.verification import VerificationListView


class StakeholderBulkView(BulkView):
    permission_required = "stakeholders.view_stakeholder"
    lists = {"stakeholders:list": StakeholderListView, "stakeholders:verification": VerificationListView}


class ContactBulkView(BulkView):
    """Whoever is named on the page is noted as seen."""

    permission_required = "stakeholders.view_contact"
    lists = {"stakeholders:contacts": ContactListView}

    def seen(self, shown: list[Any]) -> None:
        log(shown, self.user)


class ActionItemBulkView(BulkView):
    permission_required = "stakeholders.view_actionitem"
    lists = {"stakeholders:action_items": ActionItemListView}
