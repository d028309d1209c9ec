"""Saying what will be done where an agreement has gone quiet."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mou.forms.living import RevivalForm
from mou.models import MoU
from mou.services import against_reviving, say_what_will_be_done
from mou.views.kinds import crumbs
from partnerships.core.views import Crumbs, ScopedActView


class ReviveView(ScopedActView):
    queryset = MoU.objects.for_list()
    permission_required = "mou.add_revival"
    form_class = RevivalForm
    template_name = "mou/text_act.html"
    title = submit_label = "Say what will be done"
    extra_context = {
        "lead": "Nothing has happened under this agreement for a while. One sentence on what will be done, and by "
        "when, stands on its page and in the list of dormant agreements; its day is in your calendar. "
        "Earlier sentences stay."
    }

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)

    def blockers(self) -> list[str]:
        against = against_reviving(self.object, self.user, timezone.localdate())
        return [against] if against else []

    def act(self, form: Any) -> None:
        say_what_will_be_done(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "It is written down. Its day stands on your start page and in your calendar."
