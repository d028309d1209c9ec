"""An amendment: draft → clearance → out for signature → signed; or withdrawn while nobody has signed."""

from __future__ import annotations

from django.utils import timezone

from mou.models import Amendment, MoU
from mou.models.amendment import AMENDMENT_TONES
from partnerships import roles
from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User


def against_amending(mou: MoU) -> str:
    """Why an agreement cannot be amended now; empty when it can."""
    if mou.status not in {MoU.Status.SIGNED, MoU.Status.SUSPENDED}:
        return f"The agreement is “{mou.get_status_display()}”. Only a signed agreement that has not ended is amended."
    if mou.ends_on and mou.ends_on < timezone.localdate():
        return "The agreement has expired. An amendment would change what is no longer in force; renew it instead."
    return ""


def can_be_amended(amendment: Amendment, by: User) -> str:
    return against_amending(amendment.mou)


def changes_something(amendment: Amendment, by: User) -> str:
    if amendment.changes.exists():
        return ""
    return Missing("It changes nothing yet.", who=roles.holding("mou.send_mou"))


def version_of(mou: MoU) -> int:
    """1 is the agreement as first signed; each signed amendment makes the next version."""
    return 1 + mou.amendments.filter(status=Amendment.Status.SIGNED).count()


def is_up_to_date(amendment: Amendment, by: User) -> str:
    """Written against an older version, it would undo what was agreed since."""
    if amendment.based_on == version_of(amendment.mou):
        return ""
    return Missing(
        "The agreement was amended since this was written. Compare the two and take the present text over first.",
        who=roles.holding("mou.send_mou"),
        url=f"{amendment.get_absolute_url()}#present",
    )


def all_steps_cleared(amendment: Amendment, by: User) -> str:
    steps = [c.step for c in amendment.clearances.filter(status="waiting").select_related("step")]
    if not steps:
        return ""
    who = dict.fromkeys(roles.holding(step.permission) for step in steps)
    return Missing(f"Not yet cleared: {', '.join(map(str, steps))}.", who="; ".join(who))


def all_parties_signed(amendment: Amendment, by: User) -> str:
    signed = set(amendment.signatures.values_list("party", flat=True))
    missing = [party.name for party in amendment.mou.parties.all() if party.pk not in signed]
    return f"Not yet signed: {', '.join(missing)}." if missing else ""


def nobody_has_signed_it(amendment: Amendment, by: User) -> str:
    signed = [str(s.party) for s in amendment.signatures.select_related("party__stakeholder")]
    return f"Signed already: {', '.join(signed)}. What was signed is not taken back." if signed else ""


DRAFT, CLEARANCE, SIGNATURE, SIGNED, WITHDRAWN = Amendment.Status
SEND = "mou.send_mou"
AMENDMENT_LIFECYCLE = Lifecycle(
    Amendment,
    "mou:move_amendment",
    AMENDMENT_TONES,
    Transition(
        "send-for-clearance",
        "Send for clearance",
        {DRAFT},
        CLEARANCE,
        SEND,
        [can_be_amended, changes_something, is_up_to_date],
    ),
    Transition("return", "Return to draft", {CLEARANCE}, DRAFT, "mou.view_mou", is_internal=True),
    Transition(
        "send-for-signature",
        "Send out for signature",
        {CLEARANCE},
        SIGNATURE,
        SEND,
        [can_be_amended, all_steps_cleared, is_up_to_date],
    ),
    Transition(
        "recall",
        "Call back from signature",
        {SIGNATURE},
        DRAFT,
        SEND,
        [nobody_has_signed_it],
        needs_reason=True,
    ),
    Transition(
        "sign",
        "Last signature",
        {SIGNATURE},
        SIGNED,
        "mou.sign_mou",
        [is_up_to_date, all_parties_signed],
        is_internal=True,
    ),
    Transition(
        "withdraw",
        "Withdraw",
        {DRAFT, CLEARANCE, SIGNATURE},
        WITHDRAWN,
        SEND,
        [nobody_has_signed_it],
        needs_reason=True,
    ),
)
