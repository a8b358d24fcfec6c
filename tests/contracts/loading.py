"""A table loaded into the register, as the tests of imports do it."""

from contracts import actions
from contracts.register_tables import read_register
from tests import factories
from tests.factories import NOW
from tests.tables import CONTRACT_COLUMNS, comma_separated


def load(data, kind="", by=None, **options):
    by = by or factories.staff("registrar")
    return actions.import_register(read_register(data, kind), by=by, at=NOW, origin="register.xlsx", **options)


def contracts(*rows, columns=CONTRACT_COLUMNS):
    return comma_separated(columns, *rows)
