"""What cannot be, the database itself refuses: each constraint of the judgement, by writing past every action."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F, Model

from oversight.models import Flag, Scorecard, ScoringScheme
from tests import factories
from tests.factories import NOW


def a_scheme() -> ScoringScheme:
    return ScoringScheme.objects.get()


def a_draft() -> Scorecard:
    return factories.a_draft_card(evidence=False)


def approved() -> Scorecard:
    return factories.an_approved_card(a_draft())


def published() -> Scorecard:
    return factories.a_published_card(a_draft())


def again(row: Model, **fields) -> None:
    """A second row like it, with some fields changed."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    if hasattr(row, "public_id"):
        values["public_id"] = "another-id"
    type(row)._base_manager.create(**(values | fields))


def into(row: Model, **fields) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**fields)


def a_public_id_twice() -> None:
    card = a_draft()
    again(card, status="superseded", revision=2, public_id=card.public_id)


VIOLATIONS = {
    "scheme_weights_add_up": lambda: into(a_scheme(), metrics_bp=F("metrics_bp") + 1),
    "scheme_bands_rise": lambda: into(a_scheme(), near_from_bp=F("good_from_bp")),
    "scheme_coverage_in_range": lambda: into(a_scheme(), minimum_coverage_bp=10_001),
    "scorecard_revision_once": lambda: again(published(), status="superseded"),
    "scorecard_one_published": lambda: again(published(), revision=2),
    "scorecard_one_in_work": lambda: again(a_draft(), revision=2),
    "scorecard_four_eyes": lambda: into(approved(), approved_by=F("computed_by")),
    "scorecard_published_whole": lambda: into(published(), payload=""),
    "scorecard_published_at_when_published": lambda: into(approved(), status="published"),
    "scorecard_rated_has_score": lambda: into(a_draft(), band="good"),
    "flag_one_standing": lambda: again(factories.a_swept_flag()),
    "flag_cleared_at_when_cleared": lambda: into(factories.a_swept_flag(), status="cleared"),
    "flag_acknowledged_by_someone": lambda: into(factories.a_swept_flag(), status="acknowledged"),
}
# Other ways to break the same rules
VARIANTS = {
    "scheme: bands above 10,000": lambda: into(a_scheme(), good_from_bp=10_001),
    "scheme: the lowest band starts at nothing": lambda: into(a_scheme(), improve_from_bp=0),
    "scheme: a version twice": lambda: again(a_scheme()),
    "scorecard: a public identifier twice": a_public_id_twice,
    "scorecard: published without digest": lambda: into(published(), digest=""),
    "scorecard: published and approved by nobody": lambda: into(published(), approved_by=None),
    "scorecard: a draft with a digest": lambda: into(a_draft(), digest="0" * 64),
    "scorecard: a draft again after publication": lambda: into(published(), status="draft"),
    "scorecard: not rated with a score": lambda: into(a_draft(), score_bp=0),
    "scorecard: a score above 100": lambda: into(factories.a_draft_card(), score_bp=10_001),
    "flag: an acknowledged one beside an open one": lambda: again(
        factories.a_swept_flag(), status="acknowledged", acknowledged_by_id=factories.staff().pk, acknowledged_at=NOW
    ),
    "flag: open and cleared at once": lambda: into(factories.a_swept_flag(), cleared_at=NOW),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", VIOLATIONS)
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        VIOLATIONS[name]()
    fields = {"scorecard_revision_once": "revision", "scorecard_one": "period_start", "flag_one": "fingerprint"}
    named = [name, *(text for start, text in fields.items() if name.startswith(start))]
    # SQLite names the columns of a broken unique constraint, PostgreSQL the constraint
    assert any(text in str(error.value) for text in named)


@pytest.mark.django_db
@pytest.mark.parametrize("name", VARIANTS)
def test_the_database_refuses_also(name):
    with pytest.raises(IntegrityError), transaction.atomic():
        VARIANTS[name]()


@pytest.mark.django_db
def test_once_cleared_the_same_matter_may_be_flagged_again():
    flag = factories.a_swept_flag()
    into(flag, status="cleared", cleared_at=NOW)
    again(flag)
    assert Flag.objects.filter(fingerprint=flag.fingerprint).count() == 2


def test_every_constraint_has_its_violation():
    models = apps.get_app_config("oversight").get_models()
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(VIOLATIONS)
