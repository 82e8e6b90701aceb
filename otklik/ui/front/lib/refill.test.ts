import assert from "node:assert/strict";
import { afterEach, describe, it, mock } from "node:test";
import { show } from "../testing/page.ts";
import { refill } from "./refill.ts";

const MARKUP = `<form action="/level" method="post"><input type="hidden" name="key" value="k">
<input type="hidden" name="csrfmiddlewaretoken" value="t"><input name="name" value="Базовый">
<input type="password" name="password"><input type="checkbox" name="days" value="1" checked>
<input type="checkbox" name="days" value="2"><textarea name="text"></textarea>
<select name="unit"><option value="h" selected>ч</option><option value="d">д</option></select></form>`;

function field<T extends HTMLInputElement>(selector: string): T {
  return document.querySelector(selector) as T;
}

/** Fills the form in, sends it, and comes to a page of ours in one way or another. */
function sendAndArrive(how: string): void {
  show(MARKUP);
  refill();
  field("[name=name]").value = "Золотой";
  field("[name=password]").value = "тайна";
  field("[value='1']").checked = false;
  field("[value='2']").checked = true;
  field("textarea").value = "Отвечаем за час";
  field("select").value = "d";
  document.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true }));
  show(MARKUP);
  mock.method(performance, "getEntriesByType", () => [{ type: how }]);
  refill();
}

describe("refill", () => {
  afterEach(() => mock.restoreAll());

  it("fills a form in for who comes back to it because nobody took it", () => {
    sendAndArrive("back_forward");
    assert.equal(field("[name=name]").value, "Золотой");
    assert.equal(field("textarea").value, "Отвечаем за час");
    assert.equal(field("select").value, "d");
    assert.deepEqual([field("[value='1']").checked, field("[value='2']").checked], [false, true]);
    assert.equal(field("[name=password]").value, "");
    assert.equal(field("[name=csrfmiddlewaretoken]").value, "t");
  });

  it("forgets it all, drafts too, when a page of ours has come", () => {
    localStorage.setItem("draft", "x");
    sendAndArrive("navigate");
    assert.equal(field("[name=name]").value, "Базовый");
    mock.restoreAll();
    mock.method(performance, "getEntriesByType", () => [{ type: "back_forward" }]);
    refill();
    assert.equal(field("[name=name]").value, "Базовый");
  });
});
