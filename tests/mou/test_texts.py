"""Writing the text of an agreement: library, clauses, acceptance that any change makes void, and the turn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from mou import services
from mou.lifecycle import MOU_LIFECYCLE
from mou.models import Clause, MoU, StandardClause, text_digest
from partnerships.core.models import User
from tests import factories as make
from tests.mou.texts import accept, headings, ours, put_in, theirs
from tests.people import gift, lindiwe, person

pytestmark = pytest.mark.django_db

NO_CLAUSE = "The text has no clause yet. Write it first."


def against_clearance(mou: MoU, by: User) -> list[str]:
    return MOU_LIFECYCLE.transitions["send-for-clearance"].blockers(mou, by)


# The library


def test_a_new_draft_begins_with_the_clauses_of_its_kind_and_of_every_kind(officer: User) -> None:
    mine, other = make.AgreementKindFactory(code="mou"), make.AgreementKindFactory(code="moa")
    make.StandardClauseFactory(code="term", name="Duration", kind=mine, order=3)
    make.StandardClauseFactory(code="purpose", name="Purpose", kind=None, order=1)
    make.StandardClauseFactory(code="funding", name="Funding", kind=other, order=2)
    make.StandardClauseFactory(code="old", name="Retired", kind=mine, order=4, is_active=False)
    draft = services.draft_mou(
        by=officer,
        kind=mine,
        title="Safer schools",
        purpose="Fewer incidents.",
        province=None,
        parties=[make.StakeholderFactory(partner=True, province=None)],
        focus_areas=[make.FocusAreaFactory()],
        business_owner=person("business_owner"),
        partnership_manager=person("partnership_manager"),
        starts_on=date(2027, 1, 1),
    )
    assert headings(draft) == ["Purpose", "Duration"]
    assert (draft.turn.is_ours, draft.turn_since) == (True, date(2026, 11, 23))
    # Later wording of the library changes no draft.
    StandardClause.objects.filter(code="term").update(text="Other words.")
    assert not draft.clauses.filter(text="Other words.").exists()


def test_an_agreement_without_a_required_clause_is_not_sent_for_clearance(mou: MoU, officer: User) -> None:
    required = make.StandardClauseFactory(code="no-payment", name="No payment", is_required=True)
    make.StandardClauseFactory(code="good-faith", name="Good faith")
    assert "The text lacks what it needs: No payment. Add it from the library." in against_clearance(
        mou, officer
    )
    services.add_clause(mou, by=officer, heading="No payment", text=required.text, standard=required)
    assert not any("lacks what it needs" in reason for reason in against_clearance(mou, officer))


# Clauses


def test_clauses_are_added_at_the_end_moved_and_taken_out(mou: MoU, officer: User) -> None:
    added = services.add_clause(
        mou, by=officer, heading=" Disputes ", text="The heads of the parties settle it."
    )
    assert headings(mou) == ["Purpose", "No payment", "Disputes"]
    services.move_clause(added, by=officer, way="up")
    assert headings(mou) == ["Purpose", "Disputes", "No payment"]
    services.move_clause(mou.clauses.get(heading="Purpose"), by=officer, way="up")
    services.move_clause(mou.clauses.get(heading="Purpose"), by=officer, way="down")
    assert headings(mou) == ["Disputes", "Purpose", "No payment"]
    services.remove_clause(mou.clauses.get(heading="Purpose"), by=officer)
    assert headings(mou) == ["Disputes", "No payment"]
    gone = Clause.events.rel.related_model.objects.filter(heading="Purpose")  # type: ignore[attr-defined]
    assert set(gone.values_list("pgh_label", flat=True)) >= {"insert", "delete"}


@pytest.mark.parametrize("status", [MoU.Status.CONSULTATION, MoU.Status.CLEARANCE, MoU.Status.SIGNATURE])
def test_what_is_no_longer_a_draft_keeps_its_clauses(mou: MoU, officer: User, status: str) -> None:
    clause = mou.clauses.first()
    locked = make.MoUFactory(province=None, status=status)
    Clause.objects.filter(pk=clause.pk).update(mou=locked)
    clause.refresh_from_db()
    acts: list[Any] = [
        lambda: services.add_clause(locked, by=officer, heading="One", text="More"),
        lambda: services.move_clause(clause, by=officer, way="up"),
        lambda: services.remove_clause(clause, by=officer),
    ]
    for act in acts:
        with pytest.raises(ValidationError, match="Clauses are changed in a draft only"):
            act()


def test_a_clause_needs_a_heading_and_words_and_a_place_of_its_own(mou: MoU, officer: User) -> None:
    with pytest.raises(ValidationError, match="This field cannot be blank"):
        services.add_clause(mou, by=officer, heading="Disputes", text="   ")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.ClauseFactory(mou=mou, position=1)
        transaction.get_connection().check_constraints()


# Acceptance


def test_both_sides_accept_the_same_text_before_it_goes_for_clearance(mou: MoU, officer: User) -> None:
    MOU_LIFECYCLE.apply(mou, "consult", by=officer)
    name = "Civilian Secretariat for Police Service"
    assert against_clearance(mou, officer) == [
        f"Has not accepted the text as it stands: {name}, Trust (demo)."
    ]
    accept(ours(mou), officer)
    assert against_clearance(mou, officer) == ["Has not accepted the text as it stands: Trust (demo)."]
    accepted = accept(theirs(mou), officer)
    assert (accepted.accepted_on, accepted.accepted_how) == (date(2026, 11, 20), "Letter of 20 November.")
    assert against_clearance(mou, officer) == []


def changes() -> dict[str, Any]:
    def edit(model: str, **fields: Any) -> Any:
        def change(mou: MoU) -> None:
            record = {"mou": mou, "clause": mou.clauses.first(), "obligation": mou.obligations.first()}[model]
            type(record).objects.filter(pk=record.pk).update(**fields)

        return change

    return {
        "a clause": edit("clause", text="Other words."),
        "a heading": edit("clause", heading="Another heading"),
        "the purpose": edit("mou", purpose="Something else."),
        "the end": edit("mou", ends_on=date(2030, 3, 31)),
        "the notice": edit("mou", notice_days=90),
        "an obligation": edit("obligation", due_on=date(2027, 5, 1)),
        "a new clause": lambda mou: make.ClauseFactory(mou=mou, position=9),
        "a further party": lambda mou: make.MoUPartyFactory(mou=mou, position=3),
    }


@pytest.mark.parametrize("what", changes())
def test_any_change_of_the_text_makes_an_acceptance_void(mou: MoU, officer: User, what: str) -> None:
    party = accept(theirs(mou), officer)
    assert party.accepts(text_digest(mou))
    changes()[what](mou)
    mou.refresh_from_db()
    assert not party.accepts(text_digest(mou))
    # and with the very words of before it holds again: nobody cleared it
    assert party.accepted_on == date(2026, 11, 20)


def test_who_watches_over_the_agreement_is_no_part_of_its_text(mou: MoU, officer: User) -> None:
    party = accept(theirs(mou), officer)
    MoU.objects.filter(pk=mou.pk).update(partnership_manager=person("partnership_manager"))
    mou.refresh_from_db()
    assert party.accepts(text_digest(mou))


def test_an_acceptance_needs_a_text_a_past_day_and_how_it_was_told(mou: MoU, officer: User) -> None:
    with pytest.raises(ValidationError, match="lies in the future"):
        services.accept_text(theirs(mou), by=officer, accepted_on=date(2026, 11, 24), how="Letter.")
    with pytest.raises(ValidationError, match="Say how the party let us know"):
        services.accept_text(theirs(mou), by=officer, accepted_on=date(2026, 11, 20), how=" ")
    accept(theirs(mou), officer)
    with pytest.raises(ValidationError, match=r"Trust \(demo\) accepted this text already"):
        accept(theirs(mou), officer)
    mou.clauses.all().delete()
    with pytest.raises(ValidationError, match=NO_CLAUSE):
        accept(ours(mou), officer)


def test_an_agreement_whose_text_came_from_elsewhere_needs_no_acceptance(mou: MoU, officer: User) -> None:
    mou.clauses.all().delete()
    assert against_clearance(mou, officer) == []


# Whose turn


def test_the_draft_goes_from_one_party_to_the_other(mou: MoU, officer: User) -> None:
    services.pass_turn(mou, by=officer, party=theirs(mou), on=date(2026, 11, 1), note="Comments by the 30th.")
    assert (mou.turn, mou.turn_since) == (theirs(mou), date(2026, 11, 1))
    with pytest.raises(ValidationError, match=r"Trust \(demo\) has the draft before it already"):
        services.pass_turn(mou, by=officer, party=theirs(mou))
    with pytest.raises(ValidationError, match="Choose one of the parties"):
        services.pass_turn(mou, by=officer, party=make.MoUPartyFactory())
    with pytest.raises(ValidationError, match="lies in the future"):
        services.pass_turn(mou, by=officer, party=ours(mou), on=date(2026, 12, 1))
    put_in(mou, MoU.Status.SIGNATURE)
    with pytest.raises(ValidationError, match="Only a draft goes from one party to the other"):
        services.pass_turn(mou, by=officer, party=ours(mou))


def test_each_act_on_a_text_needs_its_right(mou: MoU) -> None:
    auditor, clause = person("auditor"), mou.clauses.first()
    remark = make.ClauseRemarkFactory(clause=clause)
    settled = make.ClauseRemarkFactory(clause=clause, status="settled")
    acts: list[Any] = [
        lambda: services.add_clause(mou, by=auditor, heading="One", text="More"),
        lambda: services.move_clause(clause, by=auditor, way="up"),
        lambda: services.remove_clause(clause, by=auditor),
        lambda: services.remark_on(clause, by=auditor, text="A word."),
        lambda: services.reply_to(remark, by=auditor, text="A word."),
        lambda: services.move_remark(remark, by=person("director"), move="settle", note="No."),
        lambda: services.move_remark(settled, by=auditor, move="reopen", note="No."),
        lambda: accept(theirs(mou), auditor),
        lambda: services.pass_turn(mou, by=auditor, party=theirs(mou)),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_a_text_is_seen_with_its_agreement() -> None:
    gauteng = gift()
    clause = make.ClauseFactory(mou__province=gauteng.province)
    remark = make.ClauseRemarkFactory(clause=clause)
    for model, record in ((Clause, clause), (type(remark), remark)):
        assert list(model.objects.visible_to(gauteng)) == [record]
        assert not model.objects.visible_to(lindiwe()).exists()
