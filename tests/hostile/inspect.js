/** Says what in a page is not ours: what could run, and what stands where only cleaned HTML may. */
(rules) => {
  const odd = [];
  const say = (what, node) => odd.push(`${what}: ${node.outerHTML.slice(0, 200)}`);
  const GONE = "base, object, embed, applet, frame, frameset, portal, svg script, svg animate, " +
    "svg set, svg foreignObject, math, body style, [is], [srcdoc], meta[http-equiv]";
  for (const node of document.querySelectorAll(GONE)) {
    say("no element of ours", node);
  }
  for (const node of document.querySelectorAll("script")) {
    if (!node.src?.startsWith?.(`${location.origin}/static/`)) {
      say("a script", node);
    }
  }
  const isOurs = (url) => !url || ["http:", "https:", "mailto:", "tel:", "blob:"].includes(
    URL.canParse(url, document.baseURI) ? new URL(url, document.baseURI).protocol : "http:",
  );
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      if (/^(on|hx-on|data-hx)/.test(name)) {
        say(name, node);
      }
      if (["href", "src", "action", "formaction", "data", "poster"].includes(name)
        && !isOurs(value)) {
        say("an address", node);
      }
    }
  }
  for (const body of document.querySelectorAll(".msg-body, .editor[contenteditable=true]")) {
    const isEditor = body.matches(".editor");
    for (const node of body.querySelectorAll("*")) {
      const names = [...(rules.attributes[node.localName] ?? []), "rel"];
      const strange = node.getAttributeNames().filter((name) => !names.includes(name));
      if (!rules.tags.includes(node.localName) || (!isEditor && strange.length)) {
        say(`in a message (${strange})`, node);
      }
    }
  }
  const { body, head, forms, cookie } = document;
  if (!(body instanceof HTMLBodyElement && head instanceof HTMLHeadElement
    && forms instanceof HTMLCollection && typeof cookie === "string"
    && document.querySelector === Document.prototype.querySelector)) {
    odd.push("the document's own names are taken");
  }
  for (const id of ["main", "toasts", "composer", "cards"]) {
    if (document.querySelectorAll(`#${id}`).length > 1) {
      odd.push(`two elements are called ${id}`);
    }
  }
  for (const form of forms) {
    if (typeof form.submit !== "function" || typeof form.action !== "string") {
      say("a form whose names are taken", form);
    }
  }
  return odd;
}
