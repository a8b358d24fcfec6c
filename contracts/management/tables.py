"""Tables given to a command: how they are read, and how what is wrong with one is told."""

from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from contracts.importing import TableRefused
from contracts.models import User
from contracts.refusals import Refused


def read_file(name: str) -> bytes:
    """The bytes of the file. Raises CommandError with a plain sentence where it cannot be read."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror or error}.") from None


def open_account(username: str | None) -> User:
    """The person in whose name something is entered. Raises CommandError where nobody is named or can sign in so."""
    if not username:
        raise CommandError("Say in whose name the rows are entered: --as USER.")
    by = User.objects.filter(username=username, is_active=True).first()
    if by is None:
        raise CommandError(f"There is no open account named “{username}”.")
    return by


def tell(name: str, refusal: Refused, stderr: OutputWrapper) -> None:
    """Every wrong entry on a line of its own, with the file it is in."""
    lines = refusal.rows if isinstance(refusal, TableRefused) else refusal.messages
    for line in lines:
        stderr.write(f"{name}: {line}")
