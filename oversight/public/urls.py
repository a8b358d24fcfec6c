"""Addresses of the public pages; each stands under its language."""

from django.urls import path

from oversight.public import contracts, home, methodology, reported, rules, scorecards, vendors

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("vendors/", vendors.VendorList.as_view(), name="vendor_list"),
    path("vendors/<public_id:public_id>/", vendors.VendorDetail.as_view(), name="vendor_detail"),
    path("contracts/", contracts.ContractList.as_view(), name="contract_list"),
    path("contracts/<public_id:public_id>/", contracts.ContractDetail.as_view(), name="contract_detail"),
    path("scorecards/<public_id:public_id>/", scorecards.ScorecardDetail.as_view(), name="scorecard_detail"),
    path("reported/", reported.ReportedList.as_view(), name="reported_list"),
    path("rules/", rules.RuleList.as_view(), name="rule_list"),
    path("methodology/", methodology.Methodology.as_view(), name="methodology"),
    path("accessibility/", rules.Accessibility.as_view(), name="accessibility"),
]
