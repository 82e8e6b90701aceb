/**
 * `<ok-composer>` around the form in which an answer or a hidden note is written.
 *
 * It changes everything that tells the two apart before the first letter is typed, keeps a draft on
 * the server (and in the browser while there is no connection), asks before unsent text is left,
 * sends once, and shows the guard when the server answers 409: a newer message has come meanwhile.
 * Markup: `templates/ui/parts/composer.html`. A button
 * `[data-write="note"]` anywhere on the page turns it to a note. Events: `ok:mode` {mode},
 * `ok:writing` {writing, mode}.
 */

import { Draft } from "../lib/draft.ts";
import { define, OkElement } from "../lib/element.ts";
import { register } from "../lib/shortcuts.ts";
import type { Canned } from "./canned.ts";
import type { TextEditor } from "./editor.ts";

type Mode = "reply" | "note";

interface SwapDetail {
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  isError: boolean;
  target: Element;
  swapOverride?: string;
}

const CONFLICT = 409;

/** A proxy, or the service without its database: the same as no connection. */
const AWAY = new Set([502, 503, 504]);
const TRY_AGAIN_MS = 10_000;

/** A sign-in page that came instead of an answer: nothing was sent. */
const WHOLE_PAGE = /^\s*<!doctype/i;

export class Composer extends OkElement {
  #busy = false;
  #dirty = false;
  #leaving = false;
  #draft: Draft | null = null;

  protected connected(): void {
    const form = this.querySelector("form");
    const text = this.querySelector("textarea");
    if (!form || !text) {
      return;
    }
    this.#draft = this.#makeDraft(form, text);
    this.#show(this.#mode());
    this.on(this, "click", (event) => this.#click(event.target as Element, form));
    this.on(document, "click", (event) => this.#asked(event.target as Element));
    this.on(this, "keydown", (event: KeyboardEvent) => this.#key(event, form));
    const words = this.querySelector("button[data-for] span")?.textContent ?? "";
    // From elsewhere on the page it only leads to the button: nobody sends what he does not look at.
    register({ keys: "Ctrl+Enter", label: words, run: () => this.#button()?.focus() }, this.life);
    this.on(text, "input", () => this.#typed(text));
    this.on(this, "ok:slash", () => this.#offerCanned());
    this.on(this, "ok:insert", (event: CustomEvent<{ text: string }>) =>
      this.#editor()?.insert(event.detail.text),
    );
    this.on(this, "submit", (event: SubmitEvent) => this.#beforeSubmit(event), { capture: true });
    this.on(this, "submit", (event: SubmitEvent) => this.#afterSubmit(event));
    this.on(this, "htmx:beforeRequest", () => this.#setBusy(true));
    this.on(this, "htmx:afterRequest", () => this.#setBusy(false));
    this.on(this, "htmx:beforeSwap", (event: CustomEvent<SwapDetail>) => this.#swap(event.detail));
    this.on(this, "htmx:afterSettle", () => this.#focusGuard());
    this.on(this, "htmx:sendError", () => this.#waitForConnection(form));
    this.on(this, "htmx:timeout", () => this.#draft?.keepHere());
    this.on(this, "htmx:responseError", (event: CustomEvent<SwapDetail>) =>
      AWAY.has(event.detail.xhr.status)
        ? this.#waitForConnection(form, TRY_AGAIN_MS)
        : this.#draft?.keepHere(),
    );
    this.on(window, "beforeunload", (event: BeforeUnloadEvent) => this.#leave(event, text));
    this.on(window, "pagehide", () => this.#draft?.flush());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#draft?.stop();
  }

  /** Turns the composer to an answer or to a hidden note. */
  setMode(mode: Mode): void {
    if (mode !== this.#mode()) {
      this.dataset.mode = mode;
      this.#show(mode);
      this.#draft?.schedule();
      this.tell("ok:mode", { mode });
    }
    this.#editor()?.focus();
  }

  #mode(): Mode {
    return this.dataset.mode === "note" ? "note" : "reply";
  }

  #show(mode: Mode): void {
    const input = this.querySelector<HTMLInputElement>('input[name="mode"]');
    if (input) {
      input.value = mode;
    }
    for (const tab of this.querySelectorAll<HTMLElement>('[role="tab"]')) {
      const chosen = tab.dataset.mode === mode;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) {
        this.querySelector("form")?.setAttribute("aria-label", tab.dataset.label ?? "");
      }
    }
  }

  #click(target: Element, form: HTMLFormElement): void {
    const tab = target.closest<HTMLElement>('[role="tab"]');
    const action = target.closest<HTMLElement>("[data-do]");
    if (tab) {
      this.setMode(tab.dataset.mode as Mode);
    } else if (action && this.hasAttribute("data-guarded")) {
      this.#answerGuard(action.dataset.do ?? "", form);
    }
  }

  #asked(target: Element): void {
    const asks = target.closest<HTMLElement>("[data-write]");
    if (asks) {
      this.setMode(asks.dataset.write as Mode);
    }
  }

  #key(event: KeyboardEvent, form: HTMLFormElement): void {
    const tab = (event.target as Element).closest('[role="tab"]');
    if (event.code === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      const closing = event.shiftKey ? this.#closing() : null;
      // A press, not requestSubmit: htmx sends the value only of a button that was pressed.
      closing ? closing.click() : this.#submit(form);
    } else if (tab && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      this.#otherTab(tab);
    }
  }

  #offerCanned(): void {
    this.querySelector<Canned>("ok-canned")?.open();
  }

  #editor(): TextEditor | null {
    return this.querySelector<TextEditor>("ok-editor");
  }

  #otherTab(tab: Element): void {
    const other = [...this.querySelectorAll<HTMLElement>('[role="tab"]')].find((t) => t !== tab);
    if (other) {
      this.setMode(other.dataset.mode as Mode);
      other.focus();
    }
  }

  #typed(text: HTMLTextAreaElement): void {
    this.#tellWriting(text.value.trim() !== "");
    this.#draft?.schedule();
  }

  #tellWriting(writing: boolean): void {
    if (writing !== this.#dirty) {
      this.tell("ok:writing", { writing, mode: this.#mode() });
    }
    this.#dirty = writing;
  }

  /** The button of the present mode; the other one is hidden by CSS. */
  #button(): HTMLButtonElement | null {
    const own = `[data-for="${this.#mode()}"]`;
    return this.querySelector(`button[type="submit"]${own}, ${own} button[type="submit"]`);
  }

  /** The button that sends and closes, where the page offers it. */
  #closing(): HTMLButtonElement | null {
    return this.querySelector(`[data-for="${this.#mode()}"] button[name="close"]`);
  }

  #submit(form: HTMLFormElement): void {
    form.requestSubmit(this.#button());
  }

  /** A second submit while the first is on its way never reaches htmx or the browser. */
  #beforeSubmit(event: SubmitEvent): void {
    if (this.#busy) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    this.#draft?.stop();
  }

  /** Nobody has taken the submit over, so the browser leaves the page with the text. */
  #afterSubmit(event: SubmitEvent): void {
    if (!event.defaultPrevented) {
      this.#leaving = true;
      this.#setBusy(true);
    }
  }

  #setBusy(busy: boolean): void {
    this.#busy = busy;
    this.#button()?.setAttribute("aria-busy", String(busy));
  }

  #swap(detail: SwapDetail): void {
    const slot = this.querySelector<HTMLElement>("[data-guard]");
    if (detail.xhr.status === CONFLICT && slot) {
      detail.shouldSwap = true;
      detail.isError = false;
      detail.target = slot;
      detail.swapOverride = "innerHTML";
      slot.hidden = false;
      this.setAttribute("data-guarded", "");
    } else if (
      detail.shouldSwap &&
      detail.xhr.status < 400 &&
      !WHOLE_PAGE.test(detail.xhr.responseText)
    ) {
      this.#leaving = true;
      this.#draft?.forget();
      this.#tellWriting(false);
      this.#letGo();
    }
  }

  /** What is sent is done: the next letter is a shortcut, not the beginning of an answer. */
  #letGo(): void {
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && this.contains(focused)) {
      focused.blur();
    }
  }

  #focusGuard(): void {
    if (this.hasAttribute("data-guarded")) {
      this.querySelector<HTMLElement>('[data-guard] [data-do="edit"]')?.focus();
    }
  }

