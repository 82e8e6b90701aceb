import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { type LiveElement, pauseBefore, readTokens } from "./live.ts";

/** The other end of the socket, held by the test. */
class FakeSocket extends window.EventTarget {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readonly url: string;
  readyState = 0;
  sent: Record<string, unknown>[] = [];

  constructor(url: string) {
    super();
    this.url = url;
    FakeSocket.all.push(this);
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    assert.ok(socket);
    return socket;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  say(message: object): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(message) }));
  }

  end(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

const NAMES = ["resync", "ticket", "desk", "presence", "stale", "offline", "online", "signed-out"];
let heard: { name: string; detail: Record<string, unknown> }[] = [];

function place(attributes = 'data-tokens="ticket=T1 desk=T2"'): LiveElement {
  document.body.innerHTML = `<main><ok-live ${attributes}></ok-live></main>`;
  return document.querySelector("ok-live") as LiveElement;
}

/** Returns what the page heard since the last call, by name. */
function names(): string[] {
  const found = heard.map((event) => event.name);
  heard = [];
  return found;
}

function subscribed(...topics: (string | null)[]): FakeSocket {
  const socket = FakeSocket.last;
  socket.open();
  socket.say({ type: "subscribed", topics });
  return socket;
}

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  mock.method(Math, "random", () => 1);
  Object.defineProperty(globalThis, "WebSocket", { value: FakeSocket, configurable: true });
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
  FakeSocket.all = [];
  heard = [];
  for (const name of NAMES) {
    document.body.addEventListener(`live:${name}`, record);
  }
});

function record(event: Event): void {
  const { type, detail } = event as CustomEvent<Record<string, unknown>>;
  heard.push({ name: type.replace("live:", ""), detail });
}

afterEach(() => {
  document.body.innerHTML = "";
  for (const name of NAMES) {
    document.body.removeEventListener(`live:${name}`, record);
  }
  mock.timers.reset();
  mock.restoreAll();
});

test("it subscribes and asks the page to fetch what it missed", () => {
  place('data-url="/live/" data-tokens="ticket=T1:a=b desk=T2"');
  const socket = subscribed("ticket.12.staff", "desk");
  assert.equal(socket.url, "ws://localhost/live/");
  assert.deepEqual(socket.sent, [{ type: "subscribe", tokens: ["T1:a=b", "T2"] }]);
  assert.deepEqual(names(), ["resync"]);
});

test("a push becomes an event named by its alias, each number once", () => {
  place();
  const socket = subscribed("ticket.12.staff", "desk");
  names();
  socket.say({ type: "push", topic: "ticket.12.staff", seq: 42 });
  assert.deepEqual(heard, [{ name: "ticket", detail: { topic: "ticket.12.staff", seq: 42 } }]);
  socket.say({ type: "push", topic: "ticket.12.staff", seq: 42 });
  socket.say({ type: "push", topic: "ticket.12.staff", seq: 41 });
  socket.say({ type: "push", topic: "ticket.99.staff", seq: 50 });
  socket.say({ type: "nudge", topic: "desk" });
  socket.say({ type: "nudge", topic: "desk" });
  assert.deepEqual(names(), ["ticket", "desk", "desk"]);
});

test("a server that missed something makes the pages fetch, spread over two seconds", () => {
  place();
  const socket = subscribed("ticket.12.staff", "desk");
  names();
  socket.say({ type: "resync" });
  mock.timers.tick(1999);
  assert.deepEqual(names(), []);
  mock.timers.tick(1);
  assert.deepEqual(names(), ["resync"]);
});

test("a lost connection comes back by itself and fetches", () => {
  place();
  subscribed("ticket.12.staff", "desk").end(1006);
  names();
  mock.timers.tick(499);
  assert.equal(FakeSocket.all.length, 1);
  mock.timers.tick(1);
  assert.equal(FakeSocket.all.length, 2);
  subscribed("ticket.12.staff", "desk");
  assert.deepEqual(names(), ["resync"]);
});

