"""Reply tokens, Message-IDs and subject tags are read back, and nothing forged is."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from otklik.mail import threading
from otklik.mail.threading import OurId, ReplyToken

SECRET = b"a secret of the installation"
NUMBERS = st.integers(1, 10**12)
ADDRESSES = st.sampled_from(
    ["support@example.org", "help@lotsman.example", "a+b@xn--80akhbyknj4f.xn--p1ai"]
)


def token_address(ticket: int = 123, person: int = 45, mailbox: str = "support@example.org") -> str:
    return threading.reply_address(mailbox=mailbox, ticket=ticket, person=person, secret=SECRET)


@given(ADDRESSES, NUMBERS, NUMBERS, st.sampled_from([str, str.upper, str.title]))
def test_a_reply_address_is_read_back_whatever_a_server_does_to_its_case(
    mailbox: str, ticket: int, person: int, fold: Callable[[str], str]
) -> None:
    address = fold(token_address(ticket, person, mailbox))
    found = threading.find_reply_token(["other@example.org", address], secret=SECRET)
    assert found == ReplyToken(ticket, person)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_token_is_good_for_its_ticket_and_person_only(
    ticket: int, person: int, ticket2: int, person2: int
) -> None:
    assume((ticket, person) != (ticket2, person2))
    mac = token_address(ticket, person).removesuffix("@example.org")[-16:]
    forged = f"support+t{ticket2}.p{person2}.{mac}@example.org"
    assert threading.find_reply_token([forged], secret=SECRET) is None


@given(st.integers(0, 15), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_an_altered_signature_is_refused(place: int, letter: str) -> None:
    head, mac = token_address().removesuffix("@example.org").rsplit(".", 1)
    assume(mac[place] != letter)
    altered = f"{head}.{mac[:place]}{letter}{mac[place + 1 :]}@example.org"
    assert threading.find_reply_token([altered], secret=SECRET) is None


def test_a_token_of_another_installation_is_refused() -> None:
    assert threading.find_reply_token([token_address()], secret=b"another") is None


@pytest.mark.parametrize(
    "text",
    [
        "Лоцман <{}>",
        '"Лоцман, поддержка" <{}>, elena@example.org',
        "elena@example.org,\r\n {}",
    ],
)
def test_a_token_is_found_inside_a_header(text: str) -> None:
    found = threading.find_reply_token([text.format(token_address())], secret=SECRET)
    assert found == ReplyToken(123, 45)


def test_a_forged_token_does_not_hide_a_genuine_one() -> None:
    forged = token_address().replace("+t123", "+t124")
    found = threading.find_reply_token([forged, token_address()], secret=SECRET)
    assert found == ReplyToken(123, 45)


@pytest.mark.parametrize(
    "form", ["{0}", "<{0}>", "mailto:{0}?subject=x", "To: {0},\n Cc: a@b.c", "x{0}", "({1})"]
)
@pytest.mark.parametrize(
    ("sign", "instead"), [("", ""), ("+", "%2B"), ("+", "=2B"), ("@", "%40"), ("@", "&#64;")]
)
def test_text_without_tokens_lets_nobody_answer(form: str, sign: str, instead: str) -> None:
    address = token_address()
    written = form.format(address, address.partition("+")[2]).replace(sign, instead or sign)
    mac = address.partition("@")[0].rpartition(".")[2]
    kept = threading.without_tokens(f"до {written} после {written.upper()}")
    assert mac not in kept.lower()
    assert "до " in kept
    assert " после " in kept


def test_text_without_tokens_opens_no_account() -> None:
    link = "https://help.example.org/account/new-password/?key=5-d7k2x1-0f9a"
    assert threading.without_tokens(f'<a href="{link}">x</a>') == (
        '<a href="https://help.example.org/account/new-password/?key=***">x</a>'
    )
    source = "https://help.example.org/account/proof/?key=3DWzUs:1v=\r\nXq:abc\r\nДальше"
    assert "abc" not in threading.without_tokens(source)
    assert threading.without_tokens(source).endswith("Дальше")


def test_ordinary_text_is_left_alone() -> None:
    text = "a+t5@example.org, v1.t2.p3.x, https://example.org/?key=value, t1.p2.short"
    assert threading.without_tokens(text) == text


@pytest.mark.parametrize(
    "mailbox", ["", "support", "@example.org", "support@", "x" * 40 + "@e.org"]
)
def test_a_mailbox_that_cannot_carry_a_token_is_refused(mailbox: str) -> None:
    with pytest.raises(ValueError, match=r"address|too long"):
        token_address(mailbox=mailbox)


@given(NUMBERS, NUMBERS, st.emails(), st.booleans())
def test_a_message_id_says_ticket_and_change(
    ticket: int, change: int, address: str, folded: bool
) -> None:
    text = threading.message_id(
        ticket=ticket, change=change, address=address, domain="example.org", secret=SECRET
    )
    shown = text.upper() if folded else text
    assert threading.read_message_id(shown, secret=SECRET) == OurId(ticket, change)
    assert threading.read_message_id(text, secret=b"another") is None


def test_the_same_letter_has_the_same_message_id_and_another_reader_another() -> None:
    def build(address: str) -> str:
        return threading.message_id(
            ticket=1, change=2, address=address, domain="example.org", secret=SECRET
        )

    assert build("a@example.org") == build("a@example.org")
    assert build("a@example.org") != build("b@example.org")


def test_a_letter_about_no_ticket_is_recognised_as_ours() -> None:
    text = threading.plain_message_id(
        key="proof:45", address="a@example.org", domain="example.org", secret=SECRET
    )
    assert threading.read_message_id(text, secret=SECRET) == OurId(None, None)
    assert threading.find_ticket([text], secret=SECRET) is None


def test_a_message_id_with_another_ticket_is_refused() -> None:
    text = threading.message_id(
        ticket=12, change=3, address="a@example.org", domain="example.org", secret=SECRET
    )
    assert threading.read_message_id(text.replace("<t12.", "<t13."), secret=SECRET) is None


def test_the_newest_reference_of_ours_names_the_ticket() -> None:
    def root(ticket: int) -> str:
        return threading.thread_root(ticket=ticket, domain="example.org", secret=SECRET)

    chain = ["<foreign@example.com>", root(1), root(2), "<foreign2@example.com>"]
    assert threading.find_ticket(chain, secret=SECRET) == 2
    assert threading.find_ticket(["<foreign@example.com>"], secret=SECRET) is None


def test_a_reply_signature_does_not_serve_as_a_message_id() -> None:
    mac = token_address(12, 3).removesuffix("@example.org")[-16:]
    forged = f"<t12.3.aaaaaaaa{mac}@example.org>"
    assert threading.read_message_id(forged, secret=SECRET) is None


@given(st.lists(st.from_regex(r"<[a-z]{1,5}@example\.org>", fullmatch=True), max_size=60))
def test_references_start_with_the_root_and_end_with_the_newest(earlier: list[str]) -> None:
    found = threading.references(root="<root@example.org>", earlier=earlier)
    assert found[0] == "<root@example.org>"
    assert len(found) == len(set(found)) <= threading.REFERENCES_LIMIT
    newest = list(dict.fromkeys(earlier))[-(threading.REFERENCES_LIMIT - 1) :]
    assert found[1:] == newest


@given(NUMBERS, st.text())
def test_a_subject_names_its_ticket_on_one_line(ticket: int, title: str) -> None:
    subject = threading.tag_subject(ticket, title)
    assert threading.find_subject_number(f"Re: {subject}") == ticket
    assert len(subject.splitlines()) == 1


def test_a_title_cannot_turn_an_answer_to_another_ticket() -> None:
    assert threading.find_subject_number(threading.tag_subject(7, "[#9] и ещё")) == 7


@pytest.mark.parametrize("subject", ["", "Заказ #123", "[123]", "[#0]", "[#]", "#123]"])
def test_a_subject_without_our_tag_names_no_ticket(subject: str) -> None:
    assert threading.find_subject_number(subject) is None
