"""Which days of agreements, obligations and workplans people are reminded of, and what settles each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat

from mou.models import Activity, ActivityQuarter, MoU, Obligation, Review, Revival, SteeringCommittee
from partnerships.core.reminding.kinds import HEAD, Act, Kind, register
from partnerships.core.timeline import joined, of_last_move
from partnerships.core.working_days import WorkingDaysBefore

# Somebody other than the submitter looks at evidence within this many days.
VERIFIED_WITHIN_DAYS = 14
REFERENCE_AND_TITLE_OF = joined("mou__reference", Value(" "), "mou__title")
REFERENCE_AND_TITLE = joined("reference", Value(" "), "title")
ENDING = (
    Act("Review it and decide", "mou:review", "mou.end_mou"),
    Act("Renew it", "mou:renew", "mou.add_mou"),
    Act("Let it lapse", "mou:move", "mou.end_mou", ("let-lapse",)),
)


def _undecided(seen: QuerySet[MoU]) -> Any:
    """Agreements with an end of which nobody has decided what follows."""
    successors = MoU._base_manager.filter(predecessor=OuterRef("pk")).exclude(status=MoU.Status.TERMINATED)
    newest = Review._base_manager.filter(mou=OuterRef("pk")).order_by("-reviewed_on", "-pk")
    return (
        seen.filter(status__in=(MoU.Status.SIGNED, MoU.Status.SUSPENDED), ends_on__isnull=False)
        .exclude(let_lapse_on=F("ends_on"))
        .filter(~Exists(successors))
        .annotate(decided=Subquery(newest.values("decision")[:1]))
    )


def ending(seen: QuerySet[MoU], day: date) -> QuerySet[MoU]:
    """Also those to be renewed, until the successor is drafted."""
    return _undecided(seen).filter(Q(decided__isnull=True) | ~Q(decided=Review.Decision.LET_END))


def notice_to_give(seen: QuerySet[MoU], day: date) -> QuerySet[MoU]:
    """Those that nobody has reviewed: the notice clause leaves no time after the day on which it would be given."""
    years = range(day.year - 2, day.year + 5)
    in_days = ExpressionWrapper(F("ends_on") - F("notice_days"), output_field=DateField())
    return (
        _undecided(seen)
        .filter(decided__isnull=True, notice_days__gt=0)
        .annotate(
            notice_on=Case(
                When(
                    notice_in_working_days=True,
                    then=WorkingDaysBefore(F("ends_on"), F("notice_days"), years=years),
                ),
                default=in_days,
                output_field=DateField(),
            )
        )
    )


def owed(seen: QuerySet[Obligation], day: date) -> QuerySet[Obligation]:
    """Of agreements that run: what nobody has submitted yet, or was sent back, or is disputed."""
    waiting = (Obligation.Status.OPEN, Obligation.Status.RETURNED, Obligation.Status.DISPUTED)
    return _of_running(seen).filter(status__in=waiting)


def to_verify(seen: QuerySet[Obligation], day: date) -> QuerySet[Obligation]:
    """Evidence, with who is to look at it: the manager, unless the manager sent it."""
    manager = When(~Q(mou__partnership_manager=F("submitted_by")), then=F("mou__partnership_manager"))
    return (
        _of_running(seen)
        .filter(status=Obligation.Status.SUBMITTED)
        .annotate(
            verifier=Case(manager, default=Value(None)),
            verify_by=ExpressionWrapper(
                F("submitted_on") + timedelta(days=VERIFIED_WITHIN_DAYS), output_field=DateField()
            ),
        )
    )


def _of_running(seen: QuerySet[Obligation]) -> QuerySet[Obligation]:
    return seen.filter(mou__signed_on__isnull=False, removed_by__isnull=True).exclude(
        mou__status__in=MoU.ENDED
    )


def planned(seen: QuerySet[ActivityQuarter], day: date) -> QuerySet[ActivityQuarter]:
    """Planned quarters that are neither done, given up nor carried over, with the last day of each."""
    year = F("activity__year")
    ends = Case(
        When(number=1, then=_day_in(year, 6, 30)),
        When(number=2, then=_day_in(year, 9, 30)),
        When(number=3, then=_day_in(year, 12, 31)),
        default=_day_in(year + 1, 3, 31),
    )
    return (
        seen.filter(
            status__in=ActivityQuarter.OPEN,
            activity__mou__signed_on__isnull=False,
            activity__removed_by__isnull=True,
        )
        .exclude(activity__mou__status__in=MoU.ENDED)
        .annotate(quarter_ends_on=ends)
    )


def milestones(seen: QuerySet[Activity], day: date) -> QuerySet[Activity]:
    """Milestones of activities of which a planned quarter is still open; with the last one done it is reached."""
    still_open = ActivityQuarter._base_manager.filter(
        activity=OuterRef("pk"), status__in=ActivityQuarter.OPEN
    )
    return seen.filter(
        Exists(still_open),
        milestone_on__isnull=False,
        carried_to__isnull=True,
        removed_by__isnull=True,
        mou__signed_on__isnull=False,
    ).exclude(mou__status__in=MoU.ENDED)


def meetings(seen: QuerySet[SteeringCommittee], day: date) -> QuerySet[SteeringCommittee]:
    """Committees of agreements in force, with the day by which they meet next."""
    due: Any = seen
    return due.with_due(day).filter(is_running=True)  # type: ignore[no-any-return]


def promised_to_wake(seen: QuerySet[Revival], day: date) -> QuerySet[Revival]:
    """What was said on agreements under which nothing has happened since."""
    return seen.awaited(day)  # type: ignore[attr-defined, no-any-return]


def _day_in(year: Any, month: int, day: int) -> Func:
    return Func(year, Value(month), Value(day), function="make_date", output_field=DateField())


# What became of an obligation that is owed again, with the words of whoever sent it back or disputes it.
BACK = Case(
    When(
        status=Obligation.Status.RETURNED,
        then=joined(Value("Returned: "), of_last_move(Obligation, "note", "return")),
    ),
    When(
        status=Obligation.Status.DISPUTED,
        then=joined(Value("Disputed: "), of_last_move(Obligation, "note", "dispute")),
    ),
    default=Value(""),
    output_field=TextField(),
)
CLAUSE = joined("mou__reference", Value(", clause "), "clause")
register(
    Kind(
        name="mou-end",
        label="End of an agreement",
        task="Decide what follows agreements that end",
        permission="mou.view_mou",
        model=MoU,
        rows=ending,
        due="ends_on",
        title=joined(Value("End of "), REFERENCE_AND_TITLE),
        about=Value("What follows is not decided"),
        plain=Concat("reference", Value(" ends")),
        people=("partnership_manager", "business_owner", HEAD),
        own_ladder="kind__expiry_ladder__code",
        ahead=180,
        page="mou:detail",
        acts=(*ENDING, Act("Complete it", "mou:complete", "mou.end_mou")),
    ),
    Kind(
        name="mou-notice",
        label="Last day of notice",
        task="Decide before notice can no longer be given",
        permission="mou.view_mou",
        model=MoU,
        rows=notice_to_give,
        due="notice_on",
        title=joined(Value("Notice of "), REFERENCE_AND_TITLE),
        about=Value("Notice given after this day does not run out before the agreement ends"),
        plain=Concat("reference", Value(": last day of notice")),
        people=("partnership_manager", "business_owner", HEAD),
        ahead=90,
        page="mou:detail",
        acts=(*ENDING, Act("Give notice", "mou:terminate", "mou.end_mou")),
    ),
    Kind(
        name="obligation",
        label="Obligation",
        task="Report on obligations",
        permission="mou.view_obligation",
        model=Obligation,
        rows=owed,
        title="text",
        about=CLAUSE,
        plain=joined(Value("Obligation due: "), CLAUSE),
        people=("accountable", "mou__partnership_manager", HEAD),
        note=BACK,
        listed="mou:obligations?mark=in_mou&mine=yes&status=unsettled&sort=due_on",
        page="mou:obligation",
        acts=(
            Act("Submit with evidence", "mou:submit_obligation", "mou.submit_obligation"),
            Act("Give more time", "mou:extend_obligation", "mou.extend_obligation"),
            Act("Waive it", "mou:waive_obligation", "mou.waive_obligation"),
            Act("Let it lapse", "mou:lapse_obligation", "mou.waive_obligation"),
        ),
    ),
    Kind(
        name="evidence",
        label="Evidence to verify",
        task="Verify evidence",
        permission="mou.view_obligation",
        model=Obligation,
        rows=to_verify,
        due="verify_by",
        title=joined(Value("Verify: "), "text"),
        about=CLAUSE,
        plain=joined(Value("Evidence to verify: "), CLAUSE),
        people=("verifier", "mou__business_owner", HEAD),
        is_asked=True,
        page="mou:obligation",
        acts=(Act("Verify or return", "mou:verify_obligation", "mou.verify_obligation"),),
    ),
    Kind(
        name="activity",
        label="Workplan activity",
        task="Report on workplan activities",
        permission="mou.view_activity",
        model=ActivityQuarter,
        rows=planned,
        due="quarter_ends_on",
        title="activity__title",
        about=joined("activity__mou__reference", Value(", workplan, end of Q"), "number"),
        plain=joined(Value("Workplan, end of Q"), "number", Value(": "), "activity__mou__reference"),
        people=("activity__responsible_person", "activity__mou__partnership_manager", HEAD),
        listed="mou:activities?mine=yes",
        page="mou:activity",
        number="activity_id",
        acts=(Act("Report progress, or give it up", "mou:report_activity", "mou.report_activity"),),
    ),
    Kind(
        name="milestone",
        ladder="activity",
        label="Milestone",
        task="Reach milestones",
        permission="mou.view_activity",
        model=Activity,
        rows=milestones,
        due="milestone_on",
        title=joined(Value("Milestone: "), "milestone"),
        about=joined("mou__reference", Value(", "), "title"),
        plain=joined(Value("Milestone: "), "mou__reference"),
        people=("responsible_person", "mou__partnership_manager", HEAD),
        page="mou:activity",
        acts=(Act("Change the plan", "mou:activity_edit", "mou.change_activity"),),
    ),
    Kind(
        name="revival",
        ladder="action-item",
        label="Quiet agreement",
        task="Do what was said about quiet agreements",
        permission="mou.view_revival",
        model=Revival,
        rows=promised_to_wake,
        due="by_on",
        title="words",
        about=joined(REFERENCE_AND_TITLE_OF, Value(": nothing has happened since this was said")),
        plain=joined("mou__reference", Value(": what was said will be done")),
        people=("mou__business_owner", "mou__partnership_manager", HEAD),
        page="mou:detail",
        number="mou_id",
        listed="mou:list?life=dormant",
        acts=(
            Act(
                "Record an engagement",
                "stakeholders:engagement_add",
                "stakeholders.add_engagement",
                is_new=True,
            ),
        ),
    ),
    Kind(
        name="steering-meeting",
        label="Meeting of a steering committee",
        task="Meet with the steering committee",
        permission="mou.view_steeringcommittee",
        model=SteeringCommittee,
        rows=meetings,
        title=joined(Value("Steering committee of "), "mou__reference", Value(" "), "mou__title"),
        about=Value("By this day it meets again"),
        plain=joined(Value("Steering committee: "), "mou__reference"),
        people=("mou__partnership_manager", "mou__business_owner", HEAD),
        page="mou:committee",
        acts=(
            Act("Record the meeting", "mou:meeting_record", "mou.convene_steeringcommittee"),
            Act("Change how often it meets", "mou:committee_edit", "mou.change_steeringcommittee"),
        ),
    ),
)
