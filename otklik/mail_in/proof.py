"""Whether a letter is by whom it names: what the server that we trust says (spec D-14)."""

from otklik.core.config import config
from otklik.mail_in.match import works_here
from otklik.mail_in.reading.authentication import Proof, proof_of
from otklik.mail_in.reading.letter import Letter
from otklik.people.addresses import normal_address
from otklik.people.models import Person
from otklik.people.queries import person_with


def proof_of_sender(letter: Letter) -> Proof:
    """Return what the trusted server says about the address in From.

    Args:
        letter: The letter, read.
    """
    domain = from_of(letter).rpartition("@")[2]
    return proof_of(letter.authentication, config().mail_trusted_server, domain)


def from_of(letter: Letter) -> str:
    """Return the address in From in its normal spelling."""
    return normal_address(letter.from_.address)


def is_from(letter: Letter, person: Person) -> bool:
    """Tell whether From names an address of this person; Reply-To is nobody's proof."""
    return person_with(from_of(letter)) == person


def is_doubtful(letter: Letter, author: Person) -> bool:
    """Tell whether staff must be warned that nothing proves whose new ticket this is.

    From may be forged, or be another than the account that is named for answers. Whoever works here
    is believed only if the trusted server has proven it: colleagues do what a colleague asks.

    Args:
        letter: The letter, read.
        author: In whose name it opens a ticket.
    """
    proof = proof_of_sender(letter)
    if proof is Proof.FAILED or not author.can_sign_in:
        return proof is Proof.FAILED
    return not is_from(letter, author) or (works_here(author) and proof is not Proof.PROVEN)
