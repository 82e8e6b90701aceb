import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { settle, show } from "../testing/page.ts";
import type { Upload } from "./upload.ts";
import "./upload.ts";

/** Stands for the network: the test decides when and how each request ends. */
class FakeRequest {
  static all: FakeRequest[] = [];
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  status = 0;
  responseText = "";
  aborted = false;
  onload = () => {};
  onerror = () => {};
  body: FormData | null = null;

  constructor() {
    FakeRequest.all.push(this);
  }

  open(): void {}
  setRequestHeader(): void {}
  abort(): void {
    this.aborted = true;
  }
  send(body: FormData): void {
    this.body = body;
  }
  async answer(status: number, body: object): Promise<void> {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload();
    await settle();
  }
}

function element(): Upload {
  return document.querySelector<Upload>("ok-upload") as Upload;
}

function file(name: string, size = 10): File {
  return new File(["x".repeat(size)], name, { type: "image/png" });
}

function keys(): (FormDataEntryValue | null)[] {
  return new FormData(document.querySelector("form") as HTMLFormElement).getAll("files");
}

describe("ok-upload", () => {
  beforeEach(() => {
    FakeRequest.all = [];
    Object.defineProperty(globalThis, "XMLHttpRequest", { value: FakeRequest, configurable: true });
    document.head.innerHTML = `<meta name="ok-words" content='{"bytes":"%(size)s Б"}'>`;
    show(
      '<form action="/x"><ok-upload data-url="/up" data-field="files" data-limit="100" data-limit-words="100 Б"' +
        ' data-too-big="{name} больше {limit}" data-failed="{name} не загружен" data-remove="Убрать {name}"' +
        ' data-uploading="загружается, {percent}" data-pasted="снимок"><ul data-list></ul>' +
        '<template><li><span class="thumb"></span><b></b><small></small><button type="button" data-remove></button>' +
        '<input type="hidden" name="files"></li></template><input type="file" multiple>' +
        "<p data-error hidden></p></ok-upload><button>Отправить</button></form>",
    );
  });

  it("sends several files and keeps their keys for the form", async () => {
    element().add([file("a.png"), file("b.png")]);
    assert.equal(FakeRequest.all.length, 2);
    assert.deepEqual(keys(), []);
    await FakeRequest.all[0]?.answer(201, { key: "K1", name: "a.png", size: 10, thumb: "/t" });
    await FakeRequest.all[1]?.answer(201, { key: "K2", name: "b.png", size: 10, thumb: null });
    assert.deepEqual(keys(), ["K1", "K2"]);
    assert.equal(document.querySelector("small")?.textContent, "10 Б");
    assert.equal(document.querySelector("img")?.getAttribute("src"), "/t");
  });

  it("shows how far it is", () => {
    element().add([file("a.png")]);
    FakeRequest.all[0]?.upload.onprogress?.({ loaded: 45, total: 100 });
    assert.equal(document.querySelector("small")?.textContent, "загружается, 45\u00a0%");
  });

  it("names a file that is too big, and sends the others", () => {
    element().add([file("big.iso", 101), file("a.png")]);
    assert.equal(document.querySelector("[data-error]")?.textContent, "big.iso больше 100 Б");
    assert.equal(FakeRequest.all.length, 1);
  });

  it("names a file that failed, with the server's reason if there is one", async () => {
    element().add([file("a.png"), file("b.exe")]);
    await FakeRequest.all[0]?.answer(500, {});
    assert.equal(document.querySelector("[data-error]")?.textContent, "a.png не загружен");
    await FakeRequest.all[1]?.answer(422, { error: "b.exe: такие файлы не принимаем" });
    assert.equal(
      document.querySelector("[data-error]")?.textContent,
      "b.exe: такие файлы не принимаем",
    );
    assert.equal(document.querySelectorAll("li").length, 0);
  });

  it("removes a file, and calls one on its way back", () => {
    element().add([file("a.png")]);
    const button = document.querySelector<HTMLElement>("[data-list] [data-remove]") as HTMLElement;
    assert.equal(button.getAttribute("aria-label"), "Убрать a.png");
    button.click();
    assert.equal(FakeRequest.all[0]?.aborted, true);
    assert.equal(element().busy, false);
  });

  it("lets the form wait until everything is there", async () => {
    let submits = 0;
    const form = document.querySelector("form") as HTMLFormElement;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submits += 1;
    });
    element().add([file("a.png")]);
    document.querySelector<HTMLElement>("form > button")?.click();
    assert.equal(submits, 0);
    await FakeRequest.all[0]?.answer(201, { key: "K1", name: "a.png", size: 10, thumb: null });
    assert.equal(submits, 1);
  });

  it("takes a pasted picture and gives it a name", () => {
    const event = new Event("paste", { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData: { files: [file("image.png")], getData: () => "" } });
    element().dispatchEvent(event);
    assert.match(document.querySelector("b")?.textContent ?? "", /^снимок \d\d-\d\d\.png$/);
  });

  it("leaves copied cells, which come with their picture, to the text", () => {
    const event = new Event("paste", { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData: { files: [file("image.png")], getData: () => "1\t2" } });
    element().dispatchEvent(event);
    assert.equal(event.defaultPrevented, false);
    assert.equal(FakeRequest.all.length, 0);
  });

  it("takes dropped files", () => {
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.assign(event, { dataTransfer: { files: [file("a.png")], types: ["Files"] } });
    (document.querySelector("form") as HTMLElement).dispatchEvent(event);
    assert.equal(FakeRequest.all.length, 1);
    assert.equal(event.defaultPrevented, true);
  });
});
