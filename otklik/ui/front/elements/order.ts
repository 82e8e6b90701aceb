/**
 * `<ok-order data-url>` around a table: rows are put in order by dragging their `.grip`, or with
 * Alt ↑ and Alt ↓ on it.
 *
 * A row is `tr[data-id]` with `data-name`. `input[name=shown]` holds the ids as the server last knew
 * them; it travels with the new ones (`ids`), so that of two people who order the rows the second is
 * told (409, `ok:renew`). `data-said` («{name}: место {place} из {count}») goes to `[data-live]`,
 * `data-failed` to a toast.
 */

import { define, OkElement } from "../lib/element.ts";
import { post } from "../lib/http.ts";
import { toast } from "../lib/toasts.ts";

const PAUSE_MS = 600;
const CONFLICT = 409;

export class Order extends OkElement {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dragged: HTMLElement | null = null;

  protected connected(): void {
    this.on(this, "keydown", (event: KeyboardEvent) => this.#key(event));
    this.on(this, "pointerdown", (event: PointerEvent) => this.#take(event));
    this.on(this, "pointermove", (event: PointerEvent) => this.#drag(event));
    this.on(this, "pointerup", () => this.#drop());
    this.on(this, "pointercancel", () => this.#drop());
    this.on(window, "pagehide", () => this.#flush());
  }

  override disconnectedCallback(): void {
    this.#flush();
    super.disconnectedCallback();
  }

  get #shown(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>('input[name="shown"]');
  }

  #rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("tr[data-id]")];
  }

  #ids(): string {
    return this.#rows()
      .map((row) => row.dataset.id)
      .join(",");
  }

  #key(event: KeyboardEvent): void {
    const row = rowOf(event);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.code];
    if (row && step && event.altKey) {
      event.preventDefault();
      this.#move(row, step);
      this.#later();
    }
  }

  /** Moves a row by moving its neighbour, so that the focus and the captured pointer stay. */
  #move(row: HTMLElement, step: number): boolean {
    const neighbour = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour) {
      return false;
    }
    if (step < 0) {
      row.after(neighbour);
    } else {
      row.before(neighbour);
    }
    this.#tellPlace(row);
    return true;
  }

  #tellPlace(row: HTMLElement): void {
    const rows = this.#rows();
    const live = this.querySelector("[data-live]");
    if (live) {
      live.textContent = this.words("said", {
        name: row.dataset.name ?? "",
        place: rows.indexOf(row) + 1,
        count: rows.length,
      });
    }
  }

  #take(event: PointerEvent): void {
    const row = rowOf(event);
    if (row && event.button === 0) {
      (event.target as Element).closest(".grip")?.setPointerCapture(event.pointerId);
      this.#dragged = row;
      row.toggleAttribute("data-dragging", true);
    }
  }

  #drag(event: PointerEvent): void {
    const row = this.#dragged;
    if (!row) {
      return;
    }
    for (const step of [-1, 1]) {
      const next = () =>
        (step < 0 ? row.previousElementSibling : row.nextElementSibling)?.getBoundingClientRect();
      for (let box = next(); box && passes(event.clientY, box, step); box = next()) {
        this.#move(row, step);
      }
    }
    row.scrollIntoView({ block: "nearest" });
  }

  #drop(): void {
    if (this.#dragged) {
      this.#dragged.removeAttribute("data-dragging");
      this.#dragged = null;
      this.#flush(true);
    }
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(true), PAUSE_MS);
  }

  #flush(now = false): void {
    if (this.#timer !== undefined || now) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      void this.#save();
    }
  }

  async #save(): Promise<void> {
    const shown = this.#shown;
    const ids = this.#ids();
    if (!shown || shown.value === ids) {
      return;
    }
    const body = new FormData();
    body.set("shown", shown.value);
    body.set("ids", ids);
    const before = shown.value;
    shown.value = ids;
    try {
      const answer = await post(this.dataset.url ?? "", body, { keepalive: true });
      if (!answer.ok) {
        this.#undo(before, answer.status);
      }
    } catch {
      this.#undo(before, 0);
    }
  }

  #undo(before: string, status: number): void {
    const shown = this.#shown;
    if (shown) {
      shown.value = before;
    }
    const rows = new Map(this.#rows().map((row) => [row.dataset.id, row]));
    for (const id of before.split(",")) {
      const row = rows.get(id);
      row?.parentElement?.append(row);
    }
    toast(this.words("failed"), "alert");
    if (status === CONFLICT) {
      this.tell("ok:renew");
    }
  }
}

function rowOf(event: Event): HTMLElement | null {
  const grip = (event.target as Element).closest(".grip");
  return grip?.closest<HTMLElement>("tr[data-id]") ?? null;
}

/** Says whether the pointer has passed the middle of a neighbour in its direction. */
function passes(y: number, box: DOMRect, step: number): boolean {
  const middle = box.top + box.height / 2;
  return step < 0 ? y < middle : y > middle;
}

define("ok-order", Order);
