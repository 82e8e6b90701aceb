/**
 * `<ok-week>` around the seven lines of a week: a grid of half hours in which the lines are painted.
 *
 * A row is `[data-line]`, the name of its line, with `data-day`, an empty `.painter-track` and a
 * `.painter-said`. Lines and grid follow each other; whoever paints makes a line tell `change`. What
 * is not painted over keeps its minutes, and a line that cannot be read is left alone.
 *
 * Words: `data-cell` «{day}, {hours}», `data-part` (a half hour worked in part), `data-off`,
 * `data-unreadable`, `data-said` «{day}: {hours}» for `[data-live]`, `data-sum` «{hours} …» for
 * `[data-total]`. A button `data-fill="10:00–19:00" data-days="5"` gives the first days these hours
 * and the others none; `data-cut="13:00–14:00"` cuts them out of every day.
 */

import { define, OkElement } from "../lib/element.ts";
import { DAY, HALF, type Hours, painted, parse, spans, worked } from "../lib/hours.ts";

const HALVES = DAY / HALF;
const SVG = "http://www.w3.org/2000/svg";
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, -HALVES],
  End: [0, HALVES],
};

interface Row {
  line: HTMLInputElement;
  place: HTMLElement;
  said: HTMLElement;
  bars: Element;
  cells: HTMLElement[];
}

interface Half {
  day: number;
  half: number;
}

/** What is being painted: from where, work or rest, and the lines as they were before. */
interface Stroke {
  start: Half;
  isWork: boolean;
  before: string[];
}

export class Week extends OkElement {
  #rows: Row[] = [];
  #halves = new Map<Element, Half>();
  #stroke: Stroke | null = null;

  protected connected(): void {
    this.#build();
    this.#drawAll();
    for (const panel of this.querySelectorAll<HTMLElement>(".painter, [data-painting]")) {
      panel.hidden = false;
    }
    for (const type of ["input", "change"]) {
      this.on(this, type, (event) => this.#follow(event.target));
    }
    this.on(window, "pageshow", () => this.#drawAll()); // a browser that goes back fills lines late
    this.on(this, "focusin", (event) => this.#rove(this.#halves.get(event.target as Element)));
    this.on(this, "keydown", (event: KeyboardEvent) => this.#key(event));
    if (!this.#isFixed) {
      this.#listen();
    }
  }

  #listen(): void {
    this.on(this, "pointerdown", (event: PointerEvent) => this.#press(event));
    this.on(this, "pointerover", (event: PointerEvent) => this.#drag(event));
    this.on(window, "pointerup", () => this.#finish());
    this.on(window, "pointercancel", () => this.#cancel());
    this.on(this, "click", (event) => this.#preset(event.target as Element));
  }

  get #isFixed(): boolean {
    return this.#rows.some(({ line }) => line.matches(":disabled"));
  }

  #build(): void {
    this.#halves.clear();
    this.#rows = [...this.querySelectorAll<HTMLElement>("[data-line]")].flatMap((place, day) => {
      const line = this.querySelector<HTMLInputElement>(`[name="${place.dataset.line}"]`);
      const track = place.querySelector<HTMLElement>(".painter-track");
      const said = place.querySelector<HTMLElement>(".painter-said");
      if (!line || !track || !said) {
        return [];
      }
      const bars = document.createElementNS(SVG, "svg");
      bars.setAttribute("aria-hidden", "true");
      const cells = Array.from({ length: HALVES }, (_none, half) => this.#cell({ day, half }));
      track.replaceChildren(bars, ...cells);
      return [{ line, place, said, bars, cells }];
    });
    this.#rove({ day: 0, half: HALVES / 2 });
  }

  #cell(half: Half): HTMLElement {
    const cell = document.createElement("i");
    cell.setAttribute("role", "gridcell");
    cell.tabIndex = -1;
    this.#halves.set(cell, half);
    return cell;
  }

  #drawAll(): void {
    for (const row of this.#rows) {
      this.#draw(row);
    }
    this.#sum();
  }

  #draw({ line, place, said, bars, cells }: Row): void {
    const hours = parse(line.value);
    const day = place.dataset.day ?? "";
    place.toggleAttribute("data-changed", line.value !== line.defaultValue);
    place.toggleAttribute("data-closed", hours?.length === 0);
    said.textContent = this.#told(hours);
    bars.replaceChildren(...(hours ?? []).map(bar));
    for (const [half, cell] of cells.entries()) {
      const from = half * HALF;
      const minutes = worked(hours ?? [], from, from + HALF);
      const isPart = minutes > 0 && minutes < HALF;
      const values = { day, hours: spans([[from, from + HALF]]) };
      cell.setAttribute("aria-selected", String(minutes === HALF));
      cell.setAttribute("aria-label", this.words(isPart ? "part" : "cell", values));
    }
  }

  #told(hours: Hours | null): string {
    return hours === null ? this.words("unreadable") : spans(hours) || this.words("off");
  }

  #sum(): void {
    const total = this.querySelector("[data-total]");
    const minutes = this.#rows.reduce((sum, row) => sum + worked(parse(row.line.value) ?? []), 0);
    if (total) {
      const language = document.documentElement.lang || "en";
      const hours = (minutes / 60).toLocaleString(language, { maximumFractionDigits: 2 });
      total.textContent = this.words("sum", { hours });
    }
  }

