/**
 * Gives an ordinary form back what was typed, when the browser could not bring it to the server.
 *
 * The browser then shows a page of its own, or a proxy's, and forgets the form: pages of people who
 * are signed in may not be stored. So what is sent is remembered in the tab until the next page of
 * ours comes; whoever goes back to the form before that finds it filled in. Passwords and files are
 * not remembered.
 */

const PLACE = "otklik.sent";
const PLAIN = 'input:not([type="password"], [type="file"], [name="csrfmiddlewaretoken"])[name]';
const FIELDS = `${PLAIN}, select[name], textarea[name]`;

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Sent {
  page: string;
  action: string;
  /** Where a draft of it lies in this browser, or "". */
  draft: string;
  values: [string, string | boolean | string[]][];
}

/** Remembers what ordinary forms send, and fills in the one from which somebody comes back. */
export function refill(): void {
  restore();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!event.defaultPrevented && form.method === "post") {
      remember(form);
    }
  });
}

function remember(form: HTMLFormElement): void {
  const sent: Sent = {
    page: location.href,
    action: form.action,
    draft: form.dataset.draftPlace ?? "",
    values: fieldsOf(form).map((field) => [field.name, contentOf(field)]),
  };
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(sent));
  } catch {
    sessionStorage.removeItem(PLACE); // Too much for the browser: an older one would be wrong.
  }
}

function restore(): void {
  const kept = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (!kept) {
    return;
  }
  const sent = JSON.parse(kept) as Sent;
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (visit?.type !== "back_forward" || sent.page !== location.href) {
    localStorage.removeItem(sent.draft); // It has arrived.
    return;
  }
  const form = [...document.forms].find((one) => one.action === sent.action);
  const left = [...sent.values];
  for (const field of form ? fieldsOf(form) : []) {
    const at = left.findIndex(([name]) => name === field.name);
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (found) {
      fill(field, found[1]);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter((field): field is Field => field.matches(FIELDS));
}

function contentOf(field: Field): string | boolean | string[] {
  if (field instanceof HTMLSelectElement) {
    return [...field.selectedOptions].map((option) => option.value);
  }
  return isTicked(field) ? field.checked : field.value;
}

function fill(field: Field, value: string | boolean | string[]): void {
  if (field instanceof HTMLSelectElement) {
    for (const option of field.options) {
      option.selected = Array.isArray(value) && value.includes(option.value);
    }
  } else if (isTicked(field)) {
    field.checked = value === true;
  } else if (typeof value === "string") {
    field.value = value;
  }
}

function isTicked(field: Field): field is HTMLInputElement {
  return field.type === "checkbox" || field.type === "radio";
}
