import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./keys.ts";
import "./rows.ts";

const row = (id: number) =>
  `<tr data-id="${id}"><td><input class="check" type="checkbox"></td>` +
  `<td><a class="subject" href="#${id}">№ ${id}</a></td></tr>`;

function press(code: string, init: KeyboardEventInit = {}, target: Element = document.body): void {
  target.dispatchEvent(
    new KeyboardEvent("keydown", { code, bubbles: true, cancelable: true, ...init }),
  );
}

function cursor(): string | undefined {
  return document.querySelector<HTMLElement>("tr[data-cursor]")?.dataset.id;
}

function selected(): (string | undefined)[] {
  return [...document.querySelectorAll<HTMLElement>('tr[aria-selected="true"]')].map(
    (element) => element.dataset.id,
  );
}

describe("ok-rows", () => {
  beforeEach(() => {
    localStorage.clear();
    show(
      "<ok-keys></ok-keys><input id='find'><ok-rows data-refresh='/refresh/' data-next='Next' data-previous='Previous' data-open-row='Open' data-select='Select' data-select-range='Range' data-select-next='Also next' data-select-previous='Also previous' data-unselect='None' data-chosen='{count} chosen'><table><thead><tr><th><input data-all type='checkbox'></th>" +
        `</tr></thead><tbody>${[1, 2, 3, 4].map(row).join("")}</tbody></table><form><b data-count></b><button type="reset"></button></form></ok-rows>`,
    );
  });

  it("moves by J and K and stays at the ends", () => {
    press("KeyJ");
    press("KeyJ");
    assert.equal(cursor(), "2");
    assert.equal(document.activeElement?.getAttribute("href"), "#2");
    press("KeyK");
    press("KeyK");
    press("KeyK");
    assert.equal(cursor(), "1");
  });

  it("goes by the physical key, so a Russian layout works", () => {
    press("KeyJ", { key: "о" });
    assert.equal(cursor(), "1");
  });

  it("leaves letters to the field in which a person types", () => {
    press("KeyJ", {}, document.getElementById("find") as HTMLElement);
    assert.equal(cursor(), undefined);
  });

  it("can have its single keys switched off", () => {
    localStorage.setItem("otklik.single-keys", "off");
    press("KeyJ");
    assert.equal(cursor(), undefined);
  });

  it("leaves a key alone that has no name", () => {
    show(
      `<ok-keys></ok-keys><ok-rows data-next="Next"><table><tbody>${row(1)}</tbody></table></ok-rows>`,
    );
    press("KeyJ");
    press("KeyX");
    assert.deepEqual([cursor(), selected()], ["1", []]);
  });

  it("says in its own requests whether somebody is at the list", () => {
    const ask = (path: string) => {
      const detail = { path, parameters: {} as Record<string, string> };
      document.dispatchEvent(new CustomEvent("htmx:configRequest", { detail }));
      return detail.parameters.busy;
    };
    assert.equal(ask("/refresh/?view=mine"), "");
    press("KeyJ");
    assert.equal(ask("/refresh/?view=mine"), "1");
    assert.equal(ask("/other/"), undefined);
  });

  it("takes an offer when the last one has left the list", async () => {
    let told = 0;
    document.addEventListener("ok:refresh", () => told++);
    press("KeyJ");
    (document.activeElement as HTMLElement).blur();
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(told, 0);
    document.body.insertAdjacentHTML("beforeend", "<button data-offer></button>");
    press("KeyJ");
    (document.activeElement as HTMLElement).blur();
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(told, 1);
  });

  it("opens with O", () => {
    let opened = "";
    const follow = (event: Event) => {
      opened = (event.target as Element).getAttribute("href") ?? "";
      event.preventDefault();
    };
    document.addEventListener("click", follow, { once: true });
    press("KeyJ");
    press("KeyO");
    assert.equal(opened, "#1");
  });

  it("selects with X and a range with Shift X", () => {
    press("KeyJ");
    press("KeyX");
    assert.deepEqual(selected(), ["1"]);
    press("KeyJ");
    press("KeyJ");
    press("KeyX", { shiftKey: true });
    assert.deepEqual(selected(), ["1", "2", "3"]);
  });

  it("selects the next rows with Shift J, and none with Escape", async () => {
    press("KeyJ");
    press("KeyJ", { shiftKey: true });
    press("KeyJ", { shiftKey: true });
    assert.deepEqual(selected(), ["1", "2", "3"]);
    assert.equal(document.querySelector("[data-count]")?.textContent, "3 chosen");
    press("Escape");
    assert.deepEqual(selected(), []);
    press("KeyX");
    document.querySelector("form")?.dispatchEvent(new Event("reset", { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(selected(), []);
  });

  it("comes back to the row, or to the one that stood after it", () => {
    const markup = document.body.innerHTML;
    window.dispatchEvent(new Event("pagehide"));
    location.hash = "#row-2";
    show(markup);
    assert.equal(cursor(), "2");
    assert.equal(document.activeElement?.getAttribute("href"), "#2");
    show(markup.replace(row(2), ""));
    assert.equal(cursor(), "3");
    location.hash = "";
  });

  it("selects all, and shows when only some are selected", () => {
    const all = document.querySelector<HTMLInputElement>("[data-all]") as HTMLInputElement;
    all.click();
    assert.deepEqual(selected(), ["1", "2", "3", "4"]);
    document.querySelector<HTMLInputElement>('tr[data-id="2"] .check')?.click();
    assert.deepEqual([all.checked, all.indeterminate], [false, true]);
  });

  it("keeps cursor and selection by id when rows are exchanged", async () => {
    press("KeyJ");
    press("KeyJ");
    press("KeyX");
    const body = document.querySelector("tbody") as HTMLElement;
    body.innerHTML = [5, 4, 2, 1].map(row).join("");
    await settle();
    assert.equal(cursor(), "2");
    assert.deepEqual(selected(), ["2"]);
    body.innerHTML = [5, 4].map(row).join("");
    await settle();
    assert.deepEqual(selected(), []);
  });
});
