import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { show } from "../testing/page.ts";
import "./password.ts";

describe("ok-password", () => {
  it("shows what is typed, and warns of Cyrillic letters", () => {
    show(
      '<ok-password><input type="password"><button data-reveal hidden></button>' +
        "<span data-layout hidden></span></ok-password>",
    );
    const input = document.querySelector("input") as HTMLInputElement;
    const button = document.querySelector("button") as HTMLButtonElement;
    assert.equal(button.hidden, false);
    button.click();
    assert.deepEqual([input.type, button.getAttribute("aria-pressed")], ["text", "true"]);
    button.click();
    assert.equal(input.type, "password");
    for (const [typed, hidden] of [
      ["secret", true],
      ["ыускуе", false],
    ] as const) {
      input.value = typed;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      assert.equal(document.querySelector<HTMLElement>("[data-layout]")?.hidden, hidden);
    }
  });
});
