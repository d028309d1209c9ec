"""Acts that are no moves of a life cycle: which of them a person's role could do and cannot do now, and why not.

What can be done has its own link on the page; what cannot is told with the moves that wait, in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from mou.lifecycle import against_amending
from mou.models import Amendment, MoU, Obligation
from mou.services import against_handing_over, against_renewing, against_reviewing
from partnerships import roles
from partnerships.core.lifecycle import Action, Missing
from partnerships.core.models import User

Status = MoU.Status


def text_is_closed(mou: MoU, *, while_consulted: bool = False) -> list[str]:
    """Why the text does not change now, and the way to where it does; empty while it may be written.

    What is owed may still change ``while_consulted``.
    """
    if mou.status == Status.DRAFT or (while_consulted and mou.status == Status.CONSULTATION):
        return []
    if mou.status == Status.CLEARANCE:
        sentence = "It is being cleared. Whoever clears a step can return it to draft."
        return [
            Missing(sentence, who="the person whose step is open", url=f"{mou.get_absolute_url()}#clearance")
        ]
    back = {Status.CONSULTATION: "withdraw", Status.SIGNATURE: "recall"}.get(Status(mou.status))
    if back and not any(party.signed_on for party in mou.parties.all()):
        sentence = f"The agreement is “{mou.get_status_display()}”. Take it back to draft first."
        return [_to(sentence, "mou.send_mou", reverse("mou:move", args=[mou.pk, back]))]
    if mou.signed_on is None:
        return [
            Missing("A party has signed: the text is locked. Once all have signed, a change is an amendment.")
        ]
    sentence = "It is signed. A change is an amendment with a clearance and signatures of its own."
    return [_to(sentence, "mou.send_mou", reverse("mou:amend", args=[mou.pk]))]


def _to(sentence: str, right: str, url: str) -> Missing:
    return Missing(sentence, who=roles.holding(right), url=url)


def blocked_acts(mou: MoU, user: User, day: date) -> list[Action]:
    """What the role of this person could do with the agreement, and what is missing for it now."""
    if mou.status == Status.COMPLETED or (mou.terminated_on is not None and mou.terminated_on <= day):
        return []
    acts: list[tuple[str, str, str, Iterable[str]]] = [
        ("mou.change_mou", "Change title, term and people", "mou:edit", text_is_closed(mou)),
        (
            "mou.add_obligation",
            "Add an obligation",
            "mou:obligation_add",
            text_is_closed(mou, while_consulted=True),
        ),
        ("mou.hand_over_mou", "Hand over a duty", "mou:hand_over", _of_handing_over(mou, user)),
    ]
    if mou.signed_on:
        acts += [
            ("mou.send_mou", "Amend this agreement", "mou:amend", _of_amending(mou)),
            ("mou.add_mou", "Draft the successor", "mou:renew", _of_renewing(mou)),
        ]
    return [
        Action(name, label, reverse(name, args=[mou.pk]), list(blockers), page=True)
        for right, label, name, blockers in acts
        if user.has_perm(right) and blockers
    ]


def _of_handing_over(mou: MoU, user: User) -> list[str]:
    who = f"{mou.business_owner}, {mou.partnership_manager}; {roles.holding('mou.change_mou')}"
    return [Missing(reason, who=who) for reason in against_handing_over(mou, user)]


def _of_amending(mou: MoU) -> list[str]:
    reason = against_amending(mou)
    return [_to(reason, "mou.add_mou", f"{mou.get_absolute_url()}#reviews")] if reason else []


def _of_renewing(mou: MoU) -> list[str]:
    review = reverse("mou:review", args=[mou.pk])
    return [_to(reason, "mou.end_mou", review) for reason in against_renewing(mou)]


def later_acts(mou: MoU, user: User) -> list[Action]:
    """What the role of this person will be able to do once the agreement has come further."""
    if mou.signed_on or mou.status == Status.SIGNATURE:
        return []
    sign = "Possible while it is “Out for signature”."
    acts: list[tuple[str, str, str]] = [
        ("mou.sign_mou", "Record a signature", sign),
        ("mou.send_mou", "Amend this agreement", against_amending(mou)),
        ("mou.end_mou", "Review this agreement", " ".join(against_reviewing(mou))),
    ]
    return [
        Action(label, label, "", [reason], page=False)
        for right, label, reason in acts
        if user.has_perm(right)
    ]


def blocked_acts_on_amendment(amendment: Amendment, user: User) -> list[Action]:
    """The changes of an amendment are written in its draft, its signatures recorded once it is out for signature."""
    if not amendment.is_open:
        return []
    found = []
    if amendment.status != Amendment.Status.DRAFT and user.has_perm("mou.send_mou"):
        if amendment.status == Amendment.Status.CLEARANCE:
            url = f"{amendment.get_absolute_url()}#clearance"
            reason = Missing(
                "It is being cleared. Whoever clears a step can return it to draft.",
                who="the person whose step is open",
                url=url,
            )
        else:
            recall = reverse("mou:move_amendment", args=[amendment.pk, "recall"])
            reason = _to("It is out for signature. Call it back to draft first.", "mou.send_mou", recall)
        url = reverse("mou:amend_terms", args=[amendment.pk])
        found.append(Action("write", "Change what it changes", url, [reason], page=True))
    if amendment.status != Amendment.Status.SIGNATURE and user.has_perm("mou.sign_mou"):
        status = amendment.get_status_display()
        reason = Missing(
            f"The amendment is “{status}”. Signatures are recorded once it is out for signature.",
            who=roles.holding("mou.send_mou"),
        )
        found.append(Action("sign", "Record a signature", amendment.get_absolute_url(), [reason], page=True))
    return found


def blocked_acts_on_obligation(obligation: Obligation, user: User) -> list[Action]:
    """What is owed is part of the text: it is changed and removed while that is written."""
    blockers = text_is_closed(obligation.mou, while_consulted=True)
    if not blockers or obligation.is_settled or not user.has_perm("mou.change_obligation"):
        return []
    url = reverse("mou:obligation_edit", args=[obligation.pk])
    return [Action("edit", "Change or remove it", url, blockers, page=True)]
