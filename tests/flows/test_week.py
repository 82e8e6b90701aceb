"""A week is painted with mouse and keys; the lines and the promise follow (spec CAL-1, CAL-2)."""

from playwright.sync_api import expect

from tests.axe import serious_faults
from tests.flows.conftest import Enter


def test_a_painted_week_is_told_by_its_lines_and_by_the_promise(enter: Enter):
    page = enter("Вера Трубина").page
    page.goto("/office/timetables/add/")
    page.locator("[name=name_ru]").fill("Магазин")
    page.locator("[name=day_1]").fill("10:15–18:00")
    page.get_by_role("gridcell", name="Суббота, 11:00–11:30").hover()
    page.mouse.down()
    page.get_by_role("gridcell", name="Воскресенье, 14:00–14:30").hover()
    page.mouse.up()
    expect(page.locator("[name=day_5]")).to_have_value("11:00–14:30")
    expect(page.locator("#preview")).to_contain_text("сб–вс 11:00–14:30")
    page.get_by_role("gridcell", name="Вторник, 18:00–18:30").focus()
    page.keyboard.press("Space")
    expect(page.locator("[name=day_1]")).to_have_value("10:15–18:30")
    expect(page.locator("#preview")).to_contain_text("вт 10:15–18:30")
    assert serious_faults(page) == []
