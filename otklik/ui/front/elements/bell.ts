/**
 * `<ok-bell>` opens the list of notices beside its link; without it the link leads to their page.
 *
 * The panel asks for its content itself, by htmx, when it hears `ok:bell`: as it opens, and while it
 * is open whenever the person's own lists have changed. Esc and a second press close it.
 */

import { define, OkElement } from "../lib/element.ts";

export class Bell extends OkElement {
  /** Whether the press that is under way began with the panel open, which the browser then closes. */
  #wasOpen = false;

  protected connected(): void {
    const link = this.querySelector<HTMLElement>("a");
    const panel = this.querySelector<HTMLElement>("[popover]");
    if (!link || !panel) {
      return;
    }
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
    this.on(link, "pointerdown", () => {
      this.#wasOpen = isOpen(panel);
    });
    this.on(link, "click", (event: MouseEvent) => this.#press(event, panel));
    this.on(link, "keydown", (event: KeyboardEvent) => {
      if (event.code === "Space") {
        event.preventDefault();
        link.click();
      }
    });
    this.on(panel, "toggle", (event: ToggleEvent) => {
      link.setAttribute("aria-expanded", String(event.newState === "open"));
      if (event.newState === "open") {
        ask(panel);
        panel.focus();
      }
    });
    this.on(panel, "keydown", (event: KeyboardEvent) => {
      if (event.key === "Escape") {
        event.preventDefault();
        panel.hidePopover();
        link.focus();
      }
    });
    this.on(document, "live:own", () => {
      if (isOpen(panel)) {
        ask(panel);
      }
    });
  }

  #press(event: MouseEvent, panel: HTMLElement): void {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (elsewhere) {
      return; // a new tab or window gets the page
    }
    event.preventDefault();
    if (!this.#wasOpen) {
      panel.togglePopover();
    }
    this.#wasOpen = false;
  }
}

function isOpen(panel: HTMLElement): boolean {
  return panel.matches(":popover-open");
}

function ask(panel: HTMLElement): void {
  panel.dispatchEvent(new CustomEvent("ok:bell"));
}

define("ok-bell", Bell);
