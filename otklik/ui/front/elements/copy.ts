/** `<ok-copy data-text data-done>`: its button copies the address; `data-done` says so in a toast. */

import { define, OkElement } from "../lib/element.ts";
import { toast } from "../lib/toasts.ts";
import { say } from "../lib/words.ts";

export class Copy extends OkElement {
  protected connected(): void {
    this.on(this, "click", () => void this.#copy());
  }

  async #copy(): Promise<void> {
    try {
      const address = new URL(this.dataset.text ?? "", location.href);
      await navigator.clipboard.writeText(address.href);
      toast(this.words("done"));
    } catch {
      toast(say("failed"), "alert");
    }
  }
}

define("ok-copy", Copy);
