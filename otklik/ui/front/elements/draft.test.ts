import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./draft.ts";

const MARKUP = `
<ok-draft data-url="/draft" data-saved="Сохранён в {time}" data-kept="Лежит здесь">
<form action="/new" method="post"><input name="title"><textarea name="text"></textarea>
<select name="priority"><option value="1" selected>1</option><option value="2">2</option></select>
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

  it("gives back all that was typed and chosen while the server was away", async () => {
    const field = (name: string) =>
      document.querySelector(`[name=${name}]`) as HTMLInputElement | HTMLSelectElement;
    mock.method(globalThis, "fetch", async () => {
      throw new TypeError("away");
    });
    field("text").value = "Касса молчит";
    field("priority").value = "2";
    type("Нет чека");
    mock.timers.tick(1500);
    await settle();
    await show(MARKUP);
    const found = ["title", "text", "priority"].map((name) => field(name).value);
    assert.deepEqual(found, ["Нет чека", "Касса молчит", "2"]);
    assert.match(document.querySelector("[data-draft]")?.textContent ?? "", /Лежит здесь/);
    localStorage.clear();
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
