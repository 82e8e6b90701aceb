"""RTF as winmail.dat carries it; the packed samples are those of [MS-OXRTFCP] section 3."""

import pytest

from otklik.mail_in.reading import rtf

SIMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
    "0af32068656c090020627705b06c647d0a800fa0"
)
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def test_packed_text_is_unpacked():
    assert rtf.unpack(SIMPLE) == rb"{\rtf1\ansi\ansicpg1252\pard hello world}" + b"\r\n"
    assert rtf.unpack(CROSSING) == rb"{\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_plain_container_is_unwrapped():
    assert rtf.unpack(b"\x00" * 4 + b"\x05\x00\x00\x00MELA\x00\x00\x00\x00{rtf}") == b"{rtf}"


@pytest.mark.parametrize("size", range(len(SIMPLE)))
def test_a_cut_container_gives_what_there_is(size: int):
    whole = b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert whole.startswith(rtf.unpack(SIMPLE[:size]))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2\par next}", "Привет\nnext"),
        (rb"{\rtf1\ansi {\fonttbl{\f0 Arial;}}{\*\generator X}a\tab b}", "a\tb"),
        (rb"{\rtf1 \u1055?\u1088?!}", "Пр!"),
        (rb"{\rtf1 \u55357?\u56832?}", "😀"),
        (rb"{\rtf1\fromhtml1 {\*\htmltag64 <p>}Hello{\htmlrtf \par }{\*\htmltag72 </p>}}", "Hello"),
        (rb"{\rtf1 a\~b \{c\}", "a b {c}"),
        (b"}}}{{{", ""),
    ],
)
def test_text_of_rtf(written: bytes, text: str):
    assert rtf.to_text(written) == text
