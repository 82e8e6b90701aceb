import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import "./thread.ts";

/** Stands for the layout: the test says when something has grown. */
let grown: () => void = () => {};
class FakeObserver {
  constructor(callback: () => void) {
    grown = callback;
  }
  observe(): void {}
  disconnect(): void {}
}

interface Size {
  height: number;
  visible: number;
}

/** Puts a conversation of a given height on the page; the messages stand 300 px apart. */
function thread(size: Size, unread = -1): HTMLElement {
  const holder = document.createElement("main");
  const messages = [0, 1, 2].map((n) => `<p class="msg"${n === unread ? " data-unread" : ""}></p>`);
  holder.innerHTML = `<ok-thread><div>${messages.join("")}</div></ok-thread>`;
  const element = holder.querySelector("ok-thread") as HTMLElement;
  Object.defineProperties(element, {
    scrollHeight: { get: () => size.height },
    clientHeight: { get: () => size.visible },
    scrollTop: { value: 0, writable: true },
  });
  holder.querySelectorAll(".msg").forEach((message, place) => {
    Object.defineProperty(message, "offsetTop", { value: place * 300 });
  });
  document.body.replaceChildren(holder);
  return element;
}

function scrollTo(element: HTMLElement, top: number): void {
  element.scrollTop = top;
  element.dispatchEvent(new Event("scroll"));
}

describe("ok-thread", () => {
  beforeEach(() => {
    Object.defineProperty(globalThis, "ResizeObserver", {
      value: FakeObserver,
      configurable: true,
    });
  });

  it("begins at the end when everything is read", () => {
    assert.equal(thread({ height: 900, visible: 400 }).scrollTop, 900);
  });

  it("begins at the first unread message, and at the end when all are unread", () => {
    assert.equal(thread({ height: 900, visible: 400 }, 1).scrollTop, 220);
    assert.equal(thread({ height: 900, visible: 400 }, 0).scrollTop, 900);
  });

  it("follows what comes for a reader at the end", () => {
    const size = { height: 900, visible: 400 };
    const element = thread(size);
    scrollTo(element, 500);
    size.height = 1200;
    grown();
    assert.equal(element.scrollTop, 1200);
  });

  it("does not move a reader who is further up, until that reader sends", () => {
    const size = { height: 900, visible: 400 };
    const element = thread(size);
    scrollTo(element, 100);
    size.height = 1200;
    grown();
    assert.equal(element.scrollTop, 100);
    document.dispatchEvent(new CustomEvent("ok:sent"));
    grown();
    assert.equal(element.scrollTop, 1200);
  });
});
