"""Documents, amendments, acceptances and successions: lists to look things up, and the page of each."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.admin.base import ActionAdmin, contract_cell, fact, two_lines
from contracts.admin.filters import AgencyFilter
from contracts.admin.transitions import Reason, Transition
from contracts.admin_pages import page_url
from contracts.files import download
from contracts.models import Acceptance, Amendment, Document, Succession, User
from contracts.templatetags.house import money

CONTRACT_SEARCH = ("contract__reference", "contract__title_en", "contract__title_zh_hans")


class OfContract(ActionAdmin):
    """Rows that belong to a contract and are only read here."""

    list_select_related: ClassVar[Any] = ("contract",)
    search_fields: ClassVar[Any] = CONTRACT_SEARCH
    search_help_text = gettext_lazy("Contract")

    @admin.display(description=gettext_lazy("contract"), ordering="contract__reference")
    def about(self, row: Any) -> SafeString:
        return contract_cell(row.contract)

    def facts(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        return [fact(_("Contract"), obj.contract, url=page_url(obj.contract))]


def download_url(document: Document) -> str:
    return reverse("admin:contracts_document_download", args=(document.pk,))


def _why_not_withdraw(document: Document, by: User) -> str:
    return _("This document is withdrawn already.") if document.withdrawn_on else ""


@admin.register(Document)
class DocumentAdmin(OfContract):
    list_display = ("title", "kind", "state", "about", "added_by", "added_at")
    list_filter = (AgencyFilter, "kind", ("withdrawn_on", admin.EmptyFieldListFilter))
    list_select_related = ("contract", "added_by")
    date_hierarchy = "added_at"
    search_fields = ("title", "file_name", *CONTRACT_SEARCH)
    search_help_text = gettext_lazy("Title, file name or contract")
    fieldsets = (
        (None, {"fields": ("contract", ("kind", "title"), "the_file", ("added_by", "added_at"))}),
        (gettext_lazy("Withdrawal"), {"fields": (("withdrawn_on", "withdraw_reason"),)}),
    )
    readonly_fields = ("the_file",)
    transitions = (
        Transition(
            name="withdraw",
            label=gettext_lazy("Withdraw"),
            do=actions.withdraw_document,
            done=gettext_lazy("The document is withdrawn; it stays on record."),
            permission="contracts.change_document",
            why_not=_why_not_withdraw,
            form=Reason,
            danger=True,
        ),
    )

    def state_of(self, obj: Document) -> tuple[str, str]:
        return ("withdrawn", _("Withdrawn")) if obj.withdrawn_on else ("valid", _("On file"))

    @admin.display(description=gettext_lazy("file"))
    def the_file(self, document: Document) -> SafeString:
        return format_html('<a href="{}">{}</a>', download_url(document), document.file_name)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.download_view)
        return [path("<int:pk>/file/", view, name="contracts_document_download"), *super().get_urls()]

    def download_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """The bytes, for whoever may look at the document. The address holds nothing but its key."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = get_object_or_404(self.get_queryset(request).select_related("stored"), pk=pk)
        return download(document.stored, document.file_name)


@admin.register(Amendment)
class AmendmentAdmin(OfContract):
    list_display = ("named", "about", "changed_by", "new_end", "signed_on")
    list_filter = (AgencyFilter, "kind")
    date_hierarchy = "signed_on"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "contract",
                    ("number", "kind", "signed_on"),
                    ("amount_change", "former_end", "new_end"),
                    "reason",
                    "document",
                )
            },
        ),
    )

    @admin.display(description=gettext_lazy("amendment"), ordering="number")
    def named(self, amendment: Amendment) -> SafeString:
        return two_lines(f"#{amendment.number} {amendment.get_kind_display()}", amendment.reason)

    @admin.display(description=gettext_lazy("change of the amount"), ordering="amount_change")
    def changed_by(self, amendment: Amendment) -> str:
        return money(amendment.amount_change)


@admin.register(Acceptance)
class AcceptanceAdmin(OfContract):
    list_display = ("named", "state", "about", "user_representatives", "held_on")
    list_filter = (AgencyFilter, "result", "is_final")
    list_select_related = ("contract", "recorded_by")
    date_hierarchy = "held_on"
    search_fields = ("subject", *CONTRACT_SEARCH)
    search_help_text = gettext_lazy("What was accepted, or contract")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "contract",
                    "subject",
                    ("held_on", "result", "is_final"),
                    "user_representatives",
                    "note",
                    ("document", "recorded_by"),
                )
            },
        ),
    )

    def state_of(self, obj: Acceptance) -> tuple[str, str]:
        return obj.result, obj.get_result_display()

    @admin.display(description=gettext_lazy("acceptance"), ordering="subject")
    def named(self, acceptance: Acceptance) -> SafeString:
        return two_lines(acceptance.subject, _("Final acceptance") if acceptance.is_final else "")


@admin.register(Succession)
class SuccessionAdmin(OfContract):
    list_display = ("about", "from_agency", "to_agency", "kind", "took_effect_on")
    list_filter = (AgencyFilter, "kind")
    list_select_related = ("contract", "from_agency", "to_agency")
    date_hierarchy = "took_effect_on"
    search_fields = ("document_number", *CONTRACT_SEARCH)
    search_help_text = gettext_lazy("Document number or contract")
    fieldsets = (
        (
            None,
            {"fields": ("contract", ("from_agency", "to_agency"), ("kind", "document_number", "took_effect_on"))},
        ),
    )
