import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { show } from "../testing/page.ts";
import "./week.ts";

const DAYS = ["Понедельник", "Вторник", "Среда"];
const LINES = ["10:00–13:00, 14:00–19:00", "9.15-10:30", ""];
let told: string[] = [];

const row = (day: string, number: number) =>
  `<div class="painter-row" data-line="day_${number}" data-day="${day}"><span>${day}</span>` +
  '<div class="painter-track"></div><span class="painter-said"></span></div>' +
  `<input name="day_${number}" value="${LINES[number]}">`;

const page = (attributes = "") =>
  `<fieldset ${attributes}><ok-week data-cell="{day}, {hours}" data-part="{day}, {hours}, частично"` +
  ' data-off="выходной" data-unreadable="не читается" data-said="{day}: {hours}" data-sum="{hours} ч">' +
  `<button data-fill="10:00–19:00" data-days="2">Будни</button><button data-cut="13:00–14:00">Обед</button>` +
  `<div class="painter" hidden>${DAYS.map(row).join("")}</div><p data-total></p><p data-live></p></ok-week></fieldset>`;

function line(day: number): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`[name="day_${day}"]`);
  assert.ok(found);
  return found;
}

function cell(day: number, time: number): HTMLElement {
  const found = document
    .querySelectorAll<HTMLElement>(".painter-track")
    [day]?.querySelectorAll("i");
  assert.ok(found?.[time * 2]);
  return found[time * 2] as HTMLElement;
}

function point(type: string, at: EventTarget): void {
  at.dispatchEvent(
    Object.assign(new MouseEvent(type, { bubbles: true, button: 0 }), { pointerId: 1 }),
  );
}

function press(key: string, shiftKey = false): void {
  const options = { key, shiftKey, bubbles: true, cancelable: true };
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", options));
}

const text = (selector: string) => document.querySelector(selector)?.textContent;

describe("ok-week", () => {
  beforeEach(() => {
    show(page());
    told = [];
    document
      .querySelector("ok-week")
      ?.addEventListener("change", ({ target }) => told.push((target as HTMLInputElement).name));
  });

  it("draws lines to the minute and tells each half hour", () => {
    const [lunch, odd] = document.querySelectorAll("svg");
    assert.equal(lunch?.querySelectorAll("rect").length, 2);
    assert.equal(odd?.querySelector("rect")?.getAttribute("x"), `${(555 / 1440) * 100}%`);
    assert.equal(cell(0, 12.5).getAttribute("aria-selected"), "true");
    assert.equal(cell(0, 13).getAttribute("aria-selected"), "false");
    assert.equal(cell(0, 13).getAttribute("aria-label"), "Понедельник, 13:00–13:30");
    assert.equal(cell(1, 9).getAttribute("aria-label"), "Вторник, 09:00–09:30, частично");
    assert.equal(document.querySelector<HTMLElement>(".painter")?.hidden, false);
    assert.equal(text("[data-total]"), "9.25 ч");
  });

  it("paints where the pointer is drawn, over days too, and spares the minutes elsewhere", () => {
    point("pointerdown", cell(1, 12));
    point("pointerover", cell(2, 13.5));
    assert.deepEqual(told, []);
    point("pointerup", window);
    assert.equal(line(0).value, LINES[0]);
    assert.equal(line(1).value, "09:15–10:30, 12:00–14:00");
    assert.equal(line(2).value, "12:00–14:00");
    assert.deepEqual(told, ["day_1", "day_2"]);
    point("pointerover", cell(2, 20));
    assert.equal(line(2).value, "12:00–14:00");
  });

  it("wipes from a painted half hour, and gives up at Escape", () => {
    point("pointerdown", cell(0, 10));
    point("pointerover", cell(0, 11));
    point("pointerup", window);
    assert.equal(line(0).value, "11:30–13:00, 14:00–19:00");
    assert.equal(text("[data-live]"), "Понедельник: 11:30–13:00, 14:00–19:00");
    cell(0, 15).focus();
    point("pointerdown", cell(0, 15));
    press("Escape");
    point("pointerup", window);
    assert.equal(line(0).value, "11:30–13:00, 14:00–19:00");
    assert.deepEqual(told, ["day_0"]);
  });

  it("is painted with keys alone", () => {
    cell(2, 12).focus();
    press(" ");
    press("ArrowRight", true);
    press("ArrowRight", true);
    assert.equal(line(2).value, "12:00–13:30");
    assert.equal(document.activeElement, cell(2, 13));
    assert.equal(cell(2, 13).tabIndex, 0);
    assert.equal(cell(2, 12).tabIndex, -1);
    press("ArrowUp");
    press("End", true);
    assert.equal(line(1).value, "09:15–10:30");
    press("Home");
    press("Delete");
    assert.equal(line(1).value, "");
    assert.equal(text("[data-live]"), "Вторник: выходной");
  });

  it("follows the lines and leaves alone one that cannot be read", () => {
    line(2).value = "с утра";
    line(2).dispatchEvent(new Event("input", { bubbles: true }));
    cell(2, 12).focus();
    press(" ");
    assert.equal(line(2).value, "с утра");
    assert.equal(document.querySelectorAll(".painter-said")[2]?.textContent, "не читается");
    line(2).value = "22:00–24:00";
    line(2).dispatchEvent(new Event("input", { bubbles: true }));
    assert.equal(cell(2, 23.5).getAttribute("aria-selected"), "true");
  });

  it("fills a week and cuts out lunch", () => {
    document.querySelector<HTMLElement>("[data-fill]")?.click();
    document.querySelector<HTMLElement>("[data-cut]")?.click();
    const week = [0, 1, 2].map((day) => line(day).value);
    assert.deepEqual(week, ["10:00–13:00, 14:00–19:00", "10:00–13:00, 14:00–19:00", ""]);
  });

  it("only shows what may not be changed", () => {
    show(page("disabled"));
    cell(2, 12).focus();
    press(" ");
    point("pointerdown", cell(2, 12));
    press("ArrowRight");
    assert.equal(line(2).value, "");
    assert.equal(document.activeElement, cell(2, 12.5));
  });
});
