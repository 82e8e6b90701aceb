/**
 * `<ok-dialog>` around a native `<dialog>`: opens it from any `[data-dialog="id"]`, at once with
 * `data-open`, and closes it by a press outside or on `[data-close]`. Focus returns by itself, also when the
 * dialog is taken out of the page while it is open.
 */

import { define, OkElement } from "../lib/element.ts";

export class Dialog extends OkElement {
  #before: HTMLElement | null = null;

  protected connected(): void {
    const dialog = this.querySelector("dialog");
    if (!dialog) {
      return;
    }
    this.on(document, "click", (event) => {
      const opener = (event.target as Element).closest<HTMLElement>("[data-dialog]");
      if (opener?.dataset.dialog === dialog.id) {
        event.preventDefault();
        this.#show(dialog);
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
      this.#show(dialog);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      if (!document.activeElement || document.activeElement === document.body) {
        this.#before?.focus({ preventScroll: true });
      }
    });
  }

  #show(dialog: HTMLDialogElement): void {
    if (!dialog.open) {
      this.#before = document.activeElement as HTMLElement | null;
      dialog.showModal();
    }
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
