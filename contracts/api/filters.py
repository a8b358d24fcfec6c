"""Filters of the register's lists."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter
from rest_framework.request import Request

from contracts.models import Agency, Bid, Contract, Duty, Tender, Vendor


class StrictFilterBackend(DjangoFilterBackend):
    """A misspelt parameter is refused as a wrong value is: otherwise it would silently mean “everything”."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        filters = view.filterset_class.base_filters if view.filterset_class else {}
        known = {*filters, *_no_filters(view)}
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            message = _("Unknown parameter. Known are: %(names)s.") % {"names": ", ".join(sorted(known))}
            raise ValidationError({name: [message] for name in unknown})
        return super().filter_queryset(request, queryset, view)


def _no_filters(view: Any) -> set[str]:
    """Parameters that turn the pages or sort."""
    pages = {"page", view.paginator.page_size_query_param} if view.paginator else set()
    sorting = {"ordering"} if OrderingFilter in view.filter_backends else set()
    return {name for name in pages | sorting if name}


def search(*columns: str) -> django_filters.CharFilter:
    """Rows with the words in one of the columns."""

    def matching(rows: QuerySet, name: str, value: str) -> QuerySet:
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__icontains": value})
        return rows.filter(found)

    return django_filters.CharFilter(method=lambda rows, name, value: matching(rows, name, value), max_length=100)


def within(lookup: str = "agency") -> django_filters.ModelChoiceFilter:
    """Rows of the agency with this code and of those below it."""
    return django_filters.ModelChoiceFilter(
        queryset=lambda request: Agency.objects.visible_to(request.user) if request else Agency.objects.none(),
        to_field_name="code",
        method=lambda rows, name, agency: rows.filter(**{f"{lookup}__path__startswith": agency.path}),
    )


class VendorFilter(django_filters.FilterSet):
    q = search("name_en", "name_zh_hans", "credit_code")

    class Meta:
        model = Vendor
        fields = ["credit_code"]


class TenderFilter(django_filters.FilterSet):
    q = search("reference", "title_en", "title_zh_hans")
    agency = within()
    kind = django_filters.CharFilter(field_name="kind__code")

    class Meta:
        model = Tender
        fields = ["status", "method", "reference"]


class ContractFilter(django_filters.FilterSet):
    q = search("reference", "title_en", "title_zh_hans", "vendor__name_en", "vendor__name_zh_hans")
    agency = within()
    kind = django_filters.CharFilter(field_name="kind__code")
    vendor = django_filters.CharFilter(field_name="vendor__credit_code")
    ends_before = django_filters.DateFilter(field_name="ends_on", lookup_expr="lt")
    ends_after = django_filters.DateFilter(field_name="ends_on", lookup_expr="gt")

    class Meta:
        model = Contract
        fields = ["status", "regime", "method", "reference"]


class OfContractFilter(django_filters.FilterSet):
    contract = django_filters.CharFilter(field_name="contract__reference")


class BidFilter(django_filters.FilterSet):
    tender = django_filters.CharFilter(field_name="tender__reference")

    class Meta:
        model = Bid
        fields = ["status"]


class DutyFilter(OfContractFilter):
    person = django_filters.CharFilter(field_name="person__username")
    open = django_filters.BooleanFilter(field_name="ended_on", lookup_expr="isnull")

    class Meta:
        model = Duty
        fields = ["role"]
