"""Headers and bodies as other mail programs read them."""

import email
import email.policy
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.mail import message
from otklik.mail.message import ReadBlob
from otklik.mail.models import AutoSubmitted, Outgoing
from otklik.mail.tests.conftest import no_files

AT = datetime(2026, 11, 19, 13, 40, tzinfo=UTC)
LINES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200).map(
    lambda text: " ".join(text.split())
)


def row(**changes: Any) -> Outgoing:
    values: dict[str, Any] = {
        "address": "elena@example.org",
        "to_name": "Елена",
        "sender_name": "Лоцман",
        "sender_address": "help@lotsman.example",
        "subject": "[#1] Тема",
        "text": "Текст\n",
        "language": "ru",
        "message_id": "<one@lotsman.example>",
    }
    return Outgoing(**(values | changes))


def sent(letter: Outgoing, read: ReadBlob = no_files) -> EmailMessage:
    raw = message.compose(letter, at=AT, read=read).as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    return email.message_from_bytes(raw, policy=email.policy.default)


@given(LINES)
def test_any_subject_comes_back_as_it_was(subject: str) -> None:
    assert sent(row(subject=subject))["Subject"] == subject


@given(LINES.filter(bool))
def test_any_name_comes_back_and_never_becomes_a_second_recipient(name: str) -> None:
    # Read by the library's older reader: the newer one of Python 3.11 puts blanks into long names.
    raw = message.compose(row(to_name=name), at=AT, read=no_files).as_bytes()
    header = email.message_from_bytes(raw)["To"]
    [(phrase, address)] = getaddresses([header])
    assert str(make_header(decode_header(phrase))) == name
    assert address == "elena@example.org"


@given(st.lists(LINES))
def test_any_text_comes_back(lines: list[str]) -> None:
    body = sent(row(text="\n".join(lines) + "\n", html="")).get_content()
    assert body.split("\r\n") == [*lines, ""] or not any(lines)


def test_a_line_end_cannot_begin_another_header() -> None:
    with pytest.raises(ValueError, match="line end"):
        sent(row(message_id="<one@e.org>\r\nBcc: everybody@example.org"))


def test_long_message_ids_stay_whole() -> None:
    ids = [f"<{'x' * 90}{n}@prod.outlook.example>" for n in range(20)]
    found = sent(row(references=ids, in_reply_to=ids[-1]))
    assert found["References"].split() == ids
    assert found["In-Reply-To"] == ids[-1]


def test_a_foreign_id_that_no_header_can_hold_is_left_out() -> None:
    found = sent(row(references=["<a@e.org>", "broken id", "<б@e.org>"], in_reply_to="<>"))
    assert found["References"] == "<a@e.org>"
    assert found["In-Reply-To"] is None


def test_a_machine_says_so_and_a_person_does_not() -> None:
    assert sent(row())["Auto-Submitted"] == "auto-generated"
    answer = sent(row(auto_submitted=AutoSubmitted.PERSON))
    assert answer["Auto-Submitted"] is None
    assert "OOF" in answer["X-Auto-Response-Suppress"]
    assert answer["List-Id"] is None


def test_the_headers_of_a_letter() -> None:
    found = sent(row(reply_to="help+t1.p2.aaaaaaaaaaaaaaaa@lotsman.example"))
    assert found["From"] == "Лоцман <help@lotsman.example>"
    assert found["Reply-To"].addresses[0].addr_spec.startswith("help+t1.p2.")
    assert found["Date"].datetime == AT
    assert found["Message-ID"] == "<one@lotsman.example>"
    assert found["Content-Language"] == "ru"


def test_text_and_html_are_alternatives_and_files_follow() -> None:
    files = [
        {"blob": 7, "name": "Отчёт за ноябрь.pdf", "content_type": "application/pdf"},
        {"blob": 8, "name": "письмо.eml", "content_type": "message/rfc822"},
        {"blob": 9, "name": "x", "content_type": "nonsense"},
    ]
    letter = row(html="<p>Текст</p>", attachments=files)
    found = sent(letter, read=lambda blob: f"content {blob}".encode())
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().strip() == "Текст"
    assert html.get_content().strip() == "<p>Текст</p>"
    assert [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in found.iter_attachments()
    ] == [
        ("Отчёт за ноябрь.pdf", "application/pdf", b"content 7"),
        ("письмо.eml", "application/octet-stream", b"content 8"),
        ("x", "application/octet-stream", b"content 9"),
    ]


def test_a_domain_in_letters_goes_out_in_its_dns_form() -> None:
    [to] = sent(row(address="elena@полдень.рф"))["To"].addresses
    assert to.addr_spec == "elena@xn--d1acqkbf0h.xn--p1ai"
