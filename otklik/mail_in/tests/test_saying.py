"""What a letter says, and how it stands in the ticket (spec MAIL-11, MAIL-12, D-17)."""

import io
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

import pytest
from PIL import Image

from otklik.files.storage import storage
from otklik.mail.models import Mailbox
from otklik.mail_in import body as body_module
from otklik.mail_in.models import Fate
from otklik.mail_in.tests.post import (
    ADDRESS,
    bring,
    message_of,
    reply_address,
    write,
)
from otklik.tickets.models import Ticket
from otklik.tickets.tests.world import World


def test_quotes_are_folded_and_kept(mailbox: Mailbox, ticket: Ticket) -> None:
    text = "Помогло, спасибо.\n\n24.11.2026 12:00, Анна пишет:\n> Перезагрузите кассу.\n"
    message = message_of(bring(mailbox, write(subject=f"Re: [#{ticket.pk}]", text=text)))
    assert message.text == "Помогло, спасибо."
    assert "Перезагрузите кассу." in message.quoted_html


def test_a_new_ticket_keeps_the_whole_letter(mailbox: Mailbox) -> None:
    text = "Что ответить?\n\n24.11.2026 12:00, Банк пишет:\n> Пришлите договор.\n"
    message = message_of(bring(mailbox, write(text=text)))
    assert "Пришлите договор." in message.text


def test_an_answer_of_nothing_but_quotes_is_kept(mailbox: Mailbox, ticket: Ticket) -> None:
    text = "24.11.2026 12:00, Анна пишет:\n> Перезагрузите кассу.\n"
    message = message_of(bring(mailbox, write(subject=f"Re: [#{ticket.pk}]", text=text)))
    assert "Перезагрузите кассу." in message.text


def test_html_keeps_its_form_and_loses_what_harms(mailbox: Mailbox) -> None:
    html = (
        "<p onclick='x()'>Касса <b>молчит</b></p><script>alert(1)</script>"
        "<img src='https://spy.example/pixel.gif'>"
    )
    message = message_of(bring(mailbox, write(text="Касса молчит", html=html)))
    assert "<b>молчит</b>" in message.html
    for harm in ("onclick", "script", "spy.example"):
        assert harm not in message.html


def test_html_that_shows_nothing_gives_way_to_the_text(mailbox: Mailbox) -> None:
    html = "<style>p { color: red }</style><img src='https://spy.example/pixel.gif'>"
    message = message_of(bring(mailbox, write(text="Касса молчит", html=html)))
    assert "Касса молчит" in message.html


