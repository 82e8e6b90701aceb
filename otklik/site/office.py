"""The administrator's door, put together from rooms that do not know each other.

The pages about people, the directory and the clock belong to `office`, those about letters to
`mail_in`; what stands on the home is told by `ABOUT`, in the order of the headings.
"""

from typing import Final

from django.urls import URLPattern, URLResolver, path

from otklik.gate.letters import send_invitation
from otklik.mail_in import facts as letters
from otklik.mail_in.urls import urlpatterns as mail_pages
from otklik.office.facts import people as persons
from otklik.office.facts import places, promises, service, words
from otklik.office.urls import urlpatterns as own_pages
from otklik.office.views import people
from otklik.office.views.home import home

ABOUT: Final = [
    words.about,
    promises.about,
    letters.about,
    persons.about,
    places.about,
    service.about,
]

PAGES: Final[list[URLPattern | URLResolver]] = [
    path("", home, {"rooms": ABOUT}, name="home"),
    path("people/add/", people.add, {"invite": send_invitation}, name="person_add"),
    path(
        "people/<int:person_id>/invite/",
        people.invite_again,
        {"invite": send_invitation},
        name="person_invite",
    ),
    *own_pages,
    *mail_pages,
]
office: Final = (PAGES, "office")
"""What `include` takes: the pages and their name space."""
