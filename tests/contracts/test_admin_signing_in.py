"""Signing in and out, one's own password, and the language of the pages."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from contracts.models import AuditEvent, User
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def _account(role: str, **fields: object) -> User:
    user = factories.a_user(role, password=PASSWORD, **fields)
    return user


def _sign_in(client: Client, user: User, page: str = "") -> str:
    answer = client.post(reverse("login"), {"username": user.username, "password": PASSWORD, "next": page})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.headers["Location"]


def test_an_official_comes_to_the_administration(client: Client) -> None:
    assert _sign_in(client, _account("contract_manager", is_staff=True)) == "/admin/"


def test_an_inspector_comes_to_the_field_pages(client: Client) -> None:
    assert _sign_in(client, _account("inspector")) == "/field/"


def test_signing_in_leads_back_to_the_page_that_was_wanted(client: Client) -> None:
    assert (
        _sign_in(client, _account("contract_manager", is_staff=True), "/admin/contracts/duty/")
        == "/admin/contracts/duty/"
    )


def test_signing_in_leads_to_no_other_host(client: Client) -> None:
    assert _sign_in(client, _account("inspector"), "https://elsewhere.example/") == "/field/"


def test_the_administration_sends_a_stranger_to_the_one_page_to_sign_in(client: Client) -> None:
    answer = client.get("/admin/contracts/contract/", follow=True)
    assert answer.redirect_chain[-1][0] == "/login/?next=/admin/contracts/contract/"
    assert answer.status_code == 200


def test_an_inspector_cannot_enter_the_administration(client: Client) -> None:
    client.force_login(_account("inspector"))
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/login/")
    assert "who may not open that page" in answer.content.decode()


def test_signing_out_needs_a_post_and_ends_the_session(client: Client) -> None:
    client.force_login(_account("contract_manager", is_staff=True))
    assert client.get(reverse("admin:logout")).status_code == 405
    assert client.post(reverse("admin:logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_ones_own_password_is_changed_through_an_action(client: Client) -> None:
    user = _account("contract_manager", is_staff=True)
    client.force_login(user)
    new = "another-long-and-rare-one"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("admin:password_change"), given).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    assert AuditEvent.objects.about(user).filter(action="user.password_set").exists()
    assert client.get("/admin/").status_code == 200, "Changing the password ends no session of one's own"


def test_the_page_with_the_own_password_is_kept_nowhere(client: Client) -> None:
    """Django lets it be cached; here it names the person and what waits for them."""
    client.force_login(_account("contract_manager", is_staff=True))
    assert "no-store" in client.get(reverse("admin:password_change")).headers["Cache-Control"]


def test_a_wrong_old_password_changes_nothing(client: Client) -> None:
    user = _account("contract_manager", is_staff=True)
    client.force_login(user)
    new = "another-long-and-rare-one"
    given = {"old_password": "guess", "new_password1": new, "new_password2": new}
    assert client.post(reverse("admin:password_change"), given).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


# ---- the language ----


def _choose(client: Client, language: str, page: str = "/admin/") -> str:
    return client.post(reverse("set_preferred_language"), {"language": language, "next": page}).headers["Location"]


def test_a_choice_of_language_is_remembered_for_the_person(client: Client) -> None:
    user = _account("contract_manager", is_staff=True)
    client.force_login(user)
    assert _choose(client, "zh-hans") == "/admin/"
    user.refresh_from_db()
    assert user.language == "zh-hans"
    assert client.get("/admin/").headers["Content-Language"] == "zh-hans"


def test_a_choice_of_language_is_kept_in_the_browser_for_somebody_who_has_not_signed_in(client: Client) -> None:
    _choose(client, "zh-hans", "/login/")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"
    assert client.get("/login/").headers["Content-Language"] == "zh-hans"


def test_choosing_the_language_one_has_writes_nothing(client: Client) -> None:
    user = _account("contract_manager", is_staff=True, language="en")
    client.force_login(user)
    _choose(client, "en")
    assert not AuditEvent.objects.filter(action="user.language_chosen").exists()


def test_a_public_page_is_shown_again_in_the_language_chosen(client: Client) -> None:
    assert _choose(client, "zh-hans", "/en/vendors/?q=hotline") == "/zh-hans/vendors/?q=hotline"


@pytest.mark.parametrize("page", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_a_choice_of_language_leads_to_no_other_host(client: Client, page: str) -> None:
    assert _choose(client, "en", page) == "/"


def test_a_language_that_is_not_offered_changes_nothing(client: Client) -> None:
    user = _account("contract_manager", is_staff=True, language="en")
    client.force_login(user)
    assert _choose(client, "fr") == "/admin/"
    user.refresh_from_db()
    assert user.language == "en"


def test_a_language_is_chosen_by_post_only(client: Client) -> None:
    assert client.get(reverse("set_preferred_language")).status_code == 405
