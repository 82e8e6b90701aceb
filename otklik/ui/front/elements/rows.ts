/**
 * `<ok-rows>` around a table: J and K move the cursor, Enter or O opens, X selects, Shift+X selects
 * up to the cursor, Shift+J and Shift+K select the next row too, Escape selects none.
 *
 * A row is `tr[data-id]` with a link `.subject` and, to be selected, an `input.check`. Cursor and
 * selection are kept by id, so a swap or a morph of the rows does not lose them. The names of the
 * keys for the list of shortcuts: `data-next`, `data-previous`, `data-open-row`, `data-select`,
 * `data-select-range`, `data-select-next`, `data-select-previous`, `data-unselect`; a key without a
 * name is left alone. `[data-count]` says how many are selected, in the words of `data-chosen`; a
 * reset of its form and `ok:unselect` select none.
 *
 * A way back that ends in `#row-N` gives the focus to that row, and the list its former place. If the
 * row has left the list, the one that stood after it gets the focus.
 *
 * A list that never jumps under the cursor: htmx requests to `data-refresh` carry `busy=1` while the
 * pointer or the focus is in it. When both have left and `[data-offer]` is on the page, the element
 * tells `ok:refresh`.
 */

import { define, OkElement } from "../lib/element.ts";
import { register } from "../lib/shortcuts.ts";

interface ConfigDetail {
  path: string;
  parameters: Record<string, string>;
}

/** What a list showed when the person left it. */
interface Left {
  ids: string[];
  top: number;
}

const LEFT = "otklik.left-list";

export class Rows extends OkElement {
  #cursor = "";
  #selected = new Set<string>();
  #last = "";

