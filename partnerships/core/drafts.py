"""Forms begun and not finished: kept as they were typed, for their writer alone, and never counted in any figure.

Nothing is judged when a draft is kept. A draft that was opened twice tells the second save, which then chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.db import models, transaction
from django.http import HttpRequest, QueryDict

from partnerships.core.models import FormDraft, User

# What a browser sends beside what was typed.
NOT_TYPED = frozenset(
    {"csrfmiddlewaretoken", "keep_draft", "add_step", "discard", "draft_version", "typed_by", "version"}
)
TYPED = "typed"
LONGEST_TITLE = FormDraft._meta.get_field("title").max_length or 0


class DraftClashError(Exception):
    """The draft was saved elsewhere since it was opened; ``draft`` is as it is stored."""

    def __init__(self, draft: FormDraft):
        super().__init__()
        self.draft = draft


class DraftGoneError(Exception):
    """The draft was recorded or discarded elsewhere since it was opened."""


def of(person: User, form: str) -> models.QuerySet[FormDraft]:
    """This person's drafts of one form, the newest first."""
    return FormDraft.objects.filter(kept_by=person, form=form)


def writers_of(form: str) -> list[User]:
    """Who has begun this form and not recorded it: their names, and nothing of what they wrote."""
    return list(User.objects.filter(form_drafts__form=form).distinct().order_by("name"))


@transaction.atomic
def keep(
    data: QueryDict,
    *,
    form: str,
    title: str,
    by: User,
    draft: FormDraft | None = None,
    version: int | None = None,
) -> FormDraft:
    """Store a form as typed, valid or not; or raise DraftClashError or DraftGoneError and keep what was there."""
    if draft is None:
        draft = FormDraft(form=form, kept_by=by)
    else:
        draft = hold(draft, by=by, version=version)
        draft.version += 1
    draft.title, draft.data = _clean(title)[:LONGEST_TITLE], _plain(data)
    draft.save()
    return draft


def hold(draft: FormDraft, *, by: User, version: int | None) -> FormDraft:
    """Lock the draft inside a transaction, as it is stored. Raises DraftClashError or DraftGoneError."""
    stored = FormDraft.objects.select_for_update().filter(pk=draft.pk, kept_by=by).first()
    if stored is None:
        raise DraftGoneError
    if version != stored.version:
        raise DraftClashError(stored)
    return stored


def discard(draft: FormDraft, *, by: User) -> None:
    """Throw it away, because it was recorded or is not wanted any more."""
    of(by, draft.form).filter(pk=draft.pk).delete()


def as_typed(draft: FormDraft) -> QueryDict:
    """The form as the browser sent it."""
    return _query(draft.data)


def _plain(data: QueryDict) -> dict[str, list[str]]:
    return {
        _clean(name): [_clean(value) for value in values if isinstance(value, str)]
        for name, values in data.lists()
        if name not in NOT_TYPED
    }


def _clean(text: str) -> str:
    """PostgreSQL keeps every character but the null."""
    return text.replace("\x00", "")


def _query(data: Mapping[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values)
    return query


# A session that ran out while somebody typed


def typist(person: User) -> str:
    """What a form carries to say who typed it, when the session has run out by the time it is sent."""
    return signing.dumps(person.pk, salt=TYPED)


class SignInKeepsTyping(LoginRequiredMiddleware):
    """Leads to the sign-in page as usual; a form that says who typed it waits in the session for that person."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.method == "POST" and (person := _typed_by(request)):
            request.session[TYPED] = {"path": request.path, "by": person, "data": _plain(request.POST)}
        return super().handle_no_permission(request, view_func)


def _typed_by(request: HttpRequest) -> int | None:
    try:
        return int(signing.loads(request.POST.get("typed_by", ""), salt=TYPED))
    except (signing.BadSignature, ValueError):
        return None


def typed_before_signing_in(request: HttpRequest) -> QueryDict | None:
    """What this person had typed on this page when the session ran out; nobody else is shown it."""
    waiting = request.session.get(TYPED)
    if not waiting or waiting["path"] != request.path or waiting["by"] != request.user.pk:
        return None
    return _query(waiting["data"])


def forget_typing(request: HttpRequest) -> None:
    """It is saved, or kept as a draft: it need not wait any longer."""
    request.session.pop(TYPED, None)
