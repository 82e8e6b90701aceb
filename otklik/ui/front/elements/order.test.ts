import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./order.ts";

const row = (id: number, name: string) =>
  `<tr data-id="${id}" data-name="${name}"><td><button class="grip">⋮</button></td></tr>`;

function order(): string {
  return [...document.querySelectorAll<HTMLElement>("tr")].map((tr) => tr.dataset.id).join(",");
}

function press(id: number, code: string, altKey = true): void {
  const grip = document.querySelector<HTMLElement>(`tr[data-id="${id}"] .grip`);
  grip?.focus();
  grip?.dispatchEvent(
    new KeyboardEvent("keydown", { code, altKey, bubbles: true, cancelable: true }),
  );
}

function said(): string {
  return document.querySelector("[data-live]")?.textContent ?? "";
}

function sent(call: { arguments: unknown[] } | undefined): Record<string, string> {
  const { body } = (call?.arguments[1] ?? {}) as { body?: FormData };
  return { shown: String(body?.get("shown")), ids: String(body?.get("ids")) };
}

describe("ok-order", () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    show(
      '<div id="toasts"></div><ok-order data-url="/order/" data-said="{name}: {place}/{count}"' +
        ' data-failed="Не вышло"><input type="hidden" name="shown" value="1,2,3"><table><tbody>' +
        `${row(1, "Касса")}${row(2, "Обмен")}${row(3, "Склад")}</tbody></table>` +
        "<p data-live></p></ok-order>",
    );
  });
  afterEach(() => {
    document.body.replaceChildren();
    mock.timers.reset();
    mock.restoreAll();
  });

  it("moves a row by keys, tells its place and keeps the focus", () => {
    press(3, "ArrowUp");
    assert.equal(order(), "1,3,2");
    assert.equal(said(), "Склад: 2/3");
    assert.equal(document.activeElement?.closest("tr")?.dataset.id, "3");
    press(3, "ArrowDown");
    assert.equal(order(), "1,2,3");
  });

  it("leaves rows alone at the ends and without Alt", () => {
    press(1, "ArrowUp");
    press(3, "ArrowDown");
    press(2, "ArrowDown", false);
    assert.equal(order(), "1,2,3");
    assert.equal(said(), "");
  });

  it("sends once when the keys rest, with what was shown", async () => {
    const fetching = mock.method(globalThis, "fetch", async () => new Response());
    press(3, "ArrowUp");
    press(3, "ArrowUp");
    mock.timers.tick(599);
    assert.equal(fetching.mock.callCount(), 0);
    mock.timers.tick(1);
    await settle();
    assert.deepEqual(sent(fetching.mock.calls[0]), { shown: "1,2,3", ids: "3,1,2" });
    press(2, "ArrowUp");
    mock.timers.tick(600);
    await settle();
    assert.deepEqual(sent(fetching.mock.calls[1]), { shown: "3,1,2", ids: "3,2,1" });
  });

  it("puts the rows back and says so when the order was not saved", async () => {
    mock.method(globalThis, "fetch", async () => new Response(null, { status: 409 }));
    let renewed = false;
    document.body.addEventListener("ok:renew", () => (renewed = true), { once: true });
    press(3, "ArrowUp");
    mock.timers.tick(600);
    await settle();
    assert.equal(order(), "1,2,3");
    assert.match(document.getElementById("toasts")?.textContent ?? "", /Не вышло/);
    assert.ok(renewed);
  });
});
