"""The arithmetic of functionality, and its figures: every score in one band, better answers never worth less."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.functionality import Answered, band_of, has_essential_no, result_of, score_per_cent
from stakeholders.models import StructureKind
from stakeholders.reports.functionality import FunctionalityCount, functionality_by_province
from tests.factories import (
    FunctionalityAssessmentFactory,
    ProvinceFactory,
    StakeholderFactory,
    StructureFactory,
    StructureKindFactory,
)
from tests.people import gift, nomsa

BANDS = {"functional": 75, "partly": 50, "not_functional": 0}
RISING = ["no", "partly", "yes"]

answered = st.builds(
    Answered, st.sampled_from([*RISING, "na"]), st.integers(1, 10), is_essential=st.booleans()
)
counted = st.lists(answered, min_size=1, max_size=20).filter(lambda all_: any(a.answer != "na" for a in all_))
bands = st.tuples(st.integers(1, 99), st.integers(2, 100)).filter(lambda pair: pair[0] < pair[1])


@given(counted)
def test_a_score_is_a_whole_per_cent_from_0_to_100(answers: list[Answered]) -> None:
    score = score_per_cent(answers)

    assert isinstance(score, int)
    assert 0 <= score <= 100


@given(counted)
def test_a_score_is_the_weighted_share_with_halves_rounded_up(answers: list[Answered]) -> None:
    worth = {"yes": Fraction(1), "partly": Fraction(1, 2), "no": Fraction(0)}
    applies = [a for a in answers if a.answer != "na"]
    share = sum(worth[a.answer] * a.weight for a in applies) / sum(a.weight for a in applies)

    assert score_per_cent(answers) == int(share * 100 + Fraction(1, 2))


@given(counted, st.data())
def test_a_better_answer_never_gives_a_lower_score_nor_a_worse_result(
    answers: list[Answered], data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from([n for n, a in enumerate(answers) if a.answer != "na"]))
    before = answers[place]
    better = data.draw(st.sampled_from(RISING[RISING.index(before.answer) :]))
    after = [*answers]
    after[place] = before._replace(answer=better)

    assert score_per_cent(after) >= score_per_cent(answers)
    order = ["not_functional", "partly", "functional"]
    assert order.index(result_of(after, BANDS)[1]) >= order.index(result_of(answers, BANDS)[1])


@given(counted, st.integers(1, 10))
def test_what_does_not_apply_changes_nothing(answers: list[Answered], weight: int) -> None:
    assert score_per_cent([*answers, Answered("na", weight)]) == score_per_cent(answers)


@given(bands)
def test_every_score_lies_in_exactly_one_band(starts: tuple[int, int]) -> None:
    partly, functional = starts
    limits = {"functional": functional, "partly": partly, "not_functional": 0}
    ranges = {
        "functional": range(functional, 101),
        "partly": range(partly, functional),
        "not_functional": range(partly),
    }

    for score in range(101):
        assert [result for result, held in ranges.items() if score in held] == [band_of(score, limits)]


@given(counted)
def test_an_essential_question_answered_no_makes_it_not_functional_whatever_the_score(
    answers: list[Answered],
) -> None:
    with_no = [*answers, Answered("no", 1, is_essential=True)]
    score, result = result_of(with_no, BANDS)

    assert (score, result) == (score_per_cent(with_no), "not_functional")
    assert has_essential_no(with_no)
    for answer in ("partly", "na"):
        assert not has_essential_no([Answered(answer, 1, is_essential=True)])


def test_when_nothing_applies_there_is_no_score() -> None:
    with pytest.raises(ValueError, match="at least one question that applies"):
        score_per_cent([Answered("na", 3), Answered("na", 1, is_essential=True)])


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ([("yes", 1)], 100),
        ([("partly", 1)], 50),
        ([("no", 4)], 0),
        ([("yes", 1), ("no", 7)], 13),  # 12,5: halves up
        ([("yes", 3), ("partly", 1), ("no", 2)], 58),  # 7 of 12 = 58,33
        ([("yes", 2), ("partly", 2), ("na", 9)], 75),
    ],
)
def test_scores_worked_out_by_hand(answers: list[tuple[str, int]], score: int) -> None:
    assert score_per_cent([Answered(*one) for one in answers]) == score


def test_a_score_on_the_edge_of_a_band_has_the_better_result() -> None:
    assert [band_of(score, BANDS) for score in (0, 49, 50, 74, 75, 100)] == [
        *("not_functional", "not_functional", "partly", "partly", "functional", "functional")
    ]


# --- the figures of the quarterly report ----------------------------------------


@pytest.mark.django_db
class TestFunctionalityByProvince:
    def counts(self, day: date, viewer=None, **more) -> list[FunctionalityCount]:
        return functionality_by_province(day, viewer or nomsa(), **more)

    def structure(self, code: str = "GP", kind: str = "cpf", **fields):
        stakeholder = StakeholderFactory(
            province=ProvinceFactory(code=code),
            group__code="community-structures",
            **fields.pop("stakeholder", {}),
        )
        return StructureFactory(stakeholder=stakeholder, kind=StructureKindFactory(code=kind), **fields)

    def test_each_structure_is_counted_once_by_its_latest_result(self) -> None:
        both, partly = self.structure(), self.structure()
        self.structure()
        forum = self.structure("LP", "csf-local")
        FunctionalityAssessmentFactory(structure=both, assessed_on=date(2026, 5, 1), result="not_functional")
        FunctionalityAssessmentFactory(structure=both, assessed_on=date(2026, 9, 30))
        FunctionalityAssessmentFactory(structure=partly, assessed_on=date(2026, 4, 1), result="partly")
        FunctionalityAssessmentFactory(
            structure=forum, assessed_on=date(2026, 8, 1), result="not_functional", score=90
        )

        police, safety = StructureKind.Family.POLICE, StructureKind.Family.SAFETY
        gauteng, limpopo = ProvinceFactory(code="GP"), ProvinceFactory(code="LP")
        assert self.counts(date(2026, 9, 30)) == [
            FunctionalityCount("Gauteng", gauteng.pk, police, 1, 1, 0, 1),
            FunctionalityCount("Limpopo", limpopo.pk, safety, 0, 0, 1, 0),
        ]

    def test_a_day_is_answered_as_it_stood(self) -> None:
        structure = self.structure()
        FunctionalityAssessmentFactory(structure=structure, assessed_on=date(2026, 6, 30), result="partly")
        FunctionalityAssessmentFactory(structure=structure, assessed_on=date(2026, 7, 1))

        def found(day: date) -> tuple[int, int, int]:
            (count,) = self.counts(day)
            return count.functional, count.partly, count.not_assessed

        assert found(date(2026, 6, 29)) == (0, 0, 1)
        assert found(date(2026, 6, 30)) == (0, 1, 0)
        assert found(date(2026, 7, 1)) == (1, 0, 0)
        # A year later the assessment says nothing any more.
        assert found(date(2027, 6, 30)) == (1, 0, 0)
        assert found(date(2027, 7, 1)) == (0, 0, 1)

    def test_a_withdrawn_assessment_counts_until_it_was_withdrawn(self) -> None:
        FunctionalityAssessmentFactory(
            structure=self.structure(),
            assessed_on=date(2026, 5, 1),
            withdrawn_on=date(2026, 8, 1),
            withdrawn_by=nomsa(),
            withdrawal_reason="The wrong forum.",
        )

        assert [self.counts(day)[0].functional for day in (date(2026, 7, 31), date(2026, 8, 1))] == [1, 0]

    def test_what_was_archived_or_not_established_yet_is_not_counted(self) -> None:
        self.structure(stakeholder={"archived_on": date(2026, 7, 1), "archive_reason": "Dissolved"})
        self.structure("LP", launched_on=date(2026, 8, 1))

        assert [count.province for count in self.counts(date(2026, 6, 30))] == ["Gauteng"]
        assert [count.province for count in self.counts(date(2026, 9, 30))] == ["Limpopo"]

    def test_a_province_counts_its_own_alone(self) -> None:
        self.structure("GP")
        self.structure("LP")

        assert [count.province for count in self.counts(date(2026, 9, 30), gift())] == ["Gauteng"]
        limpopo = ProvinceFactory(code="LP")
        assert self.counts(date(2026, 9, 30), gift(), province=limpopo) == []
        assert [c.province for c in self.counts(date(2026, 9, 30), province=limpopo)] == ["Limpopo"]

    def test_it_is_one_query_however_many_structures(self, django_assert_num_queries) -> None:
        for code in ("GP", "LP", "WC"):
            FunctionalityAssessmentFactory(structure=self.structure(code))
        viewer = nomsa()

        with django_assert_num_queries(1):
            assert sum(count.total for count in self.counts(date(2026, 11, 1), viewer)) == 3
