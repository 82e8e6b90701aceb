/**
 * Gives an ordinary form back what was typed, when the browser could not bring it to the server.
 *
 * The browser then shows a page of its own, or a proxy's, and forgets the form: pages of people who
 * are signed in may not be stored. So what is sent is remembered in the tab until a page comes to
 * which the form has led; whoever comes to the form before that, by going back or anew, finds it
 * filled in. Passwords and files are not remembered, nor is anything told to the next person who
 * uses the tab.
 */

const PLACE = "otklik.sent";
const LIFE_MS = 60 * 60 * 1000;
/** A password that is shown as plain text is one too; its autocomplete says so. */
const SECRET = '[type="password"], [autocomplete$="-password"], [type="file"]';
const PLAIN = `input:not(${SECRET}, [name="csrfmiddlewaretoken"])[name]`;
const FIELDS = `${PLAIN}, select[name], textarea[name]`;

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Sent {
  at: number;
  page: string;
  person: string;
  action: string;
  /** Where a draft of it lies in this browser, or "". */
  draft: string;
  values: [string, string | boolean | string[]][];
}

/** Remembers what ordinary forms send, and fills in the one from which somebody comes back. */
export function refill(): void {
  if (document.querySelector(".status-page")) {
    return; // It says what went wrong: no form has led to it.
  }
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
    at: Date.now(),
    page: location.href.replace(/#.*/, ""),
    person: person(),
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
  if (!kept) {
    return;
  }
  const sent = JSON.parse(kept) as Sent;
  const form = [...document.forms].find((one) => one.action === sent.action);
  const isSame = new URL(sent.page).pathname === location.pathname && sent.person === person();
  if (hasArrived(sent)) {
    sessionStorage.removeItem(PLACE);
    localStorage.removeItem(sent.draft);
  } else if (Date.now() - sent.at > LIFE_MS || isOfAnother(sent)) {
    sessionStorage.removeItem(PLACE);
  } else if (isSame && form) {
    sessionStorage.removeItem(PLACE);
    fillIn(form, sent);
  }
}

function person(): string {
  return document.documentElement.dataset.person ?? "";
}

/** Tells whether somebody else uses the tab now; pages of failures do not know who asks. */
function isOfAnother(sent: Sent): boolean {
  return person() !== "" && sent.person !== person();
}

/** Tells whether this page is the answer to the form, or the one to which the answer has sent. */
function hasArrived(sent: Sent): boolean {
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return visit?.type === "navigate" && document.referrer === sent.page;
}

function fillIn(form: HTMLFormElement, sent: Sent): void {
  const left = [...sent.values];
  for (const field of fieldsOf(form)) {
    const at = left.findIndex(([name]) => name === field.name);
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (found) {
      fill(field, found[1]);
      for (const type of ["input", "change"]) {
        field.dispatchEvent(new Event(type, { bubbles: true })); // Drafts and previews listen.
      }
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
