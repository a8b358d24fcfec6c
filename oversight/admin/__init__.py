"""The administration's pages over the judgement. Importing the modules registers them."""

from oversight.admin import events, flag, panels, public_pages, scorecard

__all__ = ["events", "flag", "panels", "public_pages", "scorecard"]
