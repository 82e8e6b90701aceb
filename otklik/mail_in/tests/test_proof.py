"""Whether a letter's sender is proven, and what follows (spec D-14, MAIL-4, RFC 8601)."""

from collections.abc import Callable

import pytest

from otklik.core.config import Config
from otklik.mail.models import Mailbox
from otklik.mail_in.decide import Order
from otklik.mail_in.models import Fate, Reason
from otklik.mail_in.reading.authentication import Proof, proof_of
from otklik.mail_in.take import take_by_hand
from otklik.mail_in.tests.post import bring, last_message, message_of, our_id, reply_address, write
from otklik.tickets.models import Side, Ticket
from otklik.tickets.tests.world import World

SERVER = "mx.lotsman.example"
PASS = f"{SERVER}; dmarc=pass header.from=example.org"
FAIL = f"{SERVER}; dmarc=fail (p=none) header.from=example.org"


@pytest.fixture(autouse=True)
def trusted(set_config: Callable[..., Config]) -> None:
    set_config(mail_trusted_server=SERVER)


@pytest.mark.parametrize(
    ("fields", "proof"),
    [
        ([], Proof.UNKNOWN),
        ([PASS], Proof.PROVEN),
        ([FAIL], Proof.FAILED),
        ([PASS.upper()], Proof.PROVEN),
        (["mx.evil.example; dmarc=pass header.from=example.org"], Proof.UNKNOWN),
        (["mx.evil.example; dmarc=pass header.from=example.org", FAIL], Proof.FAILED),
        ([FAIL, PASS], Proof.FAILED),
        ([f"{SERVER} 1; none"], Proof.UNKNOWN),
        ([f"{SERVER}; dkim=pass header.d=example.org"], Proof.PROVEN),
        ([f"{SERVER}; dkim=pass header.d=mail.example.org"], Proof.PROVEN),
        ([f"{SERVER}; dkim=pass header.d=evil.example"], Proof.UNKNOWN),
        ([f"{SERVER}; dkim=pass header.d=org"], Proof.UNKNOWN),
        ([f"{SERVER}; dkim=pass"], Proof.UNKNOWN),
        ([f"{SERVER}; spf=fail smtp.mailfrom=a@example.org; dkim=pass header.d=example.org"],
         Proof.PROVEN),
        ([f"{SERVER}; spf=fail smtp.mailfrom=a@example.org"], Proof.FAILED),
        ([f"{SERVER}; spf=fail smtp.mailfrom=list@else.example"], Proof.UNKNOWN),
        ([f"{SERVER}; spf=softfail smtp.mailfrom=a@example.org"], Proof.UNKNOWN),
        ([f"{SERVER}; dmarc=fail header.from=example.org; dkim=pass header.d=example.org"],
         Proof.FAILED),
        ([f'{SERVER}; spf=none smtp.mailfrom="; dmarc=pass header.from=example.org; "@e.example'],
         Proof.UNKNOWN),
        ([f"{SERVER}; spf=none (; dmarc=pass (header.from=example.org)) smtp.helo=x"],
         Proof.UNKNOWN),
        ([f'{SERVER}; spf=none " ; dmarc=pass header.from=example.org'], Proof.UNKNOWN),
        ([f'{SERVER}; spf=none \\"; dmarc=pass header.from=example.org; \\"'], Proof.UNKNOWN),
        ([f"{SERVER}; dmarc=pass"], Proof.UNKNOWN),
        ([f"{SERVER}; dmarc=fail; dkim=pass header.d=example.org"], Proof.PROVEN),
    ],
)  # fmt: skip
def test_only_the_trusted_server_says_who_wrote(fields: list[str], proof: Proof) -> None:
    assert proof_of(fields, SERVER, "example.org") is proof


def test_comments_and_quoted_words_are_taken_out_however_deep_they_go() -> None:
    comment = "(" * 500 + f' " {FAIL};' + ")" * 500
    passed = PASS.removeprefix(SERVER)
    field = f'{SERVER} {comment}; spf=none "\\"; ("{passed}'
    assert proof_of([field], SERVER, "example.org") is Proof.PROVEN
    assert proof_of([PASS + "(" * 1500], SERVER, "example.org") is Proof.UNKNOWN


