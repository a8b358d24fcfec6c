"""The actions on people, vendors and reference data, each as a Case for tests/every_action.py."""

from datetime import date
from decimal import Decimal

from contracts import actions
from contracts.models import Contract, Holiday, Indicator, User
from tests import factories
from tests.every_action import Case
from tests.factories import NOW

NEW = "it makes a new row"
ANY_STATE = "the row has no states"
NATIONAL = "reference data is the same for every agency"


def _closed_account() -> User:
    return actions.close_account(factories.a_user(), by=factories.staff("administrator"), at=NOW)


def _without_an_indicator() -> None:
    Indicator.objects.filter(code="O8").delete()


PEOPLE = {
    "open_portal": Case(
        call=lambda who, by: actions.open_portal({"code": "new", "name": "New County"}, who, by=by, at=NOW),
        event="agency.founded",
        subject=lambda: {"username": "first", "name": "First"},
        actor=lambda _who: factories.automation(),
        changes={"code", "name_en", "path"},
        stateless=NEW,
        anywhere="it founds the agency",
    ),
    "found_agency": Case(
        call=lambda above, by: actions.found_agency(by=by, at=NOW, parent=above, code="new", name="Water Bureau"),
        event="agency.founded",
        subject=factories.the_agency,
        role="administrator",
        changes={"code", "name_en", "path"},
        stateless=NEW,
    ),
    "change_agency": Case(
        call=lambda row, by: actions.change_agency(row, {"name": "Water Bureau"}, by=by, at=NOW),
        event="agency.changed",
        subject=factories.the_agency,
        role="administrator",
        changes={"name_en"},
        stateless=ANY_STATE,
    ),
    "register_user": Case(
        call=lambda agency, by: actions.register_user(by=by, at=NOW, agency=agency, username="new", name="New"),
        event="user.registered",
        subject=factories.the_agency,
        role="administrator",
        changes={"username", "name_en", "agency"},
        stateless=NEW,
    ),
    "change_user": Case(
        call=lambda row, by: actions.change_user(row, {"office_phone": "1"}, by=by, at=NOW),
        event="user.changed",
        subject=factories.a_user,
        role="administrator",
        changes={"office_phone"},
        stateless="a closed account may be corrected",
    ),
    "close_account": Case(
        call=lambda row, by: actions.close_account(row, by=by, at=NOW),
        event="user.closed",
        subject=factories.a_user,
        role="administrator",
        changes={"is_active"},
        wrong_states={"closed": _closed_account},
    ),
    "choose_language": Case(
        call=lambda person, by: actions.choose_language("zh-hans", by=by, at=NOW),
        event="user.language_chosen",
        subject=factories.a_user,
        actor=lambda person: person,
        changes={"language"},
        stateless=ANY_STATE,
        anywhere="it is about oneself",
        open_to_all="everybody chooses for themselves",
    ),
    "choose_password": Case(
        call=lambda person, by: actions.choose_password("a-new-long-password", by=by, at=NOW),
        event="user.password_set",
        subject=factories.a_user,
        actor=lambda person: person,
        stateless=ANY_STATE,
        anywhere="it is about oneself",
        open_to_all="everybody chooses for themselves",
    ),
    "register_vendor": Case(
        call=lambda code, by: actions.register_vendor(by=by, at=NOW, name="Cloud Services", credit_code=code),
        event="vendor.registered",
        subject=factories.credit_code,
        changes={"credit_code", "name_en"},
        stateless=NEW,
        anywhere="the vendor register is one for all agencies",
    ),
    "change_vendor": Case(
        call=lambda row, by: actions.change_vendor(row, {"name": "Other Services"}, by=by, at=NOW),
        event="vendor.changed",
        subject=factories.a_vendor,
        changes={"name_en"},
        stateless=ANY_STATE,
        anywhere="the vendor register is one for all agencies",
    ),
    "record_export": Case(
        call=lambda model, by: actions.record_export(model, by=by, at=NOW, count=3, file_format="csv"),
        event="list.exported",
        subject=lambda: Contract,
        changes={"list", "count", "format", "narrowed_by"},
        stateless="nothing but the event is written",
        anywhere="everybody takes what they see themselves",
    ),
}

REFERENCE = {
    "load_reference": Case(
        call=lambda _row, by: actions.load_reference(at=NOW),
        event="reference.loaded",
        subject=_without_an_indicator,
        actor=lambda _row: factories.automation(),
        changes={"count", "sha256"},
        stateless="what is there stays",
        anywhere=NATIONAL,
        open_to_all="it is run on the server, before there is anybody who could be asked",
    ),
    "register_reference": Case(
        call=lambda row, by: actions.register_reference(row, by=by, at=NOW),
        event="reference.added",
        subject=lambda: Holiday(day=date(2027, 1, 1), name="New Year"),
        role="administrator",
        changes={"day", "name_en"},
        stateless=NEW,
        anywhere=NATIONAL,
    ),
    "change_reference": Case(
        call=lambda row, by: actions.change_reference(row, {"proposed_target": Decimal(90)}, by=by, at=NOW),
        event="reference.changed",
        subject=lambda: Indicator.objects.get(code="H1"),
        role="administrator",
        changes={"proposed_target"},
        stateless=ANY_STATE,
        anywhere=NATIONAL,
    ),
    "remove_holiday": Case(
        call=lambda row, by: actions.remove_holiday(row, by=by, at=NOW),
        event="reference.removed",
        subject=lambda: Holiday.objects.get(day=date(2026, 10, 1)),
        role="administrator",
        changes={"day", "name_en"},
        stateless=ANY_STATE,
        anywhere=NATIONAL,
    ),
    "load_reported": Case(
        call=lambda data, by: actions.load_reported(data, by=by, at=NOW),
        event="reportedfigure.loaded",
        subject=lambda: (
            b"place,indicator_code,period,before,after,unit,source\nElsewhere,H1,2024,,90,percent,A paper\n"
        ),
        role="administrator",
        changes={"count", "sha256"},
        stateless="loading twice changes nothing",
        anywhere="reported facts belong to no agency",
    ),
}
