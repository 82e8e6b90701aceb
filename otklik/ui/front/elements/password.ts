/**
 * `<ok-password>` around a password field: a button `[data-reveal]` shows what is typed, and
 * `[data-layout]` appears when the keyboard writes Cyrillic letters.
 */

import { define, OkElement } from "../lib/element.ts";

const CYRILLIC = /[\u0400-\u04ff]/;

export class Password extends OkElement {
  protected connected(): void {
    const input = this.querySelector("input");
    const button = this.querySelector<HTMLElement>("[data-reveal]");
    const hint = this.querySelector<HTMLElement>("[data-layout]");
    if (!input) {
      return;
    }
    if (button) {
      button.hidden = false;
      this.on(button, "click", () => {
        const shown = input.type === "text";
        input.type = shown ? "password" : "text";
        button.setAttribute("aria-pressed", String(!shown));
        input.focus();
      });
    }
    if (hint) {
      this.on(input, "input", () => {
        hint.hidden = !CYRILLIC.test(input.value);
      });
    }
  }
}

define("ok-password", Password);
