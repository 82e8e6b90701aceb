/** A page for the tests of the elements; loaded before each test file. */

import { Window } from "happy-dom";

const window = new Window({ url: "http://localhost/" });

const names = [
  "document",
  "HTMLElement",
  "HTMLInputElement",
  "HTMLButtonElement",
  "HTMLSelectElement",
  "HTMLTextAreaElement",
  "HTMLFormElement",
  "HTMLDialogElement",
  "Element",
  "Node",
  "Event",
  "CustomEvent",
  "KeyboardEvent",
  "InputEvent",
  "MouseEvent",
  "FormData",
  "File",
  "MutationObserver",
  "customElements",
  "CSS",
  "localStorage",
  "sessionStorage",
  "location",
];
for (const name of names) {
  Object.defineProperty(globalThis, name, {
    value: window[name as keyof Window],
    configurable: true,
    writable: true,
  });
}
Object.defineProperty(globalThis, "window", { value: window, configurable: true });
