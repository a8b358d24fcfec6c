"""The vendor register: credit codes, and what is said about a wrong one."""

import pytest
from django.core.exceptions import ValidationError

from contracts import actions
from contracts.models import Vendor
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

GOOD = factories.credit_code(12345678)


def register(credit_code, **fields):
    given = {"name_en": "Cloud Services", "name_zh_hans": "云服务", **fields}
    return actions.register_vendor(by=factories.staff(), at=NOW, credit_code=credit_code, **given)


def test_a_vendor_is_registered_under_a_valid_credit_code():
    assert Vendor.objects.get(pk=register(GOOD).pk).credit_code == GOOD


@pytest.mark.parametrize(
    "typed", [GOOD.lower(), f" {GOOD} ", f"{GOOD[:2]} {GOOD[2:8]} {GOOD[8:]}", f"{GOOD[:8]}-{GOOD[8:]}"]
)
def test_small_letters_blanks_and_hyphens_are_forgiven(typed):
    assert register(typed).credit_code == GOOD


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "cannot be blank"),
        (GOOD[:-1], "has 18 characters; this one has 17"),
        (GOOD + "0", "has 18 characters; this one has 19"),
        (GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2"), "check digit does not match"),
        (GOOD[:9] + "I" + GOOD[10:], "without I, O, S, V and Z"),
        (GOOD[:9] + "号" + GOOD[10:], "without I, O, S, V and Z"),
    ],
)
def test_a_wrong_credit_code_is_told_what_is_wrong_with_it(typed, message):
    with pytest.raises(ValidationError) as refusal:
        register(typed)
    assert any(message in text for text in refusal.value.message_dict["credit_code"])
    assert not Vendor.objects.exists()


def test_two_digits_swapped_are_noticed():
    swapped = GOOD[:8] + GOOD[9] + GOOD[8] + GOOD[10:]
    with pytest.raises(ValidationError, match="check digit"):
        register(swapped)


def test_a_credit_code_is_registered_once_however_it_is_typed():
    register(GOOD)
    with pytest.raises(ValidationError, match="already registered"):
        register(GOOD.lower())
    assert Vendor.objects.count() == 1


def test_a_vendor_needs_a_name():
    with pytest.raises(ValidationError, match="name"):
        register(GOOD, name_en="", name_zh_hans="")


def test_a_correction_checks_the_credit_code_as_well():
    vendor = register(GOOD)
    other = factories.credit_code()
    actions.change_vendor(vendor, {"credit_code": other.lower()}, by=factories.staff(), at=NOW)
    vendor.refresh_from_db()
    assert vendor.credit_code == other
    with pytest.raises(ValidationError, match="check digit"):
        actions.change_vendor(
            vendor, {"credit_code": other[:-1] + ("1" if other[-1] != "1" else "2")}, by=factories.staff(), at=NOW
        )


def test_only_vendors_with_a_published_contract_are_public():
    quiet = factories.an_active_contract().vendor
    shown = factories.an_active_contract(published=True)
    factories.an_active_contract(vendor=shown.vendor, published=True)
    assert list(Vendor.objects.published()) == [shown.vendor]
    assert quiet not in Vendor.objects.published()


def test_every_official_sees_every_vendor_and_an_inspector_none():
    vendor = factories.a_vendor()
    elsewhere = factories.a_user("contract_manager", factories.an_agency())
    assert vendor in Vendor.objects.visible_to(elsewhere)
    assert not Vendor.objects.visible_to(factories.a_user("inspector")).exists()
