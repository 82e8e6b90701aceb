import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { settle, show } from "../testing/page.ts";
import "./copy.ts";

let copied: string[] = [];
let allowed = true;

describe("ok-copy", () => {
  beforeEach(() => {
    copied = [];
    allowed = true;
    const clipboard = {
      writeText: async (text: string) => {
        if (!allowed) {
          throw new Error("denied");
        }
        copied.push(text);
      },
    };
    Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });
    document.head.innerHTML = `<meta name="ok-words" content='{"failed":"Не получилось."}'>`;
    show(
      '<ok-copy data-text="/t/5" data-done="Скопировано"><button></button></ok-copy><div id="toasts"></div>',
    );
  });

  async function press(): Promise<string> {
    document.querySelector<HTMLElement>("button")?.click();
    await settle();
    return document.getElementById("toasts")?.textContent ?? "";
  }

  it("copies the whole address and says so", async () => {
    assert.equal(await press(), "Скопировано");
    assert.deepEqual(copied, ["http://localhost/t/5"]);
  });

  it("says so when the browser does not allow it", async () => {
    allowed = false;
    assert.equal(await press(), "Не получилось.");
  });
});
