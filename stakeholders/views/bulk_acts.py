"""What can be done to several rows of the lists at once; each row goes through the service of one."""

from __future__ import annotations

from partnerships.core.bulk import BulkAct
from partnerships.core.models import User
from stakeholders.forms.bulk import ManagerForm, OwnerForm, ReasonForSeveralForm
from stakeholders.models import ActionItem
from stakeholders.services import (
    archive_stakeholder,
    assign_manager,
    change_action_item,
    drop_action_item,
    verify_contact,
    verify_stakeholder,
)
from stakeholders.services.checks import check_version


def _give(item: ActionItem, *, by: User, version: int, owner: User) -> None:
    """Who promised it stays as it was said."""
    check_version(item, version)
    change_action_item(
        item, by=by, version=version, owner=owner, owner_elsewhere="", direction=item.direction
    )


def _drop(item: ActionItem, *, by: User, version: int, reason: str) -> None:
    check_version(item, version)
    drop_action_item(item, by=by, reason=reason)


ON_STAKEHOLDERS = (
    BulkAct(
        "verify",
        "Still correct",
        "stakeholders.verify_stakeholder",
        verify_stakeholder,
        done="verified",
        lead="You say that you looked at each of these entries today and found it correct.",
    ),
    BulkAct(
        "assign",
        "Assign a relationship manager",
        "stakeholders.change_stakeholder",
        assign_manager,
        done="assigned",
        form=ManagerForm,
        lead="Whoever you choose looks after all of them from now on, in place of whoever did.",
    ),
    BulkAct(
        "archive",
        "Archive",
        "stakeholders.archive_stakeholder",
        archive_stakeholder,
        done="archived",
        form=ReasonForSeveralForm,
        lead="They leave the lists. Each stays readable and can be restored. A partner is not archived: "
        "its partnership is ended first.",
        danger=True,
    ),
)
ON_CONTACTS = (
    BulkAct(
        "verify",
        "Still correct",
        "stakeholders.change_contact",
        verify_contact,
        done="verified",
        lead="You say that you checked the details of each of these people today and found them correct.",
    ),
)
ON_ACTION_ITEMS = (
    BulkAct(
        "assign",
        "Give to one of us",
        "stakeholders.change_actionitem",
        _give,
        done="given",
        form=OwnerForm,
        lead="Whoever you choose does all of them from now on. Only open action items change hands.",
    ),
    BulkAct(
        "drop",
        "No longer needed",
        "stakeholders.change_actionitem",
        _drop,
        done="dropped",
        form=ReasonForSeveralForm,
        lead="They are settled without being done. Each can be opened again.",
        danger=True,
    ),
)
