"""Setting targets: the one act of the strategy that needs an authority and touches several rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum

from partnerships.core import history
from partnerships.core.models import Province, User
from partnerships.core.scoping import may_write_for
from partnerships.strategy.models import Indicator, Target

# (province or None for the country, quarter 1 to 4)
Place = tuple[Province | None, int]


def targets_version(indicator: Indicator, year: int, *, viewer: User) -> int:
    """Grows with every save of one of the targets of this year that this person may change."""
    found = Target.objects.editable_by(viewer).filter(indicator=indicator, year=year)
    return found.aggregate(total=Sum("version"))["total"] or 0


@transaction.atomic
def set_targets(
    indicator: Indicator,
    *,
    by: User,
    year: int,
    values: Mapping[Place, Decimal | None],
    authority: str,
    version: int,
) -> int:
    """Set or change targets of one financial year by one approved decision; how many were changed.

    Only what differs is written, and keeps the authority for ever (product rule 3, facts 2.5). A target that stands
    is changed, never taken away. ``version`` is the one that the person saw.
    """
    if not by.has_perm("strategy.change_target"):
        raise PermissionDenied
    if not all(may_write_for(by, province.pk if province else None) for province, _ in values):
        raise PermissionDenied
    # Two people setting targets of the same indicator: the second one waits here, and is then told.
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)
    if targets_version(indicator, year, viewer=by) != version:
        raise ValidationError(
            "Somebody else saved targets of this year in the meantime. Reload the page and look."
        )
    if indicator.collected_from == Indicator.CollectedFrom.NATIONAL and any(
        province for province, _ in values
    ):
        raise ValidationError(
            "This indicator is measured by the national Secretariat: provinces have no target."
        )
    standing = {
        (target.province_id, target.quarter): target
        for target in Target.objects.editable_by(by).filter(indicator=indicator, year=year)
    }
    changed = []
    for (province, quarter), value in values.items():
        target = standing.get((province.pk if province else None, quarter))
        if value is None and target is not None:
            raise ValidationError(
                f"Q{quarter}, {province or 'national'}: a target that was set is not taken away. "
                "Write the figure that replaced it; zero is a figure."
            )
        if value is None or (target is not None and target.value == value):
            continue
        if target is None:
            target = Target(indicator=indicator, province=province, year=year, quarter=quarter)
        else:
            target.version += 1
        target.value = value
        changed.append(target)
    if changed and not authority.strip():
        raise ValidationError(
            {"authority": "Name the approved plan or decision in which these targets stand."}
        )
    with history.acting(by, authority.strip()):
        for target in changed:
            target.authority = authority.strip()
            target.full_clean()
            target.save()
    return len(changed)
