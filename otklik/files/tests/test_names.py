"""Names of files, made harmless and kept readable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.files.names import NAME_BYTES, clean_name


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("Отчёт за март.xlsx", "Отчёт за март.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Анна\\снимок.png", "снимок.png"),
        ("folder/", "folder"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u200bb\ufeff.txt", "ab.txt"),
        ("line\r\nSet-Cookie: x=1.txt", "line Set-Cookie_ x=1.txt"),
        ("nul\x00byte.txt", "nulbyte.txt"),
        ("  a \t b  .txt ", "a b .txt"),
        (".htaccess", "htaccess"),
        ("trailing. . .", "trailing"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("console.log", "console.log"),
        ('a<b>"c"|d?.txt', "a_b__c__d_.txt"),
        ("и\u0306мена.txt", "\u0439мена.txt"),
        ("a \x1b b.txt", "a b.txt"),
        ("и\u200b\u0306мена.txt", "\u0439мена.txt"),
        ("", "file"),
        ("///", "file"),
        ("\u202e\u202d", "file"),
        ("..", "file"),
    ],
)
def test_names(given_name: str, expected: str) -> None:
    assert clean_name(given_name) == expected


def test_a_long_name_keeps_its_extension() -> None:
    cut = clean_name("я" * 300 + ".docx")
    assert cut.endswith("я.docx")
    assert len(cut.encode()) <= NAME_BYTES
    assert len(clean_name("x." + "y" * 300).encode()) <= NAME_BYTES


@given(st.text())
def test_any_name_becomes_harmless_and_stays_so(name: str) -> None:
    cleaned = clean_name(name)
    assert cleaned
    assert len(cleaned.encode()) <= NAME_BYTES
    assert not any(char in '/\\<>:"|?*' for char in cleaned)
    assert not any(unicodedata.category(char)[0] == "C" for char in cleaned)
    assert clean_name(cleaned) == cleaned
