"""The page of everything a contract needs before it may be activated, with the way to where it is put right."""

from collections.abc import Callable, Collection
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import gates
from contracts.admin.layout import CLASS
from contracts.admin.panels import TABS
from contracts.admin_pages import page_url, step_url
from contracts.models import Contract, Duty

# What is put right on another row's page, by the name that a gate gives
ELSEWHERE: dict[str, Callable[[Contract], str]] = {
    "vendor": lambda contract: page_url(contract.vendor),
    "tender": lambda contract: page_url(contract.tender) if contract.tender else f"{page_url(contract)}#{CLASS}tender",
}
# What one step puts right, by the code of the gate
STEPS = {
    "conditions": "answer-conditions",
    "training": "train",
    "document_contract": "add-document",
    "document_rulebook": "add-document",
}
NAMES_SOMEBODY = "assign-duty"  # for the gates called by the role they want filled


def checked(contract: Any) -> list[gates.Gate]:
    """The gates as they stand today, looked at once for all that one page says of them."""
    if not hasattr(contract, "gates_today"):
        contract.gates_today = gates.check(contract, timezone.localdate())
    return contract.gates_today


def fix_url(contract: Contract, gate: gates.Gate, steps: Collection[str] = ()) -> str:
    """Where this is put right: a step, a tab or section of the contract's page, or another row's page.

    ``steps`` are those that the reader may take now. A role that somebody was named for only waits for that person.
    """
    if not gate.ok or gate.warns:
        step = NAMES_SOMEBODY if gate.code in Duty.Role else STEPS.get(gate.code)
        if step in steps and not (step == NAMES_SOMEBODY and contract.duties.open().filter(role=gate.code).exists()):
            return step_url(contract, step)
    if gate.fix in ELSEWHERE:
        return ELSEWHERE[gate.fix](contract)
    return f"{page_url(contract)}#{CLASS if gate.fix in TABS else ''}{gate.fix}" if gate.fix else ""


def gates_of(contract: Contract, steps: Collection[str] = ()) -> dict[str, Any]:
    """For the templates: each gate with its link, and how many are missing, met, and met with a warning."""
    rows = [(gate, fix_url(contract, gate, steps)) for gate in checked(contract)]
    missing = sum(not gate.ok for gate, _url in rows)
    return {"missing": missing, "met": len(rows) - missing, "rows": rows, "url": gates_url(contract)}


def gates_url(contract: Contract) -> str:
    return reverse("admin:contracts_contract_gates", args=(contract.pk,))


class GatesPage:
    """Mixed into the contract's page: the address ``<id>/gates/``."""

    admin_site: Any
    opts: Any

    def get_urls(self: Any) -> list[Any]:
        view = self.admin_site.admin_view(self.gates_view)
        return [path("<path:object_id>/gates/", view, name="contracts_contract_gates"), *super().get_urls()]  # type: ignore[misc]

    def gates(self: Any, request: HttpRequest, obj: Contract) -> dict[str, Any] | None:
        return gates_of(obj, self.steps_open_to(request.user, obj)) if obj.status == Contract.Status.DRAFT else None

    def gates_view(self: Any, request: HttpRequest, object_id: str) -> HttpResponse:
        contract = self.get_object(request, unquote(object_id))
        if contract is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, contract):
            raise PermissionDenied
        found = gates_of(contract, self.steps_open_to(request.user, contract))
        may_activate = not found["missing"] and request.user.has_perm("contracts.activate_contract")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Conditions for activation"),
            "subtitle": str(contract),
            "original": contract,
            "opts": self.opts,
            "gates": found,
            "is_draft": contract.status == Contract.Status.DRAFT,
            "activate_url": step_url(contract, "activate") if may_activate else "",
        }
        return TemplateResponse(request, "admin/gates.html", context)
