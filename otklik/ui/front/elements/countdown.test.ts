import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { show } from "../testing/page.ts";
import { type Clock, type Countdown, read } from "./countdown.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-11-19T10:40:00Z");

function clock(values: Partial<Clock> = {}): Clock {
  return {
    due: START + 110 * MINUTE,
    at: START,
    warn: START + 80 * MINUTE,
    left: null,
    total: null,
    runsUntil: null,
    ...values,
  };
}

describe("the reading of a deadline", () => {
  it("counts the time of the clock when there are no working minutes", () => {
    assert.equal(read(clock(), START).minutes, 110);
    assert.equal(read(clock(), START + 30_000).minutes, 109);
  });

  it("counts working minutes down only while the working clock runs", () => {
    const evening = clock({
      left: 300,
      runsUntil: START + 60 * MINUTE,
      due: START + 1000 * MINUTE,
    });
    assert.equal(read(evening, START + 20 * MINUTE).minutes, 280);
    assert.equal(read(evening, START + 60 * MINUTE).minutes, 240);
    assert.equal(read(evening, START + 600 * MINUTE).minutes, 240);
  });

  it("is stale once the stretch is over, and never without working minutes", () => {
    const evening = clock({
      left: 300,
      runsUntil: START + 60 * MINUTE,
      due: START + 1000 * MINUTE,
    });
    assert.equal(read(evening, START + 60 * MINUTE).stale, false);
    assert.equal(read(evening, START + 61 * MINUTE).stale, true);
    assert.equal(read(clock(), START + 61 * MINUTE).stale, false);
  });

  it("stands still when nothing runs now", () => {
    assert.equal(read(clock({ left: 300 }), START + 30 * MINUTE).minutes, 300);
  });

  it("warns from the warning on and is over from the deadline on", () => {
    assert.equal(read(clock(), START + 79 * MINUTE).state, "");
    assert.equal(read(clock(), START + 80 * MINUTE).state, "soon");
    assert.equal(read(clock(), START + 110 * MINUTE).state, "over");
  });

  it("shows how late it is, by the clock or by working minutes", () => {
    const late = read(clock(), START + 152 * MINUTE);
    assert.deepEqual([late.minutes, late.percent], [-42, 100]);
    const weekend = clock({ left: -42, due: START - 900 * MINUTE });
    assert.equal(read(weekend, START + 600 * MINUTE).minutes, -42);
    const working = { ...weekend, runsUntil: START + 60 * MINUTE };
    assert.equal(read(working, START + 10 * MINUTE).minutes, -52);
  });

  it("fills the ring in steps of five", () => {
    assert.equal(read(clock({ left: 110, total: 360 }), START).percent, 65);
    assert.equal(read(clock({ left: 0, total: 360 }), START).percent, 100);
  });
});

describe("ok-countdown", () => {
  function badge(attributes: string): Countdown {
    document.head.innerHTML = `<meta name="ok-words" content='{"minutes":"%(minutes)s мин","hours":"%(hours)s ч","hoursMinutes":"%(hours)s ч %(minutes)s м"}'>`;
    show(
      `<ok-countdown ${attributes}><span class="sla" data-state="" data-p="0">` +
        `<span class="sla-ring"></span><span>?</span></span></ok-countdown>`,
    );
    return document.querySelector<Countdown>("ok-countdown") as Countdown;
  }

  it("writes words, ring and state", () => {
    const element = badge(
      'data-due="2026-11-19T12:30:00+00:00" data-warn="2026-11-19T12:00:00+00:00"' +
        ' data-at="2026-11-19T10:40:00+00:00" data-left="110" data-total="360"' +
        ' data-runs-until="2026-11-19T16:00:00+00:00" data-pattern="осталось {}"',
    );
    element.tick(Date.parse("2026-11-19T12:10:00Z"));
    assert.equal(element.textContent, "осталось 20 мин");
    assert.equal(element.querySelector<HTMLElement>(".sla")?.dataset.state, "soon");
    assert.equal(element.querySelector<HTMLElement>(".sla")?.dataset.p, "90");
  });

  it("tells once that it is over and once that it is stale", () => {
    const element = badge(
      'data-due="2026-11-20T12:30:00+00:00" data-at="2026-11-19T10:40:00+00:00" data-left="300"' +
        ' data-runs-until="2026-11-19T11:00:00+00:00"',
    );
    const told: string[] = [];
    for (const type of ["ok:stale", "ok:deadline"]) {
      document.addEventListener(type, () => told.push(type));
    }
    element.tick(Date.parse("2026-11-19T12:00:00Z"));
    element.tick(Date.parse("2026-11-19T13:00:00Z"));
    assert.deepEqual(told, ["ok:stale"]);
    element.tick(Date.parse("2026-11-20T13:12:00Z"));
    element.tick(Date.parse("2026-11-20T13:13:00Z"));
    assert.deepEqual(told, ["ok:stale", "ok:deadline"]);
    assert.equal(element.textContent, "0 мин");
  });
});
