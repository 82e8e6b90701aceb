import assert from "node:assert/strict";
import { afterEach, describe, it, mock } from "node:test";
import { show } from "../testing/page.ts";
import { refill } from "./refill.ts";

const MARKUP = `<form action="/level" method="post"><input type="hidden" name="key" value="k">
<input type="hidden" name="csrfmiddlewaretoken" value="t"><input name="name" value="Базовый">
<input type="password" name="password" autocomplete="new-password"><input type="checkbox" name="days" value="1" checked>
<input type="checkbox" name="days" value="2"><textarea name="text"></textarea>
<select name="unit"><option value="h" selected>ч</option><option value="d">д</option></select></form>`;

function field<T extends HTMLInputElement>(selector: string): T {
  return document.querySelector(selector) as T;
}

const PAGE = location.href;

/** Comes to the page with the form in some way. */
function arrive(how: string, from: string): void {
  mock.restoreAll();
  mock.method(performance, "getEntriesByType", () => [{ type: how }]);
  Object.defineProperty(document, "referrer", { value: from, configurable: true });
  show(MARKUP);
  refill();
}

function send(): void {
  arrive("navigate", "");
  field("[name=name]").value = "Золотой";
  field("[name=password]").value = "тайна";
  field("[value='1']").checked = false;
  field("[value='2']").checked = true;
  field("textarea").value = "Отвечаем за час";
  field("select").value = "d";
  document.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true }));
}

describe("refill", () => {
  afterEach(() => {
    mock.restoreAll();
    sessionStorage.clear();
  });

  for (const [how, from] of [
    ["back_forward", ""],
    ["navigate", "http://localhost/other/"],
  ] as const) {
    it(`fills in a form that nobody has taken: ${how}`, () => {
      send();
      arrive(how, from);
      assert.equal(field("[name=name]").value, "Золотой");
      assert.equal(field("textarea").value, "Отвечаем за час");
      assert.equal(field("select").value, "d");
      assert.deepEqual([field("[value='1']").checked, field("[value='2']").checked], [false, true]);
      assert.equal(field("[name=password]").value, "");
      assert.equal(field("[name=csrfmiddlewaretoken]").value, "t");
    });
  }

  it("tells drafts and previews of what it has filled in", () => {
    send();
    const heard: string[] = [];
    document.addEventListener("input", () => heard.push("input"), { once: true });
    arrive("back_forward", "");
    assert.deepEqual(heard, ["input"]);
  });

  it("keeps no password that is shown, and tells another person nothing", () => {
    arrive("navigate", "");
    field("[name=name]").value = "Золотой";
    field("[name=password]").type = "text";
    field("[name=password]").value = "тайна";
    document.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true }));
    assert.doesNotMatch(sessionStorage.getItem("otklik.sent") ?? "тайна", /тайна/);
    document.documentElement.dataset.person = "8";
    arrive("back_forward", "");
    delete document.documentElement.dataset.person;
    assert.equal(field("[name=name]").value, "Базовый");
    assert.equal(sessionStorage.length, 0);
  });

  it("waits on for its form while a page says what went wrong", () => {
    send();
    mock.method(performance, "getEntriesByType", () => [{ type: "navigate" }]);
    Object.defineProperty(document, "referrer", { value: PAGE, configurable: true });
    show('<div class="status-page"></div>');
    refill();
    arrive("back_forward", "");
    assert.equal(field("[name=name]").value, "Золотой");
  });

  it("forgets it all when the page has come to which the form led", () => {
    send();
    arrive("navigate", PAGE);
    assert.equal(field("[name=name]").value, "Базовый");
    arrive("back_forward", "");
    assert.equal(field("[name=name]").value, "Базовый");
  });
});
