"""What people say about themselves."""

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from otklik.core.text import one_line, storable
from otklik.people.models import Person
from otklik.people.preferences import is_language, is_time_zone

LONGEST_NAME: Final = 150
LONGEST_PHONE: Final = 40
PROFILE_FIELDS: Final = ("name", "phone", "language", "time_zone", "single_keys")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says about himself.

    Attributes:
        name: What the person wants to be called.
        phone: A telephone number as it was given.
        language: `ru`, `en`, or empty for the browser's.
        time_zone: IANA name, or empty for the site's.
        single_keys: Whether single-letter shortcuts are on (WCAG 2.1.4).
    """

    name: str
    phone: str = ""
    language: str = ""
    time_zone: str = ""
    single_keys: bool = True


def change_profile(*, person: Person, profile: Profile) -> None:
    """Save what a person says about himself.

    Args:
        person: The account; it is changed in place.
        profile: The whole profile: what is left out becomes empty.

    Raises:
        ValidationError: A value does not fit.
    """
    write_profile(profile, person)
    person.save(update_fields=PROFILE_FIELDS)


def write_profile(profile: Profile, person: Person) -> None:
    """Put a profile into a person's columns without saving them.

    Args:
        profile: What is known about the person.
        person: The account or contact; it is changed in place.

    Raises:
        ValidationError: A value does not fit.
    """
    for field in PROFILE_FIELDS:
        setattr(person, field, getattr(profile, field))
    person.name = clean_name(profile.name)
    person.phone = one_line(storable(profile.phone), LONGEST_PHONE)
    if person.language and not is_language(person.language):
        raise ValidationError({"language": _("Choose one of the languages.")})
    if person.time_zone and not is_time_zone(person.time_zone):
        raise ValidationError({"time_zone": _("There is no such time zone.")})
    person.clean_fields(exclude={"password"})


def clean_name(name: str) -> str:
    """Return a name as it is stored: on one line, not too long."""
    return one_line(storable(name), LONGEST_NAME)


def choose_language(*, person: Person, language: str) -> None:
    """Speak this language to the person from now on.

    Args:
        person: The account; it is changed in place.
        language: `ru` or `en`.

    Raises:
        ValidationError: The product does not speak it.
    """
    if not is_language(language):
        raise ValidationError({"language": _("Choose one of the languages.")})
    person.language = language
    person.save(update_fields=["language"])


def remember_zone(*, person: Person, time_zone: str) -> None:
    """Save the browser's time zone for a person who has chosen none.

    Args:
        person: The account; it is changed in place.
        time_zone: IANA name; an unknown one is passed over, for a browser may say anything.
    """
    if is_time_zone(time_zone):
        Person.objects.filter(pk=person.pk, time_zone="").update(time_zone=time_zone)
        person.refresh_from_db(fields=["time_zone"])
