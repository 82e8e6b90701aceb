"""The gate's letters. They tell nothing that their reader must not know before a proof (D-11)."""

import secrets
from dataclasses import dataclass

from django.utils.translation import get_language, gettext, override

from otklik.core.config import config
from otklik.core.html import from_text
from otklik.directory.models import Site
from otklik.directory.queries import default_site
from otklik.gate.links import invitation_link, proof_link, reset_link
from otklik.mail import keys, outgoing, threading
from otklik.mail.layout import Link, Page, render
from otklik.mail.senders import sender_for
from otklik.people.addresses import normal_address
from otklik.people.models import Person


@dataclass(frozen=True, slots=True)
class _Words:
    """What a letter says.

    Attributes:
        subject: Also its heading.
        body: Plain text; a blank line parts paragraphs.
        why: Why the reader got it, and what to do if it is a mistake.
        action: Where it leads.
    """

    subject: str
    body: str
    why: str
    action: Link | None = None


def send_proof(person: Person, address: str) -> None:
    """Send the link that proves `address` to be the person's, in the caller's transaction.

    Args:
        person: Whose account.
        address: Where the letter goes: the account's own or the one it changes to.
    """
    site = default_site()
    with override(_language(person)):
        words = _Words(
            subject=gettext("Confirm your address"),
            body=gettext(
                "This address was entered at %(site)s. Confirm it, and letters from it will count "
                "as yours and your earlier tickets will be in your list.\n\n"
                "The link works for 7 days, in the browser where you are signed in."
            )
            % {"site": site},
            why=gettext(
                "If it was not you, do nothing: without confirmation the address is not used."
            ),
            action=Link(words=gettext("Confirm the address"), url=proof_link(person, address)),
        )
    _put(person, address, site, words)


def send_reset(person: Person) -> None:
    """Send the link to set a new password, in the caller's transaction.

    Args:
        person: Whose account; the letter goes to its address, proven or not, for opening the link
            proves it.
    """
    site = default_site()
    with override(_language(person)):
        words = _Words(
            subject=gettext("A new password"),
            body=gettext(
                "Somebody, most likely you, asked for a new password at %(site)s.\n\n"
                "The link works for 30 minutes and only once."
            )
            % {"site": site},
            why=gettext("If it was not you, do nothing: the old password stays."),
            action=Link(words=gettext("Set a new password"), url=reset_link(person)),
        )
    _put(person, person.email, site, words)


def send_invitation(person: Person) -> None:
    """Send an invited person the link to set the first password, in the caller's transaction.

    Args:
        person: Whose account; opening the link proves its address.
    """
    site = default_site()
    with override(_language(person)):
        words = _Words(
            subject=gettext("An account for you"),
            body=gettext(
                "You have been given an account at %(site)s. Set a password, and you are in.\n\n"
                "You sign in with %(address)s. The link works for 7 days and only once."
            )
            % {"site": site, "address": person.email},
            why=gettext("If you do not know what this is about, do nothing."),
            action=Link(words=gettext("Set a password"), url=invitation_link(person)),
        )
    _put(person, person.email, site, words)


def send_address_changed(person: Person, old_address: str) -> None:
    """Tell a proven address that the account has moved to another one.

    Args:
        person: Whose account; it has the new address already.
        old_address: Where the letter goes.
    """
    site = default_site()
    with override(_language(person)):
        words = _Words(
            subject=gettext("Your address was changed"),
            body=gettext("From now on you sign in at %(site)s with %(address)s.")
            % {"site": site, "address": person.email},
            why=gettext("If it was not you, write to the support at once."),
        )
    _put(person, old_address, site, words)


def _language(person: Person) -> str:
    return person.language or get_language() or config().language


def _is_own(person: Person, address: str) -> bool:
    """Tell whether the address is known to be the person's.

    A letter to any other carries no words of whoever typed it in: else our form would send them to
    strangers, in the field To.
    """
    return person.is_proven and person.email == normal_address(address)


def _put(person: Person, address: str, site: Site, words: _Words) -> None:
    language = _language(person)
    sender = sender_for(site, language)
    page = Page(
        language=language,
        base_url=config().url,
        title=words.subject,
        heading=words.subject,
        body_html=from_text(words.body),
        body_text=words.body,
        action=words.action,
        why=words.why,
        signature=sender.name,
    )
    bodies = render(page)
    key = f"account:{person.pk}:{secrets.token_hex(8)}"
    outgoing.put(
        outgoing.Letter(
            address=address,
            to_name=person.name if _is_own(person, address) else "",
            person=person.pk,
            sender_name=sender.name,
            sender_address=sender.address,
            subject=words.subject,
            text=bodies.text,
            html=bodies.html,
            language=language,
            message_id=threading.plain_message_id(
                key=key,
                address=normal_address(address),
                domain=sender.domain,
                secret=keys.signing_key(),
            ),
        ),
        key=key,
        ref=f"account.{person.pk}",
    )
