"""The one admin site."""

from django.contrib.admin import AdminSite


class HouseAdminSite(AdminSite):
    pass
