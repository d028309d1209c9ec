"""Who waits for whom in agreements: evidence, clearances, signatures, offered duties, drafts and slips of partners."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, TruncDate

from mou.models import (
    Amendment,
    AmendmentSignature,
    Clearance,
    ConfirmationSlip,
    ContestedLine,
    Handover,
    MoU,
    MoUParty,
    Obligation,
    Revival,
)
from mou.models.living import dormant_on, last_sign_on
from partnerships.core.models import User
from partnerships.core.reminding.waiting import BY_ME, Wait, register
from partnerships.core.timeline import in_words, joined

AGREEMENT = joined("mou__reference", Value(" "), "mou__title")
OWN = joined("reference", Value(" "), "title")
CLAUSE = joined("mou__reference", Value(", clause "), "clause")
SLIP = joined("mou__reference", Value(", Q"), "number", Value(" of "), "year", Value("/"), F("year") + 1)
TO_VERIFY = "mou:obligations?mark=in_mou&status=submitted&sort=due_on"
IN_CLEARANCE = "mou:list?status=clearance"


def to_verify(person: User, day: date) -> QuerySet[Obligation]:
    """Evidence that somebody else submitted."""
    rows = Obligation.objects.editable_by(person).waiting_for_verification()
    return rows.exclude(submitted_by=person)  # type: ignore[no-any-return]


def submitted(person: User, day: date) -> QuerySet[Obligation]:
    rows = Obligation.objects.visible_to(person).waiting_for_verification()
    # Who submits does not verify, the manager included.
    second = When(~Q(mou__partnership_manager=person), then=F("mou__partnership_manager__name"))
    return rows.filter(submitted_by=person).annotate(  # type: ignore[no-any-return]
        second=Case(second, default=Value("A second person"))
    )


def to_clear(person: User, day: date) -> QuerySet[Clearance]:
    """The steps that stand open now and are for this person to decide, by right or by delegation."""
    is_mine = Q(step__permission__in=person.get_all_permissions()) | Q(delegated_to=person)
    return Clearance.objects.editable_by(person).waiting_now().filter(is_mine)  # type: ignore[no-any-return]


def in_clearance(person: User, day: date) -> QuerySet[Clearance]:
    """The steps that stand open of agreements that this person manages, and that somebody else decides."""
    decided = to_clear(person, day).order_by().values("pk")
    rows = Clearance.objects.visible_to(person).waiting_now().filter(mou__partnership_manager=person)
    return rows.exclude(pk__in=decided)  # type: ignore[no-any-return]


def to_sign(person: User, day: date) -> QuerySet[MoU]:
    """Agreements that this person manages and that are not signed by all yet."""
    missing = MoUParty._base_manager.filter(mou=OuterRef("pk"), signed_on=None)
    return (  # type: ignore[no-any-return]
        MoU.objects.editable_by(person)
        .filter(status=MoU.Status.SIGNATURE, partnership_manager=person)
        .annotate(missing=_counted(missing, "mou"))
    )


def amendments_to_sign(person: User, day: date) -> QuerySet[Amendment]:
    signed = AmendmentSignature._base_manager.filter(amendment=OuterRef("pk"))
    return (  # type: ignore[no-any-return]
        Amendment.objects.editable_by(person)
        .filter(status=Amendment.Status.SIGNATURE, mou__partnership_manager=person)
        .annotate(signed=_counted(signed, "amendment"))
    )


def _counted(rows: Any, by: str) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(count=Count("pk")).values("count"))


def offered(person: User, day: date) -> QuerySet[Handover]:
    rows = Handover.objects.visible_to(person)
    return rows.filter(to_person=person, status=Handover.Status.WAITING)  # type: ignore[no-any-return]


def handed_over(person: User, day: date) -> QuerySet[Handover]:
    rows = Handover.objects.visible_to(person)
    return rows.filter(from_person=person, status=Handover.Status.WAITING)  # type: ignore[no-any-return]


def lost_parties(person: User, day: date) -> QuerySet[MoU]:
    """Agreements that this person answers for or manages, with a party that is no partner any more (seed 4.4)."""
    own = Q(business_owner=person) | Q(partnership_manager=person)
    return MoU.objects.visible_to(person).filter(own).with_lost_party(day)  # type: ignore[no-any-return]


def dormant(person: User, day: date) -> QuerySet[MoU]:
    """Dormant agreements of this business owner, without a sentence on what will be done whose day is still to come."""
    said = Revival._base_manager.filter(mou=OuterRef("pk"), by_on__gte=day)
    own = MoU.objects.visible_to(person).filter(business_owner=person).exclude(status__in=MoU.ENDED)
    found = own.filter(dormant_on(day), ~Exists(said))
    return found.annotate(last_sign_on=last_sign_on(day))  # type: ignore[no-any-return]


def before_them(person: User, day: date) -> QuerySet[MoU]:
    """Drafts of agreements that this person manages and another party has before it."""
    return MoU.objects.visible_to(person).filter(  # type: ignore[no-any-return]
        partnership_manager=person,
        status__in=(MoU.Status.DRAFT, MoU.Status.CONSULTATION),
        turn__stakeholder__isnull=False,
    )


def contested(person: User, day: date) -> QuerySet[ConfirmationSlip]:
    """Slips of which the partner contests lines that nobody has settled, and that somebody else sent."""
    return _contested(ConfirmationSlip.objects.editable_by(person)).exclude(made_by=person)


def contested_of_mine(person: User, day: date) -> QuerySet[ConfirmationSlip]:
    return _contested(ConfirmationSlip.objects.visible_to(person)).filter(made_by=person)


def _contested(slips: QuerySet[ConfirmationSlip]) -> QuerySet[ConfirmationSlip]:
    waiting = ContestedLine._base_manager.filter(
        line__slip=OuterRef("pk"), status=ContestedLine.Status.WAITING
    )
    return slips.filter(Exists(waiting)).annotate(lines_waiting=_counted(waiting, "line__slip"))


def unanswered(person: User, day: date) -> QuerySet[ConfirmationSlip]:
    """Slips that this person sent, or of agreements that it manages, also those whose link has run out."""
    own = Q(made_by=person) | Q(mou__partnership_manager=person)
    return ConfirmationSlip.objects.visible_to(person).in_use().filter(own, answered_at=None)  # type: ignore[no-any-return]


DUTY = joined(in_words("duty", Handover.Duty, lower=True), Value(" of "), AGREEMENT)
STEP = joined("step__name", Value(", "), AGREEMENT)
PARTNER = "party__stakeholder__name"
register(
    Wait(
        name="evidence",
        label="Evidence to verify",
        permission="mou.verify_obligation",
        rows=to_verify,
        since="submitted_on",
        who="submitted_by__name",
        what=joined(Value("verify "), CLAUSE),
        page="mou:obligation",
        act=("Verify or return", "mou:verify_obligation"),
        listed=TO_VERIFY,
    ),
    Wait(
        name="clearance",
        label="Clearances to decide",
        permission="mou.view_clearance",
        rows=to_clear,
        since="opened_on",
        who="mou__partnership_manager__name",
        what=STEP,
        number="mou_id",
        page="mou:detail",
        listed=IN_CLEARANCE,
    ),
    Wait(
        name="signature",
        label="Signatures to collect",
        permission="mou.sign_mou",
        rows=to_sign,
        who=Case(
            When(missing=1, then=Value("1 signature missing")),
            default=joined("missing", Value(" signatures missing")),
            output_field=TextField(),
        ),
        what=OWN,
        page="mou:detail",
        listed="mou:list?status=signature",
    ),
    Wait(
        name="amendment-signature",
        label="Amendments to be signed",
        permission="mou.sign_mou",
        rows=amendments_to_sign,
        who=joined(Value("Signed by "), Case(When(signed__isnull=True, then=Value(0)), default=F("signed"))),
        what=joined("mou__reference", Value(", amendment "), "number", Value(": "), "title"),
        page="mou:amendment",
    ),
    Wait(
        name="contested",
        label="Contested by partners, to settle",
        permission="mou.settle_contestedline",
        rows=contested,
        since=TruncDate("answered_at"),
        who=PARTNER,
        what=joined(Value("settle "), Cast("lines_waiting", TextField()), Value(" contested, "), SLIP),
        page="mou:slip",
    ),
    Wait(
        name="handover",
        label="Duties offered to you",
        permission="mou.hand_over_mou",
        rows=offered,
        since="asked_on",
        who="from_person__name",
        what=DUTY,
        number="mou_id",
        page="mou:detail",
        listed="mou:list",
    ),
    Wait(
        name="lost-party",
        label="A party is no partner any more",
        permission="mou.view_mou",
        rows=lost_parties,
        who=OWN,
        what=Value("end it, or take the party out"),
        page="mou:detail",
        listed="mou:list?lost_party=yes",
    ),
    Wait(
        name="dormant",
        label="Dormant: say what will be done, by when",
        permission="mou.add_revival",
        rows=dormant,
        since="last_sign_on",
        who=Value("Nothing has happened"),
        what=OWN,
        page="mou:detail",
        act=("Say what will be done", "mou:revive"),
        listed="mou:list?life=dormant",
    ),
    Wait(
        name="submitted",
        side=BY_ME,
        label="Evidence you submitted",
        permission="mou.view_obligation",
        rows=submitted,
        since="submitted_on",
        who="second",
        what=joined(Value("verification of "), CLAUSE),
        page="mou:obligation",
        listed=TO_VERIFY,
    ),
    Wait(
        name="in-clearance",
        side=BY_ME,
        label="Your agreements in clearance",
        permission="mou.view_clearance",
        rows=in_clearance,
        since="opened_on",
        who="step__name",
        what=AGREEMENT,
        number="mou_id",
        page="mou:detail",
        listed=IN_CLEARANCE,
    ),
    Wait(
        name="before-them",
        side=BY_ME,
        label="Drafts that another party has before it",
        permission="mou.change_mou",
        rows=before_them,
        since="turn_since",
        who="turn__stakeholder__name",
        what=OWN,
        page="mou:detail",
        listed="mou:list?status=draft",
    ),
    Wait(
        name="slips",
        side=BY_ME,
        label="Confirmation slips not answered",
        permission="mou.view_confirmationslip",
        rows=unanswered,
        since=TruncDate("made_at"),
        who=PARTNER,
        what=SLIP,
        page="mou:slip",
    ),
    Wait(
        name="contested-of-mine",
        side=BY_ME,
        label="Contested lines of slips you sent",
        permission="mou.view_confirmationslip",
        rows=contested_of_mine,
        since=TruncDate("answered_at"),
        who=Value("A second person"),
        what=joined(Value("settles what "), PARTNER, Value(" contests, "), SLIP),
        page="mou:slip",
    ),
    Wait(
        name="handed-over",
        side=BY_ME,
        label="Duties you offered",
        permission="mou.hand_over_mou",
        rows=handed_over,
        since="asked_on",
        who="to_person__name",
        what=DUTY,
        number="mou_id",
        page="mou:detail",
    ),
)
