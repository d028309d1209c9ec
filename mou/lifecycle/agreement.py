"""Draft → consultation → clearance → out for signature → signed → suspended, terminated or completed.

In force and expired are no statuses: dates tell them.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from mou.lifecycle.facts import has_words_of_its_own, states_what_its_kind_asks_for
from mou.models import ClauseRemark, MoU, StandardClause, number_quoted, text_digest
from mou.models.beside import to_settle_on
from mou.models.mou import STATUS_TONES
from partnerships import roles
from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User

DRAFT, CONSULTATION, CLEARANCE, SIGNATURE, SIGNED, SUSPENDED, TERMINATED, COMPLETED = MoU.Status


def needs_obligations(mou: MoU, by: User) -> str:
    if mou.obligations.exists():
        return ""
    return _missing("Add at least one obligation first.", "add_obligation", _page(mou, "obligation_add"))


def needs_two_parties(mou: MoU, by: User) -> str:
    if mou.parties.count() >= 2:
        return ""
    return _missing(
        "Add the other party first: an agreement needs two.", "add_mouparty", _page(mou, "party_add")
    )


def needs_focus_area(mou: MoU, by: User) -> str:
    if mou.focus_areas.exists():
        return ""
    return _missing("Name at least one focus area of the strategy.", "change_mou", _page(mou, "edit"))


def parties_are_partners(mou: MoU, by: User) -> str:
    """A service provider is no partner (seed 4.4): an agreement goes out only to partners of that day."""
    missing = list(mou.parties_not_partners_on(timezone.localdate()))
    if not missing:
        return ""
    return Missing(
        f"Not a partner today: {', '.join(map(str, missing))}. Record the decision on the stakeholder's page first.",
        who=roles.holding("stakeholders.decide_partner"),
        url=missing[0].get_absolute_url(),
    )


def needs_required_clauses(mou: MoU, by: User) -> str:
    """Only where a text is written here: an agreement whose text came from elsewhere has no clauses."""
    if not mou.clauses.exists():
        return ""
    required = StandardClause.of(mou.kind).filter(is_required=True).exclude(clauses__mou=mou)
    missing = list(required.values_list("name", flat=True))
    if not missing:
        return ""
    sentence = f"The text lacks what it needs: {', '.join(missing)}. Add it from the library."
    return _missing(sentence, "add_clause", _page(mou, "text"))


def obligations_quote_the_text(mou: MoU, by: User) -> str:
    """What is owed names its clause by number, and what is signed has a clause of that number."""
    numbers = set(mou.clauses.values_list("number", flat=True))
    quotes = mou.obligations.order_by("clause").values_list("clause", flat=True) if numbers else []
    lost = [quote for quote in quotes if (number := number_quoted(quote)) and number not in numbers]
    if not lost:
        return ""
    sentence = (
        f"The text has no clause with the number that what is owed quotes: {', '.join(dict.fromkeys(lost))}."
    )
    return _missing(sentence, "change_obligation", f"{_page(mou, 'text')}#owed")


def no_open_remark(mou: MoU, by: User) -> str:
    waiting = ClauseRemark._base_manager.filter(clause__mou=mou, status="open").values("clause")
    headings = [clause.heading for clause in mou.clauses.filter(pk__in=waiting).in_order()]
    if not headings:
        return ""
    return _missing(f"Remarks are not settled: {', '.join(headings)}.", "change_clause", _page(mou, "text"))


def all_accept_the_text(mou: MoU, by: User) -> str:
    """Both sides accept the same words, and any change makes that void."""
    if not mou.clauses.exists():
        return ""
    digest = text_digest(mou)
    missing = [party.name for party in mou.parties.all() if not party.accepts(digest)]
    if not missing:
        return ""
    sentence = f"Has not accepted the text as it stands: {', '.join(missing)}."
    return Missing(
        sentence,
        who=f"{', '.join(missing)}; recorded by {mou.partnership_manager}",
        url=f"{_page(mou, 'text')}#accepted",
    )


def all_cleared(mou: MoU, by: User) -> str:
    steps = [c.step for c in mou.clearances.filter(amendment=None, status="waiting").select_related("step")]
    if not steps:
        return ""
    who = dict.fromkeys(roles.holding(step.permission) for step in steps)
    return Missing(
        f"Not yet cleared: {', '.join(map(str, steps))}.",
        who="; ".join(who),
        url=f"{mou.get_absolute_url()}#clearance",
    )


def all_signed(mou: MoU, by: User) -> str:
    missing = [party.name for party in mou.parties.all() if party.signed_on is None]
    return _unsigned(missing, f"{mou.get_absolute_url()}#parties") if missing else ""


def _unsigned(names: list[str], url: str) -> Missing:
    who = f"{', '.join(names)}; recorded by {roles.holding('mou.sign_mou')}"
    return Missing(f"Not yet signed: {', '.join(names)}.", who=who, url=url)


def nobody_has_signed(mou: MoU, by: User) -> str:
    signed = [party.name for party in mou.parties.all() if party.signed_on]
    return (
        f"Signed already: {', '.join(signed)}. The text is locked; a change is an amendment."
        if signed
        else ""
    )


NOT_COUNTED: Any = object()


def nothing_unsettled(mou: MoU, by: User) -> str:
    # The page of an agreement has counted them with everything else.
    known = getattr(mou, "to_settle", NOT_COUNTED)
    if known is NOT_COUNTED:
        known = mou.obligations.filter(to_settle_on(timezone.localdate())).count()
    count = known or 0
    if count == 0:
        return ""
    still = "1 obligation is" if count == 1 else f"{count} obligations are"
    return Missing(
        f"{still} still open. Each is settled, waived or let lapse first.",
        who=f"{mou.business_owner} reports, {mou.partnership_manager} verifies",
        url=f"{reverse('mou:obligations')}?mou={mou.pk}",
    )


def can_lapse(mou: MoU, by: User) -> str:
    """Only what ends by itself, has no successor, and is not to be let lapse already."""
    if mou.ends_on is None:
        return "The agreement is open-ended: give notice of termination instead."
    if mou.let_lapse_on == mou.ends_on:
        return "It is decided already that the agreement ends on its day."
    return f"{mou.successor.reference} renews it already." if mou.successor else ""


def _missing(sentence: str, right: str, url: str) -> Missing:
    return Missing(sentence, who=roles.holding(f"mou.{right}"), url=url)


def _page(mou: MoU, name: str) -> str:
    return reverse(f"mou:{name}", args=[mou.pk])


MOU_LIFECYCLE = Lifecycle(
    MoU,
    "mou:move",
    STATUS_TONES,
    Transition(
        "consult",
        "Send for consultation",
        {DRAFT},
        CONSULTATION,
        "mou.send_mou",
        [needs_two_parties, needs_focus_area],
    ),
    Transition(
        "send-for-clearance",
        "Send for clearance",
        {CONSULTATION},
        CLEARANCE,
        "mou.send_mou",
        [
            needs_obligations,
            needs_two_parties,
            parties_are_partners,
            states_what_its_kind_asks_for,
            needs_required_clauses,
            has_words_of_its_own,
            obligations_quote_the_text,
            no_open_remark,
            all_accept_the_text,
        ],
    ),
    Transition("withdraw", "Take back to draft", {CONSULTATION}, DRAFT, "mou.send_mou", needs_reason=True),
    # Clearing and returning are acts on a clearance step; the services make these two moves.
    Transition("return", "Return to draft", {CLEARANCE}, DRAFT, "mou.view_mou", is_internal=True),
    Transition(
        "send-for-signature",
        "Send out for signature",
        {CLEARANCE},
        SIGNATURE,
        "mou.send_mou",
        [all_cleared, parties_are_partners],
    ),
    Transition(
        "recall",
        "Call back from signature",
        {SIGNATURE},
        DRAFT,
        "mou.send_mou",
        [nobody_has_signed],
        needs_reason=True,
    ),
    Transition("sign", "Last signature", {SIGNATURE}, SIGNED, "mou.sign_mou", [all_signed], is_internal=True),
    Transition(
        "suspend", "Suspend", {SIGNED}, SUSPENDED, "mou.end_mou", needs_reason=True, page="mou:suspend"
    ),
    Transition("resume", "Resume", {SUSPENDED}, SIGNED, "mou.end_mou", needs_reason=True, page="mou:resume"),
    Transition(
        "terminate",
        "Terminate",
        {SIGNED, SUSPENDED},
        TERMINATED,
        "mou.end_mou",
        needs_reason=True,
        page="mou:terminate",
    ),
    Transition(
        "complete", "Complete", {SIGNED}, COMPLETED, "mou.end_mou", [nothing_unsettled], page="mou:complete"
    ),
    # A decision that moves nothing yet: the agreement runs to its end date, and nobody is reminded to renew it.
    Transition(
        "let-lapse",
        "Let it lapse at its end",
        {SIGNED},
        SIGNED,
        "mou.end_mou",
        [can_lapse],
        needs_reason=True,
    ),
)
