"""Everything that one side owes the other: obligations of agreements, and what was only said, in one register.

The rows are those of two tables, put together by a view of the database (docs/decisions/0020-register-of-promises.md).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Count, Exists, ExpressionWrapper, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from mou.models.days import due_before
from mou.models.mou import MoU
from mou.models.obligation import Obligation, ages_on
from mou.models.parts import MoUParty
from mou.models.recurring import RecurringObligation
from partnerships.core.models import Province, User
from partnerships.core.paging import IsOneOf
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from partnerships.strategy.models import Indicator, StrategicThrust
from stakeholders.models import ActionItem, Stakeholder

ONLY_SAID = Q(mou__isnull=True)
KEPT = (Obligation.Status.MET, Obligation.Status.PARTLY_MET)


class PromiseQuerySet(ScopedQuerySet):
    """What asks about agreements or parties asks for their numbers first: the two tables then keep their own order."""

    def visible_to(self, user: User) -> Self:
        """Obligations are seen with their agreement; what was only said is seen with its province."""
        # An obligation names no province of its own, so that the rule of every record leaves it in.
        seen = super().visible_to(user)
        if user.is_national:
            return seen
        return seen.filter(ONLY_SAID | Q(mou__in=_numbers(MoU.objects.visible_to(user))))

    def editable_by(self, user: User) -> Self:
        if user.is_national:
            return self
        own = Q(obligation__in=_numbers(Obligation.objects.editable_by(user)))
        return self.filter(own | Q(action_item__in=_numbers(ActionItem.objects.editable_by(user))))

    def for_list(self) -> Self:
        """Everything a list row shows, in one query."""
        return self.select_related(
            "obligation__mou__province",
            "obligation__mou__partnership_manager",
            "obligation__owing_party__stakeholder",
            "obligation__beneficiary__stakeholder",
            "obligation__accountable",
            "obligation__thrust",
            "obligation__indicator",
            "obligation__recurring",
            "action_item__stakeholder",
            "action_item__province",
            "action_item__owner",
        ).alias(
            party_name=Coalesce("owing_party__stakeholder__name", "stakeholder__name"),
            place=Coalesce("mou__province__order", "province__order"),
        )

    def marked_for(self, user: User) -> Self:
        """With whether the stakeholder of what was only said is a party of an agreement that runs."""
        return self.annotate(has_agreement=Exists(_parties(user).filter(stakeholder=OuterRef("stakeholder"))))

    def matching(self, text: str) -> Self:
        """The words, the clause, the agreement or the organisation says it: each is looked up in its own index."""
        items = ActionItem.objects
        said = (items.filter(what__icontains=text), items.filter(stakeholder__name__icontains=text))
        first, *others = [
            *(rows.order_by().values(number=F("pk")) for rows in Obligation.objects.saying(text)),
            *(rows.order_by().values(number=-F("pk")) for rows in said),
        ]
        return self.filter(IsOneOf(F("pk"), ArraySubquery(first.union(*others, all=True))))

    def unsettled(self) -> Self:
        return self.filter(is_open=True)

    def owed_on(self, day: date) -> Self:
        """Of agreements signed by that day, or said by then; and not released by the end of it."""
        signed = Q(mou__in=_numbers(MoU._base_manager.filter(signed_on__lte=day)))
        end_of_day = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
        said = Q(ONLY_SAID, said_at__lt=end_of_day)
        return self.filter(signed | said, Q(released_on__isnull=True) | Q(released_on__gt=day))

    def overdue_on(self, day: date) -> Self:
        """Due before that day, as it stood then, and neither kept nor released by then."""
        late = self.owed_on(day).filter(due_before(day, as_at=day))
        # What is settled is not overdue now; of a past day it may have been.
        return late.filter(is_open=True) if day >= timezone.localdate() else late.filter(not_kept_by(day))

    def marked(self, mark: str, user: User, day: date | None = None) -> Self:
        """In an agreement, not in it though there is one (on that day), or of a stakeholder without any."""
        if mark == Promise.Mark.IN_MOU:
            return self.filter(mou__isnull=False)
        with_agreement = Q(stakeholder__in=_parties(user, day).values("stakeholder"))
        return self.filter(ONLY_SAID, with_agreement if mark == Promise.Mark.NOT_IN_MOU else ~with_agreement)

    def owed_by(self, side: str) -> Self:
        """``us``, or ``them``: any other party."""
        is_us = side == "us"
        parties = MoUParty._base_manager.filter(stakeholder__isnull=is_us)
        said = Q(direction=ActionItem.Direction.BY_US if is_us else ActionItem.Direction.TO_US)
        return self.filter(Q(owing_party__in=_numbers(parties)) | said)

    def with_party(self, stakeholder: Stakeholder) -> Self:
        """Of agreements that this organisation is a party of, or said in an engagement with it."""
        parties = MoUParty._base_manager.filter(stakeholder=stakeholder)
        return self.filter(Q(stakeholder=stakeholder) | Q(mou__in=parties.values("mou")))

    def of_province(self, province: Any) -> Self:
        """Its own; None are the national ones."""
        agreements = MoU._base_manager.filter(province=province)
        return self.filter(Q(mou__in=_numbers(agreements)) | Q(ONLY_SAID, province=province))

    def ages(self, day: date) -> dict[str, list[int]]:
        """What is not settled, by age, in one query: in agreements by us and by the others, and only said, the same.

        Five counts each: not due or without a day, due soon, late up to 30 days, 31 to 90 days, more than 90 days.
        """
        ours = Q(owing_party__in=_numbers(MoUParty._base_manager.filter(stakeholder=None))) | Q(
            direction="by_us"
        )
        age = Case(*[When(condition, then=number) for number, condition in enumerate(ages_on(day))])
        found = (
            self.unsettled()
            .owed_on(day)
            .order_by()
            .annotate(
                ours=Case(When(ours, then=True), default=False, output_field=models.BooleanField()),
                said=ExpressionWrapper(ONLY_SAID, models.BooleanField()),
                age=age,
            )
            .values("ours", "said", "age")
            .annotate(count=Count("*"))
        )
        counts = {(row["said"], row["ours"], row["age"]): row["count"] for row in found}
        return {
            name: [counts.get((*key, number), 0) for number in range(5)]
            for name, key in {
                "we_owe": (False, True),
                "they_owe": (False, False),
                "we_said": (True, True),
                "they_said": (True, False),
            }.items()
        }


def kept_by(day: date) -> Q:
    """Obligations met, wholly or in part, and what was said and done, by the end of that day."""
    return Q(done_on__lte=day) & (Q(status__in=KEPT) | ONLY_SAID)


def not_kept_by(day: date) -> Q:
    not_done = Q(done_on__isnull=True) | Q(done_on__gt=day)
    return not_done | Q(Q(mou__isnull=False), ~Q(status__in=KEPT))


def _numbers(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.order_by().values("pk")


def _parties(user: User, day: date | None = None) -> models.QuerySet[MoUParty]:
    """The parties of agreements signed and not ended (by that day), as far as this person sees them."""
    found: models.QuerySet[MoUParty] = MoUParty.objects.visible_to(user).filter(stakeholder__isnull=False)
    if day is None or day >= timezone.localdate():
        return found.filter(mou__signed_on__isnull=False).exclude(mou__status__in=MoU.ENDED).order_by()
    terminated, completed = Q(mou__terminated_on__lte=day), Q(mou__completed_on__lte=day)
    return found.filter(mou__signed_on__lte=day).exclude(terminated).exclude(completed).order_by()


class Promise(Scoped):
    """A row of the register: an obligation by its own number, or an action item by its number below nought.

    ``mou`` is empty for what was only said; ``province`` and ``stakeholder`` are empty for obligations, which have them
    through their agreement and their owing party.
    """

    class Mark(models.TextChoices):
        IN_MOU = "in_mou", "In an MoU"
        NOT_IN_MOU = "not_in_mou", "Not in the MoU"
        NO_AGREEMENT = "no_agreement", "No agreement"

    obligation = models.ForeignKey(
        Obligation, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    action_item = models.ForeignKey(
        ActionItem, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    due_on = models.DateField(null=True)
    what = models.CharField(max_length=300)
    mou = models.ForeignKey(MoU, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    owing_party = models.ForeignKey(
        MoUParty, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    recurring = models.ForeignKey(
        RecurringObligation, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    province = models.ForeignKey(
        Province, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    direction = models.CharField(max_length=6, null=True)
    thrust = models.ForeignKey(
        StrategicThrust, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    indicator = models.ForeignKey(
        Indicator, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    accountable = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    # Of an obligation; of an action item its own, and whether somebody else verifies it.
    status = models.CharField(max_length=12, null=True)
    item_status = models.CharField(max_length=10, null=True)
    is_important = models.BooleanField(null=True)
    is_open = models.BooleanField()
    said_at = models.DateTimeField(null=True)
    done_on = models.DateField(null=True)
    released_on = models.DateField(null=True)

    objects: ClassVar[Any] = PromiseQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "mou_promise"
        ordering = [F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return self.record.get_absolute_url()

    @property
    def record(self) -> Any:
        return self.obligation or self.action_item

    @property
    def is_ours(self) -> bool:
        """Whether our side owes it."""
        if self.obligation:
            return self.obligation.owing_party.is_ours
        return self.direction == ActionItem.Direction.BY_US

    @property
    def owing_name(self) -> str:
        return self._owing("name")

    @property
    def owing_short_name(self) -> str:
        return self._owing("short_name")

    def _owing(self, name: str) -> str:
        """The party that owes it; of what was only said, we or the organisation that it was said to or by."""
        if self.obligation:
            party = self.obligation.owing_party
        else:
            item: Any = self.action_item
            party = MoUParty(stakeholder=None if self.is_ours else item.stakeholder)
        return str(getattr(party, name))

    @property
    def other_name(self) -> str:
        """To whom it is owed, as far as that is said; of what was only said, the organisation of the engagement."""
        if self.obligation:
            return self.obligation.beneficiary_name
        return self.action_item.stakeholder.name if self.action_item else ""

    @property
    def accountable_name(self) -> str:
        return self.obligation.accountable.name if self.obligation else self.record.owner_label

    @property
    def scope_label(self) -> str:
        return self.obligation.mou.scope_label if self.obligation else self.record.scope_label

    @property
    def mark(self) -> str:
        """Of a row that was ``marked_for`` somebody."""
        if self.obligation_id:
            return str(self.Mark.IN_MOU.label)
        has_agreement = self.has_agreement  # type: ignore[attr-defined]
        return str((self.Mark.NOT_IN_MOU if has_agreement else self.Mark.NO_AGREEMENT).label)

    def state_on(self, day: date) -> State:
        return self.record.state_on(day)
