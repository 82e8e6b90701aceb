/**
 * Cleans what is pasted from Word, Excel and the like, before the editor reads it: conditional
 * comments, styles and empty wrappers go, Word's imitated lists become lists, a table's rows become
 * lines. What the editor has no element for falls away by itself.
 */

const GONE = "style, script, meta, link, title, xml, head";
const CELL_GAP = " | ";

/** Returns HTML from the clipboard without what the program that made it left in it. */
export function cleanPaste(html: string): string {
  const holder = document.implementation.createHTMLDocument("").createElement("div");
  holder.innerHTML = html
    .replace(/<!--[\s\S]*?-->|<!\[[\s\S]*?\]>|<\/?o:[^>]*>/g, "")
    .replace(/ style=("[^"]*"|'[^']*')/gi, (style) =>
      /mso-list/i.test(style) ? " data-item" : "",
    );
  for (const element of holder.querySelectorAll(GONE)) {
    element.remove();
  }
  makeLists(holder);
  makeLines(holder);
  return holder.innerHTML;
}

/** Word writes the items of a list as paragraphs that begin with their mark. */
function makeLists(holder: Element): void {
  for (const item of [...holder.querySelectorAll("p[data-item]")]) {
    const text = item.textContent?.trim() ?? "";
    const mark = /^(\d+|[a-zа-я])[.)]\s*|^[^\p{L}\p{N}\s]\s*|^o\s+/iu.exec(text)?.[0] ?? "";
    const name = /^\d/.test(mark) ? "ol" : "ul";
    const before = item.previousElementSibling;
    const list = before?.localName === name ? before : holder.ownerDocument.createElement(name);
    if (list !== before) {
      item.before(list);
    }
    const entry = holder.ownerDocument.createElement("li");
    for (const sign of item.querySelectorAll("[data-item]")) {
      sign.remove();
    }
    entry.append(...item.childNodes);
    if (entry.textContent?.trim().startsWith(mark) && mark) {
      dropStart(entry, mark);
    }
    list.append(entry);
    item.remove();
  }
}

/** Removes the mark from the first text of an item, unless its own element took it along. */
function dropStart(entry: Element, mark: string): void {
  const walker = entry.ownerDocument.createTreeWalker(entry, 4 /* text */);
  let first = walker.nextNode();
  while (first && !first.textContent?.trim()) {
    first = walker.nextNode();
  }
  if (first?.textContent) {
    first.textContent = first.textContent.trimStart().replace(mark.trim(), "").trimStart();
  }
}

function makeLines(holder: Element): void {
  for (const table of [...holder.querySelectorAll("table")]) {
    const lines = [...table.querySelectorAll("tr")].map((row) => {
      const line = holder.ownerDocument.createElement("p");
      line.textContent = [...row.querySelectorAll("td, th")]
        .map((cell) => cell.textContent?.replace(/\s+/g, " ").trim() ?? "")
        .join(CELL_GAP);
      return line;
    });
    table.replaceWith(...lines);
  }
}
