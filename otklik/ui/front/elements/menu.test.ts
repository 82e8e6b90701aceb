import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { show } from "../testing/page.ts";
import "./menu.ts";

function popover(): HTMLElement {
  return document.querySelector<HTMLElement>("[popover]") as HTMLElement;
}

/** Stands for the browser, which opens the popover by its button. */
function open(): void {
  popover().dispatchEvent(Object.assign(new Event("toggle"), { newState: "open" }));
}

function press(key: string): void {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  document.activeElement?.dispatchEvent(event);
}

function focused(): string {
  return document.activeElement?.textContent ?? "";
}

function shown(): string[] {
  return [...popover().querySelectorAll<HTMLElement>('[role="option"]')]
    .filter((item) => !item.hidden)
    .map((item) => item.textContent ?? "");
}

describe("ok-menu", () => {
  let closed = 0;

  beforeEach(() => {
    closed = 0;
    CSS.supports = () => true;
  });

  function list(filter: boolean): void {
    show(
      '<ok-menu><button popovertarget="p">Статус</button><div popover id="p">' +
        (filter ? "<input data-filter><p data-nothing hidden>Ничего</p>" : "") +
        '<div role="listbox"><button role="option">Новое</button>' +
        '<button role="option" aria-selected="true">В работе</button>' +
        '<button role="option">Ждём ответа</button></div></div></ok-menu>',
    );
    popover().hidePopover = () => {
      closed += 1;
    };
  }

  it("begins at the chosen item, and goes round", () => {
    list(false);
    open();
    assert.equal(focused(), "В работе");
    press("ArrowDown");
    press("ArrowDown");
    assert.equal(focused(), "Новое");
    press("ArrowUp");
    assert.equal(focused(), "Ждём ответа");
    press("Home");
    assert.equal(focused(), "Новое");
  });

  it("jumps to the item whose first letters are typed", () => {
    list(false);
    open();
    press("ж");
    assert.equal(focused(), "Ждём ответа");
  });

  it("closes after a choice", () => {
    list(false);
    open();
    popover().querySelector<HTMLElement>('[role="option"]')?.click();
    assert.equal(closed, 1);
  });

  it("narrows the list by any word, е and ё alike, and says when nothing is left", () => {
    list(true);
    open();
    const filter = popover().querySelector("input") as HTMLInputElement;
    assert.equal(document.activeElement, filter);
    filter.value = "ждем";
    filter.dispatchEvent(new Event("input", { bubbles: true }));
    assert.deepEqual(shown(), ["Ждём ответа"]);
    press("ArrowDown");
    assert.equal(focused(), "Ждём ответа");
    filter.value = "нет такого";
    filter.dispatchEvent(new Event("input", { bubbles: true }));
    assert.equal(popover().querySelector<HTMLElement>("[data-nothing]")?.hidden, false);
  });

  it("takes the first item that is left with Enter", () => {
    list(true);
    open();
    let chosen = "";
    popover().addEventListener("click", (event) => {
      chosen = (event.target as Element).textContent ?? "";
    });
    const filter = popover().querySelector("input") as HTMLInputElement;
    filter.value = "раб";
    filter.dispatchEvent(new Event("input", { bubbles: true }));
    press("Enter");
    assert.equal(chosen, "В работе");
  });
});
