"""Two web processes on one database: it does not matter on which of them somebody is."""

from collections.abc import Iterator

import pytest

from tests.flows.acts import ask, reads, send
from tests.flows.conftest import Enter
from tests.flows.service import Service, web_node


@pytest.fixture
def other_node(service: Service) -> Iterator[str]:
    """The address of a second web process."""
    with web_node(service) as url:
        yield url


def test_what_is_written_on_one_node_appears_on_the_other(other_node: str, enter: Enter):
    petr, olga = enter("Пётр Савельев"), enter("Ольга Синицына", base_url=other_node)
    number = ask(petr.page, "Не открывается акт", "Страница пустая.")
    olga.page.goto(f"/desk/t/{number}/")
    for each in (petr, olga):
        each.stay()
    assert olga.page.url.startswith(other_node)

    send(olga.page, "Смотрим, что с актом.")
    reads(petr.page, "Смотрим, что с актом.")
    send(petr.page, "Теперь открылся.")
    reads(olga.page, "Теперь открылся.")
    assert petr.stayed
    assert olga.stayed
