"""Addresses of the strategy. ``strategy:indicator`` is added in partnerships/urls.py: that page shows actuals too."""

from django.urls import path

from partnerships.strategy.views import indicators, library, overview, parts, targets, versions

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
    path("indicators/<int:pk>/edit/", indicators.IndicatorEditView.as_view(), name="indicator_edit"),
    path("indicators/<int:pk>/targets/<int:year>/", targets.TargetsView.as_view(), name="targets"),
]
