"""Whether a letter is by whom it names: what the server that we trust says (spec D-14)."""

from otklik.core.config import config
from otklik.mail_in.match import Match
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


def contradicts(match: Match, letter: Letter, proof: Proof) -> bool:
    """Tell whether the trusted server's word speaks against the one in whose name a letter enters.

    It does when From is forged, and when From is proven to be somebody else: whoever names another
    person for answers is not that person. The own signed reply address is a proof by itself.

    Args:
        match: The ticket that the letter would enter.
        letter: The letter, read.
        proof: What is known of From.
    """
    if match.is_signed or proof is Proof.UNKNOWN:
        return False
    return proof is Proof.FAILED or not match.is_of(from_of(letter))
