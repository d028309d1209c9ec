"""Addresses of the strategy. ``strategy:indicator`` is added in partnerships/urls.py: that page shows actuals too."""

from django.urls import path

from partnerships.strategy.views import (
    indicators,
    library,
    overview,
    parts,
    target_changes,
    targets,
    versions,
)

app_name = "strategy"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("focus-areas/<int:pk>/", overview.FocusAreaView.as_view(), name="focus_area"),
    path("thrusts/<int:pk>/", overview.ThrustView.as_view(), name="thrust"),
    path("issues/<int:pk>/", overview.IssueView.as_view(), name="issue"),
    # versions
    path("versions/", versions.versions, name="versions"),
    path("versions/begin/", versions.version_begin, name="version_begin"),
    path("versions/<int:pk>/", versions.VersionView.as_view(), name="version"),
    path("versions/<int:pk>/read/", versions.VersionReadView.as_view(), name="version_read"),
    path("versions/<int:pk>/changes/", versions.VersionCompareView.as_view(), name="version_changes"),
    path("versions/<int:pk>/edit/", versions.VersionEditView.as_view(), name="version_edit"),
    path("versions/<int:pk>/send/", versions.VersionSendView.as_view(), name="version_send"),
    path("versions/<int:pk>/sign/<slug:role>/", versions.VersionSignView.as_view(), name="version_sign"),
    path("versions/<int:pk>/adopt/", versions.VersionAdoptView.as_view(), name="version_adopt"),
    path(
        "versions/<int:pk>/move/<slug:transition>/", versions.VersionMoveView.as_view(), name="version_move"
    ),
    # a draft
    path("versions/<int:pk>/focus-areas/add/", parts.AreaAddView.as_view(), name="area_add"),
    path("drafts/focus-areas/<int:pk>/edit/", parts.AreaEditView.as_view(), name="area_edit"),
    path("drafts/focus-areas/<int:pk>/leave-out/", parts.AreaLeaveOutView.as_view(), name="area_leave_out"),
    path("drafts/focus-areas/<int:pk>/thrusts/add/", parts.ThrustAddView.as_view(), name="thrust_add"),
    path("drafts/thrusts/<int:pk>/edit/", parts.ThrustEditView.as_view(), name="thrust_edit"),
    path("drafts/thrusts/<int:pk>/leave-out/", parts.ThrustLeaveOutView.as_view(), name="thrust_leave_out"),
    path("drafts/thrusts/<int:pk>/issues/add/", parts.IssueAddView.as_view(), name="issue_add"),
    path("drafts/issues/<int:pk>/edit/", parts.IssueEditView.as_view(), name="issue_edit"),
    path("drafts/issues/<int:pk>/leave-out/", parts.IssueLeaveOutView.as_view(), name="issue_leave_out"),
    # the library
    path("library/", library.LibraryListView.as_view(), name="library"),
    path("library/add/", library.LibraryDocumentCreateView.as_view(), name="library_add"),
    path("library/<int:pk>/", library.LibraryDocumentView.as_view(), name="library_document"),
    path("library/<int:pk>/edit/", library.LibraryDocumentEditView.as_view(), name="library_edit"),
    path("library/<int:pk>/files/add/", library.LibraryFileAddView.as_view(), name="library_file_add"),
    # indicators and targets
    path("indicators/", indicators.IndicatorListView.as_view(), name="indicators"),
    path("indicators/add/", indicators.IndicatorCreateView.as_view(), name="indicator_add"),
    path(
        "indicators/<int:pk>/versions/begin/",
        indicators.indicator_version_begin,
        name="indicator_version_begin",
    ),
    path(
        "indicators/versions/<int:pk>/", indicators.IndicatorVersionView.as_view(), name="indicator_version"
    ),
    path(
        "indicators/versions/<int:pk>/edit/",
        indicators.IndicatorVersionEditView.as_view(),
        name="indicator_version_edit",
    ),
    path(
        "indicators/versions/<int:pk>/approve/",
        indicators.IndicatorVersionApproveView.as_view(),
        name="indicator_version_approve",
    ),
    path(
        "indicators/versions/<int:pk>/move/<slug:transition>/",
        indicators.IndicatorVersionMoveView.as_view(),
        name="indicator_version_move",
    ),
    path("indicators/<int:pk>/targets/<int:year>/", targets.TargetsView.as_view(), name="targets"),
    path("targets/<int:year>/", targets.target_table, name="target_table"),
    path("targets/<int:year>/workbook/", targets.target_workbook, name="target_workbook"),
    path("targets/<int:year>/upload/", targets.target_upload, name="target_upload"),
    path("targets/changes/", target_changes.TargetChangeListView.as_view(), name="target_changes"),
    path("targets/changes/<int:pk>/", target_changes.TargetChangeView.as_view(), name="target_change"),
    path(
        "targets/changes/<int:pk>/again/",
        target_changes.TargetChangeAgainView.as_view(),
        name="target_change_again",
    ),
    path(
        "targets/changes/<int:pk>/move/<slug:transition>/",
        target_changes.TargetChangeMoveView.as_view(),
        name="target_change_move",
    ),
]
