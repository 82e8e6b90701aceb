/**
 * `<ok-offline>` shows its banner while there is no connection, and since when.
 *
 * It listens to the browser and to `ok:link` (detail: `{up: boolean}`), which the live connection
 * tells. Its button asks the server once.
 */

import { define, OkElement } from "../lib/element.ts";
import { clock } from "../lib/words.ts";

const PROBE = "/healthz";

export class Offline extends OkElement {
  protected connected(): void {
    this.on(window, "offline", () => this.#set(false));
    this.on(window, "online", () => void this.#probe());
    this.on(document, "ok:link", (event: CustomEvent<{ up: boolean }>) =>
      this.#set(event.detail.up),
    );
    this.on(this, "click", (event) => {
      if ((event.target as Element).closest("[data-retry]")) {
        void this.#probe();
      }
    });
  }

  #set(up: boolean): void {
    const banner = this.querySelector<HTMLElement>(".banner");
    const text = this.querySelector<HTMLElement>("[data-text]");
    if (!banner || !text || banner.hidden === up) {
      return;
    }
    banner.hidden = up;
    text.textContent = up ? "" : this.words("since", { time: clock() });
  }

  async #probe(): Promise<void> {
    try {
      await fetch(PROBE, { cache: "no-store" });
      this.#set(true);
      document.dispatchEvent(new CustomEvent("ok:retry"));
    } catch {
      this.#set(false);
    }
  }
}

define("ok-offline", Offline);
