import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./offline.ts";
import "./password.ts";
import "./theme.ts";

describe("ok-theme", () => {
  it("shows the theme, remembers it, and can go back to the system's", () => {
    show(
      '<ok-theme><button data-theme-value="" aria-pressed="true"></button>' +
        '<button data-theme-value="dark" aria-pressed="false"></button></ok-theme>',
    );
    const dark = document.querySelector<HTMLElement>('[data-theme-value="dark"]') as HTMLElement;
    dark.click();
    assert.equal(document.documentElement.dataset.theme, "dark");
    assert.match(document.cookie, /otklik_theme=dark/);
    assert.equal(dark.getAttribute("aria-pressed"), "true");
    document.querySelector<HTMLElement>('[data-theme-value=""]')?.click();
    assert.equal(document.documentElement.dataset.theme, undefined);
    assert.doesNotMatch(document.cookie, /otklik_theme=dark/);
  });
});

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
