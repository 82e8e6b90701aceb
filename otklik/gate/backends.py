"""Who signs in with what."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from otklik.people.models import Person
from otklik.people.queries import account_with


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Signs people in by the address of their account and a password.

    Addresses are looked up in `people` alone: allauth's own table of addresses stays empty, so
    there is one truth about who owns one. Contacts share the table with accounts but never sign in.
    """

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        found: AbstractBaseUser | None = self._check_password(account_with(email), password)
        return found

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Tell whether a session of `user` counts: an account that was not switched off."""
        return isinstance(user, Person) and user.can_sign_in and user.is_active
