/**
 * `<ok-dialog>` around a native `<dialog>`: opens it from any `[data-dialog="id"]`, at once with
 * `data-open`, and closes it by a press outside or on `[data-close]`. Focus returns by itself.
 */

import { define, OkElement } from "../lib/element.ts";

export class Dialog extends OkElement {
  protected connected(): void {
    const dialog = this.querySelector("dialog");
    if (!dialog) {
      return;
    }
    this.on(document, "click", (event) => {
      const opener = (event.target as Element).closest<HTMLElement>("[data-dialog]");
      if (opener?.dataset.dialog === dialog.id) {
        event.preventDefault();
        show(dialog);
      }
    });
    this.on(dialog, "click", (event) => {
      const target = event.target as Element;
      if (
        target === dialog ? outside(dialog, event as MouseEvent) : target.closest("[data-close]")
      ) {
        dialog.close();
      }
    });
    this.on(dialog, "close", () => this.tell("ok:closed"));
    if (this.hasAttribute("data-open")) {
      show(dialog);
    }
  }
}

function show(dialog: HTMLDialogElement): void {
  if (!dialog.open) {
    dialog.showModal();
  }
}

function outside(dialog: HTMLDialogElement, event: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return (
    event.clientX < box.left ||
    event.clientX > box.right ||
    event.clientY < box.top ||
    event.clientY > box.bottom
  );
}

define("ok-dialog", Dialog);
