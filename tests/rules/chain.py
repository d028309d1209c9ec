"""One record of every kind for one province (or nationally), joined as the chain joins them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.base import ContentFile

from mou.models import ActivityQuarter, MoU, Obligation
from partnerships.core import files
from partnerships.core.models import Document, PaperSheet, PrintJob, Province, User
from partnerships.strategy.models import Indicator
from reporting.models import Actual, ProvincialReturn, ReportingPeriod
from stakeholders.models import Contact, Stakeholder
from tests import factories

NUMBERS = count(1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Chain:
    province: Province | None
    stakeholder: Stakeholder
    partner: Stakeholder
    contact: Any
    information_request: Any
    engagement: Any
    action_item: Any
    assessment: Any
    proposal: Any
    review: Any
    criteria_draft: Any
    draft: MoU
    draft_party: Any
    draft_obligation: Any
    section: Any
    clause: Any
    clause_remark: Any
    clearance: Any
    handover: Any
    amendment: Any
    terms_change: Any
    out_for_signature: MoU
    signing_party: Any
    signed: MoU
    completed: MoU
    obligation: Obligation
    submitted: Obligation
    recurring: Any
    activity: Any
    quarter: ActivityQuarter
    output: Any
    resource: Any
    visit: Any
    committee: Any
    member: Any
    meeting: Any
    slip: Any
    contested: Any
    actual: Actual
    indicator: Indicator
    issue: Any
    strategy_draft: Any
    area_wording: Any
    thrust_wording: Any
    issue_wording: Any
    library_document: Any
    indicator_draft: Any
    target_change: Any
    reporting_period: Any
    issued: Any
    report_section: Any
    provincial_return: Any
    audit_pack: Any
    document: Document
    # Of the stakeholder, kept by itself.
    filed: Document
    sheet: PaperSheet
    print_job: PrintJob
    relationship: Any
    structure: Any
    term: Any
    functionality: Any
    instrument_draft: Any
    import_batch: Any
    resembling: Stakeholder
    merge: Any


def build_chain(province: Province | None, *, by: User) -> Chain:
    stakeholder = factories.StakeholderFactory(province=province, status=Stakeholder.Status.UNDER_ASSESSMENT)
    partner = factories.StakeholderFactory(province=province, partner=True)
    # A name of its own, so that a leak of it can be told.
    earlier = factories.ContactFactory(stakeholder=partner, left_on=date(2026, 1, 1))
    contact = factories.ContactFactory(
        stakeholder=stakeholder, name=f"Person {next(NUMBERS)}", earlier=earlier
    )
    engagement = factories.EngagementFactory(
        stakeholder=partner,
        province=province,
        kind=factories.EngagementKindFactory(code="forum-meeting", needs_minutes=True),
        guide=factories.InterviewGuideFactory(),
        follow_up_on=date(2026, 12, 1),
    )
    factories.InterviewAnswerFactory(engagement=engagement)
    factories.EngagementPointFactory(
        engagement=engagement, position=2, kind="commitment", text="Send the plan."
    )
    factories.EngagementParticipantFactory(engagement=engagement)
    factories.EngagementPointFactory(engagement=engagement)
    factories.weighed(factories.ProposalFactory(stakeholder=stakeholder, decided=True))
    proposal = factories.weighed(
        factories.ProposalFactory(stakeholder=stakeholder, written=True, their_champion=contact), 4, 1
    )
    review = factories.ProposalFactory(stakeholder=partner, review=True)
    _put_off(stakeholder)
    factories.EngagementFactory(stakeholder=stakeholder, province=province)

    draft = _agreement(province, partner)
    clearing = _agreement(province, partner, status=MoU.Status.CLEARANCE)
    out = _agreement(province, partner, status=MoU.Status.SIGNATURE)
    signed = _agreement(province, partner, signed=True)
    completed = _agreement(
        province,
        partner,
        status=MoU.Status.COMPLETED,
        signed_on=date(2026, 3, 20),
        completed_on=date(2026, 10, 1),
    )
    factories.ObligationFactory(mou=completed, met=True)
    factories.ActivityQuarterFactory(activity__mou=completed, status="done", done_on=date(2026, 9, 1))
    draft_obligation = factories.ObligationFactory(mou=draft)
    factories.ObligationFactory(mou=clearing)
    recurring = factories.RecurringObligationFactory(mou=draft)
    _owed_for(recurring, 2026)
    section = factories.SectionFactory(mou=draft)
    clause = factories.ClauseFactory(mou=draft, section=section)
    factories.ClauseFactory(mou=signed)
    obligation = factories.ObligationFactory(mou=signed)
    submitted = factories.ObligationFactory(mou=signed, submitted=True, clause="5.2")
    output = factories.OutputFactory(mou=signed)
    activity = factories.ActivityFactory(
        mou=signed, output=output, milestone="The register", milestone_on=date(2026, 9, 30)
    )
    factories.ExtensionFactory(obligation=obligation)
    factories.DisputeFactory(obligation=obligation)
    factories.ObligationFactory(mou=signed, follows=obligation)
    quarter = factories.ActivityQuarterFactory(activity=activity)
    report = factories.ProgressReportFactory(quarter=quarter)
    report.challenges.add(factories.ChallengeCategoryFactory())
    factories.TemplateActivityFactory()
    indicator = _measured(province)
    amendment = factories.AmendmentFactory(mou=signed)
    document = files.store(
        ContentFile(PDF, name="evidence.pdf"), record=submitted, kind=Document.Kind.EVIDENCE, by=by
    )
    return Chain(
        province=province,
        stakeholder=stakeholder,
        partner=partner,
        contact=contact,
        information_request=factories.InformationRequestFactory(contact=contact),
        engagement=engagement,
        action_item=factories.ActionItemFactory(engagement=engagement),
        assessment=proposal.assessments.first(),
        proposal=proposal,
        review=review,
        criteria_draft=factories.FitCriteriaFactory(number=2, adopted=False),
        draft=draft,
        draft_party=draft.parties.get(stakeholder=partner),
        draft_obligation=draft_obligation,
        section=section,
        clause=clause,
        clause_remark=factories.ClauseRemarkFactory(clause=clause),
        clearance=factories.ClearanceFactory(mou=clearing),
        handover=factories.HandoverFactory(mou=signed),
        amendment=amendment,
        terms_change=factories.TermsChangeFactory(amendment=amendment),
        out_for_signature=out,
        signing_party=out.parties.get(stakeholder=partner),
        signed=signed,
        completed=completed,
        obligation=obligation,
        submitted=submitted,
        recurring=recurring,
        activity=activity,
        quarter=quarter,
        output=output,
        resource=factories.ResourceFactory(activity=activity),
        visit=factories.PlannedVisitFactory(activity=activity),
        **_steering(signed, partner),
        **_confirmed(signed, partner),
        actual=indicator.actuals.get(),
        indicator=indicator,
        issue=factories.StrategicIssueFactory(thrust=indicator.thrust),
        document=document,
        sheet=PaperSheet.objects.create(form="engagement", printed_by=by),
        print_job=PrintJob.objects.create(title="Quarterly report", asked_by=by),
        filed=files.store(
            ContentFile(PDF, name="profile.pdf"), record=stakeholder, kind=Document.Kind.ATTACHMENT, by=by
        ),
        relationship=_related(stakeholder, partner),
        import_batch=factories.ImportBatchFactory(uploaded_by=by, province=province),
        resembling=factories.StakeholderFactory(province=province),
        merge=factories.MergeFactory(kept=stakeholder),
        **_forum(province),
        **_strategy(indicator, province),
    )


def _owed_for(recurring: Any, year: int) -> None:
    """What is owed for the third quarter of a calendar year."""
    last = date(year, 9, 30)
    factories.ObligationFactory(
        mou=recurring.mou,
        recurring=recurring,
        period_start=date(year, 7, 1),
        period_end=last,
        due_on=last,
    )


def _strategy(indicator: Indicator, province: Province | None) -> dict[str, Any]:
    """The draft of the next version with a part of every kind, a document of the library, a description and targets."""
    issue = factories.IssueWordingFactory()
    factories.ExpectedOutcomeFactory(thrust=issue.thrust, indicator=indicator)
    factories.SignOffFactory(strategy=issue.of_version, role="reviewed", void_on=date(2026, 11, 3))
    document = factories.LibraryDocumentFactory()
    document.thrusts.add(indicator.thrust)
    return {
        "strategy_draft": issue.of_version,
        "area_wording": issue.thrust.area,
        "thrust_wording": issue.thrust,
        "issue_wording": issue,
        "library_document": document,
        "indicator_draft": _described_anew(indicator),
        "reporting_period": _next_period(province),
        "issued": factories.ErratumFactory().issue.report,
        "report_section": factories.ReportSectionFactory(),
        "provincial_return": _returned(province),
        "audit_pack": factories.AuditPackFactory(),
        "target_change": factories.TargetChangeFactory(indicator=indicator, province=province).change_set,
    }


def _next_period(province: Province | None) -> ReportingPeriod:
    """The days of a quarter of this scope that has none yet."""
    periods = ReportingPeriod._base_manager.filter(province=province, year__gte=2028)
    years, quarters = divmod(periods.count(), 4)
    return factories.ReportingPeriodFactory(province=province, year=2028 + years, quarter=quarters + 1)


def _returned(province: Province | None) -> ProvincialReturn:
    """A return with a line that is given, one that is not, and a passage; of a year before those of the calendar."""
    found = ProvincialReturn._base_manager.filter(period__province=province).count()
    years, quarters = divmod(found, 4)
    period = factories.OpenPeriodFactory(province=province, year=2024 - years, quarter=quarters + 1)
    begun = factories.ProvincialReturnFactory(period=period)
    factories.ReturnPassageFactory(provincial_return=begun)
    _give_lines(begun)
    return begun


def _give_lines(begun: ProvincialReturn) -> None:
    indicator = factories.IndicatorFactory(code=f"1.1.{next(NUMBERS)}")
    actual = factories.ActualFactory(
        indicator=indicator,
        definition=indicator.versions.get(),
        province=begun.period.province,
        year=begun.period.year,
        quarter=begun.period.quarter,
    )
    way = actual.definition.disaggregations.create(position=1, name="By sex")
    factories.CategoryValueFactory(
        actual=actual, category=way.categories.create(position=1, name="Women"), value=actual.value
    )
    factories.ReturnLineFactory(provincial_return=begun, definition=actual.definition, actual=actual)
    blank = factories.IndicatorFactory(code=f"1.1.{next(NUMBERS)}")
    factories.ReturnLineFactory(provincial_return=begun, definition=blank.versions.get())
    factories.LateOpeningFactory(period=begun.period)


def _described_anew(indicator: Indicator) -> Any:
    draft = factories.IndicatorVersionFactory(
        indicator=indicator, number=2, status="draft", valid_from=date(2027, 4, 1)
    )
    split = draft.disaggregations.create(position=1, name="By sex")
    split.categories.create(position=1, name="Women")
    return draft


def _steering(signed: MoU, partner: Stakeholder) -> dict[str, Any]:
    """A committee of our people and of theirs, which met once."""
    committee = factories.CommitteeFactory(mou=signed)
    party = signed.parties.get(stakeholder=partner)
    contact = factories.ContactFactory(stakeholder=partner)
    factories.CommitteeMemberFactory(committee=committee, party=party, person=None, contact=contact)
    held = factories.EngagementFactory(
        stakeholder=partner, province=signed.province, held_on=date(2026, 7, 1)
    )
    return {
        "committee": committee,
        "member": factories.CommitteeMemberFactory(committee=committee),
        "meeting": factories.SteeringMeetingFactory(committee=committee, engagement=held),
    }


def _confirmed(signed: MoU, partner: Stakeholder) -> dict[str, Any]:
    """A slip that the partner answered, with a line that it contests."""
    party = signed.parties.get(stakeholder=partner)
    slip = factories.SlipFactory(mou=signed, party=party, answered=True)
    contested = factories.ContestedLineFactory(line__slip=slip)
    return {"slip": slip, "contested": contested}


def _meet_again(chain: Chain) -> None:
    """One more member of each side, and one more meeting."""
    contact = factories.ContactFactory(stakeholder=chain.partner)
    party = chain.signed.parties.get(stakeholder=chain.partner)
    factories.CommitteeMemberFactory(committee=chain.committee, party=party, person=None, contact=contact)
    factories.CommitteeMemberFactory(committee=chain.committee)
    held = factories.EngagementFactory(
        stakeholder=chain.partner, province=chain.province, held_on=date(2026, 8, 1)
    )
    factories.SteeringMeetingFactory(committee=chain.committee, engagement=held)


def _related(stakeholder: Stakeholder, partner: Stakeholder) -> Any:
    """Analysed, overdue for contact and for verification, and part of the partner."""
    long_ago = datetime(2025, 1, 10, 9, tzinfo=UTC)
    Stakeholder.objects.filter(pk=stakeholder.pk).update(
        stakeholder_class=factories.StakeholderClassFactory(), created_at=long_ago
    )
    factories.StakeholderAnalysisFactory(stakeholder=stakeholder)
    return factories.RelationshipFactory(source=stakeholder, target=partner)


def _forum(province: Province | None) -> dict[str, Any]:
    """A community police forum with its executive and an assessment, and the next version of the instrument."""
    stakeholder = factories.StakeholderFactory(province=province, group__code="community-structures")
    structure = factories.StructureFactory(stakeholder=stakeholder)
    answer = factories.FunctionalityAnswerFactory(assessment__structure=structure)
    return {
        "structure": structure,
        "term": factories.ExecutiveTermFactory(structure=structure),
        "functionality": answer.assessment,
        "instrument_draft": factories.InstrumentVersionFactory(number=2, adopted=False),
    }


def _put_off(stakeholder: Stakeholder) -> None:
    factories.PartnerDecisionFactory(stakeholder=stakeholder, outcome="not_now", form_of_collaboration=None)


def _measured(province: Province | None) -> Indicator:
    """An indicator of its own with its target and its actual."""
    indicator = factories.IndicatorFactory(code=f"1.1.{next(NUMBERS)}")
    factories.TargetFactory(indicator=indicator, province=province, value=Decimal(10))
    actual = factories.ActualFactory(indicator=indicator, province=province)
    files.store(
        ContentFile(PDF, name="register.pdf"),
        record=actual,
        kind=Document.Kind.EVIDENCE,
        by=actual.captured_by,
    )
    factories.EvidenceGradeFactory(actual=actual)
    return indicator


def _agreement(province: Province | None, partner: Stakeholder, **fields: Any) -> MoU:
    mou = factories.MoUFactory(province=province, **fields)
    signed_on = date(2026, 3, 20) if fields.get("signed") else None
    factories.MoUPartyFactory(mou=mou, stakeholder=None, position=1, signed_on=signed_on)
    factories.MoUPartyFactory(mou=mou, stakeholder=partner, position=2, signed_on=signed_on)
    mou.focus_areas.add(factories.FocusAreaFactory())
    return mou


def _thicken_strategy(chain: Chain) -> None:
    factories.ErratumFactory(issue=chain.issued.issue)
    factories.CompilationFactory(report=chain.issued)
    factories.ReportSectionFactory(report=chain.report_section.report, thrust=f"1.{next(NUMBERS)}")
    factories.IssueWordingFactory(thrust=chain.thrust_wording)
    factories.ExpectedOutcomeFactory(thrust=chain.thrust_wording, indicator=chain.indicator)
    factories.ThrustWordingFactory(area=chain.area_wording)
    split = chain.indicator_draft.disaggregations.create(position=2, name="By place")
    split.categories.create(position=1, name="Urban")
    factories.TargetChangeFactory(
        change_set=chain.target_change,
        indicator=factories.IndicatorFactory(code=f"1.1.m{next(NUMBERS)}"),
        province=chain.province,
    )


def thicken(chain: Chain, *, by: User) -> None:
    """Another chain beside this one, and one more of everything that belongs to its records."""
    build_chain(chain.province, by=by)
    factories.ContactFactory(stakeholder=chain.stakeholder)
    # An earlier post of the same person, one before another.
    earliest = Contact.objects.of_person(chain.contact).order_by("pk").filter(earlier=None).get()
    earliest.earlier = factories.ContactFactory(stakeholder=chain.partner, left_on=date(2026, 1, 1))
    earliest.save()
    factories.InformationRequestFactory(contact=chain.contact)
    for stakeholder in (chain.stakeholder, chain.partner):
        factories.EngagementFactory(stakeholder=stakeholder, province=chain.province)
        factories.weighed(factories.ProposalFactory(stakeholder=stakeholder, decided=True, written=True))
    _put_off(chain.stakeholder)
    factories.StakeholderAnalysisFactory(
        stakeholder=chain.stakeholder, assessed_on=date(2026, 1, 1) + timedelta(days=next(NUMBERS) % 200)
    )
    for below in (chain.stakeholder, chain.partner):
        another = factories.StakeholderFactory(province=chain.province)
        factories.RelationshipFactory(source=another, target=below)
    factories.EngagementParticipantFactory(engagement=chain.engagement)
    factories.EngagementPointFactory(engagement=chain.engagement, position=2)
    factories.ActionItemFactory(engagement=chain.engagement)
    factories.InterviewAnswerFactory(engagement=chain.engagement)
    factories.EngagementPointFactory(engagement=chain.engagement, position=3, kind="request")
    factories.ActionItemFactory(stakeholder=chain.stakeholder, province=chain.province, engagement=None)
    for line in (*chain.proposal.objectives.all()[:1], *chain.proposal.risks.all()[:1]):
        line.pk = None
        line.save(force_insert=True)
    for mou in (chain.draft, chain.signed, chain.completed):
        section = factories.SectionFactory(mou=mou)
        factories.ClauseRemarkFactory(clause=factories.ClauseFactory(mou=mou, section=section))
        factories.MoUPartyFactory(mou=mou, stakeholder__partner=True)
        factories.ObligationFactory(mou=mou)
        _owed_for(factories.RecurringObligationFactory(mou=mou), 2026)
        activity = factories.ActivityFactory(mou=mou, output=factories.OutputFactory(mou=mou))
        factories.ActivityQuarterFactory(activity=activity)
        factories.ActivityQuarterFactory(activity=activity, number=3)
    activity = chain.activity
    factories.ActivityQuarterFactory(
        activity=activity,
        number=next(n for n in (1, 3, 4) if not activity.quarters.filter(number=n).exists()),
    )
    factories.ResourceFactory(activity=activity)
    factories.PlannedVisitFactory(
        activity=activity,
        engagement=factories.EngagementFactory(stakeholder=chain.partner, province=chain.province),
    )
    _meet_again(chain)
    _give_lines(chain.provincial_return)
    factories.ContestedLineFactory(line__slip=chain.slip, line__position=next(NUMBERS) + 1)
    report = factories.ProgressReportFactory(quarter=chain.quarter)
    report.challenges.add(factories.ChallengeCategoryFactory(code=f"challenge-{next(NUMBERS)}"))
    factories.TemplateActivityFactory(code=f"template-{next(NUMBERS)}")
    _owed_for(chain.recurring, 2026 + chain.recurring.occurrences.count())
    factories.ExtensionFactory(obligation=chain.obligation)
    factories.DisputeFactory(
        obligation=chain.obligation,
        settled_on=date(2026, 11, 1),
        settled_by=chain.obligation.accountable,
        settlement="Two.",
    )
    factories.ObligationFactory(mou=chain.signed, follows=chain.obligation)
    chairperson = factories.ExecutivePostFactory(code=f"additional-{next(NUMBERS)}", is_required=False)
    factories.ExecutiveTermFactory(structure=chain.structure, post=chairperson)
    factories.FunctionalityAssessmentFactory(
        structure=chain.structure, assessed_on=date(2026, 5, 1) + timedelta(days=next(NUMBERS) % 150)
    )
    for record in (
        chain.submitted,
        chain.signed,
        chain.functionality,
        chain.engagement,
        chain.quarter,
        chain.actual,
    ):
        files.store(ContentFile(PDF, name="more.pdf"), record=record, kind=Document.Kind.EVIDENCE, by=by)
    files.store(
        ContentFile(PDF, name="more.pdf"), record=chain.stakeholder, kind=Document.Kind.ATTACHMENT, by=by
    )
    _thicken_strategy(chain)
    _measured(chain.province)
