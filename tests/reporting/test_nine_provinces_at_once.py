"""Nine provinces save their returns in the same moment."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connection

from reporting.models import Actual, CategoryValue, ReturnLine
from reporting.services import TypedLine, begin_return, save_part
from tests.factories import (
    PROVINCES,
    IndicatorFactory,
    OpenPeriodFactory,
    ProvinceFactory,
    TargetFactory,
)
from tests.people import person
from tests.reporting.returns import typed


@pytest.mark.django_db(transaction=True)
def test_nine_provinces_saving_at_once_lose_nothing():
    indicators = [IndicatorFactory(code=f"1.1.{number}") for number in (1, 2, 3)]
    way = indicators[0].versions.get().disaggregations.create(position=1, name="By sex")
    women = way.categories.create(position=1, name="Women")
    officers = {}
    for code in PROVINCES:
        province = ProvinceFactory(code=code)
        for indicator in indicators:
            TargetFactory(indicator=indicator, province=province)
        officer = person("provincial_officer", province=code, name=f"Officer of {code}")
        officers[code] = (begin_return(OpenPeriodFactory(province=province), by=officer), officer)
    together, lost = threading.Barrier(len(officers) * 2, timeout=30), []

    def save(code: str, lines: list[TypedLine]) -> None:
        found, officer = officers[code]
        try:
            together.wait()
            saved = save_part(found, by=officer, lines=lines)
            if not saved.is_whole:
                lost.append((code, saved.errors, saved.conflicts))
        except Exception as error:  # noqa: BLE001 -- told by the main thread
            lost.append((code, error))
        finally:
            connection.close()

    threads = []
    for place, (code, (found, _)) in enumerate(officers.items(), start=1):
        # Two tabs of each province: the first line with its category, and the two others.
        first = [typed(found, "1.1.1", value=Decimal(place), categories=[(women.pk, Decimal(place))])]
        others = [typed(found, f"1.1.{number}", value=Decimal(place * 10 + number)) for number in (2, 3)]
        threads += [threading.Thread(target=save, args=(code, one)) for one in (first, others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert lost == []
    assert len(officers) == 9
    figures = Actual.objects.values_list("province__code", "indicator__code", "value")
    assert sorted(figures) == sorted(
        (code, f"1.1.{number}", Decimal(place if number == 1 else place * 10 + number))
        for place, code in enumerate(officers, start=1)
        for number in (1, 2, 3)
    )
    assert {*ReturnLine.objects.values_list("version", flat=True)} == {2}
    # 1 + 2 + … + 9 = 45.
    assert sum(CategoryValue.objects.values_list("value", flat=True)) == 45
