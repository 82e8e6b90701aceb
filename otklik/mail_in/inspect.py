"""How a letter is read, as JSON: `otklik mail inspect FILE --json`, or this module by itself."""

import json
import sys
from pathlib import Path
from typing import Any

from otklik.mail_in.reading.letter import Letter, read


def as_dict(letter: Letter) -> dict[str, Any]:
    """Return a letter as plain values.

    Args:
        letter: What `read` made of it.
    """
    return {
        "subject": letter.subject,
        "from": {"name": letter.from_.name, "address": letter.from_.address},
        "to": [mailbox.address for mailbox in letter.to if mailbox.address],
        "cc": [mailbox.address for mailbox in letter.cc if mailbox.address],
        "reply_to": [mailbox.address for mailbox in letter.reply_to if mailbox.address],
        "message_id": letter.message_id,
        "in_reply_to": letter.in_reply_to,
        "references": list(letter.references),
        "date": letter.date.isoformat() if letter.date else None,
        "text": letter.text,
        "reply": letter.reply,
        "quoted": letter.quoted,
        "html": letter.html is not None,
        "attachments": [
            {
                "name": one.name,
                "content_type": one.content_type,
                "size": one.size,
                "inline": one.inline,
                "damaged": one.damaged,
            }
            for one in letter.attachments
        ],
        "auto_submitted": letter.automatic.auto_submitted,
        "bulk_or_list": letter.automatic.bulk_or_list,
        "bounce": letter.bounce is not None,
        "bounced_recipients": list(letter.bounce.recipients) if letter.bounce else [],
        "charset_errors": letter.charset_errors,
        "problems": list(letter.problems),
    }


def inspect(path: Path) -> str:
    """Return how the letter in a file is read, as indented JSON.

    Args:
        path: A file with one letter, as received.

    Raises:
        OSError: If the file cannot be read.
    """
    return json.dumps(as_dict(read(path.read_bytes())), ensure_ascii=False, indent=2)


def main() -> int:
    """Print the reading of the file named on the command line."""
    names = [name for name in sys.argv[1:] if not name.startswith("--")]
    if len(names) != 1:
        sys.stderr.write("usage: python -m otklik.mail_in.inspect FILE [--json]\n")
        return 2
    try:
        text = inspect(Path(names[0]))
    except OSError as error:
        sys.stderr.write(f"{names[0]}: {error.strerror}\n")
        return 1
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
