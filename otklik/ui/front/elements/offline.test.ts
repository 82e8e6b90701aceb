import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./offline.ts";

describe("ok-offline", () => {
  function banner(): HTMLElement {
    return document.querySelector<HTMLElement>(".banner") as HTMLElement;
  }

  function page(): void {
    show(
      '<ok-offline data-since="Нет связи с {time}."><div class="banner" hidden><b data-text></b>' +
        "<button data-retry></button></div></ok-offline>",
    );
  }

  it("says since when there is no connection, and goes when it is back", () => {
    page();
    let retried = 0;
    document.addEventListener("ok:retry", () => {
      retried += 1;
    });
    const since = new Date(2026, 10, 19, 13, 40);
    document.dispatchEvent(new CustomEvent("live:offline", { detail: { since } }));
    assert.equal(banner().hidden, false);
    assert.equal(banner().querySelector("b")?.textContent, "Нет связи с 13:40.");
    document.dispatchEvent(new CustomEvent("live:online"));
    assert.deepEqual([banner().hidden, retried], [true, 1]);
  });

  it("tries again when asked", async () => {
    page();
    window.dispatchEvent(new Event("offline"));
    const fetching = mock.method(globalThis, "fetch", () =>
      Promise.reject(new TypeError("offline")),
    );
    document.querySelector<HTMLElement>("[data-retry]")?.click();
    await settle();
    assert.equal(banner().hidden, false);
    fetching.mock.mockImplementation(async () => new Response());
    document.querySelector<HTMLElement>("[data-retry]")?.click();
    await settle();
    assert.equal(banner().hidden, true);
    mock.restoreAll();
  });
});
