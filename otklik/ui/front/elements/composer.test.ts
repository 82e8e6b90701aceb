import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { forgetAtSignOut } from "../lib/draft.ts";
import { settle, show } from "../testing/page.ts";
import type { Composer } from "./composer.ts";
import "./composer.ts";
import "./editor.ts";

const MARKUP = `
<ok-composer id="composer" class="composer" data-mode="reply" data-draft-url="/draft"
  data-saved="Сохранён в {time}" data-kept="Лежит здесь" data-waiting="Когда будет связь">
<form action="/answer" method="post">
  <input type="hidden" name="key" value="k1"><input type="hidden" name="seen" value="4">
  <input type="hidden" name="mode" value="reply">
  <div role="tablist"><button type="button" role="tab" data-mode="reply" data-label="Ответ клиенту"
    aria-selected="true">Ответ</button><button type="button" role="tab" data-mode="note"
    data-label="Скрытая заметка" aria-selected="false">Заметка</button></div>
  <ok-editor><textarea name="text"></textarea></ok-editor>
  <span data-draft hidden><span></span></span>
  <button type="submit" data-for="reply"><span>Отправить</span></button>
  <button type="submit" data-for="note"><span>Сохранить заметку</span></button>
</form><div data-guard hidden></div></ok-composer>`;

const GUARD = `<section data-seen="7"><button data-do="edit">Поправить</button>
<button data-do="send">Отправить как есть</button><button data-do="note">Заметкой</button></section>`;

function get<T extends Element>(selector: string): T {
  const found = document.querySelector<T>(selector);
  assert.ok(found, selector);
  return found;
}

function type(words: string): void {
  const text = get<HTMLTextAreaElement>("textarea");
  text.value = words;
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(target: Element, init: KeyboardEventInit): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }));
}

/** Stands for htmx: takes the submit over and counts it. */
function takeSubmits(): FormData[] {
  const sent: FormData[] = [];
  get<HTMLFormElement>("form").addEventListener("submit", (event) => {
    event.preventDefault();
    sent.push(new FormData(event.target as HTMLFormElement));
    get("form").dispatchEvent(new CustomEvent("htmx:beforeRequest", { bubbles: true }));
  });
  return sent;
}

function answer(status: number): CustomEvent {
  const detail = {
    xhr: { status },
    shouldSwap: status < 400,
    isError: status >= 400,
    target: null,
  };
  const event = new CustomEvent("htmx:beforeSwap", { bubbles: true, detail });
  get("ok-composer").dispatchEvent(event);
  return event;
}

