"""The commands behind the Makefile. What runs before .venv exists uses the standard library only."""
