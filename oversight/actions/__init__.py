"""Every write of the judgement, in the order it comes about: this list is the process map.

The sweep (oversight.sweep) writes the flags; the way out to the public is oversight.publication alone.
"""

from oversight.actions.scheme import load_scheme
from oversight.actions.flag import acknowledge_flag
from oversight.actions.scorecard import approve_scorecard, compute_scorecard
from oversight.publication import publish_scorecard

__all__ = ["acknowledge_flag", "approve_scorecard", "compute_scorecard", "load_scheme", "publish_scorecard"]
