import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Mode } from "../elements/live.ts";
import { show } from "../testing/page.ts";
import { sharePresence } from "./presence.ts";

sharePresence();

/** What colleagues are told once somebody has begun to write. */
function told(answering: string, mode: string): Mode | undefined {
  show(`<ok-live data-answering="${answering}"></ok-live>`);
  document.dispatchEvent(new CustomEvent("ok:writing", { detail: { writing: true, mode } }));
  return (document.querySelector("ok-live") as HTMLElement & { mode?: Mode }).mode;
}

describe("who is shown as answering", () => {
  it("is whoever has begun an answer", () => {
    assert.equal(told("writing", "reply"), "answer");
    assert.equal(told("writing", "note"), "view");
  });
  it("stays as the page began where the site wants it so", () => {
    assert.equal(told("open", "note"), undefined);
    assert.equal(told("nobody", "reply"), undefined);
  });
});
