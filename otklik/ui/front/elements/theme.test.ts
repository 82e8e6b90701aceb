import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { show } from "../testing/page.ts";
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
