"""A return: its parts, each saved by itself, and the page on which it is checked and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView

from partnerships.core import history
from partnerships.core.files_field import take_files
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.scoping import may_write_for
from partnerships.core.states import State, Step, Waiting
from partnerships.core.timeline import moves_of
from partnerships.core.views import Crumbs, ScopedMixin
from partnerships.roles import holding
from reporting.forms import LineForm, PassageForm, parts_sent
from reporting.forms.returns import base_of, digest, prefix_of, shown_texts, stored_texts
from reporting.lifecycle import RETURN_LIFECYCLE
from reporting.models import ProvincialReturn
from reporting.opening import against_writing
from reporting.reports.return_records import records_of
from reporting.return_row import Row
from reporting.return_sheet import ReturnSheet
from reporting.services import Saved, gradable, save_part
from reporting.services.grading import RIGHT as RIGHT_TO_GRADE
from reporting.views.return_list import VIEW, state_of

CLASHED = "Somebody else saved the same lines while you were writing: compare both below, and save again."


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a return in the stepper."""

    name: str
    label: str
    state: State
    url: str
    is_current: bool = False


class ReturnMixin(ScopedMixin):
    """What the pages of a return have in common: its parts, its state, what is due, and whom it waits for."""

    queryset = ProvincialReturn.objects.select_related(
        "period__province", "begun_by", "submitted_by", "signed_by", "accepted_by"
    )
    permission_required = VIEW
    part = ""
    part_label = ""
    object: ProvincialReturn

    def breadcrumbs(self) -> Crumbs:
        trail = [("Returns", f"{reverse('reporting:returns')}?quarter={self.object.quarter.slug}")]
        name = f"{self.object.place}, {self.object.quarter}"
        if not self.part:
            return [*trail, (name, "")]
        return [*trail, (name, self.object.get_absolute_url()), (self.part_label, "")]

    @property
    def may_write(self) -> bool:
        return self.user.has_perm("reporting.change_actual") and may_write_for(
            self.user, self.object.period.province_id
        )

    def sheet(self) -> ReturnSheet:
        return ReturnSheet(self.object, viewer=self.user)

    def context_of(self, sheet: ReturnSheet) -> dict[str, Any]:
        found = self.object
        against = against_writing(found, timezone.localdate())
        days = (found.period.due_on - timezone.localdate()).days
        return {
            "found": found,
            "sheet": sheet,
            "quarter": found.quarter,
            "state": state_of(found.period, found),
            "parts": parts_of(sheet, self.part),
            "against": against,
            "may_write": self.may_write and not against,
            "days_left": days,
        }


def parts_of(sheet: ReturnSheet, current: str) -> list[Part]:
    found = sheet.found
    count, done = len(sheet.rows), sheet.complete_count
    lines = State("Complete", "good")
    if sheet.line_problems:
        lines = State(f"{done} of {count} complete", "behind")
    words = State("Something is missing", "behind") if sheet.word_problems else State("Complete", "good")
    left = len(sheet.problems)
    check = State(f"{left} thing{'' if left == 1 else 's'} missing", "draft")
    if found.is_locked or not left:
        check = State(found.get_status_display(), RETURN_LIFECYCLE.tones[found.status])
        if not found.is_locked:
            check = State("Can be sent", "good")
    made = (
        ("return_indicators", "Indicators", lines),
        ("return_records", "What the records say", State("From records", "none")),
        ("return_words", "Challenges and way forward", words),
        ("return", "Check and send", check),
    )
    return [
        Part(name, label, state, reverse(f"reporting:{name}", args=[found.pk]), name == (current or "return"))
        for name, label, state in made
    ]


class ReturnView(ReturnMixin, DetailView):
    """Check and send: what is still missing, with its places; the acts; the requirements; what happened."""

    template_name = "reporting/return_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, sheet = self.object, self.sheet()
        late = found.period.late_openings.select_related("opened_by")
        actions = []
        if may_write_for(self.user, found.period.province_id):
            actions = RETURN_LIFECYCLE.actions(found, self.user)
        requirements = [
            (label, State(getattr(found, f"get_{name}_display")(), tone), getattr(found, f"{name}_remark"))
            for name, label in (
                ("on_time", "On time"),
                ("complete", "Complete"),
                ("substantiated", "Substantiated"),
            )
            if (tone := EXTENT_TONES.get(getattr(found, name)))
        ]
        moves = list(moves_of(found, *RETURN_LIFECYCLE.transitions).select_related("changed_by"))
        return super().get_context_data(
            **self.context_of(sheet),
            steps=steps_of(found),
            waiting=waiting_of(found, self.user),
            actions=actions,
            requirements=requirements,
            late_openings=late,
            sent_back=next((m for m in moves if m.to_status == ProvincialReturn.Status.RETURNED), None),
            entries=history.timeline(found, known_moves=moves),
            **kwargs,
        )