function leaving(): boolean {
  const event = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

describe("ok-composer", () => {
  beforeEach(() => {
    localStorage.clear();
    mock.timers.enable({ apis: ["setTimeout"] });
    show(MARKUP);
  });
  afterEach(() => {
    show("");
    mock.timers.reset();
    mock.restoreAll();
  });

  it("turns everything to a note before the first letter", () => {
    get<HTMLElement>('[role="tab"][data-mode="note"]').click();
    assert.equal(get<HTMLElement>("ok-composer").dataset.mode, "note");
    assert.equal(get<HTMLInputElement>('input[name="mode"]').value, "note");
    assert.equal(get('[data-mode="note"][role="tab"]').getAttribute("aria-selected"), "true");
    assert.equal(get("form").getAttribute("aria-label"), "Скрытая заметка");
  });

  it("sends the shown mode with Ctrl Enter, on any layout", () => {
    const sent = takeSubmits();
    get<Composer>("ok-composer").setMode("note");
    press(get("textarea"), { code: "Enter", key: "Enter", ctrlKey: true });
    assert.equal(sent[0]?.get("mode"), "note");
  });

  it("sends and closes with Ctrl Shift Enter, where the page offers it", () => {
    const sent = takeSubmits();
    press(get("textarea"), { code: "Enter", ctrlKey: true, shiftKey: true });
    assert.equal(sent.length, 1);
    get("form").dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true }));
    get("form").insertAdjacentHTML(
      "beforeend",
      '<span data-for="reply"><button type="submit" name="close" value="1"></button></span>',
    );
    let by: Element | null = null;
    get("form").addEventListener("submit", (event) => {
      by = (event as SubmitEvent).submitter;
    });
    press(get("textarea"), { code: "Enter", ctrlKey: true, shiftKey: true });
    assert.equal(by, get('[name="close"]'));
  });

  it("turns to a note from anywhere on the page", () => {
    document.body.insertAdjacentHTML("beforeend", '<button data-write="note"></button>');
    get<HTMLElement>("[data-write]").click();
    assert.equal(get<HTMLElement>("ok-composer").dataset.mode, "note");
  });

  it("sends once, however often it is pressed", () => {
    const sent = takeSubmits();
    get<HTMLElement>('button[data-for="reply"]').click();
    get<HTMLElement>('button[data-for="reply"]').click();
    press(get("textarea"), { code: "Enter", ctrlKey: true });
    assert.equal(sent.length, 1);
    assert.equal(get('button[data-for="reply"]').getAttribute("aria-busy"), "true");
  });

  it("can be sent again once the first attempt has failed", () => {
    const sent = takeSubmits();
    get<HTMLElement>('button[data-for="reply"]').click();
    get("form").dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true }));
    get<HTMLElement>('button[data-for="reply"]').click();
    assert.equal(sent.length, 2);
    assert.equal(sent[0]?.get("key"), sent[1]?.get("key"));
  });

  it("sends by itself once a service that was away answers again", () => {
    const sent = takeSubmits();
    type("Ответ");
    get<HTMLElement>('button[data-for="reply"]').click();
    const detail = { xhr: { status: 503 } };
    get("form").dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true }));
    get("form").dispatchEvent(new CustomEvent("htmx:responseError", { bubbles: true, detail }));
    assert.match(get('button[data-for="reply"]').textContent ?? "", /Когда будет связь/);
    mock.timers.tick(10_000);
    assert.equal(sent.length, 2);
    mock.timers.tick(60_000);
    assert.equal(sent.length, 2);
  });

  it("tells whether somebody is writing, and that it is over once the text was sent", () => {
    const told: boolean[] = [];
    const hear = (event: Event) => told.push((event as CustomEvent).detail.writing);
    document.addEventListener("ok:writing", hear);
    type("Д");
    type("Добрый день");
    answer(200);
    document.removeEventListener("ok:writing", hear);
    assert.deepEqual(told, [true, false]);
  });

  it("lets the focus go once the text was sent, and keeps it when it was not", () => {
    get<HTMLTextAreaElement>("textarea").focus();
    answer(500);
    assert.equal(document.activeElement, get("textarea"));
    answer(200);
    assert.equal(document.activeElement, document.body);
  });

  it("asks before typed text is left, and not after it was sent or taken back", () => {
    assert.equal(leaving(), false);
    type("Добрый день");
    assert.equal(leaving(), true);
    type("  ");
    assert.equal(leaving(), false);
    type("Добрый день");
    answer(200);
    assert.equal(leaving(), false);
  });

  it("saves a draft when the person stops typing", async () => {
    const fetching = mock.method(
      globalThis,
      "fetch",
      async () => new Response(null, { status: 204 }),
    );
    type("Доб");
    mock.timers.tick(600);
    type("Добрый день");
    mock.timers.tick(600);
    assert.equal(fetching.mock.callCount(), 0);
    mock.timers.tick(400);
    await settle();
    const [url, init] = (fetching.mock.calls[0]?.arguments ?? []) as unknown as [
      string,
      RequestInit,
    ];
    assert.equal(url, "/draft");
    assert.equal((init.body as FormData).get("text"), "Добрый день");
    assert.equal((init.body as FormData).get("key"), "k1");
    assert.equal((init.body as FormData).get("seen"), "4");
    assert.match(get("[data-draft]").textContent ?? "", /Сохранён в \d\d:\d\d/);
  });

  it("keeps the draft in the browser while the server is away, and brings it back", async () => {
    mock.method(globalThis, "fetch", () => Promise.reject(new TypeError("offline")));
    type("Добрый день");
    mock.timers.tick(1000);
    await settle();
    assert.equal(get("[data-draft]").textContent, "Лежит здесь");
    show(MARKUP);
    assert.equal(get<HTMLTextAreaElement>("textarea").value, "Добрый день");
    answer(200);
    show(MARKUP);
    assert.equal(get<HTMLTextAreaElement>("textarea").value, "");
  });

  it("keeps a draft in the browser for its writer alone, until somebody signs out", async () => {
    forgetAtSignOut();
    mock.method(globalThis, "fetch", () => Promise.reject(new TypeError("offline")));
    const written = (person: string) => {
      document.documentElement.dataset.person = person;
      show(MARKUP);
      return get<HTMLTextAreaElement>("textarea").value;
    };
    assert.equal(written("1"), "");
    type("Добрый день");
    mock.timers.tick(1000);
    await settle();
    assert.equal(written("2"), "");
    assert.equal(written("1"), "Добрый день");
    show(`<form data-leaves></form>`);
    get("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    assert.equal(written("1"), "");
    delete document.documentElement.dataset.person;
  });

  it("does not save a draft after the text was sent", () => {
    const fetching = mock.method(
      globalThis,
      "fetch",
      async () => new Response(null, { status: 204 }),
    );
    takeSubmits();
    type("Добрый день");
    get<HTMLElement>('button[data-for="reply"]').click();
    mock.timers.tick(5000);
    assert.equal(fetching.mock.callCount(), 0);
  });

  it("shows the guard of a 409 and keeps the text", () => {
    type("Сжатие включите обратно");
    const { detail } = answer(409);
    assert.equal(detail.shouldSwap, true);
    assert.equal(detail.target, get("[data-guard]"));
    assert.ok(get("ok-composer").hasAttribute("data-guarded"));
    get("[data-guard]").innerHTML = GUARD;
    get<HTMLElement>('[data-do="edit"]').click();
    assert.equal(get("ok-composer").hasAttribute("data-guarded"), false);
    assert.equal(get<HTMLTextAreaElement>("textarea").value, "Сжатие включите обратно");
    assert.equal(get<HTMLInputElement>('input[name="seen"]').value, "7");
    assert.equal(leaving(), true);
  });

  for (const [action, mode] of [
    ["send", "reply"],
    ["note", "note"],
  ]) {
    it(`sends from the guard: ${action}`, () => {
      const sent = takeSubmits();
      type("Текст");
      answer(409);
      get("[data-guard]").innerHTML = GUARD;
      get<HTMLElement>(`[data-do="${action}"]`).click();
      assert.deepEqual([sent[0]?.get("mode"), sent[0]?.get("seen")], [mode, "7"]);
    });
  }

  it("waits for the connection and then sends the same once", () => {
    const sent = takeSubmits();
    type("Текст");
    get<HTMLElement>('button[data-for="reply"]').click();
    get("form").dispatchEvent(new CustomEvent("htmx:sendError", { bubbles: true }));
    get("form").dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true }));
    assert.equal(get('button[data-for="reply"]').textContent, "Когда будет связь");
    window.dispatchEvent(new Event("online"));
    window.dispatchEvent(new Event("online"));
    assert.equal(sent.length, 2);
    assert.equal(get('button[data-for="reply"]').textContent, "Отправить");
  });
});
