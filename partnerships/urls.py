"""Every address of the application, by job."""

from django.contrib import admin
from django.urls import include, path

from partnerships.strategy.urls import urlpatterns as strategy_patterns
from reporting.views.indicators import IndicatorDetailView

# An indicator's page belongs to the strategy and shows actuals, which the strategy does not know: reporting draws it.
STRATEGY = [
    *strategy_patterns,
    path("indicators/<int:pk>/", IndicatorDetailView.as_view(), name="indicator"),
]

urlpatterns = [
    path("", include("reporting.urls")),
    path("", include("partnerships.core.accounts")),
    path("", include("partnerships.core.calendar_pages")),
    path("", include("partnerships.core.documents")),
    path("", include("partnerships.core.export_pages")),
    path("", include("partnerships.core.health")),
    path("", include("partnerships.core.pages")),
    path("", include("partnerships.core.print_pages")),
    path("", include("partnerships.core.reminder_log_pages")),
    path("", include("partnerships.core.reminder_pages")),
    path("", include("partnerships.core.saved_view_pages")),
    path("", include("partnerships.core.searching")),
    path("", include("partnerships.sheets")),
    path("stakeholders/", include("stakeholders.urls")),
    path("mous/", include("mou.urls")),
    path("strategy/", include((STRATEGY, "strategy"))),
    path("administration/", admin.site.urls),
]