  #answerGuard(action: string, form: HTMLFormElement): void {
    const slot = this.querySelector<HTMLElement>("[data-guard]");
    const guard = slot?.querySelector<HTMLElement>("[data-seen]");
    const seen = form.querySelector<HTMLInputElement>('input[name="seen"]');
    if (guard && seen) {
      seen.value = guard.dataset.seen ?? seen.value;
    }
    slot?.replaceChildren();
    slot?.toggleAttribute("hidden", true);
    this.removeAttribute("data-guarded");
    if (action === "note") {
      this.setMode("note");
    }
    if (action === "edit") {
      this.#editor()?.focus();
    } else {
      this.#submit(form);
    }
  }

  /** Sends again when the connection is back; nobody tells of a service that answers again. */
  #waitForConnection(form: HTMLFormElement, tryAfter?: number): void {
    this.#draft?.keepHere();
    const label = this.#button()?.querySelector("span");
    const before = label?.textContent ?? "";
    if (label) {
      label.textContent = this.words("waiting");
    }
    const again = new AbortController();
    const retry = () => {
      again.abort();
      label?.replaceChildren(before);
      this.#submit(form);
    };
    const options = { signal: AbortSignal.any([again.signal, this.life]) };
    window.addEventListener("online", retry, options);
    document.addEventListener("ok:retry", retry, options);
    form.addEventListener("submit", () => again.abort(), options);
    if (tryAfter) {
      const timer = setTimeout(retry, tryAfter);
      options.signal.addEventListener("abort", () => clearTimeout(timer));
    }
  }

  #leave(event: BeforeUnloadEvent, text: HTMLTextAreaElement): void {
    if (this.#dirty && !this.#leaving && text.value.trim() !== "") {
      event.preventDefault();
    }
  }

  #makeDraft(form: HTMLFormElement, text: HTMLTextAreaElement): Draft | null {
    const url = this.dataset.draftUrl;
    if (!url) {
      return null;
    }
    const status = this.querySelector<HTMLElement>("[data-draft]");
    const say = (name: string, values: Record<string, string> = {}) => {
      status?.toggleAttribute("hidden", false);
      status?.querySelector("span")?.replaceChildren(this.words(name, values));
    };
    const draft = new Draft(url, form, {
      saved: (time) => say("saved", { time }),
      kept: () => say("kept"),
    });
    const kept = draft.recall().text;
    if (kept && text.value.trim() === "") {
      text.value = kept;
      this.#dirty = true;
      say("kept");
      draft.schedule();
    }
    return draft;
  }
}

define("ok-composer", Composer);
