"""The administration's pages over the judgement. Importing the modules registers them."""

from oversight.admin import events, flag, panels, scorecard

__all__ = ["events", "flag", "panels", "scorecard"]
