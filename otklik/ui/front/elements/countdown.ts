/**
 * `<ok-countdown>` ticks a deadline badge.
 *
 * It never counts business time. The server says how many working minutes were left at `data-at`
 * and until when the clock runs without a break (`data-runs-until`); in between a minute is a
 * minute, after that the badge waits and tells `ok:stale`, so that a list may ask again.
 * Without `data-left` the time of the clock is shown. What is late is shown below zero.
 */

import { define, fill, OkElement } from "../lib/element.ts";
import { duration } from "../lib/words.ts";

const MINUTE = 60_000;
const TICK = 15_000;
/** A browser's clock may differ from the server's by this much before it is held to be wrong. */
const TRUSTED_SKEW = 2 * MINUTE;

/** What the server said; instants in milliseconds, lengths in minutes. */
export interface Clock {
  due: number;
  at: number;
  warn: number | null;
  left: number | null;
  total: number | null;
  runsUntil: number | null;
}

export interface Reading {
  state: "" | "soon" | "over";
  minutes: number;
  percent: number;
  stale: boolean;
}

/** Returns what the badge shows at `now`. */
export function read(clock: Clock, now: number): Reading {
  const stale = clock.left !== null && clock.runsUntil !== null && now > clock.runsUntil;
  const minutes = clock.left === null ? wholeMinutes(clock.due - now) : workingLeft(clock, now);
  if (now >= clock.due) {
    return { state: "over", minutes: Math.min(0, minutes), percent: 100, stale };
  }
  const state = clock.warn !== null && now >= clock.warn ? "soon" : "";
  return { state, minutes, percent: spent(minutes, clock.total), stale };
}

function workingLeft(clock: Clock, now: number): number {
  const end = Math.min(now, clock.runsUntil ?? clock.at);
  return (clock.left ?? 0) - wholeMinutes(Math.max(0, end - clock.at));
}

function wholeMinutes(milliseconds: number): number {
  return Math.trunc(milliseconds / MINUTE);
}

function spent(left: number, total: number | null): number {
  if (!total) {
    return 0;
  }
  const percent = 100 - (100 * left) / total;
  return Math.floor(Math.min(100, Math.max(0, percent)) / 5) * 5;
}

const ticking = new Set<Countdown>();
let timer: ReturnType<typeof setInterval> | undefined;

function tickAll(): void {
  for (const element of ticking) {
    element.tick();
  }
}

export class Countdown extends OkElement {
  static observedAttributes = ["data-due", "data-at", "data-left", "data-runs-until"];
  #skew = 0;
  #stale = false;

  protected connected(): void {
    const skew = this.#instant("at") === null ? 0 : (this.#instant("at") ?? 0) - Date.now();
    this.#skew = Math.abs(skew) > TRUSTED_SKEW ? skew : 0;
    ticking.add(this);
    timer ??= setInterval(tickAll, TICK);
    this.on(document, "visibilitychange", () => this.tick());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    ticking.delete(this);
    if (ticking.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  /** A morph has brought newer numbers. */
  attributeChangedCallback(): void {
    this.#stale = false;
  }

  /** Shows the reading of now. */
  tick(now = Date.now() + this.#skew): void {
    const clock = this.#clock();
    const badge = this.querySelector<HTMLElement>(".sla");
    const words = badge?.querySelector<HTMLElement>("span:last-child");
    if (!clock || !badge || !words) {
      return;
    }
    const reading = read(clock, now);
    const text = duration(reading.minutes);
    const pattern = this.dataset.pattern;
    words.textContent = pattern ? fill(pattern.replace("{}", "{time}"), { time: text }) : text;
    badge.dataset.p = String(reading.percent);
    if (badge.dataset.state !== reading.state) {
      badge.dataset.state = reading.state;
      this.tell("ok:deadline", { state: reading.state });
    }
    if (reading.stale && !this.#stale) {
      this.#stale = true;
      this.tell("ok:stale");
    }
  }

  #clock(): Clock | null {
    const due = this.#instant("due");
    if (due === null) {
      return null;
    }
    return {
      due,
      at: this.#instant("at") ?? Date.now(),
      warn: this.#instant("warn"),
      left: this.#number("left"),
      total: this.#number("total"),
      runsUntil: this.#instant("runsUntil"),
    };
  }

  #instant(name: string): number | null {
    const value = this.dataset[name];
    return value ? Date.parse(value) : null;
  }

  #number(name: string): number | null {
    const value = this.dataset[name];
    return value ? Number(value) : null;
  }
}

define("ok-countdown", Countdown);
