/**
 * `<ok-zone>` around a field for a time zone. A field without `[data-offer]` takes the browser's
 * zone while nothing is chosen. With it the browser's zone is offered, if its clock differs from the
 * one chosen or from `data-usual`; a press on the button saves it.
 */

import { define, OkElement } from "../lib/element.ts";

const HALF_A_YEAR = 183 * 24 * 3600 * 1000;

export class Zone extends OkElement {
  protected connected(): void {
    const field = this.querySelector<HTMLInputElement | HTMLSelectElement>("input, select");
    const offer = this.querySelector<HTMLElement>("[data-offer]");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (field && !offer) {
      propose(field, zone);
    } else if (field instanceof HTMLSelectElement && offer) {
      this.#offer(offer, field, zone);
    }
  }

  #offer(offer: HTMLElement, list: HTMLSelectElement, zone: string | undefined): void {
    const chosen = list.value || this.dataset.usual;
    const named = offer.querySelector("[data-zone]");
    const button = offer.querySelector("button");
    if (!zone || !chosen || !named || !button || haveOneClock(zone, chosen, new Date())) {
      return;
    }
    const choice = [...list.options].find((option) => option.value === zone);
    named.textContent = choice?.text ?? zone;
    offer.hidden = false;
    this.on(button, "click", () => {
      if (!choice) {
        list.add(new Option(zone, zone));
      }
      list.value = zone;
      list.form?.requestSubmit();
    });
  }
}

/** Fills an empty field; a list that does not know the zone stays as it is. */
export function propose(field: { value: string }, zone: string | undefined): void {
  const before = field.value;
  if (before || !zone) {
    return;
  }
  field.value = zone;
  if (field.value !== zone) {
    field.value = before;
  }
}

/** Tells whether two zones show the same time now and in the other half of the year. */
export function haveOneClock(one: string, other: string, now: Date): boolean {
  const later = new Date(now.getTime() + HALF_A_YEAR);
  return [now, later].every((at) => clock(one, at) === clock(other, at));
}

function clock(timeZone: string, at: Date): string {
  return at.toLocaleString("en", { timeZone, dateStyle: "short", timeStyle: "short" });
}

define("ok-zone", Zone);
