"""One agreement from its draft to its close-out, through the services alone."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mou import services
from mou.lifecycle import MOU_LIFECYCLE
from mou.models import MoU
from tests.factories import ClearanceStepFactory, FocusAreaFactory, StakeholderFactory, ThrustFactory
from tests.mou.scenes import CLOSE_OUT
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def pdf(name: str = "minutes.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def test_an_agreement_goes_from_draft_to_close_out():
    officer, manager = nomsa(), person("partnership_manager")
    owner, director = person("business_owner"), person("director")
    step = ClearanceStepFactory()
    partner = StakeholderFactory(partner=True)

    mou = services.draft_mou(
        by=officer,
        parties=[partner],
        focus_areas=[FocusAreaFactory()],
        on=date(2025, 12, 1),
        title="Safer schools",
        kind=step.kind,
        purpose="Fewer incidents.",
        business_owner=owner,
        partnership_manager=manager,
        starts_on=date(2026, 1, 1),
        ends_on=date(2028, 12, 31),
    )
    assert mou.reference == "MOU-2025-001"
    ours, theirs = mou.parties.all()
    obligation = services.add_obligation(
        mou,
        by=officer,
        clause="5.1",
        text="Appoint a coordinator",
        owing_party=theirs,
        accountable=owner,
        due_on=date(2026, 3, 31),
    )
    activity = services.add_activity(
        mou,
        by=officer,
        quarters={1, 2},
        year=2026,
        title="Train patrollers",
        responsible_party=ours,
        responsible_person=owner,
        thrust=ThrustFactory(),
    )
    MOU_LIFECYCLE.apply(mou, "consult", by=officer)
    services.send_for_clearance(mou, by=officer, on=date(2025, 12, 10))
    clearance = mou.clearances.get()
    services.decide_clearance(clearance, by=director, move="return", reason="No notice clause.")
    assert mou.status == MoU.Status.DRAFT
    MOU_LIFECYCLE.apply(mou, "consult", by=officer)
    services.send_for_clearance(mou, by=officer, on=date(2025, 12, 12))
    services.decide_clearance(mou.clearances.get(round=2), by=director, move="clear", on=date(2025, 12, 15))
    mou.refresh_from_db()
    MOU_LIFECYCLE.apply(mou, "send-for-signature", by=officer)
    for party, day in ((ours, date(2025, 12, 16)), (theirs, date(2025, 12, 18))):
        services.record_signature(
            party,
            by=officer,
            signed_on=day,
            signed_at="Pretoria",
            signatory="The Secretary",
            capacity="Secretary for Police Service",
            authority="Act 2 of 2011",
            document=pdf(),
        )
    mou.refresh_from_db()
    assert (mou.status, mou.signed_on) == (MoU.Status.SIGNED, date(2025, 12, 18))

    obligation.refresh_from_db()
    services.submit_obligation(obligation, by=owner, submission="Appointed.", documents=[pdf()])
    services.verify_obligation(obligation, by=manager, finding="met")
    quarter = activity.quarters.get(number=1)
    services.report_activity(quarter, by=owner, status="done", done_on=date(2026, 5, 3))
    services.complete_mou(mou, by=manager, completed_on=date(2026, 11, 1), **CLOSE_OUT)

    assert mou.status == MoU.Status.COMPLETED
    assert mou.documents.count() == 2
    assert list(MoU.objects.in_force(date(2026, 10, 31))) == [mou]
    assert not MoU.objects.in_force(date(2026, 11, 1)).exists()
