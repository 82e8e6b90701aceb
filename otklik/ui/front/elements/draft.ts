/**
 * `<ok-draft data-url data-saved data-kept>` around an ordinary form with a long text.
 *
 * It keeps what is typed on the server (and in the browser while there is no connection), and asks
 * before unsent text is left. `[data-draft]` inside shows when it was saved.
 */

import { Draft } from "../lib/draft.ts";
import { define, OkElement } from "../lib/element.ts";

export class FormDraft extends OkElement {
  #draft: Draft | null = null;
  #dirty = false;

  protected connected(): void {
    const form = this.querySelector("form");
    const url = this.dataset.url;
    if (!form || !url) {
      return;
    }
    const draft = new Draft(url, form, {
      saved: (time) => this.#say("saved", { time }),
      kept: () => this.#say("kept"),
    });
    this.#draft = draft;
    this.#recall(draft, form);
    form.dataset.draftPlace = draft.place;
    const changed = () => {
      this.#dirty = true;
      draft.schedule();
    };
    this.on(form, "input", changed);
    this.on(form, "ok:uploads", changed);
    this.on(form, "submit", () => {
      this.#dirty = false;
      draft.stop();
    });
    this.on(window, "beforeunload", (event: BeforeUnloadEvent) => {
      if (this.#dirty) {
        event.preventDefault();
      }
    });
    this.on(window, "pagehide", () => draft.flush());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#draft?.stop();
  }

  /** Fills in what only this browser has kept; on the server the form would have brought it. */
  #recall(draft: Draft, form: HTMLFormElement): void {
    const text = form.querySelector<HTMLTextAreaElement>('textarea[name="text"]');
    const kept = Object.entries(draft.recall()).filter(([, value]) => value);
    if (text && kept.length && text.value.trim() === "") {
      for (const [name, value] of kept) {
        const field = form.querySelector<HTMLInputElement>(`[name="${name}"]`);
        if (field) {
          field.value = value;
        }
      }
      this.#dirty = true;
      this.#say("kept");
      draft.schedule();
    }
  }

  #say(name: string, values: Record<string, string> = {}): void {
    const status = this.querySelector<HTMLElement>("[data-draft]");
    status?.toggleAttribute("hidden", false);
    status?.replaceChildren(this.words(name, values));
  }
}

define("ok-draft", FormDraft);
