import assert from "node:assert/strict";
import { before, beforeEach, describe, it, mock } from "node:test";
import { show } from "../testing/page.ts";
import { guardUnsaved } from "./unsaved.ts";

const MARKUP = `<div id="settings"><a id="row-2" href="/2/">Склад</a>
<form method="get"><input name="q"></form>
<form method="post"><input type="hidden" name="key" value="k"><input name="name" value="Касса">
<select name="unit"><option value="h">ч</option><option value="d">д</option></select>
<input type="checkbox" name="days" checked><textarea name="text">Да</textarea></form></div>`;

function field<T extends HTMLInputElement>(selector: string): T {
  return document.querySelector(selector) as T;
}

/** Tells whether the request of an element of the page goes out. */
function goes(id: string, verb = "get"): boolean {
  const detail = {
    elt: document.getElementById(id),
    target: document.getElementById("settings"),
    requestConfig: { verb },
  };
  const init = { bubbles: true, cancelable: true, detail };
  return document.body.dispatchEvent(new CustomEvent("htmx:beforeRequest", init));
}

describe("what is not saved", () => {
  const ask = mock.fn((_words?: string) => false);

  before(() => {
    window.confirm = ask;
    guardUnsaved();
  });

  beforeEach(() => {
    ask.mock.resetCalls();
    show(MARKUP);
  });

  it("lets an untouched form go, and one that only looks for something", () => {
    field("[name=q]").value = "касса";
    field("[name=key]").value = "other";
    assert.equal(goes("row-2"), true);
    assert.equal(ask.mock.callCount(), 0);
  });

  for (const change of [
    () => (field("[name=name]").value = "Склад"),
    () => (field("[name=unit]").value = "d"),
    () => (field("[name=days]").checked = false),
    () => (field("[name=text]").value = "Нет"),
    () => field("[name=name]").setAttribute("aria-invalid", "true"),
  ]) {
    it(`asks before a change is left: ${change}`, () => {
      change();
      assert.equal(goes("row-2"), false);
      assert.equal(ask.mock.callCount(), 1);
      assert.equal(goes("row-2", "post"), true);
      assert.equal(window.dispatchEvent(new Event("beforeunload", { cancelable: true })), false);
    });
  }

  it("does not renew the page under somebody who writes", () => {
    field("[name=name]").value = "Склад";
    assert.equal(goes("settings"), false);
    assert.equal(ask.mock.callCount(), 0);
  });
});
