"""Who there is in the demonstration county, before anything happens in it."""

from collections import Counter

import pytest
from django.contrib.auth import authenticate
from django.db import models

from contracts.models import Agency, User
from oversight.demo import DEFAULT_SEED, PASSWORD, logins, people
from oversight.demo.load import make_county
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    opened = make_county(NOW, DEFAULT_SEED)
    people.settle(opened, NOW)
    return opened


def test_the_county_is_marked_as_fictional_in_both_languages(county):
    root = Agency.objects.demonstration().get()
    assert "fictional" in root.name_en
    assert "（虚构）" in root.name_zh_hans
    assert not Agency.objects.filter(is_demonstration=False).exists()
    assert Agency.objects.filter(depth=3).exists()
    assert not Agency.objects.filter(models.Q(name_en="") | models.Q(name_zh_hans="")).exists()


def test_there_are_people_for_every_role(county):
    held = Counter(User.objects.values_list("groups__name", flat=True))
    assert held["inspector"] >= 6
    roles = ("system_administrator", "contract_manager", "supervisor", "analyst", "publisher", "auditor")
    assert [role for role in roles if not held[role]] == []
    people = User.objects.filter(agency__isnull=False)
    blank = models.Q(name_zh_hans="") | models.Q(post_en="") | models.Q(post_zh_hans="") | models.Q(office_phone="")
    assert not people.filter(blank).exists()
    assert not people.exclude(office_phone__startswith="(0000) 555-").exists()
    assert not people.filter(is_superuser=True).exists()


def test_people_of_the_oversight_office_see_the_whole_county(county):
    root = Agency.objects.demonstration().get()
    assert {county.people[name].scope for name in ("he.min", "gao.yuan", "sun.li", "deng.ke", "cao.ying")} == {root}


def test_each_documented_login_works_and_starts_where_it_may(county):
    assert len(logins()) == 7
    for login in logins():
        user = authenticate(username=login.username, password=PASSWORD)
        assert user is not None, login
        assert user.is_staff == (login.start == "/admin/")
        assert {group.name for group in user.groups.all()}


def test_nobody_else_can_sign_in(county):
    documented = {login.username for login in logins()}
    others = User.objects.filter(agency__isnull=False).exclude(username__in=documented)
    assert [user.username for user in others if user.has_usable_password()] == []
