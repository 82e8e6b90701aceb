import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanPaste } from "./paste.ts";

test("Word's comments, styles and empty wrappers go", () => {
  const word = `<html><head><style>p { color: red }</style><meta charset="utf-8"></head><body>
    <!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->
    <p class="MsoNormal" style="margin:0cm">Текст <b>жирный</b><o:p></o:p></p></body></html>`;
  const clean = cleanPaste(word);
  assert.match(clean, /<p class="MsoNormal">Текст <b>жирный<\/b><\/p>/);
  assert.doesNotMatch(clean, /style|xml|o:p|meta|red/i);
});

test("Word's imitated lists become lists", () => {
  const item = (mark: string, text: string) =>
    `<p class="MsoListParagraph" style='text-indent:-18pt;mso-list:l0 level1 lfo1'><span
      style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times"'>&nbsp;&nbsp;</span></span>${text}</p>`;
  const dots = cleanPaste(item("·", "раз") + item("·", "<b>два</b>"));
  assert.equal(dots, "<ul><li>раз</li><li><b>два</b></li></ul>");
  const numbers = cleanPaste(item("1.", "первый") + item("2.", "2. второй"));
  assert.equal(numbers, "<ol><li>первый</li><li>2. второй</li></ol>");
});

test("a table of Excel becomes lines", () => {
  const excel = `<table><tr><td>Артикул</td><td> Цена </td></tr><tr><td>12</td><td>300</td></tr></table>`;
  assert.equal(cleanPaste(excel), "<p>Артикул | Цена</p><p>12 | 300</p>");
});
