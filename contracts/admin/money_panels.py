"""The money and the papers on a contract's page: what was changed, paid, held back and accepted, and the files."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts.admin.contract_steps import ADD_AMENDMENT, ADD_DOCUMENT, PLACE_HOLD, PLAN_PAYMENT, RECORD_ACCEPTANCE
from contracts.admin.panels import Panel, panel_on
from contracts.admin.papers import download_url
from contracts.admin.tables import Cell, table
from contracts.models import Contract, Payment, User
from contracts.price import RunningTotal, over_the_share, running_total
from contracts.templatetags.house import moment, money, percent, short_number


@panel_on(Contract)
def money_on_contract(request: HttpRequest, contract: Contract) -> list[Panel]:
    """A draft has only papers so far."""
    by: Any = request.user
    if contract.status == Contract.Status.DRAFT:
        return [_documents(contract, by)]
    return [
        _payments(contract, by),
        _holds(contract, by),
        _amendments(contract, by),
        _acceptances(contract, by),
        _documents(contract, by),
    ]


def _payments(contract: Contract, by: User) -> Panel:
    payments = list(contract.payments.select_related("acceptance"))
    planned = sum(payment.status == Payment.Status.PLANNED for payment in payments)
    today = timezone.localdate()
    return table(
        "payments",
        _("Payments"),
        [_("No."), _("Amount"), _("Condition"), _("Due on"), _("Status")],
        [
            [
                Cell.of(payment, payment.number),
                Cell(money(payment.amount), is_number=True),
                payment.condition,
                Cell.day(payment.due_on, is_late=payment.is_overdue(today)),
                Cell.status(payment.status, payment.get_status_display()),
            ]
            for payment in payments
        ],
        empty=_("No payment is planned."),
        more=PLAN_PAYMENT.way(contract, by),
        tab="money",
        count=planned,
    )


def _holds(contract: Contract, by: User) -> Panel:
    return table(
        "holds",
        _("Payment holds"),
        [_("Reason"), _("Placed"), _("Lifted")],
        [
            [
                Cell.of(placed, placed.reason),
                Cell(moment(placed.placed_at, "SHORT_DATE_FORMAT"), note=placed.placed_by),
                Cell(moment(placed.lifted_at, "SHORT_DATE_FORMAT"), note=placed.lift_reason)
                if placed.lifted_at
                else Cell.status("open", _("Open")),
            ]
            for placed in contract.holds.select_related("placed_by")
        ],
        empty=_("Nothing is held back."),
        more=PLACE_HOLD.way(contract, by),
        tab="money",
    )


def _amendments(contract: Contract, by: User) -> Panel:
    sums = running_total(contract)
    amendments = list(contract.amendments.all())
    rows: list[list[Any]] = [
        [
            Cell.of(amendment, amendment.number),
            Cell(amendment.get_kind_display(), note=amendment.reason),
            amendment.signed_on,
            amendment.new_end,
            Cell(money(amendment.amount_change), is_number=True),
        ]
        for amendment in amendments
    ]
    if rows:
        note = over_the_share(sums, timezone.localdate())
        rows.append(
            [Cell(_("Together")), Cell(share(sums), note=note), "", "", Cell(money(sums.change), is_number=True)]
        )
    return table(
        "amendments",
        _("Amendments"),
        [_("No."), _("Kind"), _("Signed on"), _("New last day"), _("Change of the amount")],
        rows,
        empty=_("The contract stands as it was signed."),
        more=ADD_AMENDMENT.way(contract, by),
        tab="money",
    )


def share(sums: RunningTotal) -> str:
    """What the changes come to, beside what was signed."""
    return _("%(share)s of the original %(amount)s") % {
        "share": percent(sums.share_bp),
        "amount": money(sums.original),
    }


def _acceptances(contract: Contract, by: User) -> Panel:
    return table(
        "acceptances",
        _("Acceptances"),
        [_("What was accepted"), _("Held on"), _("Result"), _("Of those it is for")],
        [
            [
                Cell.of(acceptance, acceptance.subject, note=_("Final acceptance") if acceptance.is_final else ""),
                acceptance.held_on,
                Cell.status(acceptance.result, acceptance.get_result_display()),
                Cell(acceptance.user_representatives, is_number=True),
            ]
            for acceptance in contract.acceptances.all()
        ],
        empty=_("Nothing has been accepted yet."),
        more=RECORD_ACCEPTANCE.way(contract, by),
        tab="money",
    )


def _documents(contract: Contract, by: User) -> Panel:
    documents = list(contract.documents.select_related("stored", "added_by"))
    return table(
        "documents",
        _("Documents"),
        [_("Title"), _("Kind"), _("File"), _("Added")],
        [
            [
                Cell.of(document, document.title, note=_("Withdrawn") if document.withdrawn_on else ""),
                document.get_kind_display(),
                Cell(document.file_name, url=download_url(document), note=size(document.stored.size)),
                Cell(moment(document.added_at, "SHORT_DATE_FORMAT"), note=document.added_by),
            ]
            for document in documents
        ],
        empty=_("No document is on file."),
        more=ADD_DOCUMENT.way(contract, by),
        tab="documents",
        count=sum(document.withdrawn_on is None for document in documents),
    )


def size(count: int) -> str:
    """Bytes as people say them."""
    kilobytes = max(count // 1024, 1)
    if kilobytes < 1024:
        return _("%(number)s KB") % {"number": short_number(kilobytes)}
    return _("%(number)s MB") % {"number": short_number(kilobytes // 1024)}
