"""The page on which a second person grades the evidence of an actual."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from partnerships.core.views import Crumbs, ScopedActView
from reporting.forms import GradeForm
from reporting.models import Actual
from reporting.services import grade_evidence, grading_blockers, looked_at
from reporting.services.grading import CHANGED


class ActualGradeView(ScopedActView):
    queryset = Actual.objects.for_list()
    permission_required = "reporting.add_evidencegrade"
    form_class = GradeForm
    template_name = "reporting/actual_grade.html"
    title = "Grade the evidence"
    submit_label = "Record the grade"

    def get_initial(self) -> dict[str, Any]:
        return {"seen": looked_at(self.object)}

    def blockers(self) -> list[str]:
        return grading_blockers(self.object, self.user)

    def act(self, form: Any) -> None:
        grade_evidence(self.object, by=self.user, **form.cleaned_data)

    def form_invalid(self, form: Any) -> Any:
        response = super().form_invalid(form)
        if CHANGED in form.non_field_errors():
            # The next grade is given in knowledge of what stands now.
            form.data = form.data.copy() | {"seen": looked_at(self.object)}
        return response

    def saved_message(self) -> str:
        return "The grade is recorded. It holds until the figure or its documents change."

    def breadcrumbs(self) -> Crumbs:
        actual = self.object
        here = (f"{actual.indicator.code}, {actual.period}", actual.get_absolute_url())
        return [("Actuals", reverse("reporting:actuals")), here, ("Grade the evidence", "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            actual=self.object,
            documents=self.object.documents.all(),
            grades=self.object.grades.select_related("graded_by"),
            **kwargs,
        )
