"""Uploads that wait for their message: one's own, for a day, taken once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from otklik.core.time import now
from otklik.files import uploads
from otklik.files.models import Blob, Upload
from otklik.files.tests.conftest import LIMIT, WAITING, kept, picture
from otklik.files.uploads import UploadMissing, take_uploads

SignIn = Callable[[], Client]
TAKE = "/files/uploads/"


def send(client: Client, name: str, content: bytes, language: str = "en") -> Any:
    file = SimpleUploadedFile(name, content, "image/png")
    return client.post(TAKE, {"file": file}, headers={"Accept-Language": language})


def test_it_works(signed_in: SignIn) -> None:
    client, content = signed_in(), picture(size=(40, 20))
    answer = send(client, "снимок.png", content)
    assert answer.status_code == 201
    told = answer.json()
    assert told == {
        "key": Upload.objects.get().key,
        "name": "снимок.png",
        "size": len(content),
        "type": "image/png",
        "url": f"{TAKE}{told['key']}/",
        "thumb": f"{TAKE}{told['key']}/thumb",
    }
    assert len(told["key"]) == 32
    assert client.get(told["url"]).getvalue() == content
    assert client.get(told["thumb"]).getvalue()[8:12] == b"WEBP"
    saved = client.get(f"{told['url']}download")
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved.getvalue() == content


def test_the_browsers_claims_count_for_nothing(signed_in: SignIn) -> None:
    told = send(signed_in(), "../../page.html", b"<script>alert(1)</script>").json()
    assert (told["name"], told["type"], told["thumb"]) == ("page.html", "text/plain", None)


def test_the_same_content_twice_is_two_uploads_of_one_content(signed_in: SignIn) -> None:
    anna, boris = signed_in(), signed_in()
    keys = {send(client, "a.txt", b"same").json()["key"] for client in (anna, anna, boris)}
    assert len(keys) == 3
    assert Blob.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "“big.bin” is bigger than 10.0 KB. Nothing was attached."),
        ("ru", "Файл «big.bin» больше 10,0 КБ. Ничего не прикреплено."),
    ],
)
def test_what_is_too_big_is_named_and_nothing_is_kept(
    signed_in: SignIn, language: str, words: str
) -> None:
    answer = send(signed_in(), "big.bin", bytes(LIMIT + 1), language)
    assert answer.status_code == 413
    assert answer.json()["error"].replace("\xa0", " ") == words
    assert not Blob.objects.exists()
    assert not Upload.objects.exists()


def test_the_limit_itself_is_allowed(signed_in: SignIn) -> None:
    assert send(signed_in(), "big.bin", bytes(LIMIT)).status_code == 201


def test_a_request_without_a_file_is_refused(signed_in: SignIn) -> None:
    assert signed_in().post(TAKE).status_code == 400


def test_nobody_fills_the_disk_with_drafts(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "WAITING_LIMIT", 2)
    client = signed_in()
    statuses = [send(client, "a.txt", bytes([n])).status_code for n in range(3)]
    assert statuses == [201, 201, 429]
    assert send(signed_in(), "a.txt", b"x").status_code == 201


def test_nobody_fills_the_disk_by_taking_back_what_he_uploads(signed_in: SignIn) -> None:
    client = signed_in()
    for number in range(WAITING // LIMIT):
        told = send(client, "a.bin", bytes([number]) * LIMIT).json()
        assert client.delete(told["url"]).status_code == 204
    refused = send(client, "a.bin", b"x" * LIMIT)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "64" in refused.json()["error"]
    assert send(signed_in(), "a.bin", b"x" * LIMIT).status_code == 201


def test_a_stranger_gets_nothing(signed_in: SignIn) -> None:
    url = send(signed_in(), "a.txt", b"x").json()["url"]
    stranger = Client()
    assert send(stranger, "a.txt", b"x").status_code == 302
    assert stranger.get(url).status_code == 302
    assert Upload.objects.count() == 1


def test_the_upload_of_another_person_does_not_exist(signed_in: SignIn) -> None:
    url = send(signed_in(), "a.png", picture(size=(9, 9))).json()["url"]
    other = signed_in()
    for path in (url, f"{url}thumb", f"{url}download"):
        assert other.get(path).status_code == 404
    assert other.delete(url).status_code == 404
    assert Upload.objects.count() == 1


def test_an_upload_can_be_removed(signed_in: SignIn) -> None:
    client = signed_in()
    url = send(client, "a.txt", b"x").json()["url"]
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404


def test_an_upload_lasts_a_day(signed_in: SignIn) -> None:
    with time_machine.travel(now() - timedelta(days=1, seconds=1), tick=False):
        client = signed_in()
        url = send(client, "a.txt", b"x").json()["url"]
    assert client.get(url).status_code == 404


def waiting(owner_id: int, name: str = "a.txt") -> str:
    return Upload.objects.create(owner_id=owner_id, name=name, blob=kept(b"x")).key


@pytest.mark.django_db
def test_uploads_are_taken_in_order_and_once() -> None:
    first, second, third = waiting(5, "1"), waiting(5, "2"), waiting(5, "3")
    taken = take_uploads([third, first, third], owner_id=5)
    assert [upload.name for upload in taken] == ["3", "1"]
    assert [upload.blob.size for upload in taken] == [1, 1]
    assert Upload.objects.get().key == second
    with pytest.raises(UploadMissing) as missing:
        take_uploads([second, first], owner_id=5)
    assert missing.value.keys == [first]
    assert Upload.objects.get().key == second


@pytest.mark.django_db
def test_nothing_is_taken_from_others_or_from_yesterday() -> None:
    foreign = waiting(6)
    with time_machine.travel(now() - timedelta(days=1, seconds=1), tick=False):
        old = waiting(5)
    for key in (foreign, old, "no such key", "", "\x00"):
        with pytest.raises(UploadMissing):
            take_uploads([key], owner_id=5)
    assert Upload.objects.count() == 2


@pytest.mark.django_db
def test_what_was_taken_comes_back_with_a_rollback() -> None:
    key = waiting(5)
    with transaction.atomic():
        take_uploads([key], owner_id=5)
        transaction.set_rollback(True)
    assert Upload.objects.get().key == key


@pytest.mark.django_db(transaction=True)
def test_of_two_submits_at_once_one_takes_the_files() -> None:
    key = waiting(5)

    def take() -> bool:
        try:
            with transaction.atomic():
                return bool(take_uploads([key], owner_id=5))
        except UploadMissing:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            take_uploads([key], owner_id=5)
            other = pool.submit(take)
        assert other.result() is False


@pytest.mark.django_db
def test_a_message_without_files_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert take_uploads([], owner_id=5) == []
    assert len(queries) == 0
