"""Mailboxes in the settings (screens 16): changing them, and trying them before they are saved."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from otklik.core.config import Config
from otklik.directory.models import Source
from otklik.mail.models import Mailbox, Security
from otklik.mail_in import checks, probe
from otklik.mail_in.models import Check
from otklik.mail_in.take import take
from otklik.mail_in.tests.door import listening
from otklik.mail_in.tests.dovecot import PASSWORD, Dovecot, running
from otklik.mail_in.tests.post import bring, message_of, write
from otklik.people.models import JournalEntry, JournalVerb
from otklik.tickets.tests.world import World

USER = "sales@lotsman.example"


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with running() as dovecot:
        yield dovecot


@pytest.fixture
def vera(client: Client, world: World) -> Client:
    client.force_login(world.vera)
    return client


@pytest.fixture
def typed(world: World, server: Dovecot) -> dict[str, Any]:
    """What an administrator types for a mailbox of the test's server."""
    return {
        "address": USER,
        "site": world.site.pk,
        "enabled": "on",
        "imap_host": "127.0.0.1",
        "imap_port": server.port,
        "imap_security": Security.NONE,
        "imap_folder": "INBOX",
        "who_may_reply": "domain",
        "recognise_people": "on",
        "password": PASSWORD,
    }


def try_out(vera: Client, data: dict[str, Any], *, path: str = "check/") -> str:
    """Ask for a check as the page does, let the worker do it, and return the panel."""
    begun = vera.post(f"/office/mailboxes/{path}", data, headers={"HX-Request": "true"})
    check = Check.objects.order_by("pk").last()
    if check is None:
        return begun.content.decode()
    assert "hx-get" in begun.content.decode()
    checks.run(check.pk)
    return vera.get(f"/office/mailboxes/checks/{check.pk}/").content.decode()


def test_a_check_shows_each_step_and_saves_nothing(
    vera: Client, server: Dovecot, typed: dict[str, Any]
) -> None:
    server.put(USER, write(subject="one"))
    panel = try_out(vera, typed)
    assert panel.count('data-state="ok"') == len(probe.RECEIVING)
    assert "Папка INBOX на месте" in panel
    assert "1 письмо" in panel
    assert "hx-get" not in panel
    check = Check.objects.get()
    assert check.password_sealed == ""
    assert PASSWORD not in str([*ProcrastinateJob.objects.values_list("args", flat=True)])
    assert not Mailbox.objects.exists()
    vera.logout()


def test_the_way_out_is_tried_up_to_the_sender_and_no_letter_is_sent(
    vera: Client, world: World, set_config: Callable[..., Config]
) -> None:
    """A mailbox to which letters come by SMTP has no server of its own to be tried."""
    refusing = {"handle_MAIL": _refuse_sender}
    kinds = ((Sink(), ""), (type("Refusing", (), refusing)(), "send_sender"))
    typed = {"address": USER, "site": world.site.pk, "imap_port": 993, "imap_security": "tls"}
    typed |= {"imap_folder": "INBOX", "who_may_reply": "domain"}
    for handler, trouble in kinds:
        with listening(partial(_server, handler)) as port:
            set_config(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
            panel = try_out(vera, typed)
        steps = Check.objects.latest("pk").steps
        assert [step["stage"] for step in steps] == list(probe.SENDING)
        assert steps[-1]["trouble"] == trouble
        assert ("not yours" in panel) == bool(trouble)
    set_config(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
    assert "Сервер отправки не отвечает" in try_out(vera, typed)
    assert f"127.0.0.1, порт {port}" in vera.get("/office/mailboxes/add/").content.decode()


async def _server(handler: Any) -> asyncio.Server:
    return await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, hostname="sink"), "127.0.0.1", 0
    )


async def _refuse_sender(*_: object) -> str:
    return "553 not yours"


@pytest.mark.parametrize(
    ("wrong", "trouble", "words"),
    [
        ({"imap_host": "imap.nowhere.invalid"}, "no_name", "нет сервера"),
        ({"imap_host": "169.254.169.254"}, "forbidden", "почтового сервера нет"),
        ({"imap_port": 1}, "refused", "никто не слушает"),
        ({"imap_security": Security.TLS}, "no_tls", "993"),
        ({"imap_security": Security.STARTTLS}, "no_tls", "143"),
        ({"password": "wrong"}, "password", "Имя или пароль"),
        ({"imap_folder": "Nowhere"}, "no_folder", "INBOX"),
    ],
)
def test_a_failed_check_says_what_helps(
    vera: Client, typed: dict[str, Any], wrong: dict[str, Any], trouble: str, words: str
) -> None:
    panel = try_out(vera, typed | wrong)
    assert Check.objects.get().steps[-1]["trouble"] == trouble
    assert 'data-state="failed"' in panel
    assert 'role="alert"' in panel
    assert words in panel


