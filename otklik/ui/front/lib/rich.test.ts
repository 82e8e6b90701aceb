import assert from "node:assert/strict";
import { test } from "node:test";
import { isOwnPicture } from "./rich.ts";

test("a picture is a file of a message or an upload", () => {
  for (const address of ["/files/uploads/0a9f/", "/files/0a9f/шаг%201.png", "/files/0a9f/thumb/"]) {
    assert.ok(isOwnPicture(address), address);
  }
});

test("no other address is a picture", () => {
  for (const address of [
    "https://spy.example/files/0a9f/a.png",
    "//spy.example/files/0a9f/a.png",
    "/files/../desk/",
    "/files/%2e%2e/desk/",
    "/files/\t../desk/",
    "/files/k/../../desk/",
    "/files/k/..\\..\\desk/",
    "/files/uploads/../../desk/",
    "/account/sign-out/",
    "data:image/png;base64,AAAA",
    "",
  ]) {
    assert.ok(!isOwnPicture(address), address);
  }
});
