"""Outputs, resources, visits, and plans that go from one year into another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from mou import services
from mou.models import NO_PAYMENT, Activity, MoU, Output, Resource, carried_by, late_at
from mou.models.workplan import ActivityQuarter
from mou.terms import line_of, terms_on
from mou.views.plans import output_state
from tests.factories import (
    ActivityQuarterFactory,
    EngagementFactory,
    OutputFactory,
    PlannedVisitFactory,
    ProvinceFactory,
    ResourceFactory,
    ResourceKindFactory,
    TemplateActivityFactory,
    ThrustFactory,
    WorkplanTemplateFactory,
)
from tests.mou import scenes
from tests.mou.test_services_of_obligations import TODAY, said
from tests.mou.test_services_of_workplans import planned
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db

JANUARY = "2027-01-11 09:00+02:00"


# What is planned


def test_a_line_leads_to_an_output_that_is_found_by_its_title_or_made() -> None:
    mou = scenes.agreement(signed=True)
    first = services.add_activity(mou, **planned(mou, output="Trained patrollers"))
    second = services.add_activity(mou, **planned(mou, title="Test them", output=" trained  PATROLLERS "))
    next_year = services.add_activity(mou, **planned(mou, year=2027, output="Trained patrollers"))
    assert first.output == second.output
    assert (next_year.output.year, Output.objects.count()) == (2027, 2)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"milestone": "Register", "milestone_on": date(2026, 3, 31)}, "lies outside the agreement"),
        ({"milestone": "Register", "milestone_on": date(2029, 4, 1)}, "lies outside the agreement"),
        ({"milestone": "Register", "milestone_on": date(2027, 4, 1)}, "outside the financial year 2026/27"),
        ({"milestone": "Register"}, "A milestone needs both"),
        ({"measure": "trained", "planned": {1: Decimal(5)}}, "Say how much is planned for Q3: trained"),
        ({"planned": {1: Decimal(5), 3: Decimal(5)}}, "Say what is counted"),
    ],
)
def test_a_milestone_or_a_figure_that_cannot_be_is_refused(given: dict[str, Any], sentence: str) -> None:
    mou = scenes.agreement(signed=True)
    with pytest.raises(ValidationError, match=sentence):
        services.add_activity(mou, **planned(mou, **given))
    assert not Activity.objects.filter(mou=mou).exists()


def test_an_activity_is_done_where_the_agreement_applies() -> None:
    limpopo, gauteng = ProvinceFactory(code="LP"), ProvinceFactory(code="GP")
    own = scenes.agreement("LP", signed=True)
    with pytest.raises(ValidationError, match="does not apply in Gauteng"):
        services.add_activity(own, **planned(own, provinces=[gauteng]))
    national = scenes.agreement(signed=True)
    assert gauteng in services.provinces_of(national)
    national.provinces.add(limpopo)
    assert list(services.provinces_of(national)) == [limpopo]


def test_what_a_reported_quarter_planned_is_not_changed_afterwards() -> None:
    line = scenes.activity(measure="trained", quarters=())
    reported = ActivityQuarterFactory(
        activity=line, number=1, planned_value=10, value=4, status="under_way", narrative="Four."
    )
    ActivityQuarterFactory(activity=line, number=2, planned_value=10)
    services.plan_quarters(line, by=nomsa(), quarters={1, 2}, planned={1: Decimal(10), 2: Decimal(20)})
    assert line.quarters.get(number=2).planned_value == 20
    with pytest.raises(ValidationError, match="Q1 2026/27 was reported on: what was planned for it stays"):
        services.plan_quarters(line, by=nomsa(), quarters={1, 2}, planned={1: Decimal(4), 2: Decimal(20)})
    reported.refresh_from_db()
    assert reported.planned_value == 10


@pytest.mark.parametrize(
    ("statuses", "label"),
    [
        ((), "No activity yet"),
        (("done", "done"), "Met"),
        (("done", "under_way"), "On track"),
        (("done", "planned"), "Late"),  # Q2 is over
        (("planned", "constrained"), "Late"),
        (("not_done", "not_done"), "Given up"),
        (("carried", "not_done"), "Carried over"),
    ],
)
def test_the_state_of_an_output_follows_from_its_activities(statuses: tuple[str, ...], label: str) -> None:
    output = OutputFactory(mou=scenes.agreement(signed=True))
    for status, number in zip(statuses, (1, 2) if "planned" in statuses else (1, 3), strict=False):
        line = scenes.activity(output.mou, output=output, quarters=())
        days = {"done_on": TODAY, "carried_on": TODAY}
        ActivityQuarterFactory(activity=line, number=number, status=status, narrative="Why.", **days)
    assert output_state(output.activities.all(), TODAY).label == label


def test_an_output_to_which_an_activity_leads_stays() -> None:
    line = scenes.activity(output="Register")
    assert line.output is not None
    with pytest.raises(ValidationError, match="An activity leads to this output"):
        services.remove_output(line.output, by=nomsa())
    empty = services.add_output(line.mou, by=nomsa(), year=2026, title="Not needed")
    services.remove_output(empty, by=nomsa())
    with pytest.raises(ValidationError, match="has an output with this title already"):
        services.add_output(line.mou, by=nomsa(), year=2026, title="REGISTER")
    with pytest.raises(ValidationError, match="does not run in this financial year"):
        services.add_output(line.mou, by=nomsa(), year=2035, title="Far away")


# What each side brings


def brought(line: Activity, **fields: Any) -> Resource:
    kind = ResourceKindFactory()
    given = {"party": scenes.ours(line.mou), "kind": kind, "what": "A hall", "form": "in_kind"} | fields
    return services.add_resource(line, by=nomsa(), **given)


def test_rands_for_a_partner_are_refused_in_words() -> None:
    line = scenes.activity()
    ours, theirs = scenes.ours(line.mou), scenes.theirs(line.mou)
    with pytest.raises(ValidationError) as refused:
        brought(line, form="rand", value=Decimal(5000), party=ours, spent_by=theirs)
    assert NO_PAYMENT in said(refused)
    assert not Resource.objects.exists()
    own = brought(line, form="rand", value=Decimal(5000), party=ours, spent_by=ours)
    assert (own.value, own.spent_by) == (Decimal(5000), ours)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (lambda line: {"form": "rand", "spent_by": scenes.ours(line.mou)}, "Give the rands"),
        (lambda line: {"form": "rand", "value": Decimal(5)}, "Say of rands who spends them"),
        (lambda line: {"spent_by": scenes.ours(line.mou)}, "what is given in kind has nobody who spends it"),
        (lambda line: {"value": Decimal(-1)}, "greater than or equal to 0"),
        (lambda line: {"party": scenes.theirs(scenes.agreement())}, "Choose one of the parties"),
    ],
)
def test_a_resource_that_cannot_be_is_refused(given: Any, sentence: str) -> None:
    line = scenes.activity()
    with pytest.raises(ValidationError, match=sentence):
        brought(line, **given(line))
    assert not Resource.objects.exists()


def test_what_is_brought_is_part_of_what_was_agreed_on_each_day() -> None:
    line = scenes.activity()
    with time_machine.travel("2026-11-24 09:00+02:00", tick=False):
        brought(line, what="A hall for two days", value=Decimal(4000))
    before, after = (terms_on(line.mou, day).activities[line.pk] for day in (TODAY, date(2026, 11, 24)))
    assert before["resources"] == []
    assert after["resources"] == [
        {
            "party": scenes.ours(line.mou).pk,
            "what": "Venue: A hall for two days",
            "value": "4000.00",
            "form": "in_kind",
        }
    ]


def test_whoever_does_not_plan_does_not_say_what_is_brought() -> None:
    line = scenes.activity()
    with pytest.raises(PermissionDenied):
        services.add_resource(line, by=line.responsible_person, party=scenes.ours(line.mou), what="A hall")


# Visits


def test_a_visit_is_made_by_an_engagement_with_a_party_since_the_quarter_began() -> None:
    line = scenes.activity(quarters=(3,))
    visit = services.plan_visit(line, by=nomsa(), number=3, place="Giyani", purpose="See the patrols")
    partner, by = scenes.theirs(line.mou).stakeholder, line.responsible_person
    other = EngagementFactory(held_on=date(2026, 10, 5))
    with pytest.raises(ValidationError, match="is no party of"):
        services.make_visit(visit, other, by=by)
    early = EngagementFactory(stakeholder=partner, held_on=date(2026, 9, 30))
    with pytest.raises(ValidationError, match="held before Q3 2026/27 began"):
        services.make_visit(visit, early, by=by)
    held = EngagementFactory(stakeholder=partner, held_on=date(2026, 10, 5))
    assert services.make_visit(visit, held, by=by).state_on(TODAY).label == "Made"
    with pytest.raises(ValidationError, match="The visit is “Made” already"):
        services.drop_visit(visit, by=by, reason="No.")
    another = services.plan_visit(line, by=nomsa(), number=3, place="Tzaneen", purpose="The same")
    with pytest.raises(ValidationError, match="record of another planned visit"):
        services.make_visit(another, held, by=by)
    with pytest.raises(ValidationError, match="Only the responsible person"):
        services.drop_visit(another, by=person("business_owner"), reason="No.")
    assert services.drop_visit(another, by=by, reason="Floods.").state_on(TODAY).label == "Dropped"


def test_a_visit_is_planned_into_a_quarter_to_come_of_the_agreement() -> None:
    line = scenes.activity(quarters=(3,))
    visit = {"by": nomsa(), "place": "Giyani", "purpose": "See the patrols"}
    with pytest.raises(ValidationError, match="Q2 2026/27 is over"):
        services.plan_visit(line, number=2, **visit)
    ending = scenes.activity(scenes.agreement(signed=True, ends_on=date(2026, 12, 31)), quarters=(3,))
    with pytest.raises(ValidationError, match="does not run in Q4 2026/27"):
        services.plan_visit(ending, number=4, **visit)
    missed = PlannedVisitFactory(activity=line, number=2)
    assert missed.state_on(TODAY).label == "Not made"


# Carried over


def unfinished(**fields: Any) -> Activity:
    line = scenes.activity(title="Train patrollers", output="Register", quarters=(), **fields)
    ActivityQuarterFactory(activity=line, number=2, status="done", done_on=date(2026, 9, 1))
    ActivityQuarterFactory(activity=line, number=3, status="constrained", narrative="No bus.")
    ActivityQuarterFactory(activity=line, number=4)
    return line


def carry(line: Activity, **fields: Any) -> Activity:
    return services.carry_over(
        line, **{"by": nomsa(), "quarters": {1}, "reason": "The bus came late."} | fields
    )


def test_what_is_left_goes_into_the_next_year_once_and_both_name_each_other() -> None:
    line = unfinished()
    ResourceFactory(activity=line, party=scenes.ours(line.mou))
    with time_machine.travel(JANUARY, tick=False):
        later = carry(line)
        assert (later.year, later.carried_from, later.carry_reason) == (2027, line, "The bus came late.")
        assert (later.output.title, later.output.year) == ("Register", 2027)  # type: ignore[union-attr]
        assert later.resources.get().what == "A hall for two days"
        assert list(later.quarters.values_list("number", "status")) == [(1, "planned")]
        statuses = dict(line.quarters.values_list("number", "status"))
        assert statuses == {2: "done", 3: "carried", 4: "carried"}
        line.refresh_from_db()
        assert line.later == later
        with pytest.raises(ValidationError, match="It was carried over into 2027/28 already"):
            carry(line)
    assert Activity.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"into": 2026}, "It is planned in 2026/27, so it is carried over into 2027/28"),
        ({"into": 2028}, "so it is carried over into 2027/28"),
        ({"reason": " "}, "Say why it was not finished"),
        ({"quarters": set()}, "Choose at least one quarter"),
    ],
)
def test_a_carry_over_that_cannot_be_is_refused(given: dict[str, Any], sentence: str) -> None:
    line = unfinished()
    with time_machine.travel(JANUARY, tick=False), pytest.raises(ValidationError, match=sentence):
        carry(line, **given)
    assert not line.quarters.filter(status="carried").exists()


def test_within_the_year_a_later_quarter_is_planned_instead() -> None:
    line = unfinished()
    with time_machine.travel("2026-12-31 09:00+02:00", tick=False):
        against = services.against_carrying(line, date(2026, 12, 31))
        assert "from 1 January 2027 on it can be carried over" in against.replace("\xa0", " ")
        with pytest.raises(ValidationError, match="still has quarters to come"):
            carry(line)


def test_what_is_finished_unsigned_or_out_of_the_term_is_not_carried_over() -> None:
    day = date(2027, 1, 11)
    done = scenes.activity(quarters=())
    ActivityQuarterFactory(activity=done, number=2, status="done", done_on=date(2026, 9, 1))
    assert "nothing is left to carry over" in services.against_carrying(done, day)
    draft = scenes.activity(scenes.agreement())
    assert "not signed yet" in services.against_carrying(draft, day)
    ending = scenes.activity(scenes.agreement(signed=True, ends_on=date(2027, 3, 31)))
    assert services.against_carrying(ending, day) == "The agreement does not run in 2027/28."
    with pytest.raises(PermissionDenied):
        carry(unfinished(), by=person("business_owner"))


def test_a_quarter_carried_over_was_late_until_then() -> None:
    line = unfinished()
    with time_machine.travel(JANUARY, tick=False):
        carry(line)
    numbers = ActivityQuarter.objects.filter(activity=line).values_list("number", flat=True)
    assert set(numbers.filter(late_at(date(2027, 1, 10)))) == {3}
    assert set(numbers.filter(late_at(date(2027, 1, 11)))) == set()
    assert set(numbers.filter(carried_by(date(2027, 1, 11)))) == {3, 4}
    quarter = line.quarters.get(number=3)
    assert [quarter.state_at(day).label for day in (date(2027, 1, 10), date(2027, 1, 11))] == [
        "Late",
        "Carried over",
    ]


# Plans from elsewhere


def test_last_year_is_planned_again_without_what_was_reported() -> None:
    mou = scenes.agreement(signed=True, starts_on=date(2025, 4, 1), ends_on=date(2026, 12, 31))
    line = scenes.activity(mou, year=2025, title="Train patrollers", measure="trained", quarters=())
    for number in (1, 4):
        ActivityQuarterFactory(
            activity=line, number=number, planned_value=10, value=10, status="done", done_on=date(2025, 6, 1)
        )
    ResourceFactory(activity=line, party=scenes.theirs(mou))
    outside = scenes.activity(mou, year=2025, title="In the last quarter", quarters=(4,))
    assert services.to_copy(mou, 2026) == [line, outside]
    with pytest.raises(ValidationError, match="does not run in the quarters of: In the last quarter"):
        services.copy_year(mou, by=nomsa(), year=2026, activities=[line, outside])
    (copied,) = services.copy_year(mou, by=nomsa(), year=2026, activities=[line])
    # Q4 of 2026/27 lies after the end of the agreement.
    assert list(copied.quarters.values_list("number", "planned_value", "value", "status")) == [
        (1, Decimal(10), None, "planned")
    ]
    assert copied.resources.get().party == scenes.theirs(mou)
    assert services.to_copy(mou, 2026) == [outside]
    with pytest.raises(ValidationError, match="stands in the plan of 2026/27 already"):
        services.copy_year(mou, by=nomsa(), year=2026, activities=[line])


def use(mou: MoU, template: Any, **fields: Any) -> list[Activity]:
    given = {
        "by": nomsa(),
        "year": 2026,
        "party": scenes.theirs(mou),
        "responsible_person": mou.business_owner,
        "thrust": ThrustFactory(),
    }
    return services.use_template(mou, template, **given | fields)


def test_a_template_is_put_into_the_plan_as_far_as_the_agreement_runs() -> None:
    mou = scenes.agreement(signed=True, starts_on=date(2026, 7, 1))
    template = WorkplanTemplateFactory()
    TemplateActivityFactory(
        template=template,
        name="Train volunteers",
        output="Trained volunteers",
        output_measure="A register",
        side="theirs",
        measure="trained",
        planned_value=40,
        milestone="Signed register",
    )
    TemplateActivityFactory(template=template, code="early", name="Too early", quarters=[1])
    (line,) = use(mou, template)
    assert (line.responsible_party, line.milestone_on) == (scenes.theirs(mou), date(2026, 12, 31))
    assert (line.output.title, line.output.measure) == ("Trained volunteers", "A register")  # type: ignore[union-attr]
    assert list(line.quarters.values_list("number", "planned_value")) == [(3, Decimal(40))]
    with pytest.raises(ValidationError, match="Nothing of this template is left to plan"):
        use(mou, template)


# What the parties agree


def test_the_line_of_a_workplan_says_all_that_was_agreed_and_nothing_of_ours_alone() -> None:
    mou = scenes.agreement(signed=True)
    gauteng = ProvinceFactory(code="GP")
    line = services.add_activity(
        mou,
        **planned(
            mou,
            output="Trained patrollers",
            measure="trained",
            planned={1: Decimal(5), 3: Decimal("7.5")},
            provinces=[gauteng],
            milestone="Register",
            milestone_on=date(2026, 12, 1),
        ),
    )
    assert line_of(line) == {
        "year": 2026,
        "title": "Train patrollers",
        "responsible_party": scenes.ours(mou).pk,
        "measure": "trained",
        "milestone": "Register",
        "milestone_on": "2026-12-01",
        "output": "Trained patrollers",
        "quarters": [1, 3],
        "planned": {"1": "5.00", "3": "7.50"},
        "provinces": ["GP"],
        "resources": [],
    }
