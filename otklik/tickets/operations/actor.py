"""Who acts, and what one submit carries besides its content."""

from dataclasses import dataclass
from datetime import datetime

from otklik.core.text import storable
from otklik.people.models import Person
from otklik.people.viewer import Viewer
from otklik.tickets.access import Rights, Verb, require
from otklik.tickets.models import ActorKind, Ticket, Via

MAX_DEPTH = 3
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that changes a ticket.

    Attributes:
        kind: A person, a rule or the system.
        viewer: The person with his rights; only a person has one.
        depth: How many rules stand behind this act (law 12).
    """

    kind: ActorKind
    viewer: Viewer | None = None
    depth: int = 0

    @classmethod
    def person_of(cls, viewer: Viewer) -> "Actor":
        """Return the acting person behind `viewer`."""
        return cls(kind=ActorKind.PERSON, viewer=viewer)

    @property
    def person(self) -> Person | None:
        """The acting person, or nothing for a rule and the system."""
        return self.viewer.person if self.viewer else None

    @property
    def person_id(self) -> int | None:
        """The acting person's id, or nothing for a rule and the system."""
        return self.person.pk if self.person else None

    def require(self, ticket: Ticket, *verbs: Verb) -> Rights | None:
        """Check that this actor may do `verbs` to `ticket`; rules and the system may do all.

        Returns:
            The person's rights, or nothing when no person acts.

        Raises:
            Unseen: The ticket does not exist for the person.
            Refused: It does, but a verb is not allowed.
        """
        return require(self.viewer, ticket, *verbs) if self.viewer else None


SYSTEM = Actor(kind=ActorKind.SYSTEM)


@dataclass(frozen=True, slots=True)
class Submit:
    """The circumstances of one submit; every operation takes them alike (spec D-6).

    Attributes:
        by: Who acts.
        via: Through what.
        key: From the form, the letter or the call; a repeat by the same author returns the first
            result. Nothing means: not protected.
        at: When it was true, an aware datetime; the present if not given (imports, letters).
        quiet: Nobody is told (imports, bulk changes without notice).
        hidden: Nothing of it reaches the ticket's author (spec C-5).
        automatic: A machine caused it (spec D-13).
    """

    by: Actor
    via: Via
    key: str = ""
    at: datetime | None = None
    quiet: bool = False
    hidden: bool = False
    automatic: bool = False

    @property
    def tells_the_past(self) -> bool:
        """Whether an import plays what is long over: nobody hears of what its clock passed."""
        return self.quiet and self.at is not None

    @classmethod
    def of(cls, viewer: Viewer, *, via: Via = Via.WEB, key: str = "") -> "Submit":
        """Return the submit of a person; the key is what a browser sent, so it may be anything."""
        return cls(by=Actor.person_of(viewer), via=via, key=storable(key)[:LONGEST_KEY])
