from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts.actions import open_portal
from contracts.models import User


class Command(BaseCommand):
    help = "Found the first agency of a real portal with its system administrator, who then adds everybody else."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--code", required=True, help="short name of the agency, as used in imports")
        parser.add_argument("--name-en", default="", help="name of the agency in English")
        parser.add_argument("--name-zh", default="", help="name of the agency in Chinese")
        parser.add_argument("--username", required=True, help="log-in of the system administrator")
        parser.add_argument("--person-en", default="", help="the administrator's name in English")
        parser.add_argument("--person-zh", default="", help="the administrator's name in Chinese")

    def handle(self, *args: Any, **options: Any) -> None:
        agency = _both(options["name_en"], options["name_zh"], "--name-en or --name-zh")
        person = _both(options["person_en"], options["person_zh"], "--person-en or --person-zh")
        by = User.objects.filter(username=User.AUTOMATION).first()
        if by is None:
            raise CommandError("Load the reference data first: manage.py load_reference")
        administrator = {"username": options["username"], "is_staff": True, **person}
        try:
            password = _ask_password(User(**administrator))
            root, user = open_portal(
                {"code": options["code"], **agency}, administrator, password=password, by=by, at=timezone.now()
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write(f"{root} is founded. {user.username} can sign in and add everybody else.")


def _both(english: str, chinese: str, options: str) -> dict[str, str]:
    """Both languages; where one is missing the other stands in."""
    if not (english or chinese):
        raise CommandError(f"Give {options}, or both.")
    return {"name_en": english or chinese, "name_zh_hans": chinese or english}


def _ask_password(user: User) -> str:
    password = getpass(f"Password of {user.username}: ")
    if password != getpass("The same again: "):
        raise CommandError("The two are not the same. Nothing was written.")
    validate_password(password, user)
    return password
