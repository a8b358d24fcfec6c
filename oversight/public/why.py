"""The sentence under a rating: what decided it, said from the published figures alone."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from contracts.templatetags.house import percent
from oversight.public.frozen import FrozenScorecard


def why(card: FrozenScorecard) -> str:
    """A few short sentences: the promise that was missed worst, what inspections found, what was never repaired."""
    told = [_not_rated(card)] if not card.is_rated else [_veto(card)]
    told += [_metrics(card), _inspections(card), _repairs(card)]
    gap = "" if (get_language() or "").startswith("zh") else " "
    return gap.join(sentence for sentence in told if sentence)


def _not_rated(card: FrozenScorecard) -> str:
    return _("Only %(coverage)s of what a rating rests on is known; %(minimum)s is needed.") % {
        "coverage": percent(card.coverage_bp),
        "minimum": percent(card.scheme["minimum_coverage_bp"]),
    }


def _veto(card: FrozenScorecard) -> str:
    if not card.is_capped:
        return ""
    return _("An inspection found a veto item, which holds the rating at “%(rating)s” whatever the score.") % {
        "rating": card.band_word
    }


def _metrics(card: FrozenScorecard) -> str:
    known = sum(len(metric.known) for metric in card.metrics)
    missed = [metric for metric in card.metrics if metric.missed]
    if not known:
        return ""
    if not missed:
        return ngettext(
            "The one reading on record reached the promised level.",
            "All %(count)d readings on record reached the promised level.",
            known,
        ) % {"count": known}
    worst = max(missed, key=lambda metric: metric.lost)
    told = {"name": worst.name, "missed": worst.missed, "known": len(worst.known), "promise": worst.promise}
    return _(
        "%(name)s missed its promise (%(promise)s) in %(missed)d of %(known)d readings; the worst was %(worst)s."
    ) % {
        **told,
        "worst": worst.worst,
    }


def _inspections(card: FrozenScorecard) -> str:
    judged = card.evidence.answers_judged
    failed = judged - card.evidence.answers_passed
    if not judged:
        return ""
    if not failed:
        return ngettext("The one point inspected passed.", "All %(count)d points inspected passed.", judged) % {
            "count": judged
        }
    remote = sum(finding.remote for inspection in card.inspections for finding in inspection.findings)
    told = {"failed": failed, "judged": judged, "remote": remote}
    if remote:
        return (
            ngettext(
                "%(failed)d of %(judged)d points inspected failed, %(remote)d of them away from any road.",
                "%(failed)d of %(judged)d points inspected failed, %(remote)d of them away from any road.",
                failed,
            )
            % told
        )
    return (
        ngettext(
            "%(failed)d of %(judged)d points inspected failed.",
            "%(failed)d of %(judged)d points inspected failed.",
            failed,
        )
        % told
    )


def _repairs(card: FrozenScorecard) -> str:
    due, never, late = len(card.orders), card.evidence.orders_never_fixed, card.evidence.orders_late
    told = {"due": due, "never": never, "late": late}
    if never:
        return (
            ngettext(
                "%(never)d of %(due)d repairs due was never fixed.",
                "%(never)d of %(due)d repairs due were never fixed.",
                never,
            )
            % told
        )
    if late:
        return (
            ngettext("%(late)d of %(due)d repairs due came late.", "%(late)d of %(due)d repairs due came late.", late)
            % told
        )
    if due:
        return (
            ngettext("The one repair due was made on time.", "All %(due)d repairs due were made on time.", due) % told
        )
    return ""
