"""Headers as senders really write them."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from otklik.mail_in.reading.letter import Letter, read

TABLES: dict[str, Any] = json.loads((Path(__file__).parent / "headers.json").read_text("utf-8"))
CONTENT = b"\x00\x01\x02data"


def letter(header: str, body: str = "Hello") -> Letter:
    return read(f"{header}\n\n{body}".replace("\n", "\r\n").encode())


@pytest.mark.parametrize(("written", "subject"), TABLES["subjects"].items())
def test_subject(written: str, subject: str):
    assert letter(f"From: a@b.c\nSubject: {written}").subject == subject


@pytest.mark.parametrize(("written", "author"), TABLES["authors"].items())
def test_author(written: str, author: list[str]):
    assert list(letter(f"From: {written}\nSubject: x").from_) == author


@pytest.mark.parametrize(("written", "recipients"), TABLES["recipients"].items())
def test_recipients(written: str, recipients: list[str]):
    found = letter(f"From: a@b.c\nTo: {written}").to
    assert [mailbox.address for mailbox in found if mailbox.address] == recipients


@pytest.mark.parametrize(("written", "name"), TABLES["file_names"].items())
def test_file_name(written: str, name: str):
    content = base64.b64encode(CONTENT).decode()
    part = (
        "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment; {written}\n\n{content}"
    )
    found = letter("Content-Type: multipart/mixed; boundary=B", f"--B\n{part}\n--B--\n").attachments
    assert [(one.name, one.data) for one in found] == [(name.replace("/", "_"), CONTENT)]


@pytest.mark.parametrize("subject", TABLES["automatic_subjects"])
def test_an_answering_machine_is_known_by_its_subject(subject: str):
    assert letter(f"From: a@b.c\nSubject: {subject}").automatic.auto_submitted


@pytest.mark.parametrize("subject", TABLES["personal_subjects"])
def test_a_person_may_write_of_automatic_things(subject: str):
    assert not letter(f"From: a@b.c\nSubject: {subject}").automatic.auto_submitted


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("Fri, 20 Nov 2026 10:15:00 +0300", "2026-11-20T10:15:00+03:00"),
        ("20 Nov 2026 10:15:00 GMT (comment)", "2026-11-20T10:15:00+00:00"),
        ("Fri, 20 Nov 2026 10:15:00", "2026-11-20T10:15:00+00:00"),
        ("yesterday", None),
        ("Fri, 99 Nov 2026 99:99:99 +0300", None),
    ],
)
def test_date(written: str, instant: str | None):
    found = letter(f"From: a@b.c\nDate: {written}")
    assert (found.date.isoformat() if found.date else None) == instant
    assert found.date_written == written
    assert ("bad_date" in found.problems) == (instant is None)


def test_facts_for_the_loop_guard():
    found = letter("From: a@b.c\nReturn-Path: <>\nPrecedence: Bulk\nList-Id: <x.y.z>").automatic
    assert (found.empty_sender, found.bulk_or_list, found.precedence) == (True, True, "bulk")
    assert not found.auto_submitted


def test_a_report_names_the_letter_that_came_back():
    path = Path(__file__).parent / "letters" / "russian" / "bounce-exchange.eml"
    bounce = read(path.read_bytes()).bounce
    assert bounce is not None
    assert bounce.recipients == ("nobody@example.com",)
    assert bounce.final
    assert bounce.original_id == "out-1205@example.org"
