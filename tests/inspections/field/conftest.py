"""An inspector who is signed in, at a fixed moment, with visits to make."""

import pytest
import time_machine

from tests.factories import NOW, a_scheduled_inspection, a_user, an_active_contract


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def inspector(client):
    person = a_user("inspector")
    client.force_login(person)
    return person


@pytest.fixture
def canal(inspector):
    """A patrol of canal works with a roadside and a remote section."""
    return a_scheduled_inspection(an_active_contract("irrigation"), inspectors=[inspector, a_user("inspector")])


@pytest.fixture
def call(inspector):
    """A mystery call to a hotline."""
    return a_scheduled_inspection(inspectors=[inspector, a_user("inspector")])
