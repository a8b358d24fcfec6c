"""Addresses. Public pages stand under their language; what is signed in to or read by machines does not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from oversight import health
from oversight.public.scorecards import ScorecardJson

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("field/", include("inspections.field.urls")),
    path("api/v1/register/", include("contracts.api.urls")),
    path("api/v1/", include("oversight.public.api_urls")),
    path("", include("contracts.urls")),
    # The frozen text has both languages in it, and one address that stays
    path("scorecards/<public_id:public_id>.json", ScorecardJson.as_view(), name="scorecard_json"),
    *i18n_patterns(path("", include("oversight.public.urls"))),
]
