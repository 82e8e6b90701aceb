/**
 * The working hours of a day as the lines of a timetable write them («10:00–13:00, 14:00–19:00»),
 * and what painting does to them. The server reads the same lines in `office/promise_forms.py`.
 */

/** Intervals in minutes after midnight, in order, none touching another. */
export type Hours = readonly (readonly [number, number])[];

export const DAY = 24 * 60;
export const HALF = 30;

const INTERVAL = /(\d{1,2}(?:[:.]\d{2})?)\s*[-–—]\s*(\d{1,2}(?:[:.]\d{2})?)/g;

/** Returns the hours of a line; null for one that the server would refuse. */
export function parse(line: string): Hours | null {
  if (line.replace(INTERVAL, "").replace(/[\s,;]/g, "")) {
    return null;
  }
  const found = [...line.matchAll(INTERVAL)].map(
    ([, from = "", till = ""]) => [minute(from), minute(till)] as const,
  );
  return found.every(([from, till]) => from < till) ? tidy(found) : null;
}

/** Returns the hours as one line. */
export function spans(hours: Hours): string {
  return hours.map(([from, till]) => `${clockText(from)}–${clockText(till)}`).join(", ");
}

/** Returns the hours with a stretch added to them or cut out of them. */
export function painted(hours: Hours, from: number, till: number, isWork: boolean): Hours {
  if (isWork) {
    return tidy([...hours, [from, till]]);
  }
  const parts = hours.flatMap(
    ([start, end]): Hours => [
      [start, Math.min(end, from)],
      [Math.max(start, till), end],
    ],
  );
  return parts.filter(([start, end]) => start < end);
}

/** Returns how many minutes of a stretch are worked. */
export function worked(hours: Hours, from = 0, till = DAY): number {
  return hours.reduce(
    (sum, [start, end]) => sum + Math.max(0, Math.min(end, till) - Math.max(start, from)),
    0,
  );
}

function clockText(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

/** Returns a time as minutes after midnight; what is no time of a day is no number. */
function minute(text: string): number {
  const [hours = "", rest = "0"] = text.split(/[:.]/);
  const value = Number(hours) * 60 + Number(rest);
  return Number(rest) > 59 || value > DAY ? Number.NaN : value;
}

function tidy(parts: Hours): Hours {
  const merged: [number, number][] = [];
  for (const [from, till] of [...parts].sort(([one], [other]) => one - other)) {
    const last = merged.at(-1);
    if (last && from <= last[1]) {
      last[1] = Math.max(last[1], till);
    } else {
      merged.push([from, till]);
    }
  }
  return merged;
}
