"""Hostile files on their way in and out: nothing is shown that a browser could run (law 13)."""

import unicodedata
from email.message import Message
from typing import Any, Final
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.http import content_disposition_header

from otklik.files.names import clean_name
from otklik.mail.models import Mailbox
from otklik.mail_in.tests.post import ADDRESS, bring, ticket_of, write
from otklik.people.models import Person
from otklik.tickets.models import Attachment
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World
from tests.hostile.uploads import FILE_NAMES, FILES
from tests.hostile.vectors import armed
from tests.stage import PNG, body_of, file, upload_of

pytestmark = pytest.mark.django_db

SHOWN: Final = {"image/png", "image/jpeg", "image/gif", "image/webp"}
"""What a browser may show in place: none of these can run anything."""


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_what_could_run_is_downloaded_and_calls_itself_harmless(world: World) -> None:
    elena, ticket = as_(world.elena), world.ticket()
    keys = []
    for one in FILES:
        sent = SimpleUploadedFile(one.name, one.content, content_type=one.claimed)
        answer = elena.post("/files/uploads/", {"file": sent})
        assert answer.status_code == 201
        keys.append(answer.json()["key"])
    given = [(path, elena.get(path)) for path in (f"/files/uploads/{key}/" for key in keys)]
    said = {"key": "k", "text": "Файлы", "files": keys}
    assert elena.post(f"/portal/t/{ticket.pk}/reply/", said).status_code == 302
    box = Mailbox.objects.create(site=world.site, name="Помощь", address=ADDRESS)
    files = [(one.name, one.claimed.partition(";")[0], one.content) for one in FILES if one.content]
    assert ticket_of(bring(box, write(files=files))).author_id == world.elena.pk
    given += attached(elena)
    assert [odd for path, answer in given if (odd := oddity(path, answer))] == []


def attached(browser: Client) -> list[tuple[str, Any]]:
    """Return what a browser gets for each file of a message."""
    links = Attachment.objects.order_by("pk")
    paths = [f"/files/{link.key}/x.html" for link in links]
    return [(path, browser.get(path)) for path in paths]


def oddity(path: str, answer: Any) -> str:
    """Return what is wrong with the answer to a request for a file."""
    body_of(answer)
    kind, shown = answer.headers["Content-Type"], answer.headers["Content-Disposition"]
    shields = {
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    bare = [name for name, value in shields.items() if answer.headers.get(name) != value]
    is_safe = kind in SHOWN if shown.startswith("inline") else shown.startswith("attachment")
    active = {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "text/javascript"}
    is_ok = answer.status_code == 200 and is_safe and not bare and kind not in active
    return "" if is_ok else f"{path} {answer.status_code} {kind} {shown} {bare}"


def test_a_name_is_a_name_and_no_path_header_or_disguise() -> None:
    for number, pattern in enumerate(FILE_NAMES):
        name = armed(pattern, number)
        clean = clean_name(name)
        assert clean == clean_name(clean), name
        assert not set(clean) & set('/\\<>:"|?*'), name
        assert not any(unicodedata.category(char)[0] == "C" for char in clean), name
        assert clean.strip(". "), name
        header = content_disposition_header(True, clean) or ""
        assert header.isascii(), name
        assert header.isprintable(), name
        read = Message()
        read["Content-Disposition"] = header
        assert read.get_filename() == clean or unquote(header.partition("''")[2]) == clean, name


def test_a_link_opens_one_file_for_whom_it_is(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    hidden = Body(text="?", files=[file("b.png")])
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=hidden)
    own = Body(text="!", files=[file("a.png")])
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=own)
    secret, key = (str(one.key) for one in Attachment.objects.order_by("pk"))
    mine, theirs = upload_of(world.elena), upload_of(world.pavel)
    elena = as_(world.elena)
    for path in (f"/files/{key}/a.png", f"/files/{key}/b.png", f"/files/uploads/{mine}/"):
        assert body_of(elena.get(path)) == PNG
    assert as_(world.pavel).get(f"/files/{key}/a.png").status_code == 404
    for path in (
        f"/files/{secret}/b.png",
        f"/files/{secret}/thumb/",
        f"/files/{secret}/a.png?download",
        f"/files/{key[:-1]}/a.png",
        f"/files/{key}0/a.png",
        f"/files/{key.replace(key[0], 'g', 1)}/a.png",
        f"/files/{key}%00/a.png",
        f"/files/{key}/a.png/",
        f"/files/{key}/../{secret}/b.png",
        f"/files/{key}/%2e%2e/{secret}/b.png",
        f"/files/{key}%2f..%2f{secret}/b.png",
        f"/files//{secret}/b.png",
        f"/files/uploads/{theirs}/",
        f"/files/uploads/{mine}/../{theirs}/",
        f"/files/uploads/{key}/",
        f"/files/{mine}/a.png",
        "/files/../../etc/passwd",
        "/files/%2e%2e/%2e%2e/etc/passwd",
        "/files/secrets.json/x",
        "/static/../secrets.json",
        "/static/%2e%2e/%2e%2e/etc/passwd",
    ):
        assert elena.get(path).status_code == 404, path
