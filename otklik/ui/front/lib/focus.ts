/** Keeps the focus on the same control when htmx exchanges the markup around it. */

/** Returns a selector that finds this control again, or null. */
export function address(element: Element | null): string | null {
  if (!element || element === document.body) {
    return null;
  }
  if (element.id) {
    return `#${CSS.escape(element.id)}`;
  }
  const owner = element.closest("[id]");
  const place = owner ? `#${CSS.escape(owner.id)} ` : "";
  for (const name of ["name", "data-key", "data-do", "popovertarget", "href"]) {
    const value = element.getAttribute(name);
    if (value) {
      return `${place}${element.localName}[${name}="${CSS.escape(value)}"]`;
    }
  }
  return null;
}

/**
 * Returns the focus after each swap that has taken the focused control away.
 *
 * A control that stands where it stood was left by the person, and stays left: a key pressed next
 * is a shortcut, not a letter. Between a swap and its settling another one may begin; what was lost
 * to the first one still counts.
 */
export function keepFocus(): void {
  let last: { element: Element; place: string } | null = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const element = document.activeElement;
    const place = address(element);
    if (element && place) {
      last = { element, place };
    }
  });
  document.addEventListener("htmx:afterSettle", () => {
    const nowhere = document.activeElement === null || document.activeElement === document.body;
    if (nowhere && last && !last.element.isConnected) {
      document.querySelector<HTMLElement>(last.place)?.focus({ preventScroll: true });
    }
    last = null;
  });
}

/**
 * Gives the focus to the message that the address names, so that reading goes on from there.
 *
 * The browser itself has brought it into view and marks it (`:target`).
 */
export function focusNamed(): void {
  const name = location.hash.slice(1);
  const message = /^msg-\d+$/.test(name) ? document.getElementById(name) : null;
  if (message) {
    message.tabIndex = -1;
    message.focus({ preventScroll: true });
  }
}
