/**
 * `<ok-palette>` gives a field and the list of links that it brings the keyboard of a combobox: the
 * arrows choose, Enter opens what is chosen, with Ctrl in a new tab. Nothing chosen: the form goes its
 * way. The focus stays in the field.
 */

import { define, OkElement } from "../lib/element.ts";

export class Palette extends OkElement {
  protected connected(): void {
    const field = this.querySelector<HTMLInputElement>("[role=combobox]");
    const list = this.querySelector<HTMLElement>("[role=listbox]");
    if (!field || !list) {
      return;
    }
    this.on(field, "keydown", (event: KeyboardEvent) => this.#key(event, field));
    this.on(list, "htmx:afterSwap", () => this.#choose(field, 0));
    this.on(field, "input", () => {
      if (!field.value.trim()) {
        list.replaceChildren();
        this.#choose(field, 0);
      }
    });
  }

  #key(event: KeyboardEvent, field: HTMLInputElement): void {
    if (event.isComposing) {
      return;
    }
    const options = this.#options();
    const now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      this.#choose(field, (now + step + options.length) % options.length);
    } else if (event.key === "Enter" && now >= 0) {
      event.preventDefault();
      this.#open(options[now], event.ctrlKey || event.metaKey);
    }
  }

  #open(option: HTMLAnchorElement | undefined, apart: boolean): void {
    if (apart && option) {
      window.open(option.href, "_blank", "noopener");
    } else {
      option?.click();
    }
  }

  #choose(field: HTMLInputElement, index: number): void {
    field.removeAttribute("aria-activedescendant");
    for (const [place, option] of this.#options().entries()) {
      const chosen = place === index;
      option.setAttribute("aria-selected", String(chosen));
      if (chosen) {
        field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    }
  }

  #options(): HTMLAnchorElement[] {
    return [...this.querySelectorAll<HTMLAnchorElement>("[role=option]")];
  }
}

define("ok-palette", Palette);
