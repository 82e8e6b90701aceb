/**
 * `<ok-menu>` gives a popover the keyboard of a menu or a list: arrows, Home, End, the first
 * letters, a field `[data-filter]` that narrows the list. A choice closes it; focus returns to the
 * button by itself. Where the browser cannot anchor a popover, the element places it.
 */

import { define, OkElement } from "../lib/element.ts";

const ITEMS = '[role^="menuitem"]:not(:disabled), [role="option"]:not(:disabled)';
const GAP = 6;
const TYPED_FOR_MS = 700;

export class Menu extends OkElement {
  #typed = "";
  #typedAt = 0;

  protected connected(): void {
    const popover = this.querySelector<HTMLElement>("[popover]");
    if (!popover) {
      return;
    }
    for (const item of popover.querySelectorAll<HTMLElement>(ITEMS)) {
      item.tabIndex = -1;
    }
    this.on(popover, "toggle", (event: ToggleEvent) => {
      if (event.newState === "open") {
        this.#opened(popover);
      }
    });
    this.on(popover, "keydown", (event: KeyboardEvent) => this.#key(event, popover));
    this.on(popover, "input", () => this.#filter(popover));
    this.on(popover, "click", (event) => {
      const item = (event.target as Element).closest<HTMLElement>(ITEMS);
      if (item && !item.hasAttribute("data-stay")) {
        popover.hidePopover();
      }
    });
  }

  #opened(popover: HTMLElement): void {
    this.#place(popover);
    const filter = popover.querySelector<HTMLInputElement>("[data-filter]");
    if (filter) {
      filter.value = "";
      this.#filter(popover);
      filter.focus();
      return;
    }
    const chosen = popover.querySelector<HTMLElement>(
      '[aria-selected="true"], [aria-checked="true"]',
    );
    (chosen ?? visible(popover)[0])?.focus();
  }

  #key(event: KeyboardEvent, popover: HTMLElement): void {
    const items = visible(popover);
    const now = items.indexOf(document.activeElement as HTMLElement);
    const moves: Record<string, number> = {
      ArrowDown: now + 1,
      ArrowUp: now - 1,
      Home: 0,
      End: items.length - 1,
    };
    const inFilter = document.activeElement instanceof HTMLInputElement;
    const next = moves[event.key];
    if (next !== undefined && !(inFilter && /Home|End/.test(event.key))) {
      event.preventDefault();
      items.at(items.length ? next % items.length : 0)?.focus();
    } else if (event.key === "Escape" && inFilter) {
      event.preventDefault(); // or the browser would only empty the field
      popover.hidePopover();
    } else if (event.key === "Enter" && inFilter) {
      event.preventDefault();
      items[0]?.click();
    } else if (event.key.length === 1 && !inFilter && !event.ctrlKey && !event.metaKey) {
      this.#jump(event, items);
    }
  }

  #jump(event: KeyboardEvent, items: HTMLElement[]): void {
    if (event.timeStamp - this.#typedAt > TYPED_FOR_MS) {
      this.#typed = "";
    }
    this.#typed += event.key.toLocaleLowerCase();
    this.#typedAt = event.timeStamp;
    items.find((item) => textOf(item).startsWith(this.#typed))?.focus();
  }

  #filter(popover: HTMLElement): void {
    const wanted = popover.querySelector<HTMLInputElement>("[data-filter]")?.value ?? "";
    const words = fold(wanted).split(/\s+/).filter(Boolean);
    for (const item of popover.querySelectorAll<HTMLElement>(ITEMS)) {
      item.hidden = !words.every((word) => textOf(item).includes(word));
    }
    const nothing = popover.querySelector<HTMLElement>("[data-nothing]");
    if (nothing) {
      nothing.hidden = visible(popover).length > 0;
    }
  }

  #place(popover: HTMLElement): void {
    if (CSS.supports("position-area", "block-end")) {
      return;
    }
    const button = this.querySelector("[popovertarget]")?.getBoundingClientRect();
    if (!button) {
      return;
    }
    const box = popover.getBoundingClientRect();
    const below = button.bottom + GAP + box.height <= window.innerHeight;
    const left = Math.min(button.left, window.innerWidth - box.width - GAP);
    popover.style.margin = "0";
    popover.style.left = `${Math.max(GAP, left)}px`;
    popover.style.top = `${below ? button.bottom + GAP : Math.max(GAP, button.top - GAP - box.height)}px`;
  }
}

function visible(popover: HTMLElement): HTMLElement[] {
  return [...popover.querySelectorAll<HTMLElement>(ITEMS)].filter((item) => !item.hidden);
}

function textOf(item: HTMLElement): string {
  return fold(item.textContent ?? "").trim();
}

/** Lower case, ё as е: people type both. */
function fold(text: string): string {
  return text.toLocaleLowerCase().replaceAll("ё", "е");
}

define("ok-menu", Menu);
