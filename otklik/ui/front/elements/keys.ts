/**
 * `<ok-keys>` runs the shortcuts of the page (lib/shortcuts.ts) and holds the dialog that lists
 * them: `?` opens it. Single-letter keys can be switched off there (WCAG 2.1.4).
 */

import { define, OkElement } from "../lib/element.ts";
import { all, isSingle, isTyping, KeyReader, register } from "../lib/shortcuts.ts";

const STORED = "otklik.single-keys";

export class Keys extends OkElement {
  #reader = new KeyReader();

  protected connected(): void {
    const dialog = this.querySelector("dialog");
    const toggle = this.querySelector<HTMLInputElement>("[data-single]");
    register(
      {
        keys: "?",
        label: this.querySelector("h2")?.textContent ?? "",
        run: () => this.#list(dialog),
      },
      this.life,
    );
    if (toggle) {
      toggle.checked = singleKeys();
      this.on(toggle, "change", () => localStorage.setItem(STORED, toggle.checked ? "on" : "off"));
    }
    this.on(document, "keydown", (event: KeyboardEvent) => this.#press(event));
  }

  #press(event: KeyboardEvent): void {
    const busy = document.querySelector("dialog[open], [popover]:popover-open");
    if (event.defaultPrevented || event.isComposing || event.repeat || busy) {
      return;
    }
    const typing = isTyping(event);
    const allowed = all().filter(({ keys }) => !isSingle(keys) || (!typing && singleKeys()));
    const shortcut = this.#reader.read(event, allowed);
    if (shortcut) {
      event.preventDefault();
      shortcut.run();
    }
  }

  #list(dialog: HTMLDialogElement | null): void {
    const list = dialog?.querySelector("[data-list]");
    if (!dialog || !list) {
      return;
    }
    list.replaceChildren(
      ...all().flatMap(({ keys, label }) => {
        const term = document.createElement("dt");
        const name = document.createElement("dd");
        term.append(...this.#caps(keys));
        name.textContent = label;
        return [term, name];
      }),
    );
    dialog.showModal();
  }

  #caps(keys: string): (HTMLElement | string)[] {
    return keys.split(" ").flatMap((step, index) => {
      const cap = document.createElement("kbd");
      cap.className = "kbd";
      cap.textContent = step.replace("+", " ").replace("Enter", "↵").replace("Escape", "Esc");
      return index ? [` ${this.words("then")} `, cap] : [cap];
    });
  }
}

function singleKeys(): boolean {
  return localStorage.getItem(STORED) !== "off";
}

define("ok-keys", Keys);
