import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./dialog.ts";

function dialog(): HTMLDialogElement {
  return document.querySelector("dialog") as HTMLDialogElement;
}

describe("ok-dialog", () => {
  it("opens from any button that names it, and closes by its own", () => {
    show(
      '<button data-dialog="other"></button><button data-dialog="hold"></button>' +
        '<ok-dialog><dialog id="hold"><button data-close></button></dialog></ok-dialog>',
    );
    document.querySelector<HTMLElement>('[data-dialog="other"]')?.click();
    assert.equal(dialog().open, false);
    document.querySelector<HTMLElement>('[data-dialog="hold"]')?.click();
    assert.equal(dialog().open, true);
    document.querySelector<HTMLElement>("[data-close]")?.click();
    assert.equal(dialog().open, false);
  });

  it("opens at once when it was brought to be open", () => {
    show('<ok-dialog data-open><dialog id="hold"></dialog></ok-dialog>');
    assert.equal(dialog().open, true);
  });

  it("gives the focus back when it is taken out of the page", async () => {
    show('<button id="opener"></button>');
    document.querySelector<HTMLElement>("#opener")?.focus();
    const brought = document.createElement("div");
    brought.innerHTML = '<ok-dialog data-open><dialog id="hold"><input></dialog></ok-dialog>';
    document.body.append(brought);
    brought.querySelector("input")?.focus();
    brought.remove();
    await settle();
    assert.equal(document.activeElement?.id, "opener");
  });

  it("closes by a press outside, not inside", () => {
    show('<ok-dialog data-open><dialog id="hold"></dialog></ok-dialog>');
    const box = { left: 10, right: 100, top: 10, bottom: 100 };
    dialog().getBoundingClientRect = () => box as DOMRect;
    const press = (at: number) =>
      dialog().dispatchEvent(new MouseEvent("click", { clientX: at, clientY: at, bubbles: true }));
    press(50);
    assert.equal(dialog().open, true);
    press(5);
    assert.equal(dialog().open, false);
  });
});
