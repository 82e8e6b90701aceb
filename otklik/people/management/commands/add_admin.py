"""`otklik manage add_admin ADDRESS`: the first administrator, and the way back in."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from otklik.core.time import now
from otklik.people.models import Person
from otklik.people.operations import Profile, add_account, make_system_admin
from otklik.people.queries import account_with


class Command(BaseCommand):
    """Makes a system administrator, whom no group can lock out (spec ROLE-8)."""

    help = (
        "Make a system administrator: a new account whose password is asked for, or an existing "
        "one, which keeps its password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare address and name."""
        parser.add_argument("address", help="the address to sign in with")
        parser.add_argument("--name", default="", help="what the person is called")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the administrator.

        Raises:
            CommandError: The address or the password cannot be used.
        """
        address: str = options["address"]
        known = account_with(address)
        try:
            person = known or self._create(address, options["name"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        make_system_admin(person=person)
        self.stdout.write(f"{person.email} is a system administrator.")

    def _create(self, address: str, name: str) -> Person:
        password = getpass.getpass(f"Password for {address}: ")
        if password != getpass.getpass("The same again: "):
            raise CommandError("The two passwords differ. Nothing was changed.")
        validate_password(password, Person(email=address, name=name))
        profile = Profile(name=name or address)
        return add_account(email=address, profile=profile, password=password, proven_at=now())
