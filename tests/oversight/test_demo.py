"""The demonstration county has what docs/demonstration.md promises, and came about through actions alone."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import models, transaction
from django.db.models import Sum
from django.test import override_settings
from django.utils import timezone
from stdnum.cn import uscc

from contracts import credit_file, gates
from contracts.models import (
    Agency,
    AuditEvent,
    Contract,
    CreditQuery,
    Duty,
    InspectionTerm,
    MetricTerm,
    User,
    Vendor,
    VendorCertificate,
    VendorRestriction,
    VendorTraining,
    VettingAnswer,
    VettingReview,
    Waiver,
    WorkSection,
)
from contracts.periods import add_months
from inspections import measure
from inspections.models import (
    Answer,
    Evidence,
    FieldReport,
    Finding,
    Inspection,
    Reading,
    ReadingDue,
    RectificationOrder,
)
from oversight.demo import load
from oversight.models import Flag, RuleRun, Scorecard
from oversight.rules import RULES
from tests import factories
from tests.factories import NOW, TODAY, days
from tests.oversight.admin_world import domain_models

# One process loads the county for all of these.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration")]

REPORTED = Path(__file__).parent.parent.parent / "contracts" / "reference" / "reported_contracts.csv"


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for this module, and rolled back after it."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        # A test with real transactions may have run before, and emptied every table.
        if not User.objects.filter(username=User.AUTOMATION).exists():
            factories.reference()
        yield load(at=NOW)
        transaction.set_rollback(True)


def scorecards(county, key: str) -> models.QuerySet[Scorecard]:
    return Scorecard.objects.filter(contract=county.contracts[key])


def bands(county, key: str) -> list[str]:
    """Published ratings, the newest first."""
    return list(scorecards(county, key).published().newest_first().values_list("band", flat=True))


# ---- who and what there is ----


def test_vendors_are_fictional_with_valid_codes_of_an_unassigned_division(county):
    assert Vendor.objects.count() >= 12
    for vendor in Vendor.objects.all():
        assert vendor.is_demonstration
        assert uscc.is_valid(vendor.credit_code)
        assert vendor.credit_code[2:8] == "990000"
        assert vendor.name_zh_hans.startswith("青禾")


@pytest.mark.parametrize("kind", ["hotline", "irrigation", "social_media", "online_service"])
def test_each_kind_has_three_contracts_and_twelve_months_of_history(county, kind):
    contracts = Contract.objects.filter(kind__code=kind)
    assert contracts.published().count() >= 3
    months = {due.starts_on for due in ReadingDue.objects.filter(term__contract__kind__code=kind)}
    assert min(months) <= add_months(TODAY, -12)
    in_last_year = [month for month in months if month > add_months(TODAY, -13)]
    assert len(in_last_year) >= (9 if kind == "irrigation" else 12)  # the lots of 180 days do not fit whole months


def test_levels_move_as_reported(county):
    """From about 30 to 90.07% answered, 78 to 97.68% satisfied, under 1 to 54.34% rating."""
    for code, first, last in (("H1", 30, 90), ("H5", 78, 97), ("H6", 1, 54)):
        readings = Reading.objects.filter(
            due__term__contract=county.contracts["lines-2"], due__term__indicator__code=code
        )
        values = list(readings.order_by("due__starts_on").values_list("value", flat=True))
        assert abs(values[0] - first) < 8, code
        assert abs(values[-1] - last) < 2, code


def test_no_name_of_the_reported_cases_occurs(county):
    names = set()
    for row in csv.DictReader(REPORTED.read_text(encoding="utf-8").splitlines()):
        names |= {row["purchaser"], row["supplier"], row["reference"], *row["region"].split()}
    names -= {"", "New", "Area"}
    text = "\n".join(
        str(value)
        for model in domain_models()
        for row in model._base_manager.values()
        for value in row.values()
        if not isinstance(value, int)
    )
    assert [name for name in sorted(names) if name in text] == []


# ---- the story ----


def test_good_vendor(county):
    assert set(bands(county, "zone-line")) == {"good"}
    assert not Flag.objects.standing().filter(contract=county.contracts["zone-line"]).exists()


def test_vendor_that_misses_its_metrics(county):
    assert bands(county, "reception-4")[0] in {"improve", "bad"}
    missed = Flag.objects.standing().of_rule("METRIC_MISSED").filter(contract=county.contracts["reception-5"])
    assert missed.count() == 5


def test_vendor_whose_satisfaction_an_independent_sample_does_not_confirm(county):
    of_term = Reading.objects.filter(
        due__term__contract=county.contracts["reception-4"], due__term__indicator__code="H5"
    )
    for due in {reading.due for reading in of_term}:
        by_source = {reading.source: reading.value for reading in due.readings.all()}
        assert by_source["vendor"] - by_source["independent"] > 5


def test_vendor_that_improves(county):
    assert bands(county, "lines-2")[0] == "good"
    assert bands(county, "lines-2")[-1] != "good"


def test_overdue_inspections(county):
    assert Inspection.objects.overdue(TODAY).filter(contract=county.contracts["water-permits"]).count() == 2
    assert Inspection.objects.overdue(TODAY).filter(contract=county.contracts["reception-5"]).count() == 1


def test_remote_canal_dug_too_shallow_while_the_roadside_is_as_designed(county):
    depths = Answer.objects.filter(
        report__inspection__contract=county.contracts["canal-3"], design_value__isnull=False
    ).select_related("section")
    beside = [answer for answer in depths if not answer.section.is_remote]
    remote = [answer for answer in depths if answer.section.is_remote]
    assert all(answer.passed for answer in beside)
    first = depths.earliest("pk").report
    shallow = [-1000 * answer.deviation for answer in remote if answer.report == first]
    assert len(shallow) == 4
    assert min(shallow) >= 60
    assert max(shallow) <= 135
    design = measure.Design(remote[0].design_value, remote[0].tolerance)
    assert design.passes(Decimal("1.175"))


def test_scorecard_of_the_shallow_canal_says_so(county):
    assert bands(county, "canal-3") == ["bad"]
    card = scorecards(county, "canal-3").published().get()
    found = [finding for visit in card.inputs["inspections"] for finding in visit["findings"] if finding["remote"]]
    assert {"1.065", "1.112"} <= {finding["measured"] for finding in found}


def test_photos_of_the_remote_sections_tell_when_they_were_taken(county):
    photos = Evidence.objects.filter(report__inspection__contract=county.contracts["canal-3"])
    assert photos.count() == 4
    for photo in photos.select_related("report"):
        assert abs(photo.taken_at - photo.report.visited_at) < days(1)


def test_insulting_reply_is_a_veto(county):
    finding = Finding.objects.get(is_veto=True)
    assert finding.contract == county.contracts["county-accounts"]
    assert finding.report.evidence.count() == 1
    assert RectificationOrder.objects.overdue(TODAY).filter(finding=finding).exists()
    assert bands(county, "county-accounts")[0] == "bad"


def test_unacknowledged_duty_while_the_outgoing_lead_goes_on_answering(county):
    pending = Duty.objects.pending().get(contract=county.contracts["canal-3"])
    assert pending.takes_over_from.is_open
    assert TODAY - timezone.localdate(pending.assigned_at) > days(3)


def test_contract_whose_lead_has_left(county):
    contract = county.contracts["web-and-accounts"]
    assert contract.status == Contract.Status.ACTIVE
    assert not contract.duties.answering().leads().get().person.is_active
    assert Flag.objects.standing().of_rule("DUTY_GAP").get().contract == contract


def test_missing_reading(county):
    due = ReadingDue.objects.overdue(TODAY).get()
    assert due.contract == county.contracts["web-and-accounts"]


def test_rectification_overdue_on_time_and_late(county):
    orders = list(RectificationOrder.objects.all())
    assert any(order.is_overdue(TODAY) for order in orders)
    verified = [order for order in orders if order.verified_on]
    assert any(order.was_on_time for order in verified)
    assert any(not order.was_on_time for order in verified)
    on_the_canal = [order for order in orders if order.contract == county.contracts["canal-3"]]
    assert sorted((bool(order.verified_on), order.was_on_time) for order in on_the_canal) == [
        (False, False),
        (False, False),
        (True, False),
        (True, True),
    ]


def test_report_awaiting_review_and_report_sent_back(county):
    supervisor, inspector = county.people["sun.li"], county.people["gao.yuan"]
    assert (
        FieldReport.objects.reviewable_by(supervisor)
        .filter(inspection__contract=county.contracts["permit-window"])
        .exists()
    )
    returned = FieldReport.objects.returned().get()
    assert returned.inspection in Inspection.objects.to_report_by(inspector)


def test_draft_with_open_gates(county):
    contract = county.contracts["draft-hotline"]
    assert contract.status == Contract.Status.DRAFT
    assert sum(not gate.ok for gate in gates.check(contract, contract.starts_on)) > 5


def test_draft_that_only_waits_for_the_official(county):
    contract, official = county.contracts["draft-account"], county.people["he.min"]
    assert sum(not gate.ok for gate in gates.check(contract, contract.starts_on)) == 1
    assert Duty.objects.waiting_for(official).get().contract == contract
    assert official.has_perm("contracts.activate_contract")
    assert official.oversees(contract.agency)


def test_vendor_with_two_months_without_social_insurance(county):
    insurance, tax = credit_file.coverages(county.vendors["liuxi"], TODAY)
    assert (insurance.missing, tax.missing) == (2, 0)
    others = [vendor for key, vendor in county.vendors.items() if key not in ("liuxi", "wangchuan")]
    assert not any(
        row.missing
        for vendor in others
        if vendor.contracts.active().exists()
        for row in credit_file.coverages(vendor, TODAY)
    )


def test_vendor_whose_safety_licence_runs_out_soon(county):
    (licence,) = VendorCertificate.objects.standing().filter(expires_on__range=(TODAY, TODAY + days(30)))
    assert licence.vendor == county.vendors["shitan"]


def test_vendors_barred_by_their_scorecards_and_the_waiver_for_one_of_them(county):
    barred = {row.vendor for row in VendorRestriction.objects.blocking(TODAY)}
    assert barred == {county.vendors["chenjian"], county.vendors["yunling"]}
    waiver = Waiver.objects.get()
    assert waiver.contract == county.contracts["reception-5"]
    assert waiver.contract.published_on


def test_inspector_has_visits_overdue_due_today_and_ahead(county):
    mine = list(Inspection.objects.to_report_by(county.people["gao.yuan"]))
    assert any(inspection.due_on < TODAY for inspection in mine)
    assert county.contracts["canal-3"] in [inspection.contract for inspection in mine if inspection.due_on == TODAY]
    assert any(inspection.due_on > TODAY for inspection in mine)


def test_most_contracts_have_published_scorecards_of_the_last_quarters(county):
    period = county.judged_quarters[0]
    ran = Contract.objects.active().filter(starts_on__lte=period.start, ends_on__gte=period.end)
    published = Scorecard.objects.published().filter(period_start=period.start)
    assert published.count() >= ran.count() - 2
    assert {"good", "near", "improve", "bad", "none"} == set(
        Scorecard.objects.published().values_list("band", flat=True)
    )


def test_superseded_scorecard_with_its_correction(county):
    first, second = scorecards(county, "lines-2").filter(period_end=county.judged_quarters[1].end).order_by("revision")
    assert (first.status, second.status) == ("superseded", "published")
    assert second.change_note
    assert second.coverage_bp > first.coverage_bp


def test_unrated_scorecard(county):
    newest = scorecards(county, "water-permits").published().newest_first()[0]
    assert newest.band == Scorecard.Band.NOT_RATED
    assert newest.score_bp is None


def test_one_scorecard_waits_for_approval_and_one_for_publication(county):
    assert Scorecard.objects.drafts().get().contract == county.contracts["permit-window"]
    assert Scorecard.objects.approved().get().contract == county.contracts["water-account"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_flag(county, rule):
    assert Flag.objects.standing().of_rule(rule.code).exists()
    assert RuleRun.objects.of_rule(rule.code).latest("at").at == NOW


def test_some_flags_have_cleared_and_some_are_acknowledged(county):
    assert Flag.objects.filter(status=Flag.Status.CLEARED).count() >= 5
    assert Flag.objects.filter(status=Flag.Status.ACKNOWLEDGED, contract=county.contracts["canal-3"]).exists()


@pytest.mark.parametrize(
    "model",
    [
        Agency,
        User,
        Vendor,
        Contract,
        Duty,
        MetricTerm,
        InspectionTerm,
        WorkSection,
        VendorCertificate,
        CreditQuery,
        VendorRestriction,
        VendorTraining,
        VettingReview,
        VettingAnswer,
        Waiver,
        FieldReport,
        RectificationOrder,
        Scorecard,
    ],
    ids=lambda model: model.__name__,
)
def test_every_row_has_its_event(county, model):
    told = AuditEvent.objects.filter(subject_type=model._meta.label_lower).values_list("subject_id", flat=True)
    rows = model._base_manager.all() if model is not User else User.objects.filter(agency__isnull=False)
    assert {str(pk) for pk in rows.values_list("pk", flat=True)} - set(told) == set()


def test_rows_made_in_bulk_are_counted_in_their_events(county):
    def told(action: str) -> int:
        return sum(event.changes["count"] for event in AuditEvent.objects.filter(action=action))

    assert told("schedule.opened") == Inspection.objects.count() + ReadingDue.objects.count()
    imported, by_hand = told("reading.imported"), AuditEvent.objects.filter(action="reading.recorded").count()
    assert imported
    assert imported + by_hand == Reading.objects.count()
    counted = RuleRun.objects.aggregate(count=Sum("opened") + Sum("cleared"))["count"]
    assert told("flags.swept") == counted
    assert RuleRun.objects.aggregate(count=Sum("opened"))["count"] == Flag.objects.count()


@pytest.mark.parametrize(
    ("action", "count"),
    [
        ("contract.activated", lambda: Contract.objects.exclude(status="draft").count()),
        ("contract.closed", lambda: Contract.objects.filter(status="closed").count()),
        ("duty.acknowledged", lambda: Duty.objects.filter(acknowledged_at__isnull=False).count()),
        ("report.approved", lambda: FieldReport.objects.approved().count()),
        ("report.returned", lambda: FieldReport.objects.returned().count()),
        ("order.verified", lambda: RectificationOrder.objects.filter(status="verified").count()),
        ("scorecard.published", lambda: Scorecard.objects.ever_published().count()),
        ("flag.acknowledged", lambda: Flag.objects.filter(acknowledged_at__isnull=False).count()),
    ],
)
def test_every_step_has_its_event(county, action, count):
    assert AuditEvent.objects.filter(action=action).count() == count() > 0


def test_what_happened_is_dated_in_order_and_what_was_recorded_is_now(county):
    events = AuditEvent.objects.filter(pk__gte=AuditEvent.objects.filter(agency_path__gt="").earliest("pk").pk)
    happened = list(events.order_by("pk").values_list("occurred_at", flat=True))
    assert happened == sorted(happened)
    assert happened[-1] <= NOW
    assert add_months(happened[0].date(), 12) < TODAY
    assert timezone.now() - events.earliest("recorded_at").recorded_at < days(1)


def test_whoever_acted_was_a_person_of_the_county_or_the_schedule(county):
    actors = set(AuditEvent.objects.filter(agency_path__gt="").values_list("actor__username", flat=True))
    assert actors <= {User.AUTOMATION, *county.people}
