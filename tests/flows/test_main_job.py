"""The main job with everybody at once: asked on the site, answered, answered back by e-mail.

And the letter that README.md sends to a demo.
"""

from playwright.sync_api import expect

from tests.flows.acts import ask, card, composer, reads, send
from tests.flows.conftest import Enter
from tests.flows.service import Service

TITLE = "Терминал не печатает этикетки"
ADDRESS = "elena@polden.example"
SECRET = "Похоже на нашу ошибку"


def test_it_works(enter: Enter, service: Service):
    elena, anna, vera = enter("Елена Воронцова"), enter("Анна Ковалёва"), enter("Вера Трубина")
    anna.page.goto("/desk/?view=unassigned")
    anna.stay()

    service.run_letter_of("README.md")
    expect(anna.page.get_by_role("link", name="The invoice does not open")).to_be_visible()

    number = ask(elena.page, TITLE, "Со вчерашнего вечера, перезагрузка не помогла.")
    row = anna.page.locator(f"#row-{number}")
    expect(row).to_contain_text(TITLE)
    expect(anna.page.get_by_role("link", name=TITLE)).to_have_count(1)
    assert anna.stayed

    row.get_by_role("link", name=TITLE).click()
    anna.page.get_by_role("button", name="Взять").click()
    expect(elena.page.locator("#facts")).to_contain_text("Анна Ковалёва")
    vera.page.goto(f"/desk/t/{number}/")
    everybody = (elena, anna, vera)
    for each in everybody:
        each.stay()

    composer(anna.page).fill("Проверьте ленту")
    expect(vera.page.locator("#presence")).to_contain_text("Анна отвечает")
    send(anna.page, "Проверьте ленту: она могла кончиться.")
    for each in everybody:
        reads(each.page, "Проверьте ленту")
    expect(vera.page.locator("#presence")).not_to_contain_text("отвечает")

    anna.page.get_by_role("tab", name="Скрытая заметка").click()
    send(anna.page, SECRET)
    expect(card(vera.page, SECRET)).to_have_attribute("data-kind", "note")

    letter = service.post.letter(ADDRESS, "Проверьте ленту")
    service.answer(letter, "Лента на месте, новая.")
    for each in everybody:
        reads(each.page, "Лента на месте, новая.")
        assert each.stayed
    assert SECRET not in elena.page.content()
    assert service.post.letters(ADDRESS, SECRET) == []
    assert service.post.letters("vera@otklik.example", SECRET)
