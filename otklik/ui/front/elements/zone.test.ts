import assert from "node:assert/strict";
import { test } from "node:test";
import { propose } from "./zone.ts";

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
