"""Laws of reading that hold for any bytes: nothing raises, nothing is lost, nothing explodes."""

import base64
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.mail_in.inspect import as_dict
from otklik.mail_in.reading import lines, quotes
from otklik.mail_in.reading.letter import read

LETTERS = Path(__file__).parent / "letters"
SAMPLES = [path.read_bytes() for path in sorted(LETTERS.rglob("*.eml"))]
NOISE = b"\r\n:;=?<>@\"'()-_ \x00\xff\xd0\x1b/\\%*&#,.AaZz09"

HEAD = b"From: a@b.c\nSubject: Re: x\nIn-Reply-To: <a@b>\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\n\n"
MARKUP = HEAD + b"Content-Type: text/html; charset=utf-8\n\n"


def check(raw: bytes) -> None:
    """A reading can be stored and sent: it is JSON, it is UTF-8, it has no NUL."""
    found = as_dict(read(raw))
    json.dumps(found, ensure_ascii=False).encode("utf-8")
    assert "\x00" not in found["text"] + found["reply"] + found["subject"]


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_letter(raw: bytes):
    check(raw)


@given(st.lists(st.sampled_from(NOISE), max_size=400).map(bytes))
def test_header_like_noise_is_a_letter(raw: bytes):
    check(b"Content-Type: multipart/mixed; boundary=" + raw)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SAMPLES),
    st.lists(
        st.tuples(st.integers(0, 3000), st.integers(0, 60), st.binary(max_size=8)), max_size=8
    ),
)
def test_a_damaged_letter_is_a_letter(raw: bytes, edits: list[tuple[int, int, bytes]]):
    for at, drop, put in edits:
        raw = raw[:at] + put + raw[at + drop :]
    check(raw)


@given(st.lists(st.text(alphabet="ab :>-_.@<\xa0ж", max_size=40), max_size=40))
def test_every_line_is_in_the_new_text_or_in_the_rest(texts: list[str]):
    text = "\n".join(texts)
    split = quotes.split(lines.of_text(text), answers=True)
    left = sorted((split.reply + "\n" + split.quoted).split())
    assert left == sorted(text.split())


@given(st.text(max_size=300))
def test_a_letter_without_quotes_keeps_its_words(text: str):
    words = " ".join(char for char in text if char.isalpha())
    assert quotes.split(lines.of_text(words)).reply.split() == words.split()


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN + b">" * 150_000,
        PLAIN + b">\n" * 50_000,
        PLAIN + b"\n" * 150_000,
        PLAIN + b"a " * 300_000,
        PLAIN + b"From: a\n" * 20_000,
        PLAIN + b"-----\n" * 20_000,
        PLAIN + b"begin-base64 644 a\n" * 20_000,
        PLAIN + b"=ybegin line=1 size=1 name=a\n" * 20_000,
        b"Subject: " + b"=?utf-8?q?x" * 30_000 + b"\n\n",
        b"Subject: x\n" + b" y\n" * 50_000 + b"\n",
        b"From: " + b"(" * 50_000 + b"\n\n",
        b"To: " + b"a, " * 50_000 + b"\n\n",
        MARKUP + b"<" * 150_000,
        MARKUP + b"<!--" * 50_000,
        MARKUP + b"<script>" * 50_000,
        MARKUP + b"<blockquote type=cite>x" * 20_000,
        MARKUP + b"<b>" * 50_000 + b"<div></b>" * 20_000,
        b"To: " + b"a" * 200_000 + b"\n\n",
        b"References: " + b"a" * 200_000 + b"\n\n",
        b"In-Reply-To: <a" + b" " * 200_000 + b"\n\n",
        b"X-Failed-Recipients: " + b"a" * 200_000 + b"\n\n",
        b"Content-Type: " + b"a" * 200_000 + b"\n\n",
        b"Content-Type: text/plain; " + b";" * 200_000 + b"\n\n",
        b"Content-Type: text/plain; a=" + b" " * 200_000 + b"?\n\n",
        b"Subject: " + b"_" * 200_000 + b"\n\n",
        b"From " + b"a" * 200_000 + b"\n\n",
        b"A: b\n" * 100_000 + b"\n",
        b"Content-Type: text/enriched\n\n" + b"<param>" * 50_000,
        b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * 100_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50_000,
        b"Content-Type: message/delivery-status\n\nFinal-Recipient:" + b" " * 200_000 + b"x",
        b"From: MAILER-DAEMON@x.y\nSubject: Undelivered mail\n\n" + b"," * 200_000,
        PLAIN + b"begin 644 a" + b" " * 200_000 + b"x\n",
    ],
    ids=lambda raw: repr(raw[-12:]),
)
def test_hostile_repetition_is_read(raw: bytes):
    check(raw)


def test_a_letter_can_be_the_size_of_its_files_and_not_a_thousand_times_it():
    bomb = base64.encodebytes(gzip.compress(bytes(50_000_000)))
    head = b"Content-Type: application/x-a\nContent-Transfer-Encoding: x-gzip64\n\n"
    (file,) = read(b"From: a@b.c\n" + head + bomb).attachments
    assert file.size < 2_000_000
    assert file.damaged
    packed = base64.encodebytes(gzip.compress(b"a letter\n" * 100))
    (file,) = read(b"From: a@b.c\n" + head + packed).attachments
    assert (file.size, file.damaged) == (900, False)


def test_a_text_of_thousands_of_files_is_a_text():
    found = read(PLAIN + b"begin 644 a\n#0V%T\n`\nend\n" * 5_000)
    assert len(found.attachments) == 200
    assert found.text.count("begin 644 a") == 4_800


@pytest.mark.parametrize("boundary", [b"b%d", b"b"])
def test_a_thousand_nested_multiparts_keep_their_text(boundary: bytes):
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=%b\n\n--%b\n" % (name, name)
        for name in (boundary % i if b"%" in boundary else boundary for i in range(1000))
    )
    assert "deep" in read(b"From: a@b.c\n" + nested + b"Content-Type: text/plain\n\ndeep\n").text


def test_packed_text_is_read_as_far_as_its_letter_is_long():
    bomb = base64.encodebytes(gzip.compress(b"a\n" * 5_000_000)) + b"A" * 100_000
    head = b"From: a@b.c\nContent-Transfer-Encoding: x-gzip64\n\n"
    assert len(read(head + bomb).text) < 2 * len(bomb)


def test_a_line_of_many_links_keeps_each_of_them_once():
    links = b"".join(b"<a href=http://x.example/%d>w</a>" % (i // 2) for i in range(4_000))
    assert read(MARKUP + links).text.count("<http://x.example/") == 2_000
