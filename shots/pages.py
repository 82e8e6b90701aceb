"""Which pages are pictured, for whom, and in which variants."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

Scheme = Literal["light", "dark"]

STRANGER: Final = ""
CLIENT: Final = "elena@polden.example"
AGENT: Final = "anna@otklik.example"
ADMIN: Final = "vera@otklik.example"
MAILBOX: Final = "support@otklik.example"
NEWCOMER: Final = "nikita@zaycev.example"
"""A client whose lists are nearly empty."""


@dataclass(frozen=True, slots=True)
class Variant:
    """How a page is looked at.

    Attributes:
        width: Of the window, in pixels.
        scheme: Light or dark.
        language: In which language.
    """

    width: int
    scheme: Scheme
    language: str

    def __str__(self) -> str:
        """Return the end of a picture's name."""
        return f"{self.width}-{self.scheme}-{self.language}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Attributes:
        name: Of its pictures.
        who: The address of whoever looks; empty for a stranger.
        path: Where it is; `{first}` is the first ticket or row of the page before it.
        is_main: One of the six screens that are pictured in all variants.
        does: The key that is pressed before the picture is taken.
        is_tall: Whether the window is made so high that all of a long page is in the picture.
    """

    name: str
    who: str
    path: str
    is_main: bool = False
    does: str = ""
    is_tall: bool = False

    @property
    def is_led_to(self) -> bool:
        """Whether its address stands on the page before it."""
        return "{first}" in self.path or "{row}" in self.path


WIDTHS: Final = (1440, 1024, 390)
SCHEMES: Final[Sequence[Scheme]] = ("light", "dark")
LANGUAGES: Final = ("ru", "en")
ALL: Final = [Variant(*one) for one in product(WIDTHS, SCHEMES, LANGUAGES)]
TWO: Final = [Variant(1440, "light", "ru"), Variant(390, "dark", "en")]

PAGES: Final[Sequence[Page]] = (
    Page("sign-in", STRANGER, "/account/sign-in/", is_main=True),
    Page("sign-up", STRANGER, "/account/sign-up/"),
    Page("forgotten", STRANGER, "/account/forgotten/"),
    Page("queue", AGENT, "/desk/?view=open", is_main=True),
    Page("ticket", AGENT, "{first}", is_main=True),
    Page("ticket-hard", AGENT, "{hard}"),
    Page("ticket-note", AGENT, "{hard}", does="n"),
    Page("ticket-history", AGENT, "{hard}history/"),
    Page("ticket-clock", AGENT, "{hard}clock/", is_tall=True),
    Page("ticket-letters", AGENT, "{hard}letters/"),
    Page("desk-new", AGENT, "/desk/new/", is_tall=True),
    Page("queue-empty", AGENT, "/desk/?view=open&number-from=999999999"),
    Page("queue-closed", AGENT, "/desk/?view=closed"),
    Page("queue-filters", AGENT, "/desk/filters/", is_tall=True),
    Page("queue-columns", AGENT, "/desk/columns/"),
    Page("queue-bulk", AGENT, "/desk/bulk/?do=responsible"),
    Page("search", AGENT, "/desk/search/?q=касса"),
    Page("search-empty", AGENT, "/desk/search/?q=синхрофазотрон"),
    Page("palette", AGENT, "/desk/", does="Control+K"),
    Page("bell", AGENT, "/desk/bell/"),
    Page("portal-home", CLIENT, "/portal/", is_main=True),
    Page("portal-ticket", CLIENT, "{first}", is_main=True),
    Page("portal-clock", CLIENT, "{first}clock/", is_tall=True),
    Page("portal-new", CLIENT, "/portal/new/", is_main=True),
    Page("portal-search", CLIENT, "/portal/?q=касса"),
    Page("portal-bell", CLIENT, "/portal/bell/"),
    Page("portal-home-newcomer", NEWCOMER, "/portal/"),
    Page("profile", CLIENT, "/account/profile/", is_tall=True),
    Page("profile-agent", AGENT, "/account/profile/", is_tall=True),
    Page("not-found", CLIENT, "/portal/t/999999999/"),
    Page("forbidden", CLIENT, "/desk/"),
    Page("form-only", CLIENT, "/account/sign-out/"),
    Page("not-found-stranger", STRANGER, "/nowhere/"),
    Page("not-found-agent", AGENT, "/nowhere/"),
    Page("not-found-ticket", AGENT, "/t/999999999"),
    Page("office", ADMIN, "/office/", is_tall=True),
    Page("categories", ADMIN, "/office/dictionaries/category/"),
    Page("category", ADMIN, "{row}"),
    Page("category-add", ADMIN, "/office/dictionaries/category/add/", is_tall=True),
    Page("priorities", ADMIN, "/office/dictionaries/priority/"),
    Page("statuses", ADMIN, "/office/dictionaries/status/"),
    Page("status", ADMIN, "{row}", is_tall=True),
    Page("canned-answers", ADMIN, "/office/dictionaries/cannedanswer/"),
    Page("canned-answer", ADMIN, "{row}", is_tall=True),
    Page("people", ADMIN, "/office/people/"),
    Page("person", ADMIN, "{row}"),
    Page("person-invite", ADMIN, "/office/people/add/", is_tall=True),
    Page("user-groups", ADMIN, "/office/groups/roles/"),
    Page("user-group", ADMIN, "{row}", is_tall=True),
    Page("groups", ADMIN, "/office/groups/teams/"),
    Page("group", ADMIN, "{row}", is_tall=True),
    Page("customers", ADMIN, "/office/groups/customers/"),
    Page("customer", ADMIN, "{row}", is_tall=True),
    Page("assignment", ADMIN, "/office/assignment/", is_tall=True),
    Page("organizations", ADMIN, "/office/groups/organizations/"),
    Page("levels", ADMIN, "/office/levels/", is_tall=True),
    Page("levels-categories", ADMIN, "/office/levels/categories/", is_tall=True),
    Page("level-add", ADMIN, "/office/levels/add/", is_tall=True),
    Page("timetables", ADMIN, "/office/timetables/", is_tall=True),
    Page("exceptions", ADMIN, "/office/exceptions/"),
    Page("exception", ADMIN, "/office/exceptions/add/", is_tall=True),
    Page("holidays", ADMIN, "/office/exceptions/holidays/", is_tall=True),
    Page("maintenance", ADMIN, "/office/maintenance/"),
    Page("coupons", ADMIN, "/office/coupons/"),
    Page("coupons-issue", ADMIN, "/office/coupons/issue/"),
    Page("coupons-list", ADMIN, "/office/coupons/"),
    Page("coupon", ADMIN, "{row}", is_tall=True),
    Page("coupons-log", ADMIN, "/office/coupons/log/"),
    Page("mailboxes", ADMIN, "/office/mailboxes/", is_tall=True),
    Page("mailbox-add", ADMIN, "/office/mailboxes/add/", is_tall=True),
    Page("letters-in", ADMIN, "/office/letters/in/"),
    Page("letter-in", ADMIN, "{row}", is_tall=True),
    Page("letters-out", ADMIN, "/office/letters/out/"),
    Page("letter-out", ADMIN, "{row}", is_tall=True),
    Page("site", ADMIN, "/office/sites/", is_tall=True),
    Page("journal", ADMIN, "/office/journal/"),
)
