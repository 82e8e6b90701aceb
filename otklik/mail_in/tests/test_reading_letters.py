"""Every sample letter in `letters/` is read as its manifest says."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from otklik.mail_in.inspect import as_dict, inspect
from otklik.mail_in.reading.letter import read

LETTERS = Path(__file__).parent / "letters"
MANIFEST: dict[str, dict[str, Any]] = json.loads((LETTERS / "manifest.json").read_text("utf-8"))
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))


def flat(text: object) -> str:
    """Text as it is compared: composed, without invisible marks, blanks collapsed."""
    composed = unicodedata.normalize("NFC", str(text or "")).translate(INVISIBLE)
    return re.sub(r"\s+", " ", composed.replace("\xa0", " ")).strip()


def words(text: object) -> str:
    """Letters and digits alone: the signs that stand for mark-up do not count."""
    return "".join(char for char in flat(text) if char.isalnum())


def file_fits(wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether a file of a letter is the one the manifest speaks of."""
    name = found["name"]
    return (
        ("name" not in wanted or flat(wanted["name"]) == flat(name))
        and flat(name).startswith(wanted.get("name_startswith", ""))
        and wanted.get("name_contains", "") in name
        and all(
            found[key] == wanted[key] for key in ("size", "content_type", "inline") if key in wanted
        )
    )


def differences(expect: dict[str, Any], found: dict[str, Any]) -> dict[str, tuple[object, object]]:
    """What a reading got wrong, by the manifest's keys."""
    files = found["attachments"]
    text, reply = found["text"], found["reply"]
    verdicts: dict[str, bool] = {
        "from_address": found["from"]["address"] == expect.get("from_address"),
        "from_name": found["from"]["name"] == expect.get("from_name"),
        "text": words(text) == words(expect.get("text")),
        "reply": words(reply) == words(expect.get("reply")),
        "text_contains": all(words(one) in words(text) for one in expect.get("text_contains", [])),
        "text_not_contains": not any(one in text for one in expect.get("text_not_contains", [])),
        "reply_contains": all(
            words(one) in words(reply) for one in expect.get("reply_contains", [])
        ),
        "reply_not_contains": not any(
            flat(one) in flat(reply) for one in expect.get("reply_not_contains", [])
        ),
        "subject_contains": all(
            one in found["subject"] for one in expect.get("subject_contains", [])
        ),
        "attachments": all(
            any(file_fits(wanted, one) for one in files) for wanted in expect.get("attachments", [])
        ),
        "attachment_count": len(files) == expect.get("attachment_count"),
        "charset_errors_max": found["charset_errors"] <= expect.get("charset_errors_max", 0),
        "no_nul": "\x00" not in text + found["subject"],
        "no_path_in_names": not any(
            re.search(r"[/\\\x00-\x1f]|^\.\.", one["name"]) for one in files
        ),
    }
    return {
        key: (wanted, found.get(key.split("_")[0]))
        for key, wanted in expect.items()
        if not verdicts.get(key, found.get(key) == wanted)
    }


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_letter_is_read_as_a_person_would(name: str):
    raw = (LETTERS / f"{name}.eml").read_bytes()
    assert differences(MANIFEST[name], as_dict(read(raw))) == {}


def test_every_sample_stands_in_the_manifest():
    files = {str(path.relative_to(LETTERS).with_suffix("")) for path in LETTERS.rglob("*.eml")}
    assert files == set(MANIFEST)


def test_inspection_is_json_with_the_agreed_keys():
    found = json.loads(inspect(LETTERS / "russian" / "gmail-old.eml"))
    assert found["from"] == {"name": "Иван Петров", "address": "ivan.petrov@example.ru"}
    assert {
        "subject", "to", "message_id", "in_reply_to", "references", "text", "reply", "html",
        "attachments", "auto_submitted", "bounce", "charset_errors",
    } <= found.keys()  # fmt: skip
