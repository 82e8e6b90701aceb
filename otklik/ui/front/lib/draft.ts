/** A draft: kept on the server, and in the browser while the server cannot be reached. */

import { post } from "./http.ts";
import { clock } from "./words.ts";

const QUIET_MS = 1000;
const PREFIX = "otklik.kept:";
const FIELDS = ["title", "text", "html", "mode", "key", "seen", "category", "priority"];
/** What a browser keeps by itself: what people typed and chose. */
const KEPT_HERE = ["title", "text", "category", "priority"];

interface Listener {
  saved: (time: string) => void;
  kept: () => void;
}

export class Draft {
  #url: string;
  #form: HTMLFormElement;
  #listener: Listener;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: AbortController | null = null;

  constructor(url: string, form: HTMLFormElement, listener: Listener) {
    this.#url = url;
    this.#form = form;
    this.#listener = listener;
  }

  /** Saves once the person has stopped typing for a moment. */
  schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), QUIET_MS);
  }

  /** Saves now. */
  async save(options: RequestInit = {}): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending?.abort();
    const sending = new AbortController();
    this.#sending = sending;
    try {
      const answer = await post(this.#url, this.#body(), { ...options, signal: sending.signal });
      if (answer.ok) {
        localStorage.removeItem(this.place);
        this.#listener.saved(clock());
      } else {
        this.keepHere();
      }
    } catch {
      if (!sending.signal.aborted) {
        this.keepHere();
      }
    }
  }

  /** The page is being left: what is not saved yet goes out after it. */
  flush(): void {
    if (this.#timer !== undefined) {
      void this.save({ keepalive: true });
    }
  }

  /** Keeps what was typed and chosen in this browser. */
  keepHere(): void {
    const all = new FormData(this.#form);
    const kept = KEPT_HERE.filter((one) => all.has(one)).map((one) => [one, all.get(one)]);
    localStorage.setItem(this.place, JSON.stringify(Object.fromEntries(kept)));
    this.#listener.kept();
  }

  /** Returns what was kept in this browser, by the names of the fields. */
  recall(): Record<string, string> {
    return JSON.parse(localStorage.getItem(this.place) ?? "{}") as Record<string, string>;
  }

  /** Stops saving; a save on its way is called back, so that it cannot arrive after the message. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending?.abort();
  }

  /** The text has been sent. */
  forget(): void {
    this.stop();
    localStorage.removeItem(this.place);
  }

  #body(): FormData {
    const all = new FormData(this.#form);
    const body = new FormData();
    for (const name of FIELDS.filter((one) => all.has(one))) {
      body.append(name, all.get(name) ?? "");
    }
    for (const key of all.getAll("files")) {
      body.append("files", key);
    }
    return body;
  }

  /** Two people may share a browser: each finds only what is one's own. */
  get place(): string {
    return `${PREFIX}${document.documentElement.dataset.person ?? ""}:${this.#url}`;
  }
}

/** Forgets all drafts that lie in this browser when somebody signs out (a form with data-leaves). */
export function forgetAtSignOut(): void {
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && "leaves" in event.target.dataset) {
      for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
        localStorage.removeItem(key);
      }
    }
  });
}
