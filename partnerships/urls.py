"""Every address of the application, by job."""

from django.urls import include, path

urlpatterns = [
    path("", include("reporting.urls")),
    path("", include("partnerships.core.accounts")),
    path("", include("partnerships.core.pages")),
    path("stakeholders/", include("stakeholders.urls")),
    path("mous/", include("mou.urls")),
    path("strategy/", include("partnerships.strategy.urls")),
]
