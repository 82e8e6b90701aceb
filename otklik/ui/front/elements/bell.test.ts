import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { show } from "../testing/page.ts";
import "./bell.ts";

function link(): HTMLElement {
  return document.querySelector("ok-bell a") as HTMLElement;
}

function panel(): HTMLElement {
  return document.querySelector("[popover]") as HTMLElement;
}

/** Stands for the browser's popovers. */
function withPopovers(element: HTMLElement): { open: boolean } {
  const state = { open: false };
  const turn = (open: boolean) => {
    state.open = open;
    element.dispatchEvent(
      Object.assign(new Event("toggle"), { newState: open ? "open" : "closed" }),
    );
  };
  const { matches } = element;
  element.matches = (selector) =>
    selector === ":popover-open" ? state.open : matches.call(element, selector);
  element.togglePopover = () => {
    turn(!state.open);
    return state.open;
  };
  element.hidePopover = () => turn(false);
  return state;
}

describe("ok-bell", () => {
  let asked = 0;
  let popover = { open: false };

  beforeEach(() => {
    asked = 0;
    show(
      '<ok-bell><a href="/desk/bell/">Уведомления</a><section popover tabindex="-1"></section></ok-bell>',
    );
    popover = withPopovers(panel());
    panel().addEventListener("ok:bell", () => {
      asked += 1;
    });
  });

  function press(init: MouseEventInit = {}): boolean {
    return link().dispatchEvent(
      new MouseEvent("click", { bubbles: true, cancelable: true, ...init }),
    );
  }

  it("opens its panel, which asks for the notices and has the focus", () => {
    assert.equal(press(), false);
    assert.equal(popover.open, true);
    assert.equal(asked, 1);
    assert.equal(link().getAttribute("aria-expanded"), "true");
    assert.equal(document.activeElement, panel());
  });

  it("leaves a new tab to the browser", () => {
    assert.equal(press({ ctrlKey: true }), true);
    assert.equal(popover.open, false);
  });

  it("closes by a second press, which the browser has closed already", () => {
    press();
    link().dispatchEvent(new Event("pointerdown"));
    panel().hidePopover();
    press();
    assert.equal(popover.open, false);
    press();
    assert.equal(popover.open, true);
  });

  it("gives the focus back at Esc", () => {
    press();
    panel().dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }),
    );
    assert.equal(popover.open, false);
    assert.equal(document.activeElement, link());
  });

  it("asks again when something happened, but only while it is open", () => {
    document.dispatchEvent(new Event("live:own"));
    assert.equal(asked, 0);
    press();
    document.dispatchEvent(new Event("live:own"));
    assert.equal(asked, 2);
  });
});