test("a longer loss is told, and so is its end", () => {
  place();
  subscribed("ticket.12.staff", "desk").end(1006);
  names();
  for (let waited = 0; waited < 3000; waited += 100) {
    mock.timers.tick(100);
    if (FakeSocket.last.readyState === 0) FakeSocket.last.end(1006);
  }
  assert.deepEqual(names(), ["offline"]);
  mock.timers.tick(10_000);
  subscribed("ticket.12.staff", "desk");
  assert.deepEqual(names(), ["online", "resync"]);
});

test("no network at all is told at once", () => {
  place();
  subscribed("ticket.12.staff", "desk");
  names();
  Object.defineProperty(globalThis, "navigator", { value: { onLine: false }, configurable: true });
  window.dispatchEvent(new Event("offline"));
  assert.deepEqual(names(), ["offline"]);
  window.dispatchEvent(new Event("online"));
  assert.equal(FakeSocket.all.length, 2);
});

test("a silent connection is given up", () => {
  place();
  const socket = subscribed("ticket.12.staff", "desk");
  mock.timers.tick(20_000);
  socket.say({ type: "ping" });
  assert.deepEqual(socket.sent.at(-1), { type: "pong" });
  mock.timers.tick(25_000);
  assert.equal(socket.readyState, FakeSocket.OPEN);
  mock.timers.tick(15_000);
  assert.equal(socket.readyState, 3);
  mock.timers.tick(500);
  assert.equal(FakeSocket.all.length, 2);
});

test("signed out: it says so and stays away", () => {
  place();
  FakeSocket.last.open();
  FakeSocket.last.end(4401);
  mock.timers.tick(120_000);
  assert.deepEqual(names(), ["signed-out"]);
  assert.equal(FakeSocket.all.length, 1);
});

test("tokens refused are named, and new ones are used at once", () => {
  const element = place();
  const socket = subscribed(null, "desk");
  assert.deepEqual(heard.at(-1), { name: "stale", detail: { aliases: ["ticket"] } });
  element.setAttribute("data-tokens", "ticket=T3 desk=T4");
  assert.deepEqual(socket.sent.at(-1), { type: "subscribe", tokens: ["T3", "T4"] });
  socket.say({ type: "subscribed", topics: ["ticket.12.staff", "desk"] });
  names();
  socket.say({ type: "push", topic: "ticket.12.staff", seq: 1 });
  assert.deepEqual(names(), ["ticket"]);
});

test("presence is told after subscribing, when it changes, and after a reconnection", () => {
  const element = place(
    'data-tokens="ticket=T1" data-presence-topic="ticket.12.staff" data-mode="view"',
  );
  const present = (mode: string) => ({ type: "presence", topic: "ticket.12.staff", mode });
  const socket = subscribed("ticket.12.staff");
  assert.deepEqual(socket.sent.at(-1), present("view"));
  element.mode = "answer";
  element.mode = "answer";
  assert.deepEqual(socket.sent.slice(2), [present("answer")]);
  socket.end(1006);
  mock.timers.tick(500);
  assert.deepEqual(subscribed("ticket.12.staff").sent.at(-1), present("answer"));
});

test("nobody is present where the token was refused", () => {
  place('data-tokens="ticket=T1" data-presence-topic="ticket.12.staff"');
  assert.equal(subscribed(null).sent.length, 1);
});

test("an element taken out of the page closes its socket for good", () => {
  const element = place();
  const socket = subscribed("ticket.12.staff", "desk");
  element.remove();
  assert.equal(socket.readyState, 3);
  mock.timers.tick(120_000);
  assert.equal(FakeSocket.all.length, 1);
});

test("pauses double up to half a minute and differ between browsers", () => {
  assert.deepEqual(
    [0, 1, 2, 20, 2000].map((attempt) => pauseBefore(attempt, 1)),
    [500, 1000, 2000, 30_000, 30_000],
  );
  assert.equal(pauseBefore(1, 0), 500);
});

test("tokens may contain equal signs and stand on several lines", () => {
  assert.deepEqual(readTokens(" a=b=c\n  desk=d "), [
    { alias: "a", signed: "b=c" },
    { alias: "desk", signed: "d" },
  ]);
});
