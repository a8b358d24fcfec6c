"""Two people with the same page open: the second saver is told, nothing is overwritten, nothing entered is lost."""

from decimal import Decimal

import pytest

from contracts.admin_pages import page_url
from contracts.models import AuditEvent, Contract, InspectionTerm, MetricTerm, User
from tests import factories
from tests.admin_forms import as_a_browser_would, signed_in
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
MANAGER = ("contract_manager",)


@pytest.fixture
def draft():
    draft = factories.a_draft(title_en="Water service hotline", amount=Decimal("1000.00"))
    factories.a_metric_term(draft, "H1", weight_bp=6000)
    factories.a_metric_term(draft, "H3", weight_bp=4000)
    return draft


def an_official(name):
    return factories.a_user(MANAGER, is_staff=True, name_en=name)


@pytest.fixture
def first():
    return signed_in(an_official("He Min"))


@pytest.fixture
def second():
    return signed_in(an_official("Ma Li"))


def entered(page, **values):
    return as_a_browser_would(page, **values)


def head(answer):
    return " ".join(answer.context["adminform"].form.non_field_errors())


def row_of(page, term):
    """The form of a row, by the term it shows."""
    formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    return next(form for formset in formsets for form in formset.forms if form.instance == term)


def term(draft, code):
    return MetricTerm.objects.get(contract=draft, indicator__code=code)


def test_the_second_saver_is_told_who_saved_what_and_nothing_is_overwritten(draft, first, second):
    theirs, mine = (client.get(page_url(draft)) for client in (first, second))
    assert first.post(page_url(draft), entered(theirs, amount="2000.00")).status_code == 302
    answer = second.post(page_url(draft), entered(mine, amount="3000.00", title_en="Hotline"))
    assert answer.status_code == 409
    assert head(answer).startswith("He Min saved this page at ")
    assert "it is now “¥2,000.00”" in answer.context["adminform"].form.errors["amount"][0]
    draft.refresh_from_db()
    assert (draft.amount, draft.title_en) == (Decimal("2000.00"), "Water service hotline")


def test_what_the_second_saver_entered_stays_in_the_form(draft, first, second):
    theirs, mine = (client.get(page_url(draft)) for client in (first, second))
    first.post(page_url(draft), entered(theirs, amount="2000.00"))
    answer = second.post(page_url(draft), entered(mine, amount="3000.00", title_en="Hotline"))
    form = answer.context["adminform"].form
    assert form["amount"].value() == "3000.00"
    assert form["title_en"].value() == "Hotline"


def test_what_the_second_saver_left_alone_takes_the_new_value(draft, first, second):
    theirs, mine = (client.get(page_url(draft)) for client in (first, second))
    first.post(page_url(draft), entered(theirs, amount="2000.00"))
    answer = second.post(page_url(draft), entered(mine, title_en="Hotline"))
    assert "Amount: now “¥2,000.00”." in head(answer)
    assert second.post(page_url(draft), entered(answer)).status_code == 302
    draft.refresh_from_db()
    assert (draft.amount, draft.title_en) == (Decimal("2000.00"), "Hotline")


def test_saving_again_after_looking_writes_over_it(draft, first, second):
    theirs, mine = (client.get(page_url(draft)) for client in (first, second))
    first.post(page_url(draft), entered(theirs, amount="2000.00"))
    answer = second.post(page_url(draft), entered(mine, amount="3000.00"))
    assert second.post(page_url(draft), entered(answer)).status_code == 302
    draft.refresh_from_db()
    assert draft.amount == Decimal("3000.00")


def test_a_third_save_between_is_told_as_well(draft, first, second):
    theirs, mine = (client.get(page_url(draft)) for client in (first, second))
    first.post(page_url(draft), entered(theirs, amount="2000.00"))
    answer = second.post(page_url(draft), entered(mine, amount="3000.00"))
    first.post(page_url(draft), entered(first.get(page_url(draft)), amount="2500.00"))
    answer = second.post(page_url(draft), entered(answer))
    assert answer.status_code == 409
    assert "it is now “¥2,500.00”" in answer.context["adminform"].form.errors["amount"][0]


def test_a_term_that_somebody_changed_shows_both_values(draft, first, second):
    theirs, mine = (client.get(page_url(draft)) for client in (first, second))
    name = row_of(theirs, term(draft, "H1")).add_prefix("weight_bp")
    first.post(page_url(draft), entered(theirs, **{name: "5000"}))
    name = row_of(mine, term(draft, "H1")).add_prefix("weight_bp")
    answer = second.post(page_url(draft), entered(mine, **{name: "5500"}))
    assert answer.status_code == 409
    row = row_of(answer, term(draft, "H1"))
    assert "it is now “50%”" in row.errors["weight_bp"][0]
    assert row["weight_bp"].value() == "5500"
    assert term(draft, "H1").weight_bp == 5000


def test_a_term_that_somebody_added_stands_in_the_form(draft, first, second):
    theirs, mine = (client.get(page_url(draft)) for client in (first, second))
    new = theirs.context["inline_admin_formsets"][1].formset.forms[-1]
    added = {new.add_prefix("method"): "patrol", new.add_prefix("frequency"): "1"}
    assert first.post(page_url(draft), entered(theirs, **added)).status_code == 302
    answer = second.post(page_url(draft), entered(mine, title_en="Hotline"))
    assert "Inspection term: “Patrol” was added." in head(answer)
    assert second.post(page_url(draft), entered(answer)).status_code == 302
    assert InspectionTerm.objects.filter(contract=draft).count() == 1
    draft.refresh_from_db()
    assert draft.title_en == "Hotline"


