from typing import Any

from django.core.management.base import BaseCommand

from oversight.demo import PASSWORD, logins


class Command(BaseCommand):
    help = "Print the log-ins of the demonstration county. Prints nothing where there is none."

    def handle(self, *args: Any, **options: Any) -> None:
        known = logins()
        if not known:
            return
        self.stdout.write(f"Demonstration log-ins (password of all: {PASSWORD})\n")
        for login in known:
            self.stdout.write(f"  {login.username:<14}{login.role:<24}{login.start}")
