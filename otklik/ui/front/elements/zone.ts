/**
 * `<ok-zone>` around a field for a time zone: proposes the browser's zone while nothing is chosen.
 */

import { define, OkElement } from "../lib/element.ts";

export class Zone extends OkElement {
  protected connected(): void {
    const field = this.querySelector<HTMLInputElement | HTMLSelectElement>("input, select");
    if (field) {
      propose(field, Intl.DateTimeFormat().resolvedOptions().timeZone);
    }
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

define("ok-zone", Zone);