  #follow(target: EventTarget | null): void {
    const row = this.#rows.find(({ line }) => line === target);
    if (row) {
      this.#draw(row);
      this.#sum();
    }
  }

  /** Makes one half hour the place to which Tab leads. */
  #rove(to: Half | undefined): void {
    const cell = to && this.#rows[to.day]?.cells[to.half];
    if (cell) {
      for (const each of this.querySelectorAll<HTMLElement>('.painter-track [tabindex="0"]')) {
        each.tabIndex = -1;
      }
      cell.tabIndex = 0;
    }
  }

  #worked({ day, half }: Half): number {
    const hours = parse(this.#rows[day]?.line.value ?? "") ?? [];
    return worked(hours, half * HALF, (half + 1) * HALF);
  }

  #press(event: PointerEvent): void {
    const start = this.#halves.get(event.target as Element);
    if (start && event.button === 0) {
      // A finger holds on to where it went down; let go, or no other half hour hears of it.
      (event.target as Element).releasePointerCapture(event.pointerId);
      this.#begin(start, this.#worked(start) < HALF);
      this.#paint(start);
    }
  }

  #drag(event: PointerEvent): void {
    const half = this.#halves.get(event.target as Element);
    if (half) {
      this.#paint(half);
    }
  }

  #key(event: KeyboardEvent): void {
    const from = this.#halves.get(event.target as Element);
    if (event.key === "Escape" && this.#stroke) {
      event.preventDefault();
      this.#cancel();
    } else if (from && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.#act(from, event);
    }
  }

  #act(from: Half, event: KeyboardEvent): void {
    const arrow = ARROWS[event.key];
    const isFixed = this.#isFixed;
    if (arrow) {
      const to = {
        day: within(from.day + arrow[0], this.#rows.length),
        half: within(from.half + arrow[1], HALVES),
      };
      if (event.shiftKey && !isFixed) {
        this.#fill(from, to, this.#worked(from) > 0);
      }
      this.#rows[to.day]?.cells[to.half]?.focus();
    } else if (event.key === " " || event.key === "Enter") {
      if (!isFixed) {
        this.#fill(from, from, this.#worked(from) < HALF);
      }
    } else if (event.key === "Delete" && !isFixed) {
      this.#fill({ ...from, half: 0 }, { ...from, half: HALVES - 1 }, false);
    } else {
      return;
    }
    event.preventDefault();
  }

  #fill(from: Half, to: Half, isWork: boolean): void {
    this.#begin(from, isWork);
    this.#paint(to);
    this.#finish(to);
  }

  #begin(start: Half, isWork: boolean): void {
    this.#stroke = { start, isWork, before: this.#rows.map(({ line }) => line.value) };
  }

  /** Paints the days and half hours between where the stroke began and where it is now. */
  #paint(to: Half): void {
    if (!this.#stroke) {
      return;
    }
    const { start, isWork, before } = this.#stroke;
    const [first, last] = [Math.min(start.half, to.half), Math.max(start.half, to.half) + 1];
    const [top, bottom] = [Math.min(start.day, to.day), Math.max(start.day, to.day)];
    this.#put((day) => {
      const hours = parse(before[day] ?? "");
      const isInside = day >= top && day <= bottom && hours !== null;
      return isInside ? spans(painted(hours, first * HALF, last * HALF, isWork)) : before[day];
    });
  }

  #put(text: (day: number) => string | undefined): void {
    for (const [day, row] of this.#rows.entries()) {
      const value = text(day) ?? "";
      if (value !== row.line.value) {
        row.line.value = value;
        this.#draw(row);
      }
    }
    this.#sum();
  }

  /** Ends a stroke: the lines that have become others tell it, and the day is said. */
  #finish(at?: Half): void {
    const stroke = this.#stroke;
    this.#stroke = null;
    if (!stroke) {
      return;
    }
    for (const [day, { line }] of this.#rows.entries()) {
      if (line.value !== stroke.before[day]) {
        line.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
    const row = this.#rows[(at ?? stroke.start).day];
    const live = this.querySelector("[data-live]");
    if (row && live) {
      const values = { day: row.place.dataset.day ?? "", hours: row.said.textContent ?? "" };
      live.textContent = this.words("said", values);
    }
  }

  #cancel(): void {
    const before = this.#stroke?.before;
    this.#stroke = null;
    if (before) {
      this.#put((day) => before[day]);
    }
  }

  #preset(target: Element): void {
    const button = target.closest<HTMLElement>("[data-fill], [data-cut]");
    if (!button) {
      return;
    }
    const { fill = "", days = "7", cut = "" } = button.dataset;
    this.#begin({ day: 0, half: 0 }, true);
    this.#put((day) => {
      const text = this.#rows[day]?.line.value ?? "";
      return cut ? without(text, cut) : day < Number(days) ? fill : "";
    });
    this.#finish();
  }
}

/** Returns a line without the hours of another; one that cannot be read stays. */
function without(text: string, cut: string): string {
  const hours = parse(text);
  const gaps = parse(cut) ?? [];
  return hours === null
    ? text
    : spans(gaps.reduce((left, [from, till]) => painted(left, from, till, false), hours));
}

function bar([from, till]: readonly [number, number]): Element {
  const rect = document.createElementNS(SVG, "rect");
  rect.setAttribute("x", `${(from / DAY) * 100}%`);
  rect.setAttribute("width", `${((till - from) / DAY) * 100}%`);
  rect.setAttribute("height", "100%");
  return rect;
}

function within(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}

define("ok-week", Week);
