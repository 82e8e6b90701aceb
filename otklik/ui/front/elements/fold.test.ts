import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { show } from "../testing/page.ts";
import "./fold.ts";

describe("ok-fold", () => {
  it("unfolds and folds, and says so", () => {
    show(
      '<ok-fold data-long data-less="Свернуть"><div class="msg-body">…</div>' +
        '<button class="expand" aria-expanded="false"><span>Показать полностью</span></button></ok-fold>',
    );
    const fold = document.querySelector("ok-fold") as HTMLElement;
    const button = fold.querySelector("button") as HTMLButtonElement;
    button.click();
    assert.equal(fold.hasAttribute("data-open"), true);
    assert.deepEqual(
      [button.textContent, button.getAttribute("aria-expanded")],
      ["Свернуть", "true"],
    );
    button.click();
    assert.equal(fold.hasAttribute("data-open"), false);
    assert.deepEqual(
      [button.textContent, button.getAttribute("aria-expanded")],
      ["Показать полностью", "false"],
    );
  });

  it("needs no button when the text is short after all", () => {
    for (const [height, long] of [
      [90, false],
      [400, true],
    ] as const) {
      const holder = document.createElement("main");
      holder.innerHTML =
        '<ok-fold data-long><div class="msg-body"></div><button class="expand"></button></ok-fold>';
      const text = holder.querySelector(".msg-body") as HTMLElement;
      Object.defineProperties(text, {
        scrollHeight: { value: height },
        clientHeight: { value: 90 },
      });
      document.body.replaceChildren(holder);
      assert.equal(holder.querySelector("ok-fold")?.hasAttribute("data-long"), long);
    }
  });
});
