/**
 * `<ok-offline>` shows its banner while there is no connection, and since when.
 *
 * The live connection tells it (`live:offline` with `since`, `live:online`), on pages without one
 * the browser does. Its button tries at once; `ok:retry` then tells whoever waited.
 */

import { define, OkElement } from "../lib/element.ts";
import { clock } from "../lib/words.ts";

const PROBE = "/healthz";

export class Offline extends OkElement {
  protected connected(): void {
    this.on(window, "offline", () => this.#show(new Date()));
    this.on(window, "online", () => void this.#probe());
    this.on(document, "live:offline", (event: CustomEvent<{ since: Date }>) =>
      this.#show(event.detail.since),
    );
    this.on(document, "live:online", () => this.#hide());
    this.on(this, "click", (event) => {
      if ((event.target as Element).closest("[data-retry]")) {
        void this.#probe();
      }
    });
  }

  #show(since: Date): void {
    const banner = this.querySelector<HTMLElement>(".banner");
    if (banner?.hidden) {
      banner
        .querySelector("[data-text]")
        ?.replaceChildren(this.words("since", { time: clock(since) }));
      banner.hidden = false;
    }
  }

  #hide(): void {
    const banner = this.querySelector<HTMLElement>(".banner");
    if (banner && !banner.hidden) {
      banner.hidden = true;
      this.tell("ok:retry");
    }
  }

  async #probe(): Promise<void> {
    try {
      const answer = await fetch(PROBE, { cache: "no-store" });
      if (!answer.ok) {
        throw new Error(`a proxy answers ${answer.status} in our place`);
      }
      document.querySelector<HTMLElement & { reconnect(): void }>("ok-live")?.reconnect();
      this.#hide();
    } catch {
      this.#show(new Date());
    }
  }
}

define("ok-offline", Offline);
