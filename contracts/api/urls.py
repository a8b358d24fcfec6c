"""Addresses of the register's API, under /api/v1/register/."""

from rest_framework.routers import SimpleRouter

from contracts.api import views

router = SimpleRouter()
router.register("agencies", views.AgencyViewSet, basename="register-agency")
router.register("people", views.PersonViewSet, basename="register-person")
router.register("indicators", views.IndicatorViewSet, basename="register-indicator")
router.register("scope-items", views.ScopeItemViewSet, basename="register-scope-item")
router.register("vendors", views.VendorViewSet, basename="register-vendor")
router.register("tenders", views.TenderViewSet, basename="register-tender")
router.register("bids", views.BidViewSet, basename="register-bid")
router.register("contracts", views.ContractViewSet, basename="register-contract")
router.register("metric-terms", views.MetricTermViewSet, basename="register-metric-term")
router.register("inspection-terms", views.InspectionTermViewSet, basename="register-inspection-term")
router.register("sections", views.SectionViewSet, basename="register-section")
router.register("duties", views.DutyViewSet, basename="register-duty")

urlpatterns = router.urls