EXTENT_TONES = {"yes": "good", "partly": "behind", "no": "overdue"}


def steps_of(found: ProvincialReturn) -> list[Step]:
    reached = {
        ProvincialReturn.Status.OPEN: 0,
        ProvincialReturn.Status.RETURNED: 0,
        ProvincialReturn.Status.SUBMITTED: 1,
        ProvincialReturn.Status.SIGNED: 2,
        ProvincialReturn.Status.ACCEPTED: 3,
    }
    now = reached[ProvincialReturn.Status(found.status)]
    first = "Returned" if found.status == ProvincialReturn.Status.RETURNED else "Open"
    told = (
        (first, f"since {date_long(found.period.opens_on)}" if first == "Open" else _until(found)),
        ("Submitted", _by(found.submitted_by, found.submitted_on) if now >= 1 else "by the officer"),
        ("Signed", _by(found.signed_by, found.signed_on) if now >= 2 else "by the head of the province"),
        ("Accepted", _by(found.accepted_by, found.accepted_on) if now >= 3 else "by the Partnerships Unit"),
    )
    return [
        Step(name, "done" if place < now else "now" if place == now else "next", when)
        for place, (name, when) in enumerate(told)
    ]


def _until(found: ProvincialReturn) -> str:
    return f"to be corrected by {date_long(found.correct_by)}" if found.correct_by else ""


def _by(person: User | None, day: Any) -> str:
    return f"{date_long(day)}, {person}" if person and day else ""


def waiting_of(found: ProvincialReturn, user: User) -> Waiting | None:
    """Whom it waits for, to do what."""
    right, what, since = {
        ProvincialReturn.Status.OPEN: (
            "reporting.submit_provincialreturn",
            "complete and submit it",
            found.begun_on,
        ),
        ProvincialReturn.Status.RETURNED: (
            "reporting.submit_provincialreturn",
            "correct and submit it again",
            None,
        ),
        ProvincialReturn.Status.SUBMITTED: ("reporting.sign_provincialreturn", "sign it", found.submitted_on),
        ProvincialReturn.Status.SIGNED: (
            "reporting.accept_provincialreturn",
            "accept it, or send it back",
            found.signed_on,
        ),
        ProvincialReturn.Status.ACCEPTED: ("", "", None),
    }[ProvincialReturn.Status(found.status)]
    if not right:
        return None
    said = f"since {date_long(since)}" if since else _until(found)
    if user.has_perm(right) and may_write_for(user, found.period.province_id):
        return Waiting(what, since=said, kind="you")
    return Waiting(what, who=f"{holding(right)}, {found.place}", since=said)


class ReturnRecordsView(ReturnMixin, DetailView):
    """What the records know of the province and the quarter."""

    template_name = "reporting/return_records.html"
    part, part_label = "return_records", "What the records say"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **self.context_of(self.sheet()), records=records_of(self.object, viewer=self.user), **kwargs
        )


