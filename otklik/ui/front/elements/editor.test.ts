import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Rich, Wishes } from "../lib/rich.ts";
import { settle, show } from "../testing/page.ts";
import type { TextEditor } from "./editor.ts";
import "./editor.ts";

let wishes: Wishes | null = null;
let done: string[] = [];
let html = "";
let before = "";

/** Stands for the visual editor, which only a browser can run. */
const rich: Rich = {
  html: () => html,
  text: () => html.replace(/<[^>]*>/g, ""),
  focus: () => done.push("focus"),
  insert: (words, back) => done.push(`insert ${words} -${back}`),
  quote: (words) => done.push(`quote ${words}`),
  showPicture: (url, alt) => done.push(`picture ${url} ${alt}`),
  removePicture: (url) => done.push(`no picture ${url}`),
  toggle: (format) => done.push(format),
  isOn: (format) => format === "bold",
  link: () => null,
  setLink: (url) => done.push(`link ${url}`),
  wordBefore: () => before,
  destroy: () => done.push("destroy"),
};
Object.assign(globalThis, {
  mountForTests: (place: HTMLElement, given: Wishes) => {
    wishes = given;
    place.innerHTML = '<div contenteditable="true"></div>';
    return rich;
  },
});
const MODULE = "data:text/javascript,export const mount = globalThis.mountForTests";

function get<T extends HTMLElement>(selector: string): T {
  return document.querySelector(selector) as T;
}

async function editor(source = MODULE): Promise<TextEditor> {
  show(`<form><ok-editor data-src="${source}" data-name="Текст"><input type="hidden" name="html"
      value="<p>Было</p>"><textarea name="text" aria-label="Текст" class="big"
      aria-invalid="true">Было</textarea></ok-editor>
    <span role="toolbar" data-tools hidden><button type="button" data-format="bold">Ж</button>
      <button type="button" data-format="code">К</button></span>
    <span popover data-link><input type="url"><button type="button">Готово</button></span></form>`);
  await settle();
  await settle();
  done = []; // the editor of the test before has ended
  return get<TextEditor>("ok-editor");
}

beforeEach(() => {
  wishes = null;
  html = "<p>Было</p>";
  before = "";
});

test("the editor takes over text, name and errors of the textarea, which stays in the form", async () => {
  await editor();
  assert.equal(wishes?.html, "<p>Было</p>");
  assert.equal(wishes?.attributes["aria-label"], "Текст");
  assert.equal(wishes?.attributes["aria-invalid"], "true");
  assert.equal(get("textarea").hidden, true);
  assert.equal(get("[data-tools]").hidden, false);
});

test("what is written goes into both fields of the form, and drafts hear of it", async () => {
  await editor();
  let heard = 0;
  get("form").addEventListener("input", () => heard++);
  html = "<p><strong>Стало</strong></p>";
  wishes?.changed();
  const said = new FormData(get<HTMLFormElement>("form"));
  assert.equal(said.get("text"), "Стало");
  assert.equal(said.get("html"), "<p><strong>Стало</strong></p>");
  assert.equal(heard, 1);
});

test("without the visual editor the textarea works as it is", async () => {
  const element = await editor("data:text/javascript,throw new Error()");
  const text = get<HTMLTextAreaElement>("textarea");
  assert.equal(text.hidden, false);
  text.setSelectionRange(4, 4);
  element.insert("!");
  element.quote("раз\nдва");
  assert.equal(text.value, "Было!> раз\n> два\n\n");
});

test("the toolbar is one stop of the Tab key, and says what is on", async () => {
  await editor();
  const [bold, code] = document.querySelectorAll<HTMLElement>("[data-format]");
  assert.deepEqual([bold?.tabIndex, code?.tabIndex], [0, -1]);
  bold?.focus();
  bold?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  assert.equal(document.activeElement, code);
  assert.deepEqual([bold?.tabIndex, code?.tabIndex], [-1, 0]);
  code?.click();
  assert.deepEqual(done, ["code"]);
  wishes?.moved();
  assert.equal(bold?.getAttribute("aria-pressed"), "true");
  assert.equal(code?.getAttribute("aria-pressed"), "false");
});

test("a slash asks for canned answers only where a word begins", async () => {
  const element = await editor();
  let asked = 0;
  element.addEventListener("ok:slash", () => asked++);
  const place = get("[contenteditable]");
  before = "etc";
  place.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
  before = "";
  place.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(asked, 1);
  element.insert("Готово");
  element.insert("и всё");
  assert.deepEqual(done, ["insert Готово -1", "insert и всё -0"]);
});

test("a link without a scheme gets one", async () => {
  await editor();
  const link = get("[data-link]");
  link.hidePopover = () => {};
  const field = link.querySelector("input") as HTMLInputElement;
  field.value = "example.org/a";
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  field.value = "mailto:a@example.org";
  link.querySelector("button")?.click();
  assert.deepEqual(done, ["link https://example.org/a", "link mailto:a@example.org"]);
});

test("a pasted picture stands in the text until it is taken from the list", async () => {
  await editor();
  const tell = (type: string, detail: unknown) =>
    get("textarea").dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  tell("ok:pasted", { url: "/files/uploads/k/", name: "a.png" });
  tell("ok:removed", { url: "/files/uploads/k/" });
  assert.deepEqual(done, ["picture /files/uploads/k/ a.png", "no picture /files/uploads/k/"]);
});

test("an editor that leaves the page ends", async () => {
  const element = await editor();
  element.remove();
  assert.deepEqual(done, ["destroy"]);
});
