"""A version of the strategy from its beginning to its adoption, and what becomes of the parts: services/versions.py."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from partnerships.core.models import StatusChange
from partnerships.strategy.models import (
    AreaWording,
    FocusArea,
    SignOff,
    StrategicIssue,
    StrategicThrust,
    StrategyVersion,
)
from partnerships.strategy.services import (
    adopt_version,
    begin_version,
    leave_out,
    return_version,
    send_version,
    sign_version,
    write,
)
from partnerships.strategy.wording import named_on, text_of, version_on
from tests.factories import (
    ExpectedOutcomeFactory,
    IndicatorFactory,
    MoUFactory,
    ObligationFactory,
    StrategicIssueFactory,
    StrategyVersionFactory,
    ThrustFactory,
)
from tests.people import everything, nomsa, person

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def page(name="signed.pdf"):
    return ContentFile(PDF, name=name)


def begun(officer):
    """Version 1 has a thrust with an issue and an outcome; version 2 is a draft of it."""
    issue = StrategicIssueFactory(code="1.1.a", national_role="Keeps the list")
    ThrustFactory(code="1.2")
    thrust = AreaWording.objects.get().thrusts.get(code="1.1")
    ExpectedOutcomeFactory(thrust=thrust, indicator=IndicatorFactory())
    return begin_version(by=officer), issue


def sent(draft, officer, on=date(2026, 11, 10)):
    return send_version(draft, by=officer, office="Partnerships Unit", signed_on=on)


def certified(draft, chief):
    return sign_version(
        draft, by=chief, role="certified", office="Chief Director", person=chief, signed_on=date(2026, 11, 12)
    )


def adopted(draft, by, on=date(2026, 11, 16)):
    return adopt_version(draft, by=by, office="Secretary", person=by, signed_on=on)


def taken_through(draft, officer, on=date(2026, 11, 16)):
    sent(draft, officer)
    certified(draft, person("chief_director"))
    return adopted(draft, person("secretary"), on)


def words(version):
    return [
        (area.code, [(thrust.code, [issue.code for issue in thrust.listed]) for thrust in area.listed])
        for area in text_of(version)
    ]


def test_a_version_begins_as_a_copy_of_the_one_in_force_with_the_same_parts():
    draft, issue = begun(nomsa())

    assert (draft.number, draft.status, draft.title) == (2, "draft", "Partnership Strategy")
    assert words(draft) == [("1", [("1.1", ["1.1.a"]), ("1.2", [])])]
    thrust = text_of(draft)[0].listed[0]
    assert thrust.part == issue.thrust
    assert thrust.listed[0].part == issue
    assert [(outcome.statement, outcome.indicator.code) for outcome in thrust.expected] == [
        ("Forums that work", "1.1.1")
    ]


def test_there_is_one_draft_at_a_time():
    officer = nomsa()
    begin_version(by=officer)

    with pytest.raises(ValidationError, match="exists already"):
        begin_version(by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        StrategyVersionFactory(number=9, status="certification", adopted_on=None)


def test_only_the_unit_writes_and_only_in_a_draft():
    officer = nomsa()
    draft, _ = begun(officer)
    area = draft.areas.get()

    with pytest.raises(PermissionDenied):
        write(draft, by=person("director"), save=area.save)
    sent(draft, officer)
    with pytest.raises(ValidationError, match="its words are settled"):
        write(draft, by=officer, save=area.save)
    with pytest.raises(ValidationError, match="its words are settled"):
        leave_out(area, by=officer)
    with pytest.raises(ValidationError, match="Begin the next version"):
        write(StrategyVersion.objects.get(number=1), by=officer, save=area.save)


def test_an_adoption_changes_words_adds_and_retires_parts_and_repoints_nothing():
    officer = nomsa()
    draft, issue = begun(officer)
    retired = StrategicThrust.objects.get(code="1.2")
    mou = MoUFactory()
    mou.focus_areas.add(issue.thrust.focus_area)
    owed = ObligationFactory(mou=mou, thrust=retired)
    area = draft.areas.get()
    area.name = "Safer communities"
    write(draft, by=officer, save=area.save)
    leave_out(area.thrusts.get(code="1.2"), by=officer)
    new = area.thrusts.create(code="1.3", name="Schools")

    taken_through(draft, officer)

    new.refresh_from_db()
    assert mou.focus_areas.get().name == "Safer communities"
    owed.refresh_from_db()
    assert owed.thrust == retired
    retired.refresh_from_db()
    assert retired.retired_on == date(2026, 11, 16)
    assert [str(thrust) for thrust in StrategicThrust.objects.in_use()] == ["1.1 Thrust 1.1", "1.3 Schools"]
    assert new.part == StrategicThrust.objects.get(code="1.3")
    assert new.part.focus_area == issue.thrust.focus_area
    assert StrategicIssue.objects.get() == issue
    assert FocusArea.objects.get().version == 2


def test_two_numbers_may_be_exchanged_and_a_part_may_come_back():
    officer = nomsa()
    draft, issue = begun(officer)
    area = draft.areas.get()
    one, two = area.thrusts.get(code="1.1"), area.thrusts.get(code="1.2")
    for wording, code in ((one, "1.9"), (two, "1.1"), (one, "1.2")):
        wording.code = code
        wording.save()
    issue_wording = one.issues.get()
    issue_wording.code = "1.2.a"
    issue_wording.save()

    taken_through(draft, officer)

    issue.thrust.refresh_from_db()
    assert issue.thrust.code == "1.2"
    assert sorted(StrategicThrust.objects.values_list("code", flat=True)) == ["1.1", "1.2"]


def test_the_words_of_every_day_can_be_asked():
    officer = nomsa()
    draft, issue = begun(officer)
    thrust = draft.areas.get().thrusts.get(code="1.1")
    thrust.name = "Forums that work"
    write(draft, by=officer, save=thrust.save)
    draft.areas.get().thrusts.create(code="1.3", name="Schools")

    taken_through(draft, officer)

    before, after = named_on(date(2026, 9, 30)), named_on(date(2026, 11, 16))
    assert version_on(date(2026, 11, 15)).number == 1
    assert version_on(date(2026, 11, 16)).number == 2
    # Before the first adoption the first version tells.
    assert version_on(date(2019, 1, 1)).number == 1
    assert [(t.code, t.name, t.is_outside) for t in before[0].thrusts] == [
        ("1.1", "Thrust 1.1", False),
        ("1.2", "Thrust 1.2", False),
        ("1.3", "Schools", True),
    ]
    assert [(t.code, t.name, t.is_outside) for t in after[0].thrusts] == [
        ("1.1", "Forums that work", False),
        ("1.2", "Thrust 1.2", False),
        ("1.3", "Schools", False),
    ]
    assert before[0].thrusts[0].pk == after[0].thrusts[0].pk == issue.thrust.pk
    old = StrategyVersion.objects.get(number=1)
    assert (old.status, old.superseded_on) == ("superseded", date(2026, 11, 16))


def test_who_wrote_a_word_neither_certifies_nor_adopts(django_assert_num_queries):
    officer, helper = nomsa(), person("chief_director", name="Thandi Molefe")
    draft, _ = begun(officer)
    draft.writers.add(helper)
    sent(draft, officer)

    with pytest.raises(ValidationError, match="Thandi Molefe wrote in this draft"):
        certified(draft, helper)
    certified(draft, person("chief_director"))
    with pytest.raises(ValidationError, match="Somebody else adopts it"):
        adopted(draft, helper)
    assert StrategyVersion.objects.get(number=1).status == "adopted"


def test_nothing_is_adopted_before_it_is_certified():
    officer = nomsa()
    draft, _ = begun(officer)
    with pytest.raises(ValidationError, match="before it is approved"):
        adopted(draft, person("secretary"))
    sent(draft, officer)
    with pytest.raises(ValidationError, match="must be certified"):
        adopted(draft, person("secretary"))
    with pytest.raises(PermissionDenied):
        adopted(draft, person("partnership_manager"))
    assert not draft.sign_offs.filter(role="approved").exists()


def test_a_return_makes_what_was_signed_void():
    officer, manager = nomsa(), person("partnership_manager")
    draft, _ = begun(officer)
    sent(draft, officer)
    sign_version(
        draft, by=manager, role="reviewed", office="Unit", person=manager, signed_on=date(2026, 11, 11)
    )

    with pytest.raises(ValidationError, match="Give the reason"):
        return_version(draft, by=manager, reason=" ")
    return_version(draft, by=manager, reason="Roles of provinces are missing.")

    draft.refresh_from_db()
    assert (draft.status, draft.sent_on) == ("draft", None)
    assert {*draft.sign_offs.values_list("void_on", flat=True)} == {date(2026, 11, 23)}
    assert StatusChange.objects.latest("pk").note == "Roles of provinces are missing."
    sent(draft, officer)
    assert draft.sign_offs.standing().get().role == "developed"


def test_somebody_elses_signature_needs_the_signed_page():
    officer, manager = nomsa(), person("partnership_manager")
    draft, _ = begun(officer)
    sent(draft, officer)
    said = {"role": "certified", "office": "Chief Director", "signed_on": date(2026, 11, 12)}

    with pytest.raises(ValidationError, match="Attach the signed page"):
        sign_version(draft, by=manager, **said)
    line = sign_version(draft, by=manager, document=page(), **said)

    assert (line.person, line.recorded_by, line.documents.get().original_name) == (
        None,
        manager,
        "signed.pdf",
    )
    assert line.statement.startswith("It takes into account all the relevant policies")


@pytest.mark.parametrize(
    ("on", "sentence"),
    [(date(2026, 12, 1), "lies in the future"), (date(2019, 1, 1), "the next one cannot be older")],
)
def test_a_version_is_not_adopted_on_an_impossible_day(on, sentence):
    officer = nomsa()
    draft, _ = begun(officer)
    sent(draft, officer)
    certified(draft, person("chief_director"))

    with pytest.raises(ValidationError, match=sentence):
        adopted(draft, person("secretary"), on)
    assert StrategyVersion.objects.filter(status="adopted").get().number == 1


def test_numbers_that_were_left_behind_stand_against_sending():
    officer = nomsa()
    draft, _ = begun(officer)
    AreaWording.objects.filter(strategy=draft).update(code="4")

    with pytest.raises(ValidationError, match=r"1\.1 stands under 4"):
        sent(draft, officer)


def test_an_empty_draft_is_not_sent():
    officer = nomsa()
    draft = begin_version(by=officer)

    with pytest.raises(ValidationError, match="at least one focus area with a thrust"):
        sent(draft, officer)


def test_the_database_refuses_a_move_that_no_table_declares():
    StrategyVersionFactory()

    with (
        pytest.raises(Exception, match="Invalid transition"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE strategy_strategyversion SET status = 'draft', adopted_on = NULL")


@pytest.mark.parametrize("count", [1, 3])
def test_the_names_of_a_day_cost_two_queries_however_many_there_are(django_assert_num_queries, count):
    for number in range(1, count + 1):
        ThrustFactory(code=f"{number}.1")

    with django_assert_num_queries(2):
        assert len(named_on(date(2026, 9, 30))) == count


def test_a_person_with_every_right_still_needs_a_second_one():
    everybody = person(may=everything())
    draft, _ = begun(everybody)
    sent(draft, everybody)

    with pytest.raises(ValidationError, match="wrote in this draft"):
        certified(draft, everybody)
    assert SignOff.objects.count() == 1
