"""What the judgement adds to the pages of the promise, and to its own."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.panels import Panel, add_tab, panel_on
from contracts.admin.tables import Cell, table
from contracts.admin_pages import list_url
from contracts.models import Contract, Vendor
from contracts.templatetags.house import percent, status_tag
from oversight.admin.flag import rule_title
from oversight.admin.scorecard import score_text
from oversight.models import Flag, Scorecard

SHOWN = 8

add_tab("flags", gettext_lazy("Flags"), 70)

PARTS = {
    "metrics": gettext_lazy("Metrics"),
    "inspections": gettext_lazy("Inspections"),
    "rectification": gettext_lazy("Rectification"),
}


@panel_on(Contract)
def judgement_on_contract(request: HttpRequest, contract: Contract) -> list[Panel]:
    if contract.status == Contract.Status.DRAFT:
        return []
    return [_flags(contract), _scorecards(contract)]


def _flags(contract: Contract) -> Panel:
    rows = list(Flag.objects.standing().filter(contract=contract).select_related("answerable").order_by("since"))
    return table(
        "flags",
        _("Flags"),
        [_("Rule"), _("Who answers"), _("Since"), _("Status")],
        [
            [
                Cell.of(flag, rule_title(flag.rule), flag.subject),
                flag.answerable or _("nobody"),
                flag.since,
                Cell.status(flag.status, flag.get_status_display()),
            ]
            for flag in rows[:SHOWN]
        ],
        empty=_("No flag stands against this contract."),
        more=(_("All flags of this contract"), list_url(Flag, q=contract.reference)),
        tab="flags",
        count=len(rows),
    )


def _scorecards(contract: Contract) -> Panel:
    rows = Scorecard.objects.filter(contract=contract).newest_first()
    return table(
        "scorecards",
        _("Scorecards"),
        [_("Period"), _("Rating"), _("Coverage"), _("Status")],
        [
            [
                Cell.of(card, card.period.label, _("Revision %(number)d") % {"number": card.revision}),
                Cell(status_tag(card.band, card.get_band_display()), note=score_text(card.score_bp)),
                Cell(percent(card.coverage_bp), is_number=True),
                Cell.status(card.status, card.get_status_display()),
            ]
            for card in rows[:SHOWN]
        ],
        empty=_("No scorecard has been computed yet."),
        more=(_("All scorecards of this contract"), list_url(Scorecard, q=contract.reference)),
    )


@panel_on(Vendor)
def judgement_on_vendor(request: HttpRequest, vendor: Vendor) -> list[Panel]:
    """Of all the vendor's contracts within this person's agencies."""
    flags = Flag.objects.visible_to(request.user).standing().filter(contract__vendor=vendor)
    cards = Scorecard.objects.visible_to(request.user).filter(contract__vendor=vendor)
    rows = list(flags.select_related("contract", "answerable").order_by("since"))
    return [
        table(
            "flags",
            _("Flags"),
            [_("Rule"), _("Contract"), _("Who answers"), _("Since"), _("Status")],
            [
                [
                    Cell.of(flag, rule_title(flag.rule), flag.subject),
                    Cell.of(flag.contract, flag.contract.reference),
                    flag.answerable or _("nobody"),
                    flag.since,
                    Cell.status(flag.status, flag.get_status_display()),
                ]
                for flag in rows[:SHOWN]
            ],
            empty=_("No flag stands against a contract of this vendor."),
            tab="flags",
            count=len(rows),
        ),
        table(
            "scorecards",
            _("Scorecards"),
            [_("Period"), _("Contract"), _("Rating"), _("Coverage"), _("Status")],
            [
                [
                    Cell.of(card, card.period.label, _("Revision %(number)d") % {"number": card.revision}),
                    Cell.of(card.contract, card.contract.reference),
                    Cell(status_tag(card.band, card.get_band_display()), note=score_text(card.score_bp)),
                    Cell(percent(card.coverage_bp), is_number=True),
                    Cell.status(card.status, card.get_status_display()),
                ]
                for card in cards.newest_first().select_related("contract").defer("inputs", "parts", "payload")[:SHOWN]
            ],
            empty=_("No scorecard has been computed yet."),
        ),
    ]


@panel_on(Scorecard)
def parts_of_scorecard(request: HttpRequest, card: Scorecard) -> list[Panel]:
    rows: list[dict[str, Any]] = card.parts
    return [
        table(
            "parts",
            _("How it came about"),
            [_("Part"), _("Weight"), _("Score"), _("Coverage"), _("Items")],
            [
                [
                    PARTS.get(part["code"], part["code"]),
                    Cell(percent(part["weight_bp"]), is_number=True),
                    Cell(score_text(part["score_bp"]), is_number=True),
                    Cell(percent(part["coverage_bp"]), is_number=True),
                    Cell(part["n"], is_number=True),
                ]
                for part in rows
            ],
            empty=_("Nothing was known."),
        )
    ]
