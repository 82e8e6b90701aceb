import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./draft.ts";

const MARKUP = `
<ok-draft data-url="/draft" data-saved="Сохранён в {time}" data-kept="Лежит здесь">
<form action="/new" method="post"><input name="title"><textarea name="text"></textarea>
<span data-draft hidden></span></form></ok-draft>`;

function type(words: string): void {
  const title = document.querySelector("input");
  assert.ok(title);
  title.value = words;
  title.dispatchEvent(new Event("input", { bubbles: true }));
}

describe("ok-draft", () => {
  const saved: FormData[] = [];

  beforeEach(async () => {
    saved.length = 0;
    mock.timers.enable({ apis: ["setTimeout"] });
    mock.method(globalThis, "fetch", async (_url: string, init: RequestInit) => {
      saved.push(init.body as FormData);
      return new Response(null, { status: 204 });
    });
    await show(MARKUP);
  });

  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  it("keeps what is typed once the typing pauses", async () => {
    type("Нет");
    type("Нет чека");
    mock.timers.tick(1500);
    await settle();
    assert.deepEqual(
      saved.map((one) => one.get("title")),
      ["Нет чека"],
    );
    assert.match(document.querySelector("[data-draft]")?.textContent ?? "", /Сохранён/);
  });

  it("asks before unsent text is left, and lets a sent form go", () => {
    const leave = () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    assert.equal(leave(), true);
    type("Нет чека");
    assert.equal(leave(), false);
    document.querySelector("form")?.dispatchEvent(new Event("submit"));
    assert.equal(leave(), true);
  });
});
