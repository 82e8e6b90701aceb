import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./canned.ts";
import "./composer.ts";
import "./editor.ts";
import "./menu.ts";

const OPTIONS = `<button role="option" type="button" tabindex="-1" data-text="Перезапустите nginx">
    Перезапуск<template><mark>Елена</mark>, перезапустите</template></button>
  <button role="option" type="button" tabindex="-1" data-text="Проверьте пароль">
    Пароль<template>Проверьте</template></button>`;

let asked: string[] = [];

function composer(): HTMLTextAreaElement {
  show(`<ok-composer><form><ok-editor><textarea name="text"></textarea></ok-editor>
    <ok-canned data-url="/canned/"><ok-menu>
      <button type="button" popovertarget="c">Типовой ответ</button>
      <div popover id="c"><input type="search" data-filter>
        <div role="listbox" data-options></div><p data-preview hidden></p></div>
    </ok-menu></ok-canned></form></ok-composer>`);
  return document.querySelector("textarea") as HTMLTextAreaElement;
}

async function open(): Promise<HTMLElement> {
  const popover = document.getElementById("c") as HTMLElement;
  popover.hidePopover = () => {};
  popover.dispatchEvent(Object.assign(new Event("toggle"), { newState: "open" }));
  await settle();
  await settle();
  return popover;
}

function press(text: HTMLTextAreaElement): void {
  text.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
}

beforeEach(() => {
  asked = [];
  globalThis.fetch = async (url) => {
    asked.push(String(url));
    return new Response(OPTIONS);
  };
});

test("the list is fetched once, and the first answer is shown in full", async () => {
  composer();
  const popover = await open();
  await open();
  assert.deepEqual(asked, ["/canned/"]);
  assert.equal(popover.querySelector("[data-preview]")?.textContent, "Елена, перезапустите");
  assert.equal(popover.querySelector('[aria-selected="true"]')?.textContent?.trim(), "Перезапуск");
});

test("narrowing the list shows the answer that Enter would take", async () => {
  composer();
  const popover = await open();
  const filter = popover.querySelector("input") as HTMLInputElement;
  filter.value = "пар";
  filter.dispatchEvent(new Event("input", { bubbles: true }));
  assert.equal(popover.querySelector("[data-preview]")?.textContent, "Проверьте");
});

test("a chosen answer goes in at the caret", async () => {
  const text = composer();
  text.value = "Добрый день! Пока";
  text.setSelectionRange(13, 13);
  const popover = await open();
  popover.querySelectorAll<HTMLElement>('[role="option"]')[1]?.click();
  assert.equal(text.value, "Добрый день! Проверьте парольПока");
});

test("a slash that begins a word opens the list, and the choice takes its place", async () => {
  const text = composer();
  let pressed = 0;
  document.querySelector("[popovertarget]")?.addEventListener("click", () => pressed++);
  text.value = "путь /etc";
  text.setSelectionRange(9, 9);
  press(text);
  text.value = "А вот ";
  text.setSelectionRange(6, 6);
  press(text);
  text.value = "А вот /";
  text.setSelectionRange(7, 7);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(pressed, 1);
  const popover = await open();
  popover.querySelector<HTMLElement>('[role="option"]')?.click();
  assert.equal(text.value, "А вот Перезапустите nginx");
});
