"""Tables given to a command: how they are read, and how what is wrong with one is told."""

from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from contracts.importing import TableRefused
from contracts.refusals import Refused


def read_file(name: str) -> bytes:
    """The bytes of the file. Raises CommandError with a plain sentence where it cannot be read."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror or error}.") from None


def tell(name: str, refusal: Refused, stderr: OutputWrapper) -> None:
    """Every wrong entry on a line of its own, with the file it is in."""
    lines = refusal.rows if isinstance(refusal, TableRefused) else refusal.messages
    for line in lines:
        stderr.write(f"{name}: {line}")
