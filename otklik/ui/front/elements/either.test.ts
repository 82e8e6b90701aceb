import assert from "node:assert/strict";
import { it } from "node:test";
import { show } from "../testing/page.ts";
import "./either.ts";

it("ok-either keeps either all or single rows of one list", () => {
  const box = (name: string, value: string, ticked = "") =>
    `<input type="checkbox" name="${name}" value="${value}" ${ticked}>`;
  show(
    `<ok-either>${box("a", "all", "checked")}${box("a", "1")}${box("a", "2")}` +
      `${box("b", "all", "checked")}</ok-either>`,
  );
  const ticked = () =>
    [...document.querySelectorAll<HTMLInputElement>("input:checked")].map(
      (each) => each.name + each.value,
    );
  const press = (place: number) => document.querySelectorAll("input")[place]?.click();
  press(1);
  press(2);
  assert.deepEqual(ticked(), ["a1", "a2", "ball"]);
  press(0);
  assert.deepEqual(ticked(), ["aall", "ball"]);
});
