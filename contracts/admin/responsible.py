"""Who was responsible on a day: a page that asks for a contract and a day, and can be printed."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.choosers import VisibleChoice
from contracts.admin.days import Day
from contracts.admin_pages import page_url
from contracts.models import Contract, Duty, User
from contracts.responsible import accountable_agency_on, responsible_on

NAME = "contracts_duty_responsible"


def responsible_url(contract: Contract | None = None) -> str:
    """The page; with a contract, its answer for today."""
    address = reverse(f"admin:{NAME}")
    return f"{address}?{urlencode({'contract': contract.pk})}" if contract else address


class Question(forms.Form):
    """Without a day it is about today."""

    contract = VisibleChoice(Contract, label=gettext_lazy("Contract"))
    day = Day(gettext_lazy("Day"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contract: Any = self.fields["contract"]
        contract.offer_to(by)
        contract.queryset = contract.queryset.select_related("agency", "vendor")


class ResponsiblePage:
    """Mixed into DutyAdmin: the address ``responsible/``."""

    admin_site: Any
    opts: Any

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(self.responsible_view)
        return [path("responsible/", view, name=NAME), *super().get_urls()]  # type: ignore[misc]

    def changelist_view(self: Any, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        tool = {"label": _("Who was responsible on a day"), "url": responsible_url()}
        return super().changelist_view(request, {**(extra_context or {}), "list_tools": [tool]})  # type: ignore[misc]

    def responsible_view(self: Any, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        by: Any = request.user
        today = timezone.localdate()
        asked = {"day": today.isoformat()} | {name: value for name, value in request.GET.items() if value}
        form = Question(asked if "contract" in request.GET else None, initial={"day": today}, by=by)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who was responsible on a day"),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        if form.is_bound and form.is_valid():
            context |= _answer(form.cleaned_data["contract"], form.cleaned_data["day"])
        return TemplateResponse(request, "admin/responsible.html", context)


def _answer(contract: Contract, day: Any) -> dict[str, Any]:
    roles = dict(Duty.Role.choices)
    found = responsible_on(contract, day)
    rows = [
        {
            "role": roles[one.role],
            "person": one.person,
            "url": page_url(one.duty),
            "since": one.since,
            "until": one.until,
            "deputy": one.deputy,
        }
        for one in found
    ]
    return {
        "contract": contract,
        "contract_url": page_url(contract),
        "day": day,
        "rows": rows,
        "agency": accountable_agency_on(contract, day),
        "nobody_leads": all(one.role != Duty.Role.LEAD for one in found),
        "outside_term": not contract.starts_on <= day <= contract.ends_on,
    }
