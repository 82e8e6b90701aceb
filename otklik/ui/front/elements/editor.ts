/**
 * `<ok-editor data-src>` around the textarea of a message: it loads the visual editor and lets it
 * write what the form sends. The textarea stays in the form, hidden, and holds the plain text (so
 * drafts, guards and scripts read it as before); `input[name="html"]` holds the same formatted.
 * Without scripts, or while the editor cannot be loaded, people write into the textarea.
 *
 * The toolbar `[data-tools]` and the form of a link `[data-link]` stand in the same form. Words:
 * `data-name` (of the text). A press on `[data-quote]` quotes what is selected in a message.
 * Events: `ok:slash` when a slash begins a word.
 */

import { define, OkElement } from "../lib/element.ts";
import type { Format, Rich, RichModule } from "../lib/rich.ts";

const MESSAGE = ".msg-body";
const GAP = 6;

export class TextEditor extends OkElement {
  #rich: Rich | null = null;
  #slash = 0;

  protected connected(): void {
    const text = this.#text();
    if (!text) {
      return;
    }
    this.on(this, "keydown", (event: KeyboardEvent) => this.#key(event));
    this.#listenToTools();
    this.#listenToSelection();
    this.#listenToPictures();
    void this.#load(text);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rich?.destroy();
    this.#rich = null;
  }

  /** Puts the caret into the text. */
  override focus(): void {
    this.#rich ? this.#rich.focus() : this.#text()?.focus();
  }

  /** Puts plain text in at the caret, in the place of a slash that asked for it. */
  insert(words: string): void {
    const back = this.#slash;
    this.#slash = 0;
    if (this.#rich) {
      this.#rich.insert(words, back);
      return;
    }
    const text = this.#text();
    text?.focus();
    text?.setRangeText(words, text.selectionStart - back, text.selectionEnd, "end");
    text?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Puts words of somebody else in, marked as a quotation. */
  quote(words: string): void {
    if (this.#rich) {
      this.#rich.quote(words);
    } else {
      this.insert(words.replace(/^/gm, "> ").concat("\n\n"));
    }
  }

  async #load(text: HTMLTextAreaElement): Promise<void> {
    const source = this.dataset.src;
    if (!source) {
      return;
    }
    const life = this.life;
    const module = await (import(source) as Promise<RichModule>).catch(() => null);
    if (module && !life.aborted) {
      this.#mount(module, text);
    }
  }

  #mount(module: RichModule, text: HTMLTextAreaElement): void {
    const hadFocus = document.activeElement === text;
    const place = document.createElement("div");
    text.before(place);
    this.#rich = module.mount(place, {
      html: this.#html()?.value ?? "",
      text: text.value,
      attributes: this.#attributes(text),
      placeholder: text.placeholder,
      changed: () => this.#changed(text),
      moved: () => this.#showFormats(),
    });
    text.hidden = true;
    text.removeAttribute("aria-label");
    this.#tools()?.removeAttribute("hidden");
    this.#keepHtml();
    this.#roveFrom(this.#buttons()[0]);
    if (hadFocus) {
      this.#rich.focus();
    }
  }

  #attributes(text: HTMLTextAreaElement): Record<string, string> {
    const attributes: Record<string, string> = {
      class: `editor ${text.className}`,
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": this.dataset.name ?? "",
    };
    for (const name of ["aria-describedby", "aria-invalid"]) {
      const value = text.getAttribute(name);
      if (value) {
        attributes[name] = value;
      }
    }
    return attributes;
  }

  #changed(text: HTMLTextAreaElement): void {
    this.#slash = 0;
    this.#keepHtml();
    text.value = this.#rich?.text() ?? "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #keepHtml(): void {
    const html = this.#html();
    if (html && this.#rich) {
      html.value = this.#rich.html();
    }
  }

  #key(event: KeyboardEvent): void {
    const inText = (event.target as Element).closest("textarea, [contenteditable]");
    if (event.key === "/" && inText && this.#wordBefore() === "") {
      setTimeout(() => {
        this.#slash = 1; // it has been typed by now
        this.tell("ok:slash");
      });
    } else if (event.key === "Escape" && inText) {
      event.preventDefault();
      (document.activeElement as HTMLElement | null)?.blur();
    }
  }

  #wordBefore(): string {
    const text = this.#text();
    const typed = text?.value.slice(0, text.selectionStart) ?? "";
    return this.#rich ? this.#rich.wordBefore() : (/\S*$/.exec(typed)?.[0] ?? "");
  }

  // The toolbar: one stop of the Tab key, arrows inside (WAI-ARIA "toolbar").

  #listenToTools(): void {
    const tools = this.#tools();
    if (!tools) {
      return;
    }
    // A press must not take the selection out of the text, nor out of a message.
    this.on(tools, "mousedown", (event) => event.preventDefault());
    this.on(tools, "click", (event) => this.#press((event.target as Element).closest("button")));
    this.on(tools, "keydown", (event: KeyboardEvent) => this.#rove(event));
    const link = this.#link();
    if (link) {
      this.on(link, "keydown", (event: KeyboardEvent) => {
        if (event.key === "Enter") {
          event.preventDefault();
          this.#setLink(link);
        }
      });
      this.on(link, "click", (event) => {
        if ((event.target as Element).closest("button")) {
          this.#setLink(link);
        }
      });
      this.on(link, "toggle", (event: ToggleEvent) => {
        const field = link.querySelector("input");
        if (event.newState === "open" && field) {
          field.value = this.#rich?.link() ?? "";
          field.focus();
        }
      });
    }
  }

  #press(button: HTMLButtonElement | null): void {
    const format = button?.dataset.format;
    const selected = selectedInMessage();
    if (!button || !format || !this.#rich) {
      return;
    }
    this.#roveFrom(button);
    if (format === "blockquote" && selected) {
      this.quote(selected);
    } else if (format !== "link") {
      this.#rich.toggle(format as Format);
    }
  }

  #setLink(link: HTMLElement): void {
    const url = link.querySelector("input")?.value.trim() ?? "";
    link.hidePopover();
    this.#rich?.setLink(/^[a-z][a-z\d+.-]*:/i.test(url) || !url ? url : `https://${url}`);
  }

  #rove(event: KeyboardEvent): void {
    const buttons = this.#buttons();
    const now = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const moves: Record<string, number> = {
      ArrowRight: (now + 1) % buttons.length,
      ArrowLeft: now - 1,
      Home: 0,
      End: -1,
    };
    const next = buttons.at(moves[event.key] ?? Number.NaN);
    if (now >= 0 && event.key in moves && next) {
      event.preventDefault();
      this.#roveFrom(next);
      next.focus();
    }
  }

  #roveFrom(button: HTMLButtonElement | undefined): void {
    for (const one of this.#buttons()) {
      one.tabIndex = one === button ? 0 : -1;
    }
  }

  #showFormats(): void {
    for (const button of this.#buttons()) {
      const on = this.#rich?.isOn(button.dataset.format as Format) ?? false;
      button.setAttribute("aria-pressed", String(on));
    }
  }

  // Quoting what is selected in a message.

  #listenToSelection(): void {
    const button = this.#form()?.querySelector<HTMLElement>("[data-quote]");
    if (!button) {
      return;
    }
    this.on(document, "selectionchange", () => offer(button));
    this.on(button, "mousedown", (event) => event.preventDefault());
    this.on(button, "click", () => {
      const words = selectedInMessage();
      button.togglePopover(false);
      if (words) {
        this.quote(words);
      }
    });
  }

  /** A pasted picture stands in the text too; taken from the list, it leaves the text. */
  #listenToPictures(): void {
    const around = this.closest("ok-upload") ?? this.#form();
    if (!around) {
      return;
    }
    this.on(around, "ok:pasted", (event: CustomEvent<{ url: string; name: string }>) =>
      this.#rich?.showPicture(event.detail.url, event.detail.name),
    );
    this.on(around, "ok:removed", (event: CustomEvent<{ url: string }>) =>
      this.#rich?.removePicture(event.detail.url),
    );
  }

  #text(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  #html(): HTMLInputElement | null {
    return this.querySelector('input[name="html"]');
  }

  #form(): HTMLFormElement | null {
    return this.closest("form");
  }

  #tools(): HTMLElement | null {
    return this.#form()?.querySelector<HTMLElement>("[data-tools]") ?? null;
  }

  #link(): HTMLElement | null {
    return this.#form()?.querySelector<HTMLElement>("[data-link]") ?? null;
  }

  #buttons(): HTMLButtonElement[] {
    return [...(this.#tools()?.querySelectorAll<HTMLButtonElement>("[data-format]") ?? [])];
  }
}

/** Returns what is selected inside one message, or "". */
function selectedInMessage(): string {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) {
    return "";
  }
  const inside = [selection.anchorNode, selection.focusNode].map((node) =>
    (node instanceof Element ? node : node?.parentElement)?.closest(MESSAGE),
  );
  return inside[0] && inside[0] === inside[1] ? selection.toString().trim() : "";
}

/** Shows the button beside the selection, or takes it away. */
function offer(button: HTMLElement): void {
  if (!selectedInMessage()) {
    button.togglePopover(false);
    return;
  }
  const box = document.getSelection()?.getRangeAt(0).getBoundingClientRect();
  if (box) {
    button.togglePopover(true);
    const size = button.getBoundingClientRect();
    const left = Math.min(box.left, window.innerWidth - size.width - GAP);
    button.style.left = `${Math.max(GAP, left)}px`;
    button.style.top = `${Math.max(GAP, box.top - size.height - GAP)}px`;
  }
}

define("ok-editor", TextEditor);
