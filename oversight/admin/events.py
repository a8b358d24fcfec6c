"""What the judgement's events are called in the history."""

from django.utils.translation import gettext_lazy as _

from contracts.admin.history import name_events

name_events(
    {
        "flag.acknowledged": _("Flag acknowledged"),
        "flags.passed_on": _("Flags passed on to whoever answers now"),
        "flags.swept": _("Rules run"),
        "scheme.loaded": _("Scoring scheme loaded"),
        "scorecard.approved": _("Scorecard approved"),
        "scorecard.computed": _("Scorecard computed"),
        "scorecard.published": _("Scorecard published"),
        "scorecard.replaced": _("Draft replaced by a newer one"),
        "scorecard.superseded": _("Scorecard superseded"),
    }
)
