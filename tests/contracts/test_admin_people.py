"""The pages of agencies, accounts, vendors and reference data."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from contracts.admin_pages import add_url, list_url, page_url, step_url
from contracts.models import Agency, AuditEvent, Holiday, Indicator, ReportedContract, ServiceKind, User, Vendor
from contracts.refusals import Refused
from contracts.roles import ASSIGNABLE, SEPARATED
from tests import factories
from tests.admin_forms import as_a_browser_would, signed_in

pytestmark = pytest.mark.django_db
PASSPHRASE = "a-long-and-rare-passphrase"


@pytest.fixture
def administrator(client: Client) -> User:
    user = factories.a_user("administrator", is_staff=True)
    client.force_login(user)
    return user


def _send(client: Client, url: str, **entered: Any) -> Any:
    return client.post(url, as_a_browser_would(client.get(url), **entered))


# ---- accounts ----


def _new_account(agency: Agency, **fields: Any) -> dict[str, Any]:
    return {"username": "lin", "name_zh_hans": "林述", "agency": agency.pk, "roles": ["contract_manager"], **fields}


def test_an_account_is_opened_with_roles_and_a_password(client: Client, administrator: User) -> None:
    given = _new_account(administrator.agency, new_password=PASSPHRASE)
    assert _send(client, add_url(User), **given).status_code == 302
    user = User.objects.get(username="lin")
    assert [group.name for group in user.groups.all()] == ["contract_manager"]
    assert user.check_password(PASSPHRASE)
    assert user.is_staff, "An official works in the administration"
    assert PASSPHRASE not in str(list(AuditEvent.objects.values_list("changes", flat=True)))


def test_an_inspectors_account_does_not_enter_the_administration(client: Client, administrator: User) -> None:
    _send(client, add_url(User), **_new_account(administrator.agency, roles=["inspector"]))
    assert not User.objects.get(username="lin").is_staff


def test_an_account_without_a_name_or_agency_says_what_is_missing(client: Client, administrator: User) -> None:
    answer = _send(client, add_url(User), username="lin", agency="")
    assert "agency" in answer.context["adminform"].form.errors
    answer = _send(client, add_url(User), username="lin", agency=administrator.agency_id)
    assert "name_en" in answer.context["adminform"].form.errors
    assert not User.objects.filter(username="lin").exists()


def test_a_weak_password_is_refused_beside_its_field(client: Client, administrator: User) -> None:
    answer = _send(client, add_url(User), **_new_account(administrator.agency, new_password="12345"))
    assert answer.context["adminform"].form.errors["new_password"]


def test_roles_are_ticked_by_their_titles(client: Client, administrator: User) -> None:
    form = client.get(add_url(User)).context["adminform"].form
    assert [code for code, _title in form.fields["roles"].choices] == [role.code for role in ASSIGNABLE]
    assert "user_permissions" not in form.fields
    assert "is_superuser" not in form.fields
    assert Group not in admin.site._registry


def test_the_form_says_which_roles_are_kept_apart_and_refuses_them_by_name(client: Client, administrator: User) -> None:
    page = client.get(add_url(User)).content.decode()
    assert all(str(separation.why) in page for separation in SEPARATED)
    answer = _send(client, add_url(User), **_new_account(administrator.agency, roles=["analyst", "publisher"]))
    refusal = str(answer.context["adminform"].form.errors["roles"])
    assert "“Scorecard analyst” and “Scorecard publisher” are not given to one account." in refusal
    answer = _send(client, add_url(User), **_new_account(administrator.agency, roles=["auditor", "publisher"]))
    assert "“Auditor” stands alone in an account." in str(answer.context["adminform"].form.errors["roles"])
    assert not User.objects.filter(username="lin").exists()


def test_roles_are_changed_with_the_account(client: Client, administrator: User) -> None:
    user = factories.a_user("inspector")
    assert _send(client, page_url(user), roles=["supervisor"]).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert [group.name for group in user.groups.all()] == ["supervisor"]
    assert user.is_staff


def test_nobody_changes_their_own_roles(client: Client, administrator: User) -> None:
    answer = _send(client, page_url(administrator), roles=["contract_manager"])
    assert "You cannot change your own roles." in str(answer.context["adminform"].form.errors["roles"])
    assert [group.name for group in administrator.groups.all()] == ["administrator"]


def test_an_account_beyond_ones_rights_is_refused_in_the_form_and_stays(client: Client, administrator: User) -> None:
    above = factories.root()
    User.objects.filter(pk=above.pk).update(agency=administrator.agency)
    answer = _send(client, page_url(above), post_en="Clerk")
    assert answer.status_code == 403
    assert answer.context["adminform"].form["post_en"].value() == "Clerk"
    assert answer.context["errors"]
    above.refresh_from_db()
    assert above.post_en != "Clerk"


def test_an_account_is_closed_after_a_question_and_never_deleted(client: Client, administrator: User) -> None:
    user = factories.a_user()
    assert client.post(reverse("admin:contracts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    assert client.get(step_url(user, "close")).status_code == 200
    client.post(step_url(user, "close"))
    user.refresh_from_db()
    assert not user.is_active


def test_an_official_reads_accounts_and_changes_none(client: Client) -> None:
    user = factories.a_user()
    client.force_login(factories.a_user("contract_manager", is_staff=True))
    page = client.get(page_url(user))
    assert page.status_code == 200
    assert "new_password" not in page.content.decode()
    assert client.post(page_url(user), {"post_en": "Clerk"}).status_code == 403


def test_people_of_other_agencies_are_not_listed(client: Client) -> None:
    factories.a_user()
    stranger = factories.a_user("administrator", factories.an_agency(), is_staff=True)
    listed = signed_in(stranger).get(list_url(User)).context["cl"].result_list
    assert list(listed) == [stranger]


# ---- agencies ----


def test_an_agency_is_added_below_the_one_whose_page_it_is(client: Client, administrator: User) -> None:
    url = step_url(administrator.agency, "add-below")
    client.post(url, {"code": "station", "name_zh_hans": "水管站"})
    station = Agency.objects.get(code="station")
    assert Agency.objects.get_parent(station) == administrator.agency


def test_a_code_that_is_taken_is_refused_beside_its_field(client: Client, administrator: User) -> None:
    url = step_url(administrator.agency, "add-below")
    answer = client.post(url, {"code": administrator.agency.code, "name_en": "Station"})
    assert answer.context["form"].errors["code"]


def test_only_somebody_who_sees_all_agencies_adds_a_root(client: Client, administrator: User) -> None:
    assert client.get(add_url(Agency)).status_code == 403
    assert signed_in(factories.root()).get(add_url(Agency)).status_code == 200


# ---- vendors ----


def _as_official(client: Client) -> None:
    client.force_login(factories.a_user("contract_manager", is_staff=True))


def test_a_credit_code_is_forgiven_its_blanks_and_small_letters(client: Client) -> None:
    _as_official(client)
    code = factories.credit_code()
    typed = f" {code[:8].lower()} {code[8:]} "
    assert _send(client, add_url(Vendor), name_en="Vendor", credit_code=typed).status_code == 302
    assert Vendor.objects.filter(credit_code=code).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("9199", "has 18 characters"), ("919900000000000430", "check digit")],
)
def test_a_wrong_credit_code_says_what_is_wrong(client: Client, typed: str, said: str) -> None:
    _as_official(client)
    answer = _send(client, add_url(Vendor), name_en="Vendor", credit_code=typed)
    assert said in str(answer.context["adminform"].form.errors["credit_code"])


def test_a_credit_code_that_is_registered_is_refused(client: Client) -> None:
    vendor = factories.a_vendor()
    _as_official(client)
    answer = _send(client, add_url(Vendor), name_en="Vendor", credit_code=vendor.credit_code)
    assert "already registered" in str(answer.context["adminform"].form.errors["credit_code"])


def test_a_vendors_contracts_are_shown_as_far_as_one_sees_them(client: Client) -> None:
    contract = factories.an_active_contract()
    _as_official(client)
    assert contract.reference in client.get(page_url(contract.vendor)).content.decode()
    stranger = signed_in(factories.a_user("contract_manager", factories.an_agency(), is_staff=True))
    assert contract.reference not in stranger.get(page_url(contract.vendor)).content.decode()


# ---- reference data ----


def test_both_languages_of_a_name_are_fields_of_the_form(client: Client) -> None:
    fields = signed_in(factories.root()).get(add_url(ServiceKind)).context["adminform"].form.fields
    assert {"name_en", "name_zh_hans"} <= set(fields)
    assert "name" not in fields


def test_a_name_in_one_language_is_enough(client: Client) -> None:
    client.force_login(factories.root())
    assert _send(client, add_url(ServiceKind), code="library", name_zh_hans="图书馆").status_code == 302
    assert _send(client, add_url(ServiceKind), code="museum").status_code == 200


def test_a_new_version_of_an_indicator_is_added_by_an_administrator(client: Client, administrator: User) -> None:
    old = Indicator.objects.get(code="H1")
    given = {"code": "H1", "kind": old.kind_id, "name_en": "Answer rate", "formula_en": "a / b"}
    common = {"unit": "percent", "direction": "up"}
    assert _send(client, add_url(Indicator), version="1", **given, **common).status_code == 200
    assert _send(client, add_url(Indicator), version="2", **given, **common).status_code == 302


def test_a_holiday_is_added_and_removed_and_the_list_says_which_years_have_data(
    client: Client, administrator: User
) -> None:
    page = client.get(list_url(Holiday))
    assert "The table has data for: " in page.content.decode()
    assert _send(client, add_url(Holiday), day="2049-10-01", name_zh_hans="国庆节").status_code == 302
    holiday = Holiday.objects.get(day="2049-10-01")
    delete = reverse("admin:contracts_holiday_delete", args=[holiday.pk])
    assert client.get(delete).status_code == 200
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not Holiday.objects.filter(pk=holiday.pk).exists()
    assert AuditEvent.objects.filter(action="reference.removed").exists()


def test_a_removal_that_is_refused_says_why_and_removes_nothing(
    client: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(holiday: Holiday, **by_and_at: Any) -> None:
        raise Refused("A due date rests on this day.")

    monkeypatch.setattr("contracts.actions.remove_holiday", refuse)
    holiday = Holiday.objects.latest("day")
    answer = client.post(reverse("admin:contracts_holiday_delete", args=[holiday.pk]), {"post": "yes"}, follow=True)
    assert answer.request["PATH_INFO"] == page_url(holiday)
    assert "A due date rests on this day." in [str(message) for message in answer.context["messages"]]
    assert Holiday.objects.filter(pk=holiday.pk).exists()


def test_reported_facts_are_read_only_for_everybody(client: Client) -> None:
    client.force_login(factories.root())
    assert client.get(add_url(ReportedContract)).status_code == 403


def test_the_audit_trail_is_read_only_for_everybody(client: Client) -> None:
    client.force_login(factories.root())
    event = AuditEvent.objects.first()
    assert client.get(page_url(event)).status_code == 200
    assert client.post(page_url(event), {"note": "Other"}).status_code == 403
    assert client.get(add_url(AuditEvent)).status_code == 403


def test_the_audit_trail_of_another_agency_is_not_listed(client: Client) -> None:
    factories.an_active_contract()
    stranger = factories.a_user("contract_manager", factories.an_agency(), is_staff=True)
    listed = signed_in(stranger).get(list_url(AuditEvent)).context["cl"].result_list
    assert all(event.agency_path.startswith(stranger.agency.path) for event in listed)


def test_nobody_narrows_the_list_of_people_by_their_passwords(client: Client) -> None:
    """The answer would tell how the digest begins, and the next question how it goes on."""
    somebody = factories.a_user("inspector", password=PASSPHRASE)
    client.force_login(factories.a_user("contract_manager", is_staff=True))
    for question in ("password__startswith", "password", "password__regex"):
        assert client.get(list_url(User), {question: somebody.password[:12]}).status_code == 400
    assert client.get(list_url(User), {"is_active__exact": "1"}).status_code == 200


def test_how_a_promised_indicator_is_judged_is_not_turned_round(client: Client, administrator: User) -> None:
    """One step would make every kept promise of every agency a missed one."""
    indicator = factories.a_metric_term(factories.a_draft(), "H1").indicator
    answer = _send(client, page_url(indicator), direction=Indicator.Direction.DOWN)
    assert answer.context["adminform"].form.errors["direction"]
    assert Indicator.objects.get(pk=indicator.pk).direction == Indicator.Direction.UP
    assert _send(client, page_url(indicator), counter_check_en="Recorded calls").status_code == 302
    unpromised = Indicator.objects.get(code="H3")
    assert _send(client, page_url(unpromised), direction=Indicator.Direction.DOWN).status_code == 302


def test_the_page_of_an_indicator_shows_its_versions_and_starts_a_new_one(client: Client, administrator: User) -> None:
    factories.a_metric_term(factories.a_draft(), "H1")
    indicator = Indicator.objects.get(code="H1")
    page = client.get(page_url(indicator))
    panel = next(panel for panel in page.context["panels"] if panel["id"] == "versions")
    assert panel["context"]["rows"][0][3][1].value == "1 contract"
    form = client.get(panel["more"][1]).context["adminform"].form
    assert (form.initial["code"], form.initial["version"]) == ("H1", "2")
    assert form.initial["suggested_weight_bp"] == str(indicator.suggested_weight_bp)
    assert client.post(add_url(Indicator), as_a_browser_would(client.get(panel["more"][1]))).status_code == 302
    assert Indicator.objects.newest().get(code="H1").version == 2


def test_a_reader_is_not_led_to_a_new_version(client: Client) -> None:
    client.force_login(factories.a_user("auditor", is_staff=True))
    panels = client.get(page_url(Indicator.objects.get(code="H1"))).context["panels"]
    assert next(panel for panel in panels if panel["id"] == "versions")["more"] is None
