import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./sheet.ts";

const sheet = (field: string) =>
  `<a id="row-12" href="#">Склад</a><ok-sheet data-back="row-12"><section>` +
  `<h2 tabindex="-1">Склад</h2><form>${field}</form></section></ok-sheet>`;

describe("ok-sheet", () => {
  it("takes the focus to its heading, and back to the row", async () => {
    show(sheet('<input name="name">'));
    assert.equal(document.activeElement?.localName, "h2");
    document.querySelector("ok-sheet")?.remove();
    await settle();
    assert.equal(document.activeElement?.id, "row-12");
  });

  it("takes the focus to what has to be mended", () => {
    show(sheet('<input name="name"><input name="code" aria-invalid="true">'));
    assert.equal(document.activeElement?.getAttribute("name"), "code");
  });

  it("leaves the focus where a person has put it", async () => {
    show(`${sheet("")}<button>Другое</button>`);
    document.querySelector("button")?.focus();
    document.querySelector("ok-sheet")?.remove();
    await settle();
    assert.equal(document.activeElement?.localName, "button");
  });
});
