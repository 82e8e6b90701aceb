/**
 * Asks before what was typed into a form of the settings is left without being saved.
 *
 * The rows of a list open sheets without a new page, so the browser's own question is not enough.
 * A renewal of the page that nobody asked for waits instead: it would put the old values back.
 */

import { say } from "./words.ts";

const PLACE = "settings";
const FORMS = `#${PLACE} form[method="post"]`;
const LEFT_OUT = new Set(["hidden", "submit", "button", "password"]);

interface RequestDetail {
  elt: Element;
  target: Element;
  requestConfig: { verb: string };
}

/** Watches the page; called once. */
export function guardUnsaved(): void {
  let leaving = false;
  document.addEventListener("submit", (event) => {
    leaving = !event.defaultPrevented;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && isUnsaved()) {
      event.preventDefault();
    }
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, target, requestConfig } = (event as CustomEvent<RequestDetail>).detail;
    const replaces = target?.id === PLACE || target === document.body;
    if (requestConfig.verb !== "get" || !replaces || !isUnsaved()) {
      return;
    }
    if (elt.id === PLACE || !window.confirm(say("unsaved"))) {
      event.preventDefault();
    }
  });
}

function isUnsaved(): boolean {
  return [...document.querySelectorAll<HTMLFormElement>(FORMS)].some((form) =>
    [...form.elements].some((field) => isChanged(field) || isRefused(field)),
  );
}

/** Tells whether a field came back with an error, and with what was typed. */
function isRefused(field: Element): boolean {
  return field.getAttribute("aria-invalid") === "true";
}

/** Tells whether a field holds something else than what the server put into it. */
function isChanged(field: Element): boolean {
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    const given = options.some((option) => option.defaultSelected);
    return options.some((option, place) =>
      given || field.multiple
        ? option.selected !== option.defaultSelected
        : option.selected !== (place === 0),
    );
  }
  if (field instanceof HTMLTextAreaElement) {
    return field.value !== field.defaultValue;
  }
  if (!(field instanceof HTMLInputElement) || LEFT_OUT.has(field.type)) {
    return false;
  }
  return field.type === "checkbox" || field.type === "radio"
    ? field.checked !== field.defaultChecked
    : field.value !== field.defaultValue;
}
