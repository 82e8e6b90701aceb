/**
 * `<ok-sheet data-back="row-12">` around a sheet: the focus goes to the first field with an error,
 * or to the heading, and back to the row when the sheet leaves the page.
 */

import { define, OkElement } from "../lib/element.ts";

export class Sheet extends OkElement {
  protected connected(): void {
    const wrong = this.querySelector<HTMLElement>('[aria-invalid="true"]');
    (wrong ?? this.querySelector<HTMLElement>("h2"))?.focus({ preventScroll: !wrong });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    const row = document.getElementById(this.dataset.back ?? "");
    queueMicrotask(() => {
      if (!document.activeElement || document.activeElement === document.body) {
        row?.focus({ preventScroll: true });
      }
    });
  }
}

define("ok-sheet", Sheet);
