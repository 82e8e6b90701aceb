/**
 * Keys by their physical place (`event.code`), so that they work on any keyboard layout: on a
 * Russian one the key К is R.
 *
 * A shortcut is written as "R", "Shift+X", "Ctrl+Enter", "G Q" (one after the other), "?" or "/".
 */

const NAMED: Record<string, string> = {
  "/": "Slash",
  "?": "Shift+Slash",
  "[": "BracketLeft",
  ".": "Period",
};
const SEQUENCE_MS = 1500;
const TYPING = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select";

export interface Shortcut {
  keys: string;
  label: string;
  run: () => void;
}

const registered = new Set<Shortcut>();

/** Adds a shortcut for as long as `life` lasts. */
export function register(shortcut: Shortcut, life: AbortSignal): void {
  registered.add(shortcut);
  life.addEventListener("abort", () => registered.delete(shortcut), { once: true });
}

/** Returns one step of a shortcut in the form that `pressed` returns. */
export function normalise(step: string): string {
  const parts = (NAMED[step] ?? step).split("+");
  const key = parts.pop() ?? "";
  const code = /^[A-Z]$/.test(key) ? `Key${key}` : /^\d$/.test(key) ? `Digit${key}` : key;
  return [...parts.sort(), code].join("+");
}

/** Returns what was pressed: modifiers in the alphabet's order and the physical key. */
export function pressed(event: KeyboardEvent): string {
  const modifiers = [
    event.altKey && "Alt",
    (event.ctrlKey || event.metaKey) && "Ctrl",
    event.shiftKey && "Shift",
  ].filter(Boolean);
  return [...modifiers, event.code].join("+");
}

/** Says whether a shortcut is made of bare characters, which may be switched off (WCAG 2.1.4). */
export function isSingle(keys: string): boolean {
  return !/Ctrl|Alt|Escape|Enter/.test(keys);
}

/** Says whether the event belongs to a field in which a person types. */
export function isTyping(event: Event): boolean {
  const target = event.target;
  return (
    target instanceof Element &&
    (target.matches(TYPING) || target.closest('[contenteditable="true"]') !== null)
  );
}

/** Returns the shortcuts that the markup declares with `data-key`. */
function declared(): Shortcut[] {
  return [...document.querySelectorAll<HTMLElement>("[data-key]")].map((element) => ({
    keys: element.dataset.key ?? "",
    label: element.dataset.keyLabel ?? nameOf(element),
    run: () => activate(element),
  }));
}

function nameOf(element: HTMLElement): string {
  return (
    element.getAttribute("aria-label") ?? element.getAttribute("title") ?? withoutCaps(element)
  );
}

/** Returns the words of a control whose key may stand beside them. */
function withoutCaps(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const cap of copy.querySelectorAll("kbd")) {
    cap.remove();
  }
  return copy.textContent?.trim() ?? "";
}

function activate(element: HTMLElement): void {
  // A popover gives the focus back to what had it, so the control must have it first.
  element.focus();
  if (!element.matches(TYPING)) {
    element.click();
  }
}

/** Returns all shortcuts of the page, declared and registered, each key once. */
export function all(): Shortcut[] {
  const found = new Map<string, Shortcut>();
  for (const shortcut of [...registered, ...declared()]) {
    if (!found.has(shortcut.keys)) {
      found.set(shortcut.keys, shortcut);
    }
  }
  return [...found.values()];
}

/** Follows what is pressed and remembers the first key of a sequence for a moment. */
export class KeyReader {
  #first = "";
  #at = 0;

  /** Returns the shortcut that this key completes, if any. */
  read(event: KeyboardEvent, shortcuts: readonly Shortcut[]): Shortcut | undefined {
    const key = pressed(event);
    const pair = event.timeStamp - this.#at < SEQUENCE_MS ? `${this.#first} ${key}` : "";
    const match = shortcuts.find(({ keys }) => {
      const steps = keys.split(" ").map(normalise).join(" ");
      return steps === key || (pair !== "" && steps === pair);
    });
    const starts = shortcuts.some(({ keys }) => {
      const [first, second] = keys.split(" ");
      return second !== undefined && first !== undefined && normalise(first) === key;
    });
    this.#first = !match && starts ? key : "";
    this.#at = event.timeStamp;
    return match;
  }
}
