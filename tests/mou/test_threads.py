"""Threads on clauses: replies of both sides, settled in words, opened again with a reason, and never changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mou import services
from mou.lifecycle import MOU_LIFECYCLE
from mou.models import ClauseRemark, MoU, RemarkReply
from mou.views.remarks import threads_of
from partnerships.core.models import User
from tests import factories as make
from tests.mou.texts import put_in, theirs
from tests.people import gift, lindiwe, person

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 11, 23, 7, tzinfo=UTC)
OPEN = "Remarks are not settled: No payment."


def against_clearance(mou: MoU, by: User) -> list[str]:
    return MOU_LIFECYCLE.transitions["send-for-clearance"].blockers(mou, by)


def remark(mou: MoU, by: User, **fields: object) -> ClauseRemark:
    clause = mou.clauses.get(heading="No payment")
    return services.remark_on(clause, by=by, text="Say who pays for travel.", **fields)  # type: ignore[arg-type]


def test_both_sides_talk_until_whoever_drafts_settles_it_and_it_can_be_opened_again(
    mou: MoU, officer: User
) -> None:
    director = person("director", name="Director (demo)")
    with time_machine.travel(BEGAN, tick=False) as clock:
        asked = remark(mou, officer, party=theirs(mou))
        acts = (
            lambda: services.reply_to(asked, by=director, text="Each side its own?"),
            lambda: services.reply_to(asked, by=officer, text="We agree.", party=theirs(mou)),
            lambda: services.move_remark(asked, by=officer, move="settle", note="Clause 2 says so now."),
            lambda: services.move_remark(asked, by=director, move="reopen", note="Volunteers, too?"),
        )
        for minute, act in enumerate(acts, start=1):
            clock.move_to(BEGAN + timedelta(minutes=minute))
            act()
    [thread] = threads_of(mou, officer)
    told = "Trust (demo), told to Nomsa Dlamini"
    assert [(line.who, line.did, line.words) for line in thread.lines] == [
        (told, "", "Say who pays for travel."),
        ("Director (demo)", "", "Each side its own?"),
        (told, "", "We agree."),
        ("Nomsa Dlamini", "settled it", "Clause 2 says so now."),
        ("Director (demo)", "opened it again", "Volunteers, too?"),
    ]
    assert [line.when.minute for line in thread.lines] == [0, 1, 2, 3, 4]
    assert thread.may_reply and [action.name for action in thread.actions] == ["settle"]


def test_clearance_waits_for_every_open_thread(mou: MoU, officer: User) -> None:
    asked = remark(mou, officer)
    assert OPEN in against_clearance(mou, officer)
    services.reply_to(asked, by=officer, text="Each party its own.")
    assert OPEN in against_clearance(mou, officer)
    services.move_remark(asked, by=officer, move="settle", note="Added.")
    assert OPEN not in against_clearance(mou, officer)
    services.move_remark(asked, by=officer, move="reopen", note="Not yet.")
    assert OPEN in against_clearance(mou, officer)


def test_a_settled_thread_takes_no_reply_and_words_are_needed_to_settle_and_to_open(
    mou: MoU, officer: User
) -> None:
    asked = remark(mou, officer)
    with pytest.raises(ValidationError, match="Give the reason"):
        services.move_remark(asked, by=officer, move="settle", note=" ")
    with pytest.raises(ValidationError, match="This field cannot be blank"):
        services.reply_to(asked, by=officer, text="  ")
    services.move_remark(asked, by=officer, move="settle", note="Added.")
    with pytest.raises(ValidationError, match="Open it again with a reason first"):
        services.reply_to(asked, by=officer, text="One more word.")
    with pytest.raises(ValidationError, match="is not possible now"):
        services.move_remark(asked, by=officer, move="settle", note="Once more.")
    with pytest.raises(ValidationError, match="Give the reason"):
        services.move_remark(asked, by=officer, move="reopen", note="")
    with pytest.raises(IntegrityError), transaction.atomic():
        RemarkReply.objects.create(remark=asked, text="", written_by=officer)


def test_threads_are_held_while_the_text_is_written_and_for_a_party_of_it(mou: MoU, officer: User) -> None:
    asked, settled = remark(mou, officer), remark(mou, officer)
    services.move_remark(settled, by=officer, move="settle", note="Added.")
    foreign, not_theirs = make.MoUPartyFactory(), "Choose one of the parties of this agreement"
    with pytest.raises(ValidationError, match=not_theirs):
        remark(mou, officer, party=foreign)
    with pytest.raises(ValidationError, match=not_theirs):
        services.reply_to(asked, by=officer, text="A word.", party=foreign)
    put_in(mou, MoU.Status.CLEARANCE)
    while_written = "Remarks are made while the text is written"
    with pytest.raises(ValidationError, match=while_written):
        remark(mou, officer)
    with pytest.raises(ValidationError, match=while_written):
        services.reply_to(asked, by=officer, text="A word.")
    with pytest.raises(ValidationError, match=while_written):
        services.move_remark(settled, by=officer, move="reopen", note="A word.")


def test_a_thread_is_seen_with_its_agreement() -> None:
    gauteng = gift()
    reply = RemarkReply.objects.create(
        remark=make.ClauseRemarkFactory(clause__mou__province=gauteng.province), text="A.", written_by=gauteng
    )
    for model, record in ((ClauseRemark, reply.remark), (RemarkReply, reply)):
        assert list(model.objects.visible_to(gauteng)) == [record]
        assert not model.objects.visible_to(lindiwe()).exists()
