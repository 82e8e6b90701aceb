/**
 * `<ok-live>`: hears over one websocket that something changed, and tells the page by events.
 *
 * It shows nothing itself: pages ask for what changed by ordinary GETs, and `<ok-offline>` shows
 * the banner. Attributes, events and messages are described in docs/live.md.
 */

import { define, OkElement } from "../lib/element.ts";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** So many attempts that the pause is the longest. */
const MANY_ATTEMPTS = 10;
/** The server pings every 10 s: after this much silence, in ms, the connection is dead. */
const SILENCE_LIMIT = 30_000;
const LOOK_EVERY = 5_000;
/** A loss shorter than this, in ms, is not worth a word. */
const OFFLINE_AFTER = 3_000;
/** When the server itself missed something all pages ask at once: spread them, in ms. */
const RESYNC_SPREAD = 2_000;

/** Why the server closed a socket (`Closing` in otklik/live/hub.py). */
const WRONG = 4400;
const SIGNED_OUT = 4401;
const TOO_MANY = 4429;

export type Mode = "view" | "answer";

type Message =
  | { type: "ping" }
  | { type: "resync" }
  | { type: "nudge"; topic: string }
  | { type: "push"; topic: string; seq: number }
  | { type: "subscribed"; topics: (string | null)[] };

type Timer = ReturnType<typeof setTimeout> | undefined;

interface Token {
  alias: string;
  signed: string;
}

/** Reads `data-tokens`: "ticket=TOKEN desk=TOKEN"; an alias may have several tokens. */
export function readTokens(text: string): Token[] {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf("=");
      return { alias: pair.slice(0, at), signed: pair.slice(at + 1) };
    });
}

/** Returns how long to wait, in ms, before attempt number `attempt` (0 is the first). */
export function pauseBefore(attempt: number, random: number): number {
  return Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE) * (0.5 + random / 2);
}

export class LiveElement extends OkElement {
  static readonly observedAttributes = ["data-tokens", "data-presence-topic", "data-mode"];

  #socket: WebSocket | null = null;
  /** What was asked for and is not answered yet; the server answers in order. */
  #asked: Token[][] = [];
  #subscribed = false;
  #aliases = new Map<string, string>();
  /** The newest number heard per topic: nothing is told twice. */
  #heard = new Map<string, number>();
  #mode: Mode = "view";
  #attempt = 0;
  #lastSign = 0;
  #lostAt: Date | null = null;
  #offline = false;
  #reconnecting: Timer;
  #offlineDue: Timer;

  protected connected(): void {
    this.on(window, "online", () => this.reconnect());
    this.on(window, "offline", () => this.#lose());
    this.on(window, "pagehide", () => this.#drop());
    this.on<PageTransitionEvent>(window, "pageshow", (event) => {
      if (event.persisted) this.reconnect();
    });
    this.on(document, "visibilitychange", () => this.#look());
    const looking = setInterval(() => this.#look(), LOOK_EVERY);
    this.life.addEventListener("abort", () => {
      clearInterval(looking);
      clearTimeout(this.#offlineDue);
      this.#drop();
    });
    this.#connect();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (name === "data-mode") this.#mode = after === "answer" ? "answer" : "view";
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    if (name === "data-tokens") this.#subscribe();
    else this.#tellPresence();
  }

  /** What the person is doing here; a composer sets "answer" while somebody writes. */
  get mode(): Mode {
    return this.#mode;
  }

  set mode(mode: Mode) {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#tellPresence();
  }

  /** Tries at once, whatever the back-off says; a living connection stays. */
  reconnect(): void {
    if (this.#subscribed) return;
    this.#drop();
    this.#attempt = 0;
    this.#connect();
  }

  #connect(): void {
    const url = new URL(this.getAttribute("data-url") ?? "/live/", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url.href);
    this.#socket = socket;
    this.#lastSign = Date.now();
    socket.addEventListener("open", () => {
      if (socket === this.#socket) this.#subscribe();
    });
    socket.addEventListener("message", (event) => {
      if (socket === this.#socket) this.#hear(JSON.parse(String(event.data)) as Message);
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.#socket) this.#lose(event.code);
    });
  }

  #drop(): void {
    clearTimeout(this.#reconnecting);
    const socket = this.#socket;
    this.#socket = null;
    this.#asked = [];
    this.#subscribed = false;
    socket?.close();
  }

  /** The connection is gone: come back later, unless the session is gone too. */
  #lose(code = 0): void {
    this.#drop();
    if (code === SIGNED_OUT) {
      this.tell("live:signed-out");
      return;
    }
    this.#lostAt ??= new Date();
    if (code === WRONG || code === TOO_MANY) this.#attempt = MANY_ATTEMPTS;
    const pause = pauseBefore(this.#attempt++, Math.random());
    this.#reconnecting = setTimeout(() => this.#connect(), pause);
    if (!navigator.onLine) this.#tellOffline();
    else this.#offlineDue ??= setTimeout(() => this.#tellOffline(), OFFLINE_AFTER);
  }

  /** A laptop that slept, a dead router: the socket looks open and nothing comes. */
  #look(): void {
    if (this.#socket && Date.now() - this.#lastSign > SILENCE_LIMIT) this.#lose();
  }

  #hear(message: Message): void {
    this.#lastSign = Date.now();
    switch (message.type) {
      case "ping":
        this.#send({ type: "pong" });
        break;
      case "subscribed":
        this.#settle(message.topics);
        break;
      case "resync":
        setTimeout(() => this.tell("live:resync"), Math.random() * RESYNC_SPREAD);
        break;
      case "nudge":
        this.#tellTopic(message.topic, {});
        break;
      case "push":
        if (message.seq <= (this.#heard.get(message.topic) ?? 0)) break;
        this.#heard.set(message.topic, message.seq);
        this.#tellTopic(message.topic, { seq: message.seq });
    }
  }

  #subscribe(): void {
    const tokens = readTokens(this.getAttribute("data-tokens") ?? "");
    this.#asked.push(tokens);
    this.#send({ type: "subscribe", tokens: tokens.map((token) => token.signed) });
  }

  /** The server has answered: from now on nothing is missed, so fetch what was missed before. */
  #settle(topics: (string | null)[]): void {
    const tokens = this.#asked.shift() ?? [];
    const stale = tokens.filter((_, at) => !topics[at]).map((token) => token.alias);
    this.#aliases = new Map(tokens.map((token, at) => [topics[at] ?? "", token.alias]));
    this.#subscribed = true;
    this.#attempt = 0;
    this.#tellOnline();
    this.#tellPresence();
    this.tell("live:resync");
    if (stale.length > 0) this.tell("live:stale", { aliases: stale });
  }

  #tellPresence(): void {
    const topic = this.getAttribute("data-presence-topic");
    if (this.#subscribed && topic && this.#aliases.has(topic)) {
      this.#send({ type: "presence", topic, mode: this.mode });
    }
  }

  #send(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #tellTopic(topic: string, detail: object): void {
    const alias = this.#aliases.get(topic);
    if (alias) this.tell(`live:${alias}`, { topic, ...detail });
  }

  #tellOffline(): void {
    if (this.#offline) return;
    this.#offline = true;
    this.tell("live:offline", { since: this.#lostAt ?? new Date() });
  }

  #tellOnline(): void {
    clearTimeout(this.#offlineDue);
    this.#offlineDue = undefined;
    this.#lostAt = null;
    if (!this.#offline) return;
    this.#offline = false;
    this.tell("live:online");
  }
}

define("ok-live", LiveElement);
