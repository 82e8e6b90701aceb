/**
 * `<ok-toast data-seconds="8">` leaves by itself, and waits while the pointer or the focus is on it.
 *
 * A button with `data-undo="address"` posts there; one with `data-close` sends it away.
 */

import { define, OkElement } from "../lib/element.ts";
import { post } from "../lib/http.ts";
import { toast } from "../lib/toasts.ts";
import { say } from "../lib/words.ts";

const DEFAULT_SECONDS = 8;

export class Toast extends OkElement {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #left = 0;
  #since = 0;

  protected connected(): void {
    this.#left = Number(this.dataset.seconds ?? DEFAULT_SECONDS) * 1000;
    this.#go();
    this.on(this, "pointerenter", () => this.#wait());
    this.on(this, "pointerleave", () => this.#go());
    this.on(this, "focusin", () => this.#wait());
    this.on(this, "focusout", () => this.#go());
    this.on(this, "click", (event) => this.#click(event));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#left = Math.max(1000, this.#left - (Date.now() - this.#since));
  }

  #go(): void {
    clearTimeout(this.#timer);
    this.#since = Date.now();
    this.#timer = setTimeout(() => this.remove(), this.#left);
  }

  #click(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-undo], [data-close]");
    const url = button?.dataset.undo;
    if (url) {
      void this.#undo(url);
    } else if (button) {
      this.remove();
    }
  }

  async #undo(url: string): Promise<void> {
    this.#wait();
    try {
      const answer = await post(url, new FormData());
      this.tell("ok:undone", { url, ok: answer.ok });
      if (!answer.ok) {
        toast(say("failed"), "alert");
      }
      this.remove();
    } catch {
      toast(say("offline"), "alert");
      this.#go();
    }
  }
}

define("ok-toast", Toast);
