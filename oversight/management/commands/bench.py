import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Measure imports, lists, exports, gates and seals in a throw-away database; --help tells its options."

    def run_from_argv(self, argv: list[str]) -> None:
        """In another process with settings of its own, so that nothing of this office's database is opened."""
        command = [sys.executable, "-m", "tests.benchmarks", *argv[2:]]
        sys.exit(subprocess.run(command, cwd=settings.BASE_DIR).returncode)  # noqa: S603  (no shell; our own module)
