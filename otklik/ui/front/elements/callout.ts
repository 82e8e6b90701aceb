/**
 * `<ok-callout class="callout" data-about>`: says something in full, and after a few seconds in one
 * quiet line (`data-slim`). It grows again when `data-about` changes: there is something new to say.
 */

import { define, OkElement } from "../lib/element.ts";

/** How long, in ms, the full form stands. */
export const FULL_FOR = 4_000;

export class Callout extends OkElement {
  static readonly observedAttributes = ["data-about", "data-slim"];

  #slim = false;
  #shrinking: ReturnType<typeof setTimeout> | undefined;

  protected connected(): void {
    this.life.addEventListener("abort", () => clearTimeout(this.#shrinking));
    this.#grow();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.isConnected) return;
    if (name === "data-about") this.#grow();
    // A swap brings the server's markup, which knows nothing of the time that has passed.
    else if (this.#slim && after === null) this.dataset.slim = "";
  }

  #grow(): void {
    this.#slim = false;
    delete this.dataset.slim;
    clearTimeout(this.#shrinking);
    this.#shrinking = setTimeout(() => {
      this.#slim = true;
      this.dataset.slim = "";
    }, FULL_FOR);
  }
}

define("ok-callout", Callout);
