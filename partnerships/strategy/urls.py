"""Addresses of the strategy. ``strategy:indicator`` is added in partnerships/urls.py: that page shows actuals too."""

from django.urls import path

from partnerships.strategy import views

app_name = "strategy"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("strategies/<int:pk>/edit/", views.StrategyEditView.as_view(), name="strategy_edit"),
    path("strategies/<int:pk>/focus-areas/add/", views.FocusAreaCreateView.as_view(), name="focus_area_add"),
    path("focus-areas/<int:pk>/", views.FocusAreaView.as_view(), name="focus_area"),
    path("focus-areas/<int:pk>/edit/", views.FocusAreaEditView.as_view(), name="focus_area_edit"),
    path("focus-areas/<int:pk>/thrusts/add/", views.ThrustCreateView.as_view(), name="thrust_add"),
    path("thrusts/<int:pk>/edit/", views.ThrustEditView.as_view(), name="thrust_edit"),
    path("thrusts/<int:pk>/issues/add/", views.IssueCreateView.as_view(), name="issue_add"),
    path("issues/<int:pk>/edit/", views.IssueEditView.as_view(), name="issue_edit"),
    path("indicators/", views.IndicatorListView.as_view(), name="indicators"),
    path("indicators/add/", views.IndicatorCreateView.as_view(), name="indicator_add"),
    path("indicators/<int:pk>/edit/", views.IndicatorEditView.as_view(), name="indicator_edit"),
    path("indicators/<int:pk>/targets/<int:year>/", views.TargetsView.as_view(), name="targets"),
]
