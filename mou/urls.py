from django.urls import path

from mou.views import (
    accountable,
    agreement_acts,
    amendments,
    clauses,
    ending,
    mous,
    obligations,
    plans,
    progress,
    remarks,
    renewal,
    resources,
    texts,
    versions,
    workplans,
)

app_name = "mou"
urlpatterns = [
    path("", mous.MoUListView.as_view(), name="list"),
    path("add/", mous.MoUCreateView.as_view(), name="add"),
    path("directory/", mous.DirectoryView.as_view(), name="directory"),
    # obligations
    path("obligations/", obligations.ObligationListView.as_view(), name="obligations"),
    path("obligations/<int:pk>/", obligations.ObligationDetailView.as_view(), name="obligation"),
    path("obligations/<int:pk>/edit/", obligations.ObligationUpdateView.as_view(), name="obligation_edit"),
    path(
        "obligations/<int:pk>/remove/", obligations.ObligationRemoveView.as_view(), name="obligation_remove"
    ),
    path("obligations/<int:pk>/submit/", obligations.SubmitView.as_view(), name="submit_obligation"),
    path("obligations/<int:pk>/verify/", obligations.VerifyView.as_view(), name="verify_obligation"),
    path("obligations/<int:pk>/waive/", obligations.WaiveView.as_view(), name="waive_obligation"),
    path("obligations/<int:pk>/lapse/", obligations.LapseView.as_view(), name="lapse_obligation"),
    path(
        "obligations/<int:pk>/<slug:transition>/",
        obligations.ObligationMoveView.as_view(),
        name="move_obligation",
    ),
    # workplans
    path("workplans/", workplans.ActivityListView.as_view(), name="activities"),
    path("workplans/<int:pk>/", workplans.ActivityDetailView.as_view(), name="activity"),
    path("workplans/<int:pk>/edit/", workplans.ActivityUpdateView.as_view(), name="activity_edit"),
    path("workplans/<int:pk>/carry-over/", plans.CarryView.as_view(), name="activity_carry"),
    path("workplans/<int:pk>/resources/add/", resources.ResourceCreateView.as_view(), name="resource_add"),
    path("workplans/<int:pk>/visits/add/", resources.VisitCreateView.as_view(), name="visit_add"),
    path("workplans/quarters/<int:pk>/report/", progress.ReportView.as_view(), name="report_activity"),
    path(
        "workplans/quarters/<int:pk>/<slug:transition>/",
        progress.QuarterMoveView.as_view(),
        name="move_activity",
    ),
    path("outputs/<int:pk>/edit/", plans.OutputUpdateView.as_view(), name="output_edit"),
    path("outputs/<int:pk>/remove/", plans.OutputRemoveView.as_view(), name="output_remove"),
    path("resources/<int:pk>/edit/", resources.ResourceUpdateView.as_view(), name="resource_edit"),
    path("resources/<int:pk>/remove/", resources.ResourceRemoveView.as_view(), name="resource_remove"),
    path("visits/<int:pk>/record/", resources.VisitRecordView.as_view(), name="visit_record"),
    path("visits/<int:pk>/made/", resources.VisitMadeView.as_view(), name="visit_made"),
    path("visits/<int:pk>/drop/", resources.VisitDropView.as_view(), name="visit_drop"),
    # parties and clearances
    path("parties/<int:pk>/edit/", agreement_acts.PartyUpdateView.as_view(), name="party_edit"),
    path("parties/<int:pk>/remove/", agreement_acts.PartyRemoveView.as_view(), name="party_remove"),
    path("parties/<int:pk>/sign/", agreement_acts.SignView.as_view(), name="sign"),
    path(
        "clearances/<int:pk>/delegate/",
        accountable.DelegateClearanceView.as_view(),
        name="delegate_clearance",
    ),
    path(
        "handovers/<int:pk>/<slug:transition>/",
        accountable.AnswerHandoverView.as_view(),
        name="answer_handover",
    ),
    path(
        "clearances/<int:pk>/<slug:transition>/",
        agreement_acts.DecideClearanceView.as_view(),
        name="decide_clearance",
    ),
    # the text
    path("clauses/<int:pk>/edit/", clauses.ClauseUpdateView.as_view(), name="clause_edit"),
    path("clauses/<int:pk>/remove/", clauses.ClauseRemoveView.as_view(), name="clause_remove"),
    path("clauses/<int:pk>/remark/", remarks.RemarkView.as_view(), name="clause_remark"),
    path("clauses/<int:pk>/move/<slug:way>/", clauses.ClauseMoveView.as_view(), name="clause_move"),
    path("sections/<int:pk>/edit/", clauses.SectionUpdateView.as_view(), name="section_edit"),
    path("sections/<int:pk>/remove/", clauses.SectionRemoveView.as_view(), name="section_remove"),
    path("sections/<int:pk>/move/<slug:way>/", clauses.SectionMoveView.as_view(), name="section_move"),
    path("remarks/<int:pk>/reply/", remarks.ReplyView.as_view(), name="remark_reply"),
    path("remarks/<int:pk>/<slug:transition>/", remarks.MoveRemarkView.as_view(), name="move_remark"),
    path("parties/<int:pk>/accept/", texts.AcceptView.as_view(), name="accept"),
    # amendments
    path("amendments/<int:pk>/", amendments.AmendmentDetailView.as_view(), name="amendment"),
    path("amendments/<int:pk>/terms/", amendments.TermsView.as_view(), name="amend_terms"),
    path("amendments/<int:pk>/lines/<slug:part>/", amendments.LineView.as_view(), name="amend_add"),
    path(
        "amendments/<int:pk>/lines/<slug:part>/<int:item>/", amendments.LineView.as_view(), name="amend_line"
    ),
    path(
        "amendments/<int:pk>/lines/<slug:part>/<int:item>/remove/",
        amendments.TakeOutView.as_view(),
        name="amend_remove",
    ),
    path("amendments/<int:pk>/take-over/", amendments.TakeOverView.as_view(), name="amend_take_over"),
    path(
        "amendments/<int:pk>/sign/<int:party>/", amendments.SignAmendmentView.as_view(), name="sign_amendment"
    ),
    path(
        "amendments/<int:pk>/<slug:transition>/",
        amendments.MoveAmendmentView.as_view(),
        name="move_amendment",
    ),
    path("changes/<int:pk>/drop/", amendments.DropChangeView.as_view(), name="drop_change"),
    # one agreement
    path("<int:pk>/", mous.MoUDetailView.as_view(), name="detail"),
    path("<int:pk>/amend/", amendments.AmendView.as_view(), name="amend"),
    path("<int:pk>/on/", versions.AsOnView.as_view(), name="as_on"),
    path("<int:pk>/text/", texts.TextView.as_view(), name="text"),
    path("<int:pk>/turn/", texts.TurnView.as_view(), name="turn"),
    path("<int:pk>/sections/add/", clauses.SectionCreateView.as_view(), name="section_add"),
    path("<int:pk>/clauses/add/", clauses.ClauseCreateView.as_view(), name="clause_add"),
    path("<int:pk>/edit/", mous.MoUUpdateView.as_view(), name="edit"),
    path("<int:pk>/parties/add/", agreement_acts.PartyCreateView.as_view(), name="party_add"),
    path("<int:pk>/obligations/add/", obligations.ObligationCreateView.as_view(), name="obligation_add"),
    path("<int:pk>/workplan/add/", workplans.ActivityCreateView.as_view(), name="activity_add"),
    path("<int:pk>/workplan/<int:year>/", plans.WorkplanView.as_view(), name="workplan"),
    path("<int:pk>/workplan/<int:year>/copy/", plans.CopyView.as_view(), name="workplan_copy"),
    path("<int:pk>/workplan/<int:year>/template/", plans.TemplateView.as_view(), name="workplan_template"),
    path("<int:pk>/workplan/<int:year>/outputs/add/", plans.OutputCreateView.as_view(), name="output_add"),
    path(
        "<int:pk>/workplan/<int:year>/q<int:number>/",
        progress.QuarterView.as_view(),
        name="workplan_quarter",
    ),
    path("<int:pk>/review/", renewal.ReviewView.as_view(), name="review"),
    path("<int:pk>/renew/", renewal.RenewView.as_view(), name="renew"),
    path("<int:pk>/hand-over/", accountable.HandOverView.as_view(), name="hand_over"),
    path("<int:pk>/suspend/", ending.SuspendView.as_view(), name="suspend"),
    path("<int:pk>/resume/", ending.ResumeView.as_view(), name="resume"),
    path("<int:pk>/terminate/", ending.TerminateView.as_view(), name="terminate"),
    path("<int:pk>/complete/", ending.CompleteView.as_view(), name="complete"),
    path("<int:pk>/close-out/", ending.CloseOutView.as_view(), name="close_out"),
    path("<int:pk>/<slug:transition>/", agreement_acts.MoveView.as_view(), name="move"),
]
