"""The demonstration county: a fictional place that shows the whole product, played through the actions.

Nothing here writes a row itself. The TOML files say who there is and what is promised, ``history`` plays the months,
``judgement`` runs the rules and the scorecards, ``turns`` says where that went otherwise than usual, and ``story`` sets
the scenes a visitor should find.
"""

from oversight.demo.load import DEFAULT_SEED, EARLIEST, load
from oversight.demo.people import PASSWORD, logins

__all__ = ["DEFAULT_SEED", "EARLIEST", "PASSWORD", "load", "logins"]
