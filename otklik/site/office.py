"""The administrator's door, put together from rooms that do not know each other.

The home belongs to `office`, the pages about letters to `mail_in`; what stands on the home is told
by the rooms themselves.
"""

from typing import Final

from django.urls import URLPattern, URLResolver, include, path

from otklik.mail_in import facts as letters
from otklik.mail_in.urls import urlpatterns as letter_pages
from otklik.office.views import home

PAGES: Final[list[URLPattern | URLResolver]] = [
    path("", home, {"rooms": [letters.about]}, name="home"),
    path("letters/", include(letter_pages)),
]
office: Final = (PAGES, "office")
"""What `include` takes: the pages and their name space."""
