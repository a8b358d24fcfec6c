"""Every action of the evidence, as a Case for tests/every_action.py."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from contracts.models import Contract, User
from inspections import actions
from inspections.models import Checklist, FieldReport, Finding, Inspection, Reading, ReadingDue, RectificationOrder
from tests import factories
from tests.every_action import Case
from tests.factories import NOW, days

ONE_READING = "contract,indicator,period,source,numerator,denominator,value\n{},H1,2026-10,vendor,95,100,\n"


def _close(contract: Contract) -> Contract:
    return factories.close(contract)


def _of_a_closed_contract(row: Any) -> Any:
    _close(row.contract)
    return type(row).objects.get(pk=row.pk)


def _unassigned() -> Inspection:
    return factories.a_scheduled_inspection(inspectors=())


def _reported() -> Inspection:
    return factories.a_filed_report().inspection


def _called_off(*, assigned: bool = True) -> Inspection:
    inspection = factories.a_scheduled_inspection() if assigned else _unassigned()
    return actions.cancel_inspection(inspection, by=factories.staff("supervisor"), at=NOW, reason="Flood.")


def _with_inspectors(inspection: Inspection) -> tuple[Inspection, list[User]]:
    return inspection, [factories.a_user("inspector") for _ in range(2)]


def _returned() -> FieldReport:
    report = factories.a_filed_report()
    return actions.return_report(report, by=factories.staff("supervisor"), at=NOW, reason="No photo.")


def _ordered_finding() -> Finding:
    return factories.an_order().finding


def _unapproved_finding() -> Finding:
    return factories.a_filed_report(failing=[2]).findings.get()


def _verified() -> RectificationOrder:
    order = factories.an_order()
    return actions.verify_rectification(order, by=factories.staff("supervisor"), at=NOW, note="Repaired.")


def _running_period() -> ReadingDue:
    return factories.a_reading_due(month="2026-11", at=NOW + days(40))


def _read_already() -> ReadingDue:
    return factories.a_reading().due


def _revised_already() -> Reading:
    reading = factories.a_reading()
    _revise(reading, factories.staff())
    return reading


def _revise(reading: Reading, by: User) -> Reading:
    parts = {"numerator": Decimal(90), "denominator": Decimal(100)}
    return actions.revise_reading(reading, **parts, reason="A slip.", by=by, at=NOW)


def _table() -> bytes:
    due = factories.a_reading_due()
    factories.staff("contract_manager")
    return ONE_READING.format(due.contract.reference).encode()


def _without_a_checklist() -> None:
    checklist = Checklist.objects.get(method="patrol")
    checklist.items.all().delete()
    checklist.delete()


VISITS = {
    "schedule_due_work": Case(
        call=lambda _row, by: actions.schedule_due_work(by=by, at=NOW),
        event="schedule.opened",
        subject=factories.an_active_contract,
        actor=lambda _row: factories.automation(),
        changes={"count", "sha256"},
        stateless="what is there already stays",
        anywhere="it runs for every agency at once",
    ),
    "assign_inspectors": Case(
        call=lambda rows, by: actions.assign_inspectors(*rows, by=by, at=NOW),
        event="inspection.assigned",
        subject=lambda: _with_inspectors(_unassigned()),
        role="supervisor",
        changes={"inspectors"},
        wrong_states={
            "reported": lambda: _with_inspectors(_reported()),
            "called off": lambda: _with_inspectors(_called_off(assigned=False)),
        },
    ),
    "cancel_inspection": Case(
        call=lambda row, by: actions.cancel_inspection(row, by=by, at=NOW, reason="Flood."),
        event="inspection.cancelled",
        subject=_unassigned,
        role="supervisor",
        changes={"status", "cancel_reason"},
        wrong_states={"reported": _reported, "called off": _called_off},
    ),
    "file_report": Case(
        call=lambda row, by: actions.file_report(
            row,
            factories.answers(row),
            client_uuid=uuid.uuid4(),
            visited_at=NOW - timedelta(hours=1),
            by=by,
            at=NOW,
        ),
        event="report.filed",
        subject=factories.a_scheduled_inspection,
        role="inspector",
        actor=lambda inspection: inspection.inspectors.order_by("pk").first(),
        changes={"inspection", "client_uuid", "filed_by", "visited_at"},
        wrong_states={
            "reported": _reported,
            "called off": _called_off,
            "on a closed contract": lambda: _of_a_closed_contract(factories.a_scheduled_inspection()),
        },
    ),
    "approve_report": Case(
        call=lambda row, by: actions.approve_report(row, by=by, at=NOW),
        event="report.approved",
        subject=factories.a_filed_report,
        role="supervisor",
        changes={"status", "reviewed_by", "reviewed_at"},
        wrong_states={"approved": factories.an_approved_report, "returned": _returned},
    ),
    "return_report": Case(
        call=lambda row, by: actions.return_report(row, by=by, at=NOW, reason="No photo."),
        event="report.returned",
        subject=factories.a_filed_report,
        role="supervisor",
        changes={"status", "reviewed_by", "reviewed_at", "review_note"},
        wrong_states={"approved": factories.an_approved_report, "returned": _returned},
    ),
    "order_rectification": Case(
        call=lambda row, by: actions.order_rectification(row, working_days=10, by=by, at=NOW),
        event="order.issued",
        subject=factories.a_finding,
        role="supervisor",
        changes={"finding", "issued_on", "due_on", "working_days"},
        wrong_states={
            "not approved": _unapproved_finding,
            "ordered": _ordered_finding,
            "on a closed contract": lambda: _of_a_closed_contract(factories.a_finding()),
        },
    ),
    "verify_rectification": Case(
        call=lambda row, by: actions.verify_rectification(row, by=by, at=NOW, note="Repaired."),
        event="order.verified",
        subject=factories.an_order,
        role="supervisor",
        changes={"status", "verified_by", "verified_on", "verification_note"},
        wrong_states={"verified": _verified},
    ),
}

FIGURES = {
    "record_reading": Case(
        call=lambda row, by: actions.record_reading(
            row, source="vendor", numerator=Decimal(95), denominator=Decimal(100), by=by, at=NOW
        ),
        event="reading.recorded",
        subject=factories.a_reading_due,
        changes={"due", "source", "numerator", "denominator", "value"},
        wrong_states={"read already": _read_already, "not over": _running_period},
    ),
    "revise_reading": Case(
        call=_revise,
        event="reading.revised",
        subject=factories.a_reading,
        changes={"due", "value", "revision", "revision_reason"},
        wrong_states={"revised already": _revised_already},
    ),
    "import_readings": Case(
        call=lambda data, by: actions.import_readings(data, by=by, at=NOW),
        event="reading.imported",
        subject=_table,
        changes={"count", "sha256"},
        stateless="its rows are told apart one by one",
    ),
    "load_checklists": Case(
        call=lambda _row, by: actions.load_checklists(by=by, at=NOW),
        event="checklist.loaded",
        subject=_without_a_checklist,
        actor=lambda _row: factories.automation(),
        changes={"count", "sha256"},
        stateless="what is there already stays",
        anywhere="reference data is the same for every agency",
    ),
}

CASES = VISITS | FIGURES
