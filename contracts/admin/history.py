"""The audit trail as people read it: names instead of keys, words instead of codes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.admin.values import in_words
from contracts.models import AuditEvent
from contracts.roles import title as role_title
from contracts.templatetags.house import language_label

# The key of the row itself, what the page is about already, and what the tables keep for themselves.
NO_NEWS = {"id", "contract", "path", "depth", "numchild", "likeness_en", "likeness_zh_hans"}
LONGEST_SHOWN = 160  # characters of one value; the row itself has the rest
DIGEST = "sha256:"

# What happened, for each code an action writes. Higher layers add theirs with ``name_events``.
EVENTS: dict[str, str | Promise] = {
    "acceptance.recorded": gettext_lazy("Acceptance recorded"),
    "agency.changed": gettext_lazy("Agency corrected"),
    "agency.founded": gettext_lazy("Agency added"),
    "amendment.added": gettext_lazy("Amendment added"),
    "bid.corrected": gettext_lazy("Bid corrected"),
    "bid.disqualified": gettext_lazy("Bid disqualified"),
    "bid.recorded": gettext_lazy("Bid recorded"),
    "bid.withdrawn": gettext_lazy("Bid withdrawn"),
    "bid.won": gettext_lazy("Bid won"),
    "contract.activated": gettext_lazy("Contract activated"),
    "contract.agency_changed": gettext_lazy("Accountable agency changed"),
    "contract.changed": gettext_lazy("Draft corrected"),
    "contract.closed": gettext_lazy("Contract closed"),
    "contract.discarded": gettext_lazy("Draft discarded"),
    "contract.filed": gettext_lazy("Contract filed"),
    "contract.part_discarded": gettext_lazy("Part of a draft discarded"),
    "contract.passed_on": gettext_lazy("Contract passed on"),
    "contract.published": gettext_lazy("Contract published"),
    "contract.registered": gettext_lazy("Contract registered"),
    "contract.resumed": gettext_lazy("Contract resumed"),
    "contract.suspended": gettext_lazy("Contract suspended"),
    "contract.term_changed": gettext_lazy("Term changed by an amendment"),
    "contract.terminated": gettext_lazy("Contract terminated"),
    "delegation.ended": gettext_lazy("Delegation ended"),
    "delegation.made": gettext_lazy("Duty delegated"),
    "document.added": gettext_lazy("Document added"),
    "document.withdrawn": gettext_lazy("Document withdrawn"),
    "duty.acknowledged": gettext_lazy("Duty acknowledged"),
    "duty.assigned": gettext_lazy("Duty assigned"),
    "duty.ended": gettext_lazy("Duty ended"),
    "duty.handover_started": gettext_lazy("Handover started"),
    "hold.lifted": gettext_lazy("Payment hold lifted"),
    "hold.placed": gettext_lazy("Payment hold placed"),
    "law.added": gettext_lazy("Rule of law added"),
    "law.changed": gettext_lazy("Rule of law changed"),
    "law.ended": gettext_lazy("Rule of law ended"),
    "legality.confirmed": gettext_lazy("Legality confirmed"),
    "legality.lapsed": gettext_lazy("Confirmation of legality lapsed"),
    "list.exported": gettext_lazy("List taken away as a table"),
    "ocds.imported": gettext_lazy("OCDS packages imported"),
    "payment.cancelled": gettext_lazy("Payment cancelled"),
    "payment.changed": gettext_lazy("Payment corrected"),
    "payment.planned": gettext_lazy("Payment planned"),
    "payment.released": gettext_lazy("Payment released"),
    "payment.signed": gettext_lazy("Payment signed"),
    "reference.added": gettext_lazy("Entry added"),
    "reference.changed": gettext_lazy("Entry corrected"),
    "reference.loaded": gettext_lazy("Reference data loaded"),
    "reference.removed": gettext_lazy("Entry removed"),
    "reportedcontract.loaded": gettext_lazy("Reported contracts loaded"),
    "reportedfigure.loaded": gettext_lazy("Reported figures loaded"),
    "scope.answer_changed": gettext_lazy("Answer to a condition changed"),
    "scope.answered": gettext_lazy("Condition answered"),
    "scope_condition.added": gettext_lazy("Condition of a scope item added"),
    "scope_condition.changed": gettext_lazy("Condition of a scope item changed"),
    "scope_condition.removed": gettext_lazy("Condition of a scope item removed"),
    "term.added": gettext_lazy("Term added"),
    "term.changed": gettext_lazy("Term corrected"),
    "term.removed": gettext_lazy("Term removed"),
    "token.issued": gettext_lazy("API key issued"),
    "token.revoked": gettext_lazy("API key revoked"),
    "user.changed": gettext_lazy("Account changed"),
    "user.closed": gettext_lazy("Account closed"),
    "user.language_chosen": gettext_lazy("Language chosen"),
    "user.password_set": gettext_lazy("Password set"),
    "user.registered": gettext_lazy("Account opened"),
    "user.roles_set": gettext_lazy("Roles changed"),
    "tender.announced": gettext_lazy("Tender announced"),
    "tender.award_published": gettext_lazy("Award notice published"),
    "tender.awarded": gettext_lazy("Tender awarded"),
    "tender.cancelled": gettext_lazy("Tender cancelled"),
    "tender.changed": gettext_lazy("Tender corrected"),
    "tender.registered": gettext_lazy("Tender registered"),
    "vendor.changed": gettext_lazy("Vendor corrected"),
    "vendor.registered": gettext_lazy("Vendor registered"),
    "certificate.recorded": gettext_lazy("Certificate recorded"),
    "certificate.revoked": gettext_lazy("Certificate revoked"),
    "credit_query.recorded": gettext_lazy("Query of a public list recorded"),
    "restriction.placed": gettext_lazy("Vendor restricted"),
    "restriction.lifted": gettext_lazy("Restriction lifted"),
    "vetting.recorded": gettext_lazy("Vendor vetted"),
    "vetting.answered": gettext_lazy("Question of the checklist answered"),
    "waiver.approved": gettext_lazy("Waiver approved"),
    "training.recorded": gettext_lazy("Training recorded"),
}
# Keys of changes that are not fields.
EXTRA: dict[str, str | Promise] = {
    "count": gettext_lazy("Number of rows"),
    "format": gettext_lazy("Format"),
    "list": gettext_lazy("List"),
    "narrowed_by": gettext_lazy("Narrowed by"),
    "roles": gettext_lazy("Roles"),
    "sha256": gettext_lazy("Digest of the list"),
}


def name_events(events: Mapping[str, str | Promise], extra: Mapping[str, str | Promise] | None = None) -> None:
    """Add the names of a higher layer's events, and of what else they record."""
    EVENTS.update(events)
    EXTRA.update(extra or {})


