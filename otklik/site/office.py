"""The administrator's door, put together from rooms that do not know each other.

The pages about people, the directory and the clock belong to `office`, those about letters to
`mail_in`; what stands on the home is told by `ABOUT`, in the order of the headings.
"""

from typing import Final

from django.urls import URLPattern, URLResolver, path

from otklik.mail_in import facts as letters
from otklik.mail_in.urls import urlpatterns as mail_pages
from otklik.office.facts import places, promises, service, words
from otklik.office.urls import urlpatterns as own_pages
from otklik.office.views.home import home

ABOUT: Final = [words.about, promises.about, letters.about, places.about, service.about]

PAGES: Final[list[URLPattern | URLResolver]] = [
    path("", home, {"rooms": ABOUT}, name="home"),
    *own_pages,
    *mail_pages,
]
office: Final = (PAGES, "office")
"""What `include` takes: the pages and their name space."""
