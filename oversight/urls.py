"""Addresses. Public pages stand under their language; what is signed in to or read by machines does not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from oversight import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("field/", include("inspections.field.urls")),
    path("api/v1/", include("oversight.public.api_urls")),
    path("", include("contracts.urls")),
    *i18n_patterns(path("", include("oversight.public.urls"))),
]
