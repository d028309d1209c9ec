"""One-button acts on a stakeholder: still correct, and the class that the analysis proposes.

The button posts the version that the person saw. An act that is refused shows a page with the reason and the entry
as it stands now.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from partnerships.core.views import Crumbs, ScopedActView
from stakeholders.forms.analysis import SeenVersionForm, TakeClassForm
from stakeholders.lifecycle import against_assessing
from stakeholders.models import Stakeholder
from stakeholders.services import take_class, verify_stakeholder
from stakeholders.views.register import crumbs


class OneButtonView(ScopedActView):
    queryset = Stakeholder.objects.select_related("province", "group", "stakeholder_class", "verified_by")
    template_name = "stakeholders/one_button.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, self.title)

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.object.version, "back": self.request.GET.get("back", "")}

    def blockers(self) -> list[str]:
        return [against] if (against := against_assessing(self.object)) else []

    def form_invalid(self, form: Any) -> Any:
        response = super().form_invalid(form)
        # The page shows the entry as it stands now, so the next press of the button speaks of that. It is drawn later.
        form.data = form.data.copy()
        form.data["version"] = str(self.object.version)
        return response

    def get_success_url(self) -> str:
        back = self.request.POST.get("back", "")
        if back.startswith(reverse("stakeholders:verification")) and url_has_allowed_host_and_scheme(
            back, allowed_hosts=None
        ):
            return back
        return super().get_success_url()


class VerifyView(OneButtonView):
    form_class = SeenVersionForm
    permission_required = "stakeholders.verify_stakeholder"
    title = submit_label = "Still correct"

    def act(self, form: Any) -> None:
        verify_stakeholder(self.object, by=self.user, version=form.cleaned_data["version"])

    def saved_message(self) -> str:
        return f"{self.object} is verified: you found the entry correct today."


class TakeClassView(OneButtonView):
    form_class = TakeClassForm
    permission_required = "stakeholders.change_stakeholder"
    title = submit_label = "Take over the class"

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        take_class(
            self.object,
            by=self.user,
            stakeholder_class=data["stakeholder_class"],
            version=data["version"],
        )

    def saved_message(self) -> str:
        return f"{self.object} is in the class “{self.object.stakeholder_class}” now."