class SavingPartView(ReturnMixin, DetailView):
    """A part that is written in. What can be saved is saved; what cannot comes back with what was typed."""

    next_part = ""

    def rows_of(self, sheet: ReturnSheet) -> list[Row]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = kwargs.pop("sheet", None) or self.sheet()
        for words in sheet.passages:
            words.base = digest([words.passage.words])
        for row in self.rows_of(sheet):
            row.typed = row.typed or shown_texts(row)
            row.base = base_of(stored_texts(row))
        return super().get_context_data(**self.context_of(sheet), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if not self.may_write:
            raise PermissionDenied
        sheet = ReturnSheet(self.object, viewer=self.user, beside=False)
        sent = take_files(
            parts_sent(sheet, request.POST, request.FILES, rows=self.rows_of(sheet)), by=self.user
        )
        good = [form for form in sent.lines if form.is_valid()]
        passages = [form for form in sent.passages if form.is_valid()]
        refused = ""
        try:
            saved = save_part(
                self.object,
                by=self.user,
                lines=[form.typed() for form in good],
                passages=[form.typed() for form in passages],
            )
        except ValidationError as error:
            saved, refused = Saved(), " ".join(error.messages)
        if request.headers.get("Accept") == "application/json":
            return JsonResponse(
                _told(sent.lines, sent.passages, saved, refused), status=409 if refused else 200
            )
        is_whole = saved.is_whole and not refused and len(good) == len(sent.lines)
        if is_whole and len(passages) == len(sent.passages):
            count = len(saved.lines) + len(saved.passages)
            messages.success(
                request, f"Saved: {count} part{'' if count == 1 else 's'}." if count else "Saved."
            )
            return redirect(request.path if "stay" in request.POST else self.next_url())
        if refused:
            messages.error(request, refused)
        return self.render_to_response(
            self.get_context_data(
                sheet=_with_what_was_typed(self.sheet(), sent.lines, sent.passages, saved, refused)
            )
        )

    def next_url(self) -> str:
        return reverse(f"reporting:{self.next_part}", args=[self.object.pk])


class ReturnIndicatorsView(SavingPartView):
    template_name = "reporting/return_indicators.html"
    part, part_label, next_part = "return_indicators", "Indicators", "return_records"

    def rows_of(self, sheet: ReturnSheet) -> list[Row]:
        return sheet.rows

    def context_of(self, sheet: ReturnSheet) -> dict[str, Any]:
        """With the lines whose evidence this person may grade, as on the page of the actual."""
        may = self.user.has_perm(RIGHT_TO_GRADE) and may_write_for(self.user, self.object.period.province_id)
        graded = [row.graded for row in sheet.rows if row.graded] if may else []
        found = gradable(graded, self.user)
        for row in sheet.rows:
            row.may_grade = row.graded is not None and row.graded.pk in found
        return super().context_of(sheet)


class ReturnWordsView(SavingPartView):
    template_name = "reporting/return_words.html"
    part, part_label, next_part = "return_words", "Challenges and way forward", "return"


def _with_what_was_typed(
    sheet: ReturnSheet,
    lines: list[LineForm],
    passages: list[PassageForm],
    saved: Saved,
    refused: str,
) -> ReturnSheet:
    """The return as it stands now, and on the parts that were not saved what was typed, with what to do."""
    rows = {row.line.pk: row for row in sheet.rows}
    for form in lines:
        pk = form.row.line.pk
        if pk in saved.lines:
            continue
        row = rows[pk]
        row.typed = form.texts()
        row.errors = {name: [str(one) for one in said] for name, said in form.errors.items()}
        row.errors |= saved.errors.get(pk, {})
        row.conflict = saved.conflicts.get(pk, [])
        row.held = form.fields["documents"].widget.held
    words = {one.passage.pk: one for one in sheet.passages}
    for one in passages:
        if one.passage.pk not in saved.passages:
            words[one.passage.pk].typed = one.text()
            words[one.passage.pk].conflict = saved.passage_conflicts.get(one.passage.pk, [])
            words[one.passage.pk].error = " ".join(str(e) for errors in one.errors.values() for e in errors)
    return sheet


def _told(lines: list[LineForm], passages: list[PassageForm], saved: Saved, refused: str) -> dict[str, Any]:
    """For the script that saves in between: the new version of each saved part, and what stands against others."""
    found: dict[str, Any] = {}
    for form in lines:
        pk, name = form.row.line.pk, prefix_of(form.row)
        if pk in saved.lines:
            line = saved.lines[pk]
            found[name] = {"version": line.version, "base": base_of(form.texts())}
        elif pk in saved.conflicts:
            found[name] = {"clash": CLASHED}
        else:
            errors = [str(one) for said in form.errors.values() for one in said]
            errors += [one for said in saved.errors.get(pk, {}).values() for one in said]
            found[name] = {"error": " ".join(errors) or refused}
    for one in passages:
        name = f"passage-{one.passage.pk}"
        if one.passage.pk in saved.passages:
            passage = saved.passages[one.passage.pk]
            found[name] = {"version": passage.version, "base": digest([one.text()])}
        else:
            clash = one.passage.pk in saved.passage_conflicts
            found[name] = (
                {"clash": CLASHED} if clash else {"error": refused or "Write at most 8 000 letters."}
            )
    return {"parts": found, "at": f"{timezone.localtime():%H:%M}", "refused": refused}
