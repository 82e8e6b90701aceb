/**
 * `<ok-thread>` is the scrolling region of a conversation.
 *
 * It begins at the first unread message, at the end if none or all are unread; an address with a
 * fragment is left to the browser. A reader who stands at the end stays there when something comes; one who reads further
 * up, or has asked for earlier messages, is not moved. `ok:sent` brings the writer to the own message.
 */

import { define, OkElement } from "../lib/element.ts";

/** So near to the end, in CSS pixels, counts as standing there. */
const NEAR = 80;

export class Thread extends OkElement {
  #follows = true;

  protected connected(): void {
    if (!location.hash) {
      this.#begin();
    }
    this.#follows = this.#isAtEnd();
    this.on(this, "scroll", () => {
      this.#follows = this.#isAtEnd();
    });
    this.on(this, "click", (event) => {
      this.#follows &&= !(event.target as Element).closest(".earlier");
    });
    this.on(document, "ok:sent", () => {
      this.#follows = true;
    });
    const observer = new ResizeObserver(() => this.#stay());
    observer.observe(this);
    for (const child of this.children) {
      observer.observe(child);
    }
    this.life.addEventListener("abort", () => observer.disconnect(), { once: true });
  }

  #begin(): void {
    const first = this.querySelector<HTMLElement>(".msg");
    const unread = this.querySelector<HTMLElement>(".msg[data-unread]");
    const inside = unread && unread !== first;
    this.scrollTop = inside ? unread.offsetTop - this.offsetTop - NEAR : this.scrollHeight;
  }

  #isAtEnd(): boolean {
    return this.scrollHeight - this.clientHeight - this.scrollTop < NEAR;
  }

  #stay(): void {
    if (this.#follows) {
      this.scrollTop = this.scrollHeight;
    }
  }
}

define("ok-thread", Thread);
