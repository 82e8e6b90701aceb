/** `<ok-theme>`: buttons with `data-theme-value` "", light, dark; remembered in a cookie. */

import { define, OkElement } from "../lib/element.ts";

const COOKIE = "otklik_theme";
const YEAR_IN_SECONDS = 365 * 24 * 3600;

export class Theme extends OkElement {
  protected connected(): void {
    this.on(this, "click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-theme-value]");
      if (button) {
        this.choose(button.dataset.themeValue ?? "");
      }
    });
  }

  /** Shows and remembers a theme; "" follows the system. */
  choose(theme: string): void {
    const root = document.documentElement;
    if (theme) {
      root.dataset.theme = theme;
    } else {
      delete root.dataset.theme;
    }
    const age = theme ? YEAR_IN_SECONDS : 0;
    const secure = location.protocol === "https:" ? "; secure" : "";
    // The Cookie Store API is not in every browser that is supported.
    // biome-ignore lint/suspicious/noDocumentCookie: see above
    document.cookie = `${COOKIE}=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
    for (const button of this.querySelectorAll<HTMLElement>("[data-theme-value]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeValue === theme));
    }
  }
}

define("ok-theme", Theme);
