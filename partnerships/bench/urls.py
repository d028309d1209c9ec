"""The product's addresses and, beside them, the yardsticks."""

from django.urls import include, path

from partnerships import urls
from partnerships.bench import yardsticks

urlpatterns = [
    path("yardsticks/admin/", include(yardsticks.urlpatterns)),
    path("yardsticks/bare/<str:name>/", yardsticks.bare, name="bare"),
    path("", include(urls)),
]
