import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { show } from "../testing/page.ts";
import "./palette.ts";

function palette(): { field: HTMLInputElement; list: HTMLElement; options: HTMLElement[] } {
  show(
    '<ok-palette><input role="combobox"><div role="listbox">' +
      '<a role="option" id="one" href="#one">1</a><a role="option" id="two" href="#two">2</a>' +
      "</div></ok-palette>",
  );
  const list = document.querySelector("[role=listbox]") as HTMLElement;
  const options = [...document.querySelectorAll<HTMLElement>("[role=option]")];
  for (const option of options) {
    option.scrollIntoView = () => {};
  }
  list.dispatchEvent(new Event("htmx:afterSwap", { bubbles: true }));
  return { field: document.querySelector("input") as HTMLInputElement, list, options };
}

function press(field: HTMLElement, key: string): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  field.dispatchEvent(event);
  return event;
}

describe("ok-palette", () => {
  it("chooses the first result, moves by arrows and goes round", () => {
    const { field, options } = palette();
    const chosen = () => options.find((one) => one.getAttribute("aria-selected") === "true")?.id;
    assert.equal(chosen(), "one");
    press(field, "ArrowDown");
    assert.deepEqual([chosen(), field.getAttribute("aria-activedescendant")], ["two", "two"]);
    press(field, "ArrowDown");
    assert.equal(chosen(), "one");
    press(field, "ArrowUp");
    assert.equal(chosen(), "two");
  });

  it("opens what is chosen, and lets the form go when there is nothing", () => {
    const { field, list, options } = palette();
    let opened = "";
    for (const option of options) {
      option.addEventListener("click", () => {
        opened = option.id;
      });
    }
    press(field, "ArrowDown");
    assert.equal(press(field, "Enter").defaultPrevented, true);
    assert.equal(opened, "two");
    list.replaceChildren();
    assert.equal(press(field, "Enter").defaultPrevented, false);
  });

  it("empties the list with the field", () => {
    const { field, list } = palette();
    field.value = " ";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    assert.equal(list.children.length, 0);
    assert.equal(field.hasAttribute("aria-activedescendant"), false);
  });
});
