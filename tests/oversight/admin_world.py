"""One of everything that the administration has a page for, and an eye on the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from contracts import actions as contract_actions
from contracts.models import AuditEvent, Contract
from tests import factories
from tests.factories import NOW

REPORTED = "region,service_kind,title,purchaser,supplier,method,budget_cny,award_cny,term,announced_or_signed,reference,reported_by\nTown,hotline,A hotline,,,open,,1000,,2024,,A newspaper\n"  # noqa: E501
UPLOAD = b"name_en,credit_code\n"
FIGURES = "place,indicator_code,period,before,after,unit,source\nTown,H1,2024,80,95,%,A newspaper\n"


def a_world() -> dict[str, Any]:
    """Rows in every state the pages treat differently, all of one agency."""
    _papers_and_money()
    order = factories.an_order()
    contract = order.contract
    factories.a_reading(factories.a_reading_due(contract))
    factories.a_swept_flag(contract)
    factories.a_filed_report(
        factories.a_scheduled_inspection(contract, due_on=factories.TODAY.replace(month=10, day=31))
    )
    factories.a_finding(factories.an_approved_report(_another_visit(contract), failing=[1]))
    factories.a_draft_card(contract, evidence=False)
    factories.an_active_contract()  # not published yet
    approved = factories.an_approved_card(
        factories.a_draft_card(factories.an_active_contract(published=True), evidence=False)
    )
    factories.an_acceptance(approved.contract, is_final=True)
    duty = approved.contract.duties.get()
    factories.delegate(duty, factories.a_user(), factories.TODAY, factories.TODAY)
    contract_actions.issue_token("A program", days=30, by=duty.person, at=NOW)
    contract_actions.upload_table("vendors.csv", UPLOAD, by=duty.person, at=NOW)
    factories.a_draft()
    draft = factories.a_ready_draft("irrigation")
    factories.a_duty(draft, role="manager", acknowledged=False)
    factories.a_waiver(draft)
    _tenders()
    contract_actions.load_reported(REPORTED.encode(), by=factories.automation(), at=NOW)
    contract_actions.load_reported(FIGURES.encode(), by=factories.automation(), at=NOW)
    return {"contract": contract, "draft": draft, "approved": approved}


def _papers_and_money() -> None:
    """A contract that was amended and paid in part, one that is held up, one suspended, one passed on and one ended."""
    contract = factories.an_active_contract()
    factories.an_amendment(contract)
    factories.a_document(contract, text="minutes")
    factories.a_released_payment(contract)
    factories.a_payment(contract)
    factories.an_acceptance(contract, is_final=True)
    held = factories.an_active_contract()
    factories.a_payment(held)
    factories.a_hold(held)
    factories.a_succession(factories.an_active_contract(), factories.an_agency(parent=factories.the_agency()))
    factories.suspend(factories.an_active_contract())
    factories.terminate(factories.an_active_contract())


def _another_visit(contract: Contract) -> Any:
    return factories.a_scheduled_inspection(contract, due_on=factories.TODAY.replace(month=9, day=30))


def _tenders() -> None:
    """In preparation, open for bids until the day that every form is filled in with, and awarded without a notice."""
    factories.a_tender()
    until = date(2026, 1, 15)
    days = {"notice_on": date(2025, 12, 10), "documents_until": date(2025, 12, 19), "bids_due_on": until}
    announced = factories.announce(factories.a_tender("social_media"), **days)
    for _number in range(2):
        factories.a_bid(announced)
    factories.an_awarded_tender(award_notice_on=None)


# ---- the eye on the tables ----


def domain_models() -> list[type[models.Model]]:
    """Every table of ours but the trail itself, many-to-many tables included."""
    own = [
        model
        for label in ("contracts", "inspections", "oversight")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return [model for model in own if model is not AuditEvent]


def state_of_the_tables() -> dict[str, list[tuple]]:
    """Every row of every table, but for what the framework notes on a sign-in."""
    return {model._meta.db_table: _rows(model) for model in domain_models()}


def _rows(model: type[models.Model]) -> list[tuple]:
    columns = [field.column for field in model._meta.concrete_fields if field.name != "last_login"]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY 1")  # noqa: S608
        return cursor.fetchall()


class WriteSpy:
    """Notes every statement that is not a plain reading."""

    def __init__(self) -> None:
        self.has_written = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip("( ").split(" ", 1)[0].upper()
        self.has_written |= verb in ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE")
        return execute(sql, params, many, context)


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Undo whatever happens inside, so that every request finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
