/** htmx as this product uses it: strict, morphing, honest about failures. */

import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";
import { keepFocus } from "./focus.ts";
import { csrfToken, renewToken } from "./http.ts";
import { listenForToasts, toast } from "./toasts.ts";
import { say } from "./words.ts";

/** What the person has opened or marked in the browser; a morph must not undo it. */
const OWN_ATTRIBUTES = new Set(["data-cursor", "data-open", "data-guarded", "data-mode"]);
const OPENED = new Set(["details", "dialog"]);

/** What a person may be typing into. */
const FIELD = "input, textarea, select, [contenteditable]";

interface RequestDetail {
  xhr: XMLHttpRequest;
  headers: Record<string, string>;
  shouldSwap: boolean;
}

function detailOf(event: Event): RequestDetail {
  return (event as CustomEvent<RequestDetail>).detail;
}

function defineMorph(): void {
  const callbacks = {
    // Scripts place menus by properties of style; the server never sends any (strict policy).
    beforeAttributeUpdated: (name: string, node: Element) =>
      !(
        OWN_ATTRIBUTES.has(name) ||
        name === "style" ||
        (name === "open" && OPENED.has(node.localName))
      ),
  };
  htmx.defineExtension("morph", {
    isInlineSwap: (style) => style === "morph",
    handleSwap: (style, target, fragment) => {
      if (!style.startsWith("morph")) {
        return false;
      }
      const morphStyle = style === "morph:innerHTML" ? "innerHTML" : "outerHTML";
      return Idiomorph.morph(target as Element, fragment.childNodes as unknown as HTMLCollection, {
        morphStyle,
        // Idiomorph leaves out all that stands in the element; a button must show what changed.
        ignoreActiveValue: document.activeElement?.matches(FIELD) ?? false,
        callbacks,
      }) as Node[];
    },
  });
}

/** A sign-in page that came instead of a fragment must not be put into the page. */
function refuseWholePages(event: Event): void {
  const detail = detailOf(event);
  if (/^\s*<!doctype/i.test(detail.xhr.responseText)) {
    const swapped = detail.shouldSwap;
    detail.shouldSwap = false;
    if (detail.xhr.status < 400) {
      askToSignIn();
    } else if (swapped) {
      // htmx takes such an answer for no error, so nobody else would say a word.
      toast(say("failed"), "alert");
    }
  }
}

function askToSignIn(): void {
  toast(say("signedOut"), "alert", { url: say("signInUrl"), words: say("signIn") });
}

/** Says once why a request was refused. */
function explain(xhr: XMLHttpRequest): void {
  const token = xhr.getResponseHeader("X-CSRFToken");
  if (xhr.status === 401) {
    askToSignIn();
  } else if (token) {
    renewToken(token);
    toast(say("renewed"), "alert");
  } else {
    const words = { 403: say("refused"), 404: say("gone") }[xhr.status];
    toast(words ?? say("failed"), "alert");
  }
}

/** Starts everything; called once by the entry of a face. */
export function start(): void {
  defineMorph();
  keepFocus();
  listenForToasts();
  document.addEventListener("htmx:configRequest", (event) => {
    detailOf(event).headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:beforeSwap", refuseWholePages);
  document.addEventListener("htmx:responseError", (event) => explain(detailOf(event).xhr));
  for (const type of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(type, () => toast(say("offline"), "alert"));
  }
}
