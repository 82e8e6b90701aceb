/** `<ok-fold data-long>` folds a long text; CSS folds it only where scripts run. */

import { define, OkElement } from "../lib/element.ts";

export class Fold extends OkElement {
  protected connected(): void {
    const button = this.querySelector<HTMLButtonElement>(".expand");
    const text = this.querySelector<HTMLElement>(".msg-body");
    if (!button || !text) {
      return;
    }
    this.#show(button);
    if (!this.hasAttribute("data-open") && text.scrollHeight > 0) {
      this.toggleAttribute("data-long", text.scrollHeight > text.clientHeight);
    }
    this.on(button, "click", () => {
      this.toggleAttribute("data-open");
      this.#show(button);
    });
  }

  #show(button: HTMLButtonElement): void {
    const open = this.hasAttribute("data-open");
    const words = button.querySelector("span");
    this.dataset.more ??= words?.textContent ?? "";
    button.setAttribute("aria-expanded", String(open));
    if (words) {
      words.textContent = this.words(open ? "less" : "more");
    }
  }
}

define("ok-fold", Fold);