def test_no_message_tells_by_which_address_its_writer_answers(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    own = reply_address(ticket, world.anna)
    text = f"Починили.\n\n----- Исходное письмо -----\nFrom: Anna\nTo: {own}\n\nСмотрю.\n"
    html = f'<p>Пишите: <a href="mailto:{own.replace("+", "%2B")}">{own}</a></p>'
    for said, shown in ((text, ""), ("Починили.", html)):
        letter = write(sender=world.anna.email, to=own, text=said, html=shown)
        message = message_of(bring(mailbox, letter, to=[own]))
        assert message.is_by_staff
        secret = own.partition("@")[0].rpartition(".")[2]
        assert secret not in message.text + message.html + message.quoted_html


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def with_pictures(html: str, **pictures: bytes) -> bytes:
    letter = MIMEMultipart("related")
    letter["From"] = "elena@example.org"
    letter["To"] = ADDRESS
    letter["Subject"] = "Снимок экрана"
    letter["Message-ID"] = "<pictures@example.org>"
    letter.attach(MIMEText(html, "html", "utf-8"))
    for name, data in pictures.items():
        part = MIMEImage(data, "png", name=f"{name}.png")
        part["Content-ID"] = f"<{name}>"
        part["Content-Disposition"] = f'inline; filename="{name}.png"'
        letter.attach(part)
    return letter.as_bytes()


def test_pictures_stand_in_the_text_where_they_belong(mailbox: Mailbox) -> None:
    raw = with_pictures(
        '<p>Смотрите: <img src="cid:image1"> и <IMG alt=x SRC=cid:image10></p>',
        image1=picture("red"),
        image10=picture("blue"),
        unused=picture("green"),
    )
    message = message_of(bring(mailbox, raw))
    links = {one.name: one for one in message.attachments.all()}
    for name in ("image1.png", "image10.png"):
        assert links[name].is_inline
        assert f'src="{links[name].get_absolute_url()}"' in message.html
    assert not links["unused.png"].is_inline


def test_a_picture_of_folded_html_is_a_file_below_the_text(
    mailbox: Mailbox, ticket: Ticket
) -> None:
    raw = with_pictures(
        '<p>Вот: <img src="cid:shot"></p><div class="gmail_quote">'
        "24.11.2026 12:00, Анна пишет:<blockquote>Пришлите снимок</blockquote></div>",
        shot=picture("red"),
    ).replace(b"Subject: ", f"Subject: [#{ticket.pk}] ".encode())
    message = message_of(bring(mailbox, raw))
    [link] = message.attachments.all()
    assert not link.is_inline
    assert "Пришлите снимок" in message.quoted_html


def test_files_come_along(mailbox: Mailbox) -> None:
    row = bring(mailbox, write(files=[("Акт сверки.pdf", "application/pdf", b"%PDF-1.4 ...")]))
    [link] = message_of(row).attachments.all()
    assert link.name == "Акт сверки.pdf"
    with storage().open(link.blob.sha256) as stream:
        assert stream.read() == b"%PDF-1.4 ..."


def test_a_file_that_is_too_large_is_named_and_kept_aside(
    mailbox: Mailbox, set_config: Any
) -> None:
    set_config(upload_max_bytes=2000)
    files = [
        ("дамп.bin", "application/octet-stream", b"x" * 3000),
        ("мал.txt", "text/plain", b"small"),
    ]
    letter = write(text="База целиком", html="<p>База <b>целиком</b></p>", files=files)
    message = message_of(bring(mailbox, letter))
    assert [link.name for link in message.attachments.all()] == ["мал.txt"]
    for said in (message.text, message.html):
        assert "Файл «дамп.bin» слишком велик" in said
    assert "<b>целиком</b>" in message.html


def test_of_a_thousand_files_some_are_taken_and_the_others_counted(
    mailbox: Mailbox, set_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body_module, "FILES_AT_MOST", 2)
    monkeypatch.setattr(body_module, "NAMED_AT_MOST", 1)
    set_config(upload_max_bytes=2000)
    small = [(f"{number}.txt", "text/plain", b"%d" % number) for number in range(5)]
    large = [(f"{number}.bin", "application/octet-stream", b"x" * 3000) for number in range(3)]
    message = message_of(bring(mailbox, write(text="Всё", files=[*small, *large])))
    assert message.attachments.count() == 2
    assert "Файл «0.bin» слишком велик" in message.text
    assert "1.bin" not in message.text
    assert "Ещё 5 файлов сохранены вместе с исходным письмом." in message.text


def test_what_we_add_is_in_the_language_of_the_site(mailbox: Mailbox, set_config: Any) -> None:
    mailbox.site.language = "en"
    mailbox.site.save()
    set_config(upload_max_bytes=2000)
    row = bring(mailbox, write(files=[("dump.bin", "application/octet-stream", b"x" * 3000)]))
    assert "The file “dump.bin” is too large" in message_of(row).text


def test_staff_may_send_larger_files(
    world: World, mailbox: Mailbox, ticket: Ticket, set_config: Any
) -> None:
    set_config(upload_max_bytes=2000, staff_upload_max_bytes=4000)
    to = reply_address(ticket, world.anna)
    files = [("патч.zip", "application/zip", b"x" * 3000)]
    row = bring(mailbox, write(sender=world.anna.email, to=to, files=files), to=[to])
    assert message_of(row).attachments.count() == 1


def test_a_damaged_file_keeps_no_letter_from_being_taken(mailbox: Mailbox) -> None:
    raw = (
        f"From: scan@granite.example\r\nTo: {ADDRESS}\r\nSubject: Scan\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nСкан\r\n--b\r\n'
        'Content-Type: application/pdf; name="scan.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
        'Content-Disposition: attachment; filename="scan.pdf"\r\n\r\nJVBERi0xLjQKJ'
    ).encode()
    row = bring(mailbox, raw)
    message = message_of(row)
    assert row.fate == Fate.TAKEN
    assert message.attachments.count() == 1
    assert "Файл «scan.pdf» пришёл повреждённым." in message.text


def test_a_text_without_end_is_cut_and_kept_with_the_letter(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body_module, "LONGEST", 2000)
    row = bring(mailbox, write(text="строка\n" * 1000, html="<p>строка</p>" * 1000))
    text = message_of(row).text
    assert len(text) < 1200
    assert text.endswith("Продолжение текста – в исходном письме.")
