"""Addresses of the API, under /api/v1/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from oversight.public import api

router = SimpleRouter()
router.register("vendors", api.VendorViewSet, basename="api-vendor")
router.register("contracts", api.ContractViewSet, basename="api-contract")
router.register("scorecards", api.ScorecardViewSet, basename="api-scorecard")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", api.ApiDocs.as_view(), name="api-docs"),
    *router.urls,
]
