import assert from "node:assert/strict";
import { beforeEach, describe, it, mock } from "node:test";
import { show } from "../testing/page.ts";
import { FULL_FOR } from "./callout.ts";

function callout(): HTMLElement {
  return document.querySelector("ok-callout") as HTMLElement;
}

function isSlim(): boolean {
  return callout().hasAttribute("data-slim");
}

describe("ok-callout", () => {
  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ["setTimeout"] });
    show('<ok-callout class="callout" data-about="7">Анна отвечает прямо сейчас.</ok-callout>');
  });

  it("speaks in full at first, then in one line", () => {
    mock.timers.tick(FULL_FOR - 1);
    assert.equal(isSlim(), false);
    mock.timers.tick(1);
    assert.equal(isSlim(), true);
  });

  it("stays one line when the same is said again", () => {
    mock.timers.tick(FULL_FOR);
    callout().removeAttribute("data-slim");
    assert.equal(isSlim(), true);
  });

  it("grows when there is something new to say, and shrinks once more", () => {
    mock.timers.tick(FULL_FOR);
    callout().dataset.about = "7-sent";
    assert.equal(isSlim(), false);
    mock.timers.tick(FULL_FOR);
    assert.equal(isSlim(), true);
  });

  it("counts from the newest thing to say", () => {
    mock.timers.tick(FULL_FOR - 1);
    callout().dataset.about = "8";
    mock.timers.tick(FULL_FOR - 1);
    assert.equal(isSlim(), false);
  });
});