  protected connected(): void {
    this.#cursor = this.querySelector<HTMLElement>("tr[data-cursor]")?.dataset.id ?? "";
    this.#readSelection();
    const keys: [string, string, () => void][] = [
      ["J", "next", () => this.#move(1)],
      ["K", "previous", () => this.#move(-1)],
      ["O", "openRow", () => this.#open()],
      ["X", "select", () => this.#toggle()],
      ["Shift+X", "selectRange", () => this.#range()],
      ["Shift+J", "selectNext", () => this.#extend(1)],
      ["Shift+K", "selectPrevious", () => this.#extend(-1)],
      ["Escape", "unselect", () => this.#unselect()],
    ];
    for (const [key, name, run] of keys) {
      const label = this.words(name);
      if (label) {
        register({ keys: key, label, run }, this.life);
      }
    }
    this.#shareBusy();
    this.on(this, "reset", () => setTimeout(() => this.#unselect()));
    this.on(document, "ok:unselect", () => this.#unselect());
    this.on(window, "pagehide", () => this.#leave());
    if (document.readyState === "complete") {
      this.#comeBack();
    } else {
      // The browser goes to the row too, and takes the focus away when it does.
      this.on(window, "load", () => setTimeout(() => this.#comeBack()));
    }
    this.on(this, "change", (event) => this.#changed(event.target as HTMLInputElement));
    this.on(this, "click", (event) => {
      // A countdown lies above the row's link, so that pointing at it says how it is counted.
      const row = (event.target as Element).closest("ok-countdown")?.closest("tr");
      row?.querySelector<HTMLElement>(".subject")?.click();
    });
    this.on(this, "focusin", (event) => this.#focused(event.target as HTMLElement));
    this.on(this, "ok:deadline", (event: CustomEvent<{ state: string }>) => {
      const row = (event.target as Element).closest("tr");
      row?.toggleAttribute("data-overdue", event.detail.state === "over");
    });
    const observer = new MutationObserver(() => this.#restore());
    observer.observe(this, { childList: true, subtree: true });
    this.life.addEventListener("abort", () => observer.disconnect(), { once: true });
  }

  /** Lets the server know whether somebody is at the list. */
  #shareBusy(): void {
    const isBusy = () => this.matches(":hover") || this.contains(document.activeElement);
    this.on(document, "htmx:configRequest", (event: CustomEvent<ConfigDetail>) => {
      const { path, parameters } = event.detail;
      if (this.dataset.refresh && path.startsWith(this.dataset.refresh)) {
        parameters.busy = isBusy() ? "1" : "";
      }
    });
    for (const type of ["pointerleave", "focusout"]) {
      this.on(this, type, () => setTimeout(() => isBusy() || this.#takeOffer()));
    }
  }

  #takeOffer(): void {
    if (document.querySelector("[data-offer]")) {
      this.tell("ok:refresh");
    }
  }

  #rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("tr[data-id]")];
  }

  #row(id: string): HTMLElement | undefined {
    return this.#rows().find((row) => row.dataset.id === id);
  }

  #move(step: number): void {
    const rows = this.#rows();
    const now = rows.findIndex((row) => row.dataset.id === this.#cursor);
    const next = now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + step));
    const row = rows[next];
    if (row) {
      this.#setCursor(row);
      row.querySelector<HTMLElement>(".subject")?.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }

  #setCursor(row: HTMLElement): void {
    this.#cursor = row.dataset.id ?? "";
    for (const other of this.#rows()) {
      other.toggleAttribute("data-cursor", other === row);
    }
  }

  #open(): void {
    this.#row(this.#cursor)?.querySelector<HTMLElement>(".subject")?.click();
  }

  #focused(target: HTMLElement): void {
    const row = target.closest<HTMLElement>("tr[data-id]");
    if (row && target.matches(".subject")) {
      this.#setCursor(row);
    }
  }

  #toggle(): void {
    this.#row(this.#cursor)?.querySelector<HTMLInputElement>("input.check")?.click();
  }

  #range(): void {
    const rows = this.#rows();
    const from = rows.findIndex((row) => row.dataset.id === this.#last);
    const to = rows.findIndex((row) => row.dataset.id === this.#cursor);
    if (to < 0) {
      return;
    }
    const [first, last] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
    for (const row of rows.slice(first, last + 1)) {
      this.#selected.add(row.dataset.id ?? "");
    }
    this.#show();
  }

  #extend(step: number): void {
    const select = () => this.#selected.add(this.#cursor);
    if (this.#row(this.#cursor)) {
      select();
    }
    this.#move(step);
    select();
    this.#last = this.#cursor;
    this.#show();
  }

  #unselect(): void {
    this.#selected.clear();
    this.#show();
  }

  /** Remembers what stood where, for the way back. */
  #leave(): void {
    const left: Left = {
      ids: this.#rows().map((row) => row.dataset.id ?? ""),
      top: this.firstElementChild?.scrollTop ?? 0,
    };
    sessionStorage.setItem(LEFT, JSON.stringify(left));
  }

  #comeBack(): void {
    const [, id] = /^#row-(\d+)$/.exec(location.hash) ?? [];
    if (id === undefined) {
      return;
    }
    const left: Left = JSON.parse(sessionStorage.getItem(LEFT) ?? '{"ids": [], "top": 0}');
    const after = left.ids.slice(left.ids.indexOf(id) + 1);
    const row = [id, ...after].map((one) => this.#row(one)).find(Boolean) ?? this.#rows().at(-1);
    if (!row) {
      return;
    }
    this.firstElementChild?.scrollTo({ top: left.top });
    this.#setCursor(row);
    row.querySelector<HTMLElement>(".subject")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  #changed(box: HTMLInputElement): void {
    const id = box.closest<HTMLElement>("tr[data-id]")?.dataset.id;
    if (id !== undefined && box.matches(".check")) {
      this.#last = id;
      this.#selected[box.checked ? "add" : "delete"](id);
    } else if (box.matches("[data-all]")) {
      const ids = this.#rows().map((row) => row.dataset.id ?? "");
      this.#selected = new Set(box.checked ? ids : []);
    } else {
      return;
    }
    this.#show();
  }

  #readSelection(): void {
    for (const row of this.#rows()) {
      if (row.querySelector<HTMLInputElement>("input.check")?.checked) {
        this.#selected.add(row.dataset.id ?? "");
      }
    }
  }

  /** Rows have come or gone: selected ones that are gone are forgotten. */
  #restore(): void {
    const present = new Set(this.#rows().map((row) => row.dataset.id ?? ""));
    this.#selected = new Set([...this.#selected].filter((id) => present.has(id)));
    this.#show();
    const row = this.#row(this.#cursor);
    if (row && !row.hasAttribute("data-cursor")) {
      this.#setCursor(row);
    }
  }

  #show(): void {
    const rows = this.#rows();
    for (const row of rows) {
      const chosen = this.#selected.has(row.dataset.id ?? "");
      const box = row.querySelector<HTMLInputElement>("input.check");
      if (box) {
        box.checked = chosen;
        row.setAttribute("aria-selected", String(chosen));
      }
    }
    const every = this.querySelector<HTMLInputElement>("[data-all]");
    if (every) {
      every.checked = rows.length > 0 && this.#selected.size === rows.length;
      every.indeterminate = this.#selected.size > 0 && !every.checked;
    }
    const count = this.querySelector("[data-count]");
    const words = this.words("chosen", { count: this.#selected.size });
    if (count && words && count.textContent !== words) {
      count.textContent = words;
    }
    this.tell("ok:selection", { ids: [...this.#selected] });
  }
}

define("ok-rows", Rows);
