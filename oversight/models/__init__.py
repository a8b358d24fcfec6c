"""The judgement: what follows from the evidence, and what the public sees."""

from oversight.models.flag import Flag, RuleRun
from oversight.models.heartbeat import Heartbeat
from oversight.models.scorecard import Scorecard, ScoringScheme

__all__ = ["Flag", "Heartbeat", "RuleRun", "Scorecard", "ScoringScheme"]
