"""Photos of a report: the sealed original and the copy for everybody else."""

from dataclasses import replace

import pytest

from contracts.refusals import Refused
from inspections.models import Evidence
from inspections.photos import read_photo
from tests import factories
from tests.every_action import nothing_written

pytestmark = pytest.mark.django_db


def photo(data=None):
    return read_photo(data or factories.a_photo(), "a.jpg")


@pytest.fixture
def inspection():
    return factories.a_scheduled_inspection()


def test_a_photo_is_kept_as_it_arrived_and_as_a_copy(inspection):
    taken = photo()
    given = factories.answers(inspection)
    key = next(iter(given))
    given[key] = replace(given[key], photos=(taken,))
    evidence = factories.a_filed_report(inspection, given=given).evidence.get()
    with evidence.original.open() as original, evidence.copy.open() as copied:
        assert original.read() == taken.original
        assert copied.read() == taken.copy
    assert evidence.sha256 == taken.sha256
    assert evidence.original.name.endswith(".jpeg")


def test_a_report_that_breaks_off_leaves_no_photo_behind(inspection, monkeypatch, settings):
    given = factories.answers(inspection)
    first, second = list(given)[:2]
    given[first] = replace(given[first], photos=(photo(),))
    given[second] = replace(given[second], photos=(photo(factories.a_photo(form="PNG")),))
    kept = Evidence.save

    def full(evidence, *args, **kwargs):
        if evidence.original.name.endswith("png"):
            raise OSError("No space left on device")
        kept(evidence, *args, **kwargs)

    monkeypatch.setattr(Evidence, "save", full)
    with nothing_written(), pytest.raises(OSError, match="No space"):
        factories.a_filed_report(inspection, given=given)
    photos = settings.MEDIA_ROOT.rglob("*")
    assert not [path for path in photos if path.is_file() and "documents" not in path.parts]


def test_the_same_photo_under_two_questions_is_refused(inspection):
    one = photo()
    given = {key: replace(answer, photos=(one,)) for key, answer in list(factories.answers(inspection).items())[:2]}
    given = {**factories.answers(inspection), **given}
    with nothing_written(), pytest.raises(Refused, match="attached twice"):
        factories.a_filed_report(inspection, given=given)
    assert not Evidence.objects.exists()
