"""One company is not registered twice under two codes without somebody saying why."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from contracts import actions
from contracts.likeness import LONGEST, like, normalised
from contracts.models import Vendor
from contracts.refusals import Refused
from tests import factories
from tests.factories import NOW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Clear Line Services Co., Ltd.", "CLEAR LINE SERVICES"),
        ("Clear-Line Services (Beijing) Co Ltd", "Clear Line Services Beijing Company Limited"),
        ("Clearline Inc.", "Clearline, L.L.C."),
        ("Clearline Group Co., Ltd.", "Clearline"),
        ("青禾云服务有限公司", "青禾云服务有限责任公司"),
        ("青禾（北京）云服务股份有限公司", "青禾(北京) 云服务"),
        ("青禾云服务集团有限公司", "青禾云服务集团"),
        ("ＡＢＣ数据服务公司", "abc数据服务"),
        ("青禾 Cloud 有限公司", "青禾cloud"),
    ],
)
def test_names_that_people_write_differently_are_alike(one, other):
    assert normalised(one) == normalised(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青禾云服务有限公司北京分公司", "青禾云服务有限公司"),
        ("Clearline", "Clearline Water"),
        ("Costco", "Cost"),
        ("Lincoln", "Linc"),
    ],
)
def test_names_of_two_companies_stay_two(one, other):
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize("name", ["有限公司", "Ltd.", "Group Limited"])
def test_a_name_that_is_nothing_but_its_legal_form_is_kept(name):
    assert normalised(name)


@given(st.text(max_size=250))
def test_a_likeness_fits_its_column_and_does_not_change_again(name):
    once = normalised(name)
    assert len(once) <= LONGEST
    assert once == once.casefold()
    assert " " not in once


@given(st.text(max_size=60))
def test_blanks_and_brackets_make_no_difference(name):
    assert normalised(f" ({name}) ") == normalised(name)


# ---- registering ----


def register(**fields):
    given = {"name_en": "Clear Line Services Co., Ltd.", "name_zh_hans": "清线服务有限公司", **fields}
    return actions.register_vendor(by=factories.staff(), at=NOW, **{"credit_code": factories.credit_code(), **given})


@pytest.mark.django_db
def test_a_second_vendor_of_the_name_is_refused_and_the_first_one_named():
    first = register()
    with pytest.raises(Refused) as refusal:
        register(name_en="Clear Line Services", name_zh_hans="")
    (message,) = refusal.value.message_dict["distinct_because"]
    assert first.credit_code in message
    assert "Clear Line Services Co., Ltd." in message
    assert Vendor.objects.count() == 1


@pytest.mark.django_db
def test_the_name_is_compared_in_either_language():
    register(name_en="")
    with pytest.raises(Refused):
        register(name_en="清线服务", name_zh_hans="另一家")


@pytest.mark.django_db
def test_a_second_vendor_of_the_name_is_registered_with_the_reason_why_it_is_another():
    register()
    second = register(distinct_because="A company of the same name in another province.")
    assert like(second).count() == 1


@pytest.mark.django_db
def test_the_same_credit_code_is_refused_as_such_whatever_the_reason_given():
    first = register()
    with pytest.raises(ValidationError, match="credit code is already registered"):
        register(credit_code=first.credit_code, distinct_because="Another.")


@pytest.mark.django_db
def test_renaming_a_vendor_into_another_is_refused_and_changes_nothing():
    register()
    other = register(name_en="Water Works", name_zh_hans="水务")
    with pytest.raises(Refused, match="registered already"):
        actions.change_vendor(other, {"name_zh_hans": "清线服务"}, by=factories.staff(), at=NOW)
    other = Vendor.objects.get(pk=other.pk)
    assert (other.name_zh_hans, other.likeness_zh_hans) == ("水务", "水务")


@pytest.mark.django_db
def test_a_correction_that_leaves_the_name_alone_is_not_asked_about_it():
    register()
    twin = register(distinct_because="Another.")
    Vendor.objects.filter(pk=twin.pk).update(distinct_because="")
    twin.refresh_from_db()
    actions.change_vendor(twin, {"registered_capital": 5}, by=factories.staff(), at=NOW)


@pytest.mark.django_db
def test_vendors_from_before_the_comparison_get_their_likeness_from_the_migration():
    vendor = register()
    Vendor.objects.update(likeness_en="", likeness_zh_hans="")
    import_module("contracts.migrations.0006_vendor_likeness").fill(apps, None)
    vendor.refresh_from_db()
    assert (vendor.likeness_en, vendor.likeness_zh_hans) == ("clearlineservices", "清线服务")
