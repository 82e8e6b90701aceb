/**
 * `<ok-upload>` sends files as soon as they are chosen, dropped or pasted, and keeps their keys in
 * hidden inputs of the form around it.
 *
 * Inside it: `input[type=file]`, `[data-list]`, a `<template>` of one row, `[data-error]`. Its
 * attributes: `data-url`, `data-field` (name of the hidden inputs), `data-limit` (bytes),
 * `data-limit-words`, `data-drop` (selector of the ancestor that takes drops), and the words
 * `data-too-big`, `data-failed`, `data-remove`, `data-uploading`, `data-pasted`.
 * Events: `ok:uploads` {busy}; `ok:pasted` {url, name} when a pasted picture has arrived, and
 * `ok:removed` {url} when a file is taken from the list.
 * A form that is submitted while files are on their way waits for them.
 */

import { define, OkElement } from "../lib/element.ts";
import { sendFile, type Uploaded } from "../lib/send.ts";
import { clock, fileSize } from "../lib/words.ts";

export class Upload extends OkElement {
  #sending = new Map<HTMLElement, AbortController>();
  #waiting: (() => void) | null = null;

  /** Whether files are still on their way. */
  get busy(): boolean {
    return this.#sending.size > 0;
  }

  protected connected(): void {
    const form = this.#form();
    const zone = this.closest<HTMLElement>(this.dataset.drop || "form") ?? this;
    this.on(this, "change", (event) => this.#chosen(event.target as HTMLInputElement));
    this.on(this, "click", (event) => this.#removed(event.target as Element));
    this.on(zone, "paste", (event: ClipboardEvent) => this.#pasted(event));
    this.on(zone, "dragover", (event: DragEvent) => this.#over(event, zone));
    this.on(zone, "dragleave", () => zone.removeAttribute("data-over"));
    this.on(zone, "drop", (event: DragEvent) => this.#dropped(event, zone));
    if (form) {
      this.on(form.parentElement ?? form, "submit", (event: SubmitEvent) => this.#submit(event), {
        capture: true,
      });
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const sending of this.#sending.values()) {
      sending.abort();
    }
    this.#sending.clear();
  }

  /** Sends files; each is named in the list, or in the error. */
  add(files: Iterable<File>, pasted = false): void {
    this.#say("");
    for (const file of files) {
      if (file.size > Number(this.dataset.limit ?? Number.POSITIVE_INFINITY)) {
        const limit = this.dataset.limitWords ?? "";
        this.#say(this.words("tooBig", { name: file.name, limit }));
      } else {
        void this.#send(file, pasted);
      }
    }
  }

  async #send(file: File, pasted: boolean): Promise<void> {
    const row = this.#newRow(file);
    if (!row) {
      return;
    }
    const control = new AbortController();
    this.#sending.set(row, control);
    this.tell("ok:uploads", { busy: true });
    const about = row.querySelector("small");
    try {
      const answer = await sendFile(
        this.dataset.url ?? "",
        file,
        (percent) =>
          about?.replaceChildren(this.words("uploading", { percent: `${percent}\u00a0%` })),
        control.signal,
      );
      this.#done(row, answer);
      if (pasted && answer.thumb) {
        this.tell("ok:pasted", { url: this.#urlOf(answer.key), name: answer.name });
      }
    } catch (error) {
      row.remove();
      const words = this.words("failed", { name: file.name });
      this.#say((error as Error).message || words);
    } finally {
      this.#sending.delete(row);
      this.#finish();
    }
  }

  #newRow(file: File): HTMLElement | null {
    const template = this.querySelector("template");
    const row = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    const list = this.querySelector("[data-list]");
    if (!row || !list) {
      return null;
    }
    row.setAttribute("aria-busy", "true");
    row.querySelector("b")?.replaceChildren(file.name);
    row
      .querySelector("[data-remove]")
      ?.setAttribute("aria-label", this.words("remove", { name: file.name }));
    const input = row.querySelector("input");
    if (input) {
      input.disabled = true;
    }
    list.append(row);
    return row;
  }

  #done(row: HTMLElement, answer: Uploaded): void {
    row.removeAttribute("aria-busy");
    row.querySelector("b")?.replaceChildren(answer.name);
    row.querySelector("small")?.replaceChildren(fileSize(answer.size));
    if (answer.thumb) {
      const picture = document.createElement("img");
      picture.src = answer.thumb;
      picture.alt = "";
      row.querySelector(".thumb")?.replaceChildren(picture);
    }
    const input = row.querySelector("input");
    if (input) {
      input.disabled = false;
      input.value = answer.key;
    }
  }

  #finish(): void {
    if (this.busy) {
      return;
    }
    this.tell("ok:uploads", { busy: false });
    const go = this.#waiting;
    this.#waiting = null;
    go?.();
  }

  #submit(event: SubmitEvent): void {
    const form = this.#form();
    if (!form || event.target !== form || !this.busy) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const submitter = event.submitter;
    this.#waiting = () => form.requestSubmit(submitter);
  }

  #chosen(input: HTMLInputElement): void {
    if (input.type === "file") {
      this.add(Array.from(input.files ?? []));
      input.value = "";
    }
  }

  #removed(target: Element): void {
    const row = target.closest("[data-remove]")?.closest<HTMLElement>("li");
    if (row) {
      this.#sending.get(row)?.abort();
      this.#sending.delete(row);
      row.remove();
      this.tell("ok:removed", { url: this.#urlOf(row.querySelector("input")?.value ?? "") });
      this.querySelector<HTMLElement>('input[type="file"]')?.focus();
      this.#finish();
    }
  }

  #pasted(event: ClipboardEvent): void {
    const pictures = Array.from(event.clipboardData?.files ?? []).filter((file) =>
      file.type.startsWith("image/"),
    );
    // Word and Excel add a picture of what was copied to the words themselves.
    if (pictures.length > 0 && !event.clipboardData?.getData("text/plain")) {
      event.preventDefault();
      const named = pictures.map((file) => this.#named(file));
      this.add(named, true);
    }
  }

  /** A pasted picture is always called image.png: give it a name that says more. */
  #named(file: File): File {
    const extension = file.type.split("/")[1] ?? "png";
    const time = clock().replace(":", "-");
    return new File([file], `${this.words("pasted")} ${time}.${extension}`, { type: file.type });
  }

  #over(event: DragEvent, zone: HTMLElement): void {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      zone.setAttribute("data-over", "");
    }
  }

  #dropped(event: DragEvent, zone: HTMLElement): void {
    zone.removeAttribute("data-over");
    if (event.dataTransfer?.files.length) {
      event.preventDefault();
      this.add(Array.from(event.dataTransfer.files));
    }
  }

  #urlOf(key: string): string {
    return `${this.dataset.url ?? ""}${key}/`;
  }

  #form(): HTMLFormElement | null {
    return this.closest("form") ?? this.querySelector("form");
  }

  #say(words: string): void {
    const place = this.querySelector<HTMLElement>("[data-error]");
    if (place) {
      place.hidden = words === "";
      place.textContent = words;
    }
  }
}

define("ok-upload", Upload);
