import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { show } from "../testing/page.ts";
import "./keys.ts";

let done: string[] = [];

function press(code: string, init: KeyboardEventInit = {}, target: Element = document.body): void {
  target.dispatchEvent(
    new KeyboardEvent("keydown", { code, bubbles: true, cancelable: true, ...init }),
  );
}

describe("ok-keys", () => {
  beforeEach(() => {
    localStorage.clear();
    done = [];
    show(
      '<ok-keys data-then="потом"><dialog><h2>Клавиши</h2><dl data-list></dl>' +
        '<input type="checkbox" data-single checked></dialog></ok-keys>' +
        '<button data-key="A" aria-label="Назначить"></button><button data-key="G Q">Очередь<kbd>G</kbd></button>' +
        '<button data-key="Ctrl+Enter" data-key-label="Отправить"></button><textarea data-key="/"></textarea>',
    );
    for (const button of document.querySelectorAll<HTMLElement>("button")) {
      button.addEventListener("click", () => done.push(button.dataset.key ?? ""));
    }
  });

  it("presses what the markup declares", () => {
    press("KeyA");
    assert.deepEqual(done, ["A"]);
  });

  it("wants exactly the modifiers that are named", () => {
    press("KeyA", { ctrlKey: true });
    press("KeyA", { altKey: true });
    press("Enter", { ctrlKey: true });
    assert.deepEqual(done, ["Ctrl+Enter"]);
  });

  it("understands two keys one after the other, and forgets the first when another comes", () => {
    press("KeyG");
    press("KeyQ");
    press("KeyG");
    press("KeyA");
    press("KeyQ");
    assert.deepEqual(done, ["G Q", "A"]);
  });

  it("focuses a field instead of pressing it", () => {
    press("Slash");
    assert.equal(document.activeElement?.localName, "textarea");
  });

  it("lets Ctrl Enter through while typing, and letters not", () => {
    const field = document.querySelector("textarea") as HTMLElement;
    press("KeyA", {}, field);
    press("Enter", { ctrlKey: true }, field);
    assert.deepEqual(done, ["Ctrl+Enter"]);
  });

  it("lists all keys with their names", () => {
    press("Slash", { shiftKey: true });
    const dialog = document.querySelector("dialog") as HTMLDialogElement;
    assert.equal(dialog.open, true);
    const names = [...dialog.querySelectorAll("dd")].map((name) => name.textContent);
    assert.deepEqual(names, ["Клавиши", "Назначить", "Очередь", "Отправить", ""]);
    assert.match(dialog.querySelector("dl")?.textContent ?? "", /G потом Q/);
    press("KeyA");
    assert.deepEqual(done, []);
  });

  it("remembers that single keys are switched off", () => {
    const toggle = document.querySelector<HTMLInputElement>("[data-single]") as HTMLInputElement;
    toggle.click();
    press("KeyA");
    press("Enter", { ctrlKey: true });
    assert.deepEqual(done, ["Ctrl+Enter"]);
  });
});
