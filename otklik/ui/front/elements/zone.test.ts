import assert from "node:assert/strict";
import { test } from "node:test";
import { haveOneClock, propose } from "./zone.ts";

test("an empty field takes the browser's zone", () => {
  const field = { value: "" };
  propose(field, "Asia/Omsk");
  assert.equal(field.value, "Asia/Omsk");
});

test("a choice stays", () => {
  const field = { value: "Europe/Moscow" };
  propose(field, "Asia/Omsk");
  assert.equal(field.value, "Europe/Moscow");
});

test("a list without the zone stays as it is", () => {
  document.body.innerHTML = `<select><option value="">usual</option><option>Asia/Omsk</option></select>`;
  const list = document.querySelector("select");
  assert.ok(list);
  propose(list, "Mars/Olympus");
  assert.equal(list.value, "");
});

test("zones with one clock are not told apart, those that differ in winter are", () => {
  const summer = new Date("2026-07-01T12:00:00Z");
  assert.equal(haveOneClock("Europe/Kiev", "Europe/Kyiv", summer), true);
  assert.equal(haveOneClock("Europe/Moscow", "Europe/Minsk", summer), true);
  assert.equal(haveOneClock("Europe/Moscow", "Europe/Helsinki", summer), false);
  assert.equal(haveOneClock("Europe/Moscow", "Asia/Omsk", summer), false);
});