def test_a_server_that_is_none_of_mail_is_not_quoted(
    vera: Client, typed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        try_out(vera, typed | {"imap_port": silent.getsockname()[1]})
    step = Check.objects.get().steps[-1]
    assert (step["trouble"], step["said"]) == ("no_imap", "")


def test_a_mailbox_is_added_and_its_password_is_told_nowhere(
    vera: Client, world: World, typed: dict[str, Any]
) -> None:
    answer = vera.post("/office/mailboxes/add/", typed)
    box = Mailbox.objects.get()
    assert answer.headers["Location"] == f"/office/mailboxes/{box.pk}/"
    assert (box.address, box.imap_password, box.who_may_reply) == (USER, PASSWORD, "domain")
    page = vera.get(f"/office/mailboxes/{box.pk}/").content.decode()
    assert PASSWORD not in page
    assert box.imap_password_sealed not in page
    line = JournalEntry.objects.get()
    assert (line.by, line.verb) == (world.vera, JournalVerb.ADDED)
    assert {"field": "imap_password_sealed", "secret": True} in line.changes
    assert box.imap_password_sealed not in str(line.changes)
    again = vera.post("/office/mailboxes/add/", typed | {"address": USER.upper()})
    assert again.status_code == 422
    assert "уже есть" in again.content.decode()


def test_a_stored_password_goes_to_no_other_server(vera: Client, typed: dict[str, Any]) -> None:
    vera.post("/office/mailboxes/add/", typed)
    box = Mailbox.objects.get()
    shown = {f"initial-{name}": value for name, value in typed.items() if name != "password"}
    moved = shown | typed | {"imap_host": "imap.elsewhere.example", "password": ""}
    panel = try_out(vera, moved, path=f"{box.pk}/check/")
    assert "введите пароль ещё раз" in panel
    assert not Check.objects.exists()
    refused = vera.post(f"/office/mailboxes/{box.pk}/save/", moved)
    assert refused.status_code == 422
    assert "введите пароль ещё раз" in refused.content.decode()
    kept = shown | typed | {"password": "", "replies_only": "on"}
    assert 'data-state="failed"' not in try_out(vera, kept, path=f"{box.pk}/check/")
    assert vera.post(f"/office/mailboxes/{box.pk}/save/", kept).status_code == 302
    box.refresh_from_db()
    assert (box.imap_password, box.replies_only) == (PASSWORD, True)


def test_without_javascript_the_page_comes_back_with_what_was_typed(
    vera: Client, typed: dict[str, Any]
) -> None:
    page = vera.post("/office/mailboxes/check/", typed).content.decode()
    check = Check.objects.get()
    assert f'value="{USER}"' in page
    assert PASSWORD not in page
    checks.run(check.pk)
    page = vera.post("/office/mailboxes/check/", typed | {"check": check.pk}).content.decode()
    assert 'data-state="ok"' in page
    assert Check.objects.count() == 1


def test_a_check_is_shown_to_nobody_else(vera: Client, world: World, typed: dict[str, Any]) -> None:
    try_out(vera, typed)
    other = Check.objects.create(
        by=world.anna, server={}, started_at=Check.objects.get().started_at
    )
    assert vera.get(f"/office/mailboxes/checks/{other.pk}/").status_code == 404


def test_a_mailbox_in_the_archive_takes_no_letters_and_comes_back_switched_off(
    vera: Client, mailbox: Mailbox
) -> None:
    vera.post(f"/office/mailboxes/{mailbox.pk}/archive/")
    mailbox.refresh_from_db()
    assert (mailbox.enabled, mailbox.archived_at is None) == (False, False)
    vera.post(f"/office/mailboxes/{mailbox.pk}/restore/")
    mailbox.refresh_from_db()
    assert (mailbox.enabled, mailbox.archived_at) == (False, None)
    verbs = JournalEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [JournalVerb.ARCHIVED, JournalVerb.RESTORED]


def test_staff_read_and_find_no_button(client: Client, world: World, mailbox: Mailbox) -> None:
    client.force_login(world.anna)
    page = client.get(f"/office/mailboxes/{mailbox.pk}/").content.decode()
    assert mailbox.address in page
    assert '<fieldset class="bare" disabled>' in page
    assert 'id="check"' not in page
    assert "form-foot" not in page


def test_letters_get_the_source_of_their_mailbox(world: World, mailbox: Mailbox) -> None:
    mailbox.source = Source.objects.create(name_ru="Отдел продаж")
    mailbox.save()
    row = bring(mailbox, write(subject="Счёт"))
    take(row.pk)
    assert message_of(row).source == mailbox.source


@pytest.mark.parametrize("count", [0, 20])
def test_the_page_costs_the_same_with_much_and_with_little(
    vera: Client,
    mailbox: Mailbox,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        address = f"box{number}@lotsman.example"
        Mailbox.objects.create(site=mailbox.site, name=address, address=address)
    vera.get(f"/office/mailboxes/{mailbox.pk}/")
    with django_assert_num_queries(11):
        vera.get(f"/office/mailboxes/{mailbox.pk}/")
