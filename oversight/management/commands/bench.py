import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Measure imports, lists, exports, gates and seals in a throw-away database; --help tells its options."

    def run_from_argv(self, argv: list[str]) -> None:
        """As another program with settings of its own, so that nothing of this office's database is opened."""
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "tests.benchmarks", *argv[2:]])  # noqa: S606  (no shell)
