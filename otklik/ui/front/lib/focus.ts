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
 * Between a swap and its settling another one may begin: the focus is lost by then, and what the
 * first one has remembered still counts.
 */
export function keepFocus(): void {
  let last: string | null = null;
  document.addEventListener("htmx:beforeSwap", () => {
    last = address(document.activeElement) ?? last;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && last) {
      document.querySelector<HTMLElement>(last)?.focus({ preventScroll: true });
    }
    last = null;
  });
}
