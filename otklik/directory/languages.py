"""The languages that a site offers to its clients (spec SITE-1, SITE-3)."""

from collections.abc import Collection

from django.conf import settings
from django.utils import translation

from otklik.directory.models import Site


def speak_as(site: Site) -> None:
    """Speak the site's own language for the rest of the request, if it does not offer the reader's.

    Pages for clients call it with the site that they have loaded, before they put anything into
    words. Staff read the desk in their own language whatever a site offers.

    Args:
        site: The site of the page.
    """
    if translation.get_language() not in site.languages:
        translation.activate(site.language)


def choices(languages: Collection[str]) -> list[tuple[str, str]]:
    """Return languages with their own names, in the product's order.

    Args:
        languages: Codes such as "ru".
    """
    return [(code, str(name)) for code, name in settings.LANGUAGES if code in languages]
