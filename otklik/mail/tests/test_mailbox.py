"""Mailboxes keep their passwords sealed and their addresses usable."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from otklik.core.config import Config
from otklik.directory.models import Site
from otklik.mail import keys, threading
from otklik.mail.models import Mailbox
from otklik.mail.senders import sender_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site.objects.create(code="lotsman", name_ru="Лоцман", name_en="Pilot")


def test_a_password_is_stored_sealed_and_read_back(site: Site) -> None:
    box = Mailbox(site=site, name="Помощь", address="help@lotsman.example")
    box.imap_password = "пароль-приложения"
    box.save()
    box = Mailbox.objects.get()
    assert box.imap_password == "пароль-приложения"
    assert "пароль" not in box.imap_password_sealed
    assert Mailbox(site=site).imap_password == ""


def test_an_address_too_long_for_a_reply_token_is_refused(site: Site) -> None:
    box = Mailbox(site=site, name="x", address="a" * 25 + "@lotsman.example")
    with pytest.raises(ValidationError) as refused:
        box.full_clean()
    assert "address" in refused.value.message_dict


def test_the_longest_allowed_address_carries_any_token() -> None:
    threading.reply_address(
        mailbox="a" * 24 + "@lotsman.example", ticket=10**8, person=10**8, secret=b"x"
    )


def test_a_site_writes_from_its_first_mailbox_in_use(site: Site) -> None:
    Mailbox.objects.create(site=site, name="0", address="old@lotsman.example", enabled=False)
    Mailbox.objects.create(site=site, name="1", address="help@lotsman.example")
    Mailbox.objects.create(site=site, name="2", address="pay@lotsman.example")
    sender = sender_for(site, "ru")
    assert (sender.name, sender.address, sender.domain) == (
        "Лоцман",
        "help@lotsman.example",
        "lotsman.example",
    )
    reply_to = sender.reply_address(ticket=123, person=45)
    found = threading.find_reply_token([reply_to], secret=keys.signing_key())
    assert found == threading.ReplyToken(123, 45)


def test_a_site_without_a_mailbox_cannot_be_answered(site: Site) -> None:
    site.sender_address = "robot@lotsman.example"
    sender = sender_for(site, "en")
    assert (sender.name, sender.address) == ("Pilot", "robot@lotsman.example")
    assert sender.reply_address(ticket=123, person=45) == ""


def test_a_site_without_any_address_still_has_a_sender(
    site: Site, set_config: Callable[..., Config]
) -> None:
    set_config(url="https://help.lotsman.example")
    assert sender_for(site, "ru").address == "noreply@help.lotsman.example"
