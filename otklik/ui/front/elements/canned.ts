/**
 * `<ok-canned data-url>` around a menu of canned answers: it fetches the list when it is opened
 * first, shows the answer that Enter would take, and hands the chosen text to the composer.
 * Markup: `templates/desk/parts/canned.html`; the menu itself is an `<ok-menu>`. Each option carries
 * its text in `data-text` and its preview in a template. Event: `ok:insert` {text}.
 */

import { define, OkElement } from "../lib/element.ts";

export class Canned extends OkElement {
  #asked = false;

  protected connected(): void {
    const popover = this.querySelector<HTMLElement>("[popover]");
    if (!popover) {
      return;
    }
    this.on(popover, "toggle", (event: ToggleEvent) => {
      if (event.newState === "open") {
        void this.#load(popover);
      }
    });
    this.on(popover, "focusin", (event) => this.#mark((event.target as Element).closest(OPTION)));
    this.on(popover, "input", () => this.#mark(this.#first()));
    this.on(this, "click", (event) => this.#choose((event.target as Element).closest(OPTION)));
  }

  /** Opens the list, as a press on its button does. */
  open(): void {
    this.querySelector<HTMLElement>("[popovertarget]")?.click();
  }

  async #load(popover: HTMLElement): Promise<void> {
    const list = popover.querySelector<HTMLElement>("[data-options]");
    if (list && !this.#asked) {
      this.#asked = true;
      const answer = await fetch(this.dataset.url ?? "", {
        headers: { "HX-Request": "true" },
      }).catch(() => null);
      if (answer?.ok) {
        list.innerHTML = await answer.text();
        popover.dispatchEvent(new Event("input")); // the menu filters what has come
      } else {
        this.#asked = false;
      }
    }
    this.#mark(this.#first());
  }

  #first(): Element | null {
    return this.querySelector(`${OPTION}:not([hidden])`);
  }

  /** Marks the option that Enter would take, and shows its text. */
  #mark(option: Element | null): void {
    const marked = option ?? this.#first();
    for (const one of this.querySelectorAll(OPTION)) {
      one.setAttribute("aria-selected", String(one === marked));
    }
    const preview = this.querySelector<HTMLElement>("[data-preview]");
    const template = marked?.querySelector("template");
    preview?.toggleAttribute("hidden", !template);
    preview?.replaceChildren(...(template ? [template.content.cloneNode(true)] : []));
  }

  #choose(option: HTMLElement | null): void {
    const text = option?.dataset.text;
    if (text !== undefined) {
      this.tell("ok:insert", { text });
    }
  }
}

const OPTION = '[role="option"]';

define("ok-canned", Canned);
