import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./toast.ts";

function toast(): HTMLElement | null {
  return document.querySelector("ok-toast[data-seconds]");
}

describe("ok-toast", () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    show(
      '<div id="toasts"><ok-toast data-seconds="8">Ответ уйдёт через 8 секунд' +
        '<button data-undo="/undo">Отменить</button></ok-toast></div>',
    );
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  it("leaves after its time", () => {
    mock.timers.tick(7999);
    assert.ok(toast());
    mock.timers.tick(1);
    assert.equal(toast(), null);
  });

  it("waits while the pointer is on it, and then has the rest of its time", () => {
    mock.timers.tick(5000);
    toast()?.dispatchEvent(new Event("pointerenter"));
    mock.timers.tick(60_000);
    assert.ok(toast());
    toast()?.dispatchEvent(new Event("pointerleave"));
    mock.timers.tick(2999);
    assert.ok(toast());
    mock.timers.tick(1);
    assert.equal(toast(), null);
  });

  it("undoes and goes", async () => {
    const fetching = mock.method(globalThis, "fetch", async () => new Response());
    document.querySelector<HTMLElement>("[data-undo]")?.click();
    await settle();
    assert.equal(fetching.mock.calls[0]?.arguments[0], "/undo");
    assert.equal(toast(), null);
  });

  it("stays when the undo could not be sent", async () => {
    mock.method(globalThis, "fetch", () => Promise.reject(new TypeError("offline")));
    document.querySelector<HTMLElement>("[data-undo]")?.click();
    await settle();
    assert.ok(toast());
  });
});
