"""Quotes and signatures of many mail programs and languages are told from new text."""

import json
from pathlib import Path

import pytest

from otklik.mail_in.reading import lines, quotes

TABLES: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "quotes.json").read_text("utf-8")
)
NEW = "The number is 77/2026-F.\nIt still does not print."
SIGNED = "\n> Please send the contract number.\n> It is on page one.\n>\n> Anna"
UNSIGNED = "\nPlease send the contract number.\nIt is on page one.\n\nAnna"


def reply_of(text: str, *, subject: str = "Re: Printer") -> str:
    return quotes.split(lines.of_text(text), subject=subject, answers=True).reply


def rows(*tables: str) -> list[object]:
    return [
        pytest.param(text, id=f"{table}-{name}")
        for table in tables
        for name, text in TABLES[table].items()
    ]


@pytest.mark.parametrize("introduction", rows("introductions_before_quotes", "introductions"))
def test_an_introduction_goes_with_the_quoted_lines_below_it(introduction: str):
    assert reply_of(f"{NEW}\n\n{introduction}\n{SIGNED}") == NEW


@pytest.mark.parametrize("introduction", rows("introductions_before_quotes", "introductions"))
def test_text_below_quoted_lines_stays(introduction: str):
    assert reply_of(f"{introduction}\n{SIGNED}\n\n{NEW}") == NEW


@pytest.mark.parametrize("head", rows("introductions", "header_blocks", "separators"))
def test_a_sure_head_takes_the_unmarked_text_below_it(head: str):
    assert reply_of(f"{NEW}\n\n{head}\n{UNSIGNED}") == NEW


@pytest.mark.parametrize("block", rows("header_blocks"))
@pytest.mark.parametrize("rule", ["_" * 32, "-" * 40, "-----Original Message-----", "———"])
def test_a_rule_above_a_header_block_goes_with_it(block: str, rule: str):
    assert reply_of(f"{NEW}\n\n{rule}\n{block}\n{UNSIGNED}") == NEW


@pytest.mark.parametrize("block", rows("header_blocks"))
def test_a_forwarded_letter_is_content(block: str):
    text = f"Please look.\n\n{block}\n{UNSIGNED}"
    assert reply_of(text, subject="FW: Printer").split() == text.split()


@pytest.mark.parametrize("signature", rows("signatures"))
@pytest.mark.parametrize("below", ["", f"\n\n{TABLES['introductions']['en']}\n{SIGNED}"])
def test_a_signature_is_no_part_of_the_new_text(signature: str, below: str):
    assert reply_of(f"Thank you, it works.\n\n{signature}{below}") == "Thank you, it works."


def test_answers_between_quotes_are_known_as_such():
    text = "> Number?\n77\n\n> Printer?\n305"
    split = quotes.split(lines.of_text(text), answers=True)
    assert (split.reply, split.interleaved) == ("77\n\n305", True)


def test_an_answer_may_be_only_a_quote():
    split = quotes.split(
        lines.of_text("On 1.2.2026 10:15, Anna wrote:\n> text\n> text"), answers=True
    )
    assert split.reply == ""
    assert split.quoted.endswith("> text\n> text")


def test_a_first_letter_of_quoted_lines_is_its_own_content():
    assert quotes.split(lines.of_text("> I paste\n> this")).reply == "> I paste\n> this"