def event_name(code: str) -> str:
    return str(EVENTS.get(code, code))


def history_rows(events: Iterable[AuditEvent], *, about: Model | None = None) -> list[dict[str, Any]]:
    """``when``, ``who``, ``what`` and ``changes`` (field, before, after) of each event.

    ``written`` is when it was recorded, where that was another day: backdating is visible. Events on
    something else than ``about`` say on what. One query for each kind of row that a change points at.
    """
    listed = list(events)
    names = _names_of(listed)
    rows = []
    for event in listed:
        what = event_name(event.action)
        if about is not None and (event.subject_type, event.subject_id) != (about._meta.label_lower, str(about.pk)):
            what = _("%(event)s: %(row)s") % {"event": what, "row": event.subject_label}
        if event.note:
            what = _("%(event)s (%(note)s)") % {"event": what, "note": event.note}
        rows.append(
            {
                "when": event.occurred_at,
                "written": event.recorded_at if _day(event.recorded_at) != _day(event.occurred_at) else None,
                "who": event.actor,
                "what": what,
                "changes": [
                    _change(event, key, value, names) for key, value in event.changes.items() if key not in NO_NEWS
                ],
            }
        )
    return rows


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _field(event: AuditEvent, key: str) -> Field | None:
    try:
        field = apps.get_model(event.subject_type)._meta.get_field(key)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, Field) else None


def _names_of(events: list[AuditEvent]) -> dict[type[Model], dict[str, str]]:
    """What the keys in the changes are called, by model and key."""
    wanted: dict[type[Model], set[Any]] = {}
    for event in events:
        for key, change in event.changes.items():
            field = _field(event, key)
            if isinstance(field, ForeignKey) and isinstance(change, list):
                keys = {value for value in change if value is not None}
                wanted.setdefault(field.related_model, set()).update(keys)
    return {
        model: {str(row.pk): str(row) for row in _with_relatives(model).filter(pk__in=keys)}
        for model, keys in wanted.items()
    }


def _with_relatives(model: type[Model]) -> QuerySet[Any]:
    """Rows together with what their names are made of: what they point at, and what that points at."""
    paths = []
    for near in _pointers(model):
        paths += [near.name, *(f"{near.name}__{far.name}" for far in _pointers(near.related_model))]
    return model._base_manager.select_related(*paths) if paths else model._base_manager.all()


def _pointers(model: Any) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _change(event: AuditEvent, key: str, change: Any, names: dict[type[Model], dict[str, str]]) -> dict[str, Any]:
    field = _field(event, key)
    label = EXTRA.get(key, key) if field is None else field.verbose_name
    before, after = change if isinstance(change, list) and len(change) == 2 else (None, change)
    return {
        "field": language_label(capfirst(str(label))),
        "before": _shown(field, before, names),
        "after": _shown(field, after, names),
    }


def _shown(field: Field | None, value: Any, names: dict[type[Model], dict[str, str]]) -> str:
    if isinstance(value, list):
        return ", ".join(role_title(str(entry)) for entry in value) or _("none")
    if isinstance(field, ForeignKey) and value not in (None, ""):
        return names.get(field.related_model, {}).get(str(value), str(value))
    if isinstance(value, str) and value.startswith(DIGEST):
        return _("a long text with the digest %(digest)s…") % {"digest": value.removeprefix(DIGEST)[:12]}
    return Truncator(in_words(field, value)).chars(LONGEST_SHOWN)
