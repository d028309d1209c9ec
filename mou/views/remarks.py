"""Threads on clauses: a remark, the replies to it, what settled it, and why it was opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mou.forms.texts import RemarkForm, ReplyForm
from mou.lifecycle import REMARK_LIFECYCLE, against_remarking
from mou.models import Clause, ClauseRemark, MoU, RemarkReply
from mou.services import against_replying, move_remark, remark_on, reply_to
from mou.views.kinds import TextActView, crumbs_of_text
from partnerships.core import history
from partnerships.core.lifecycle import Action
from partnerships.core.models import User
from partnerships.core.scoping import may_write_for
from partnerships.core.states import State
from partnerships.core.views import Crumbs, TransitionView

# More than any thread is ever long; the moves of all threads of a text come in one query.
ALL = 1000


@dataclass(frozen=True)
class Line:
    """Who said it or did it, when, and the words; ``did`` is empty of words that only say something."""

    who: str
    when: datetime
    words: str
    did: str = ""


@dataclass(frozen=True)
class Thread:
    remark: ClauseRemark
    lines: list[Line]
    actions: list[Action]
    may_reply: bool

    @property
    def state(self) -> State:
        return REMARK_LIFECYCLE.state(self.remark)


def threads_of(mou: MoU, user: User) -> list[Thread]:
    """All threads on the clauses that stand in the text, the oldest first, in three queries."""
    remarks = ClauseRemark.objects.visible_to(user).filter(clause__mou=mou, clause__removed_by=None)
    found = list(remarks.select_related("written_by", "party__stakeholder", "clause"))
    for remark in found:
        remark.clause.mou = mou  # known: nothing is asked again for each of them
    replies = RemarkReply.objects.visible_to(user).filter(remark__in=found)
    said = list(replies.select_related("written_by", "party__stakeholder"))
    moved = history.moves(found, limit=ALL)
    may_act = may_write_for(user, mou.province_id)
    may_reply = may_act and user.has_perm("mou.add_clauseremark") and not against_remarking(mou)
    return [
        Thread(
            remark,
            _lines(remark, said, moved),
            REMARK_LIFECYCLE.actions(remark, user) if may_act else [],
            may_reply and remark.is_open,
        )
        for remark in found
    ]


def thread_of(remark: ClauseRemark, user: User) -> list[Line]:
    replies = list(remark.replies.visible_to(user).select_related("written_by", "party__stakeholder"))
    return _lines(remark, replies, history.moves([remark], limit=ALL))


def _lines(remark: ClauseRemark, replies: list[Any], moves: list[Any]) -> list[Line]:
    lines = [_said(one) for one in (remark, *(r for r in replies if r.remark_id == remark.pk))]
    lines += [
        Line(str(move.changed_by), move.changed_at, move.note, did=_did(move.transition))
        for moved, move in reversed(moves)
        if moved.pk == remark.pk
    ]
    return sorted(lines, key=lambda line: line.when)


def _said(one: Any) -> Line:
    who = f"{one.party.name}, told to {one.written_by}" if one.party else str(one.written_by)
    return Line(who, one.written_at, one.text)


def _did(transition: str) -> str:
    return "settled it" if transition == "settle" else "opened it again"


class RemarkView(TextActView):
    queryset = Clause.objects.select_related("mou__province", "mou__kind")
    permission_required = "mou.add_clauseremark"
    form_class = RemarkForm
    template_name = "mou/clause_act.html"
    title = submit_label = "Remark on this clause"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"mou": self.mou}

    def blockers(self) -> list[str]:
        return [against] if (against := against_remarking(self.mou)) else []

    def act(self, form: Any) -> None:
        remark_on(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The remark stands beside the clause until it is settled."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(clause=self.object, **kwargs)


class OfThreadMixin:
    """An act in a thread: the page shows the clause and all that was said."""

    queryset = ClauseRemark.objects.select_related(
        "clause__mou__province", "clause__mou__kind", "written_by", "party__stakeholder"
    )
    object: ClauseRemark
    user: User

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]
            clause=self.object.clause, lines=thread_of(self.object, self.user), **kwargs
        )


class ReplyView(OfThreadMixin, TextActView):
    permission_required = "mou.add_clauseremark"
    form_class = ReplyForm
    template_name = "mou/clause_act.html"
    title = submit_label = "Reply"

    @property
    def mou(self) -> MoU:
        return self.object.clause.mou

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"mou": self.mou}

    def blockers(self) -> list[str]:
        return against_replying(self.object)

    def act(self, form: Any) -> None:
        reply_to(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The reply stands in the thread."


class MoveRemarkView(OfThreadMixin, TransitionView):
    """Settling a remark in words, and opening it again with a reason."""

    lifecycle = REMARK_LIFECYCLE
    template_name = "mou/remark_move.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs_of_text(self.object.clause.mou, self.transition.label)

    def move(self, note: str) -> None:
        move_remark(self.object, by=self.user, move=self.transition.name, note=note)

    def saved_message(self) -> str:
        return "The remark is settled." if self.object.status == "settled" else "The remark is open again."

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.transition.name == "settle":
            form.fields["note"].label = "What became of it"
            form.fields["note"].help_text = "Such as: taken over in the second paragraph."
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.object.status not in self.transition.sources:
            context["blockers"] = [f"The remark is {self.object.get_status_display().lower()} already."]
        return context
