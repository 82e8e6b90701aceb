"""What breaks in the middle: the connection, the web process, the worker. Nothing comes twice.

One thing may: a letter that a server took while the worker was killed comes again under the same
Message-ID (docs/letters.md). So only the letters are counted of which we know where they were.
"""

from playwright.sync_api import expect

from tests.flows.acts import ask, composer, reads, send
from tests.flows.conftest import Enter
from tests.flows.service import Service, wait_until

ADDRESS = "petr@granit.example"


def test_nothing_is_missed_and_nothing_comes_twice(enter: Enter, service: Service):
    petr, olga = enter("Пётр Савельев"), enter("Ольга Синицына")
    number = ask(petr.page, "Накладные не сходятся", "Две штуки разошлись.")
    olga.page.goto(f"/desk/t/{number}/")
    olga.may_lose_connection = petr.may_lose_connection = True
    for each in (petr, olga):
        each.stay()

    with service.post.holding(ADDRESS) as letter:
        send(olga.page, "Смотрим накладные.")
        letter.wait()
        service.kill("worker")
    reads(petr.page, "Смотрим накладные.")

    banner = olga.page.locator("ok-offline .banner")
    olga.page.context.set_offline(offline=True)
    expect(banner).to_be_visible()
    send(petr.page, "Номера 7 и 12.")
    olga.page.context.set_offline(offline=False)
    expect(banner).to_be_hidden()
    reads(olga.page, "Номера 7 и 12.")

    olga.page.context.set_offline(offline=True)
    composer(olga.page).fill("Нашли обе.")
    olga.page.keyboard.press("Control+Enter")
    expect(olga.page.get_by_text("Отправить, когда будет связь")).to_be_visible()
    olga.page.context.set_offline(offline=False)
    for each in (petr, olga):
        reads(each.page, "Нашли обе.")

    service.kill("web")
    send(petr.page, "Спасибо, сошлось.")
    for each in (petr, olga):
        reads(each.page, "Спасибо, сошлось.")
        assert each.stayed

    for words in ("Смотрим накладные.", "Нашли обе."):
        service.post.letter(ADDRESS, words)
    wait_until(lambda: "a job of a dead worker runs again" in service.log.read_text(), "rescue")
    identities = [letter["Message-ID"] for letter in service.post.taken if ADDRESS in letter["To"]]
    assert len(identities) == len(set(identities))
