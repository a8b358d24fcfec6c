"""What the tests of the judgement share."""

from hypothesis import settings

# A busy computer is no finding, and nothing is written beside the source.
settings.register_profile("house", deadline=None, database=None)
settings.load_profile("house")
