/**
 * `<ok-either>` around lists of tick boxes in which a box of the value "all" stands for every row:
 * ticking a row unticks it, and ticking it unticks the rows.
 */

import { define, OkElement } from "../lib/element.ts";

const ALL = "all";

export class Either extends OkElement {
  protected connected(): void {
    this.on(this, "change", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.checked) {
        this.#untickOthers(event.target);
      }
    });
  }

  #untickOthers(ticked: HTMLInputElement): void {
    for (const box of this.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
      if (box.name === ticked.name && (box.value === ALL) !== (ticked.value === ALL)) {
        box.checked = false;
      }
    }
  }
}

define("ok-either", Either);