def test_a_field_is_read_if_it_is_the_servers_and_of_a_usual_length() -> None:
    class Unread(str):
        """A stranger's field, of which nothing but the name is looked at."""

        __slots__ = ()

        def lower(self) -> str:
            raise AssertionError

    stranger = Unread('mx.evil.example; "' + "(" * 10_000)
    assert proof_of([stranger, PASS], SERVER, "example.org") is Proof.PROVEN
    long = Unread(PASS + "; x=y" * 400)
    assert proof_of([long, PASS], SERVER, "example.org") is Proof.UNKNOWN


def test_without_a_trusted_server_nothing_is_known() -> None:
    assert proof_of([PASS], "", "example.org") is Proof.UNKNOWN


def test_a_forged_sender_does_not_enter_by_the_number(mailbox: Mailbox, ticket: Ticket) -> None:
    letter = write(subject=f"[#{ticket.pk}]", headers={"Authentication-Results": FAIL})
    row = bring(mailbox, letter)
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.SENDER_UNPROVEN)
    assert (row.ticket_number, row.matched_by) == (ticket.pk, "number")
    assert last_message(ticket).number == 1


def test_staff_may_take_in_what_failed(world: World, mailbox: Mailbox, ticket: Ticket) -> None:
    letter = write(subject=f"[#{ticket.pk}]", headers={"Authentication-Results": FAIL})
    row = take_by_hand(bring(mailbox, letter).pk, order=Order.AS_SENT, by=world.anna)
    message = message_of(row)
    assert (message.author, message.sender_unproven) == (world.elena, True)


def test_a_proven_sender_enters_without_a_mark(mailbox: Mailbox, ticket: Ticket) -> None:
    letter = write(subject=f"[#{ticket.pk}]", headers={"Authentication-Results": PASS})
    assert not message_of(bring(mailbox, letter)).sender_unproven


def test_of_whom_nothing_is_known_staff_are_told(mailbox: Mailbox, ticket: Ticket) -> None:
    row = bring(mailbox, write(subject=f"[#{ticket.pk}]"))
    assert row.ticket_number == ticket.pk
    assert message_of(row).sender_unproven


def test_the_own_reply_address_is_a_proof(world: World, mailbox: Mailbox, ticket: Ticket) -> None:
    to = reply_address(ticket, world.elena)
    row = bring(mailbox, write(to=to, headers={"Authentication-Results": FAIL}), to=[to])
    assert not message_of(row).sender_unproven


@pytest.mark.parametrize("server", [SERVER, ""])
def test_nobody_writes_as_whom_he_names_for_answers(
    world: World,
    mailbox: Mailbox,
    ticket: Ticket,
    set_config: Callable[..., Config],
    server: str,
) -> None:
    set_config(mail_trusted_server=server)
    headers = {
        "Reply-To": world.elena.email,
        "Authentication-Results": f"{SERVER}; dmarc=pass header.from=evil.example",
    }
    for named in ({"subject": f"[#{ticket.pk}]"}, {"references": [our_id(ticket)]}):
        row = bring(mailbox, write(sender="m@evil.example", headers=headers, **named))
        assert row.opened
        assert row.claimed_number == ticket.pk
        assert message_of(row).sender_unproven
    assert last_message(ticket).number == 1


def test_a_new_ticket_of_a_colleague_is_marked_unless_it_is_proven(
    world: World, mailbox: Mailbox
) -> None:
    sender = world.anna.email
    assert message_of(bring(mailbox, write(sender=sender))).sender_unproven
    proven = write(sender=sender, headers={"Authentication-Results": PASS})
    assert not message_of(bring(mailbox, proven)).sender_unproven


def test_a_new_ticket_in_a_forged_name_says_so(mailbox: Mailbox) -> None:
    row = bring(mailbox, write(headers={"Authentication-Results": FAIL}))
    assert message_of(row).sender_unproven
    assert not message_of(bring(mailbox, write())).sender_unproven


def test_a_proven_colleague_answers_without_his_reply_address(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    headers = {"Authentication-Results": PASS}
    row = bring(mailbox, write(sender=world.anna.email, subject=f"[#{ticket.pk}]", headers=headers))
    message = message_of(row)
    assert (message.author, message.side) == (world.anna, Side.STAFF)