def test_a_term_that_somebody_removed_is_gone_from_the_form_and_what_was_to_be_added_stays(draft, first, second):
    theirs, mine = (client.get(page_url(draft)) for client in (first, second))
    gone = row_of(theirs, term(draft, "H1")).add_prefix("DELETE")
    assert first.post(page_url(draft), entered(theirs, **{gone: "on"})).status_code == 302
    new = mine.context["inline_admin_formsets"][0].formset.forms[-1]
    added = {new.add_prefix("target"): "90", new.add_prefix("weight_bp"): "1000"}
    answer = second.post(page_url(draft), entered(mine, **added))
    assert answer.status_code == 409
    assert "H1" in head(answer)
    assert "was removed" in head(answer)
    formset = answer.context["inline_admin_formsets"][0].formset
    assert formset.initial_form_count() == 1
    assert "90" in [form["target"].value() for form in formset.extra_forms]


def test_a_row_that_was_removed_while_it_was_being_changed_would_be_added_again(draft, first, second):
    theirs, mine = (client.get(page_url(draft)) for client in (first, second))
    row = row_of(mine, term(draft, "H1")).prefix
    first.post(page_url(draft), entered(theirs, **{f"{row}-DELETE": "on"}))
    answer = second.post(page_url(draft), entered(mine, **{f"{row}-weight_bp": "5500"}))
    formset = answer.context["inline_admin_formsets"][0].formset
    assert "5500" in [form["weight_bp"].value() for form in formset.extra_forms]


def test_ones_own_other_window_is_called_so(draft, first):
    theirs, mine = (first.get(page_url(draft)) for _ in range(2))
    first.post(page_url(draft), entered(theirs, amount="2000.00"))
    assert head(first.post(page_url(draft), entered(mine, amount="3000.00"))).startswith("You saved this page at ")


def test_what_no_event_tells_of_was_somebody_else(draft, first):
    page = first.get(page_url(draft))
    Contract.objects.filter(pk=draft.pk).update(amount=Decimal("5.00"))
    answer = first.post(page_url(draft), entered(page))
    assert head(answer).startswith("Somebody else saved this page")


def test_roles_are_told_by_their_names(root_client):
    user = factories.a_user(MANAGER, is_staff=True)
    theirs, mine = (root_client.get(page_url(user)) for _ in range(2))
    root_client.post(page_url(user), entered(theirs, roles=["inspector"]))
    answer = root_client.post(page_url(user), entered(mine, post_en="Clerk"))
    assert "Roles: now “Inspector”." in head(answer)
    assert answer.context["adminform"].form["roles"].value() == ["inspector"]
    assert User.objects.get(pk=user.pk).post_en != "Clerk"


@pytest.fixture
def root_client():
    return signed_in(factories.root())


@pytest.mark.parametrize("token", ["", "made:up:token"])
def test_a_form_that_does_not_say_what_it_showed_is_not_saved(draft, first, token):
    page = first.get(page_url(draft))
    answer = first.post(page_url(draft), entered(page, amount="2000.00", _as_read=token))
    assert answer.status_code == 409
    assert "incomplete" in head(answer)
    draft.refresh_from_db()
    assert draft.amount == Decimal("1000.00")


def test_what_another_page_showed_does_not_count(draft, first):
    other = first.get(page_url(factories.a_draft()))
    page = first.get(page_url(draft))
    assert first.post(page_url(draft), entered(page, _as_read=other.context["as_read"])).status_code == 409


def test_a_form_refused_for_another_reason_still_knows_what_it_showed(draft, first, second):
    theirs, mine = (client.get(page_url(draft)) for client in (first, second))
    wrong = second.post(page_url(draft), entered(mine, amount="-1"))
    assert wrong.status_code == 200
    first.post(page_url(draft), entered(theirs, title_en="Hotline"))
    assert second.post(page_url(draft), entered(wrong, amount="3000.00")).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_in_the_same_moment_one_is_told():
    draft = factories.a_draft(amount=Decimal("1000.00"))
    clients = [signed_in(an_official(name)) for name in ("He Min", "Ma Li")]
    forms = [
        entered(client.get(page_url(draft)), amount=amount)
        for client, amount in zip(clients, ("2000.00", "3000.00"), strict=True)
    ]
    answers = at_once(
        *(
            lambda client=client, form=form: client.post(page_url(draft), form).status_code
            for client, form in zip(clients, forms, strict=True)
        )
    )
    assert sorted(answers) == [302, 409]
    assert AuditEvent.objects.about(draft).filter(action="contract.changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_different_parts_in_the_same_moment_one_is_told():
    draft = factories.a_draft()
    factories.a_metric_term(draft, "H1", weight_bp=6000)
    clients = [signed_in(an_official(name)) for name in ("He Min", "Ma Li")]
    pages = [client.get(page_url(draft)) for client in clients]
    weight = row_of(pages[1], term(draft, "H1")).add_prefix("weight_bp")
    forms = [entered(pages[0], title_en="Hotline"), entered(pages[1], **{weight: "5000"})]
    answers = at_once(
        *(
            lambda client=client, form=form: client.post(page_url(draft), form).status_code
            for client, form in zip(clients, forms, strict=True)
        )
    )
    assert sorted(answers) == [302, 409]
