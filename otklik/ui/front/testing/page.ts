/** What the tests of the elements share. */

/** Puts markup on the page at once, as a browser does: children first, then the elements wake. */
export function show(markup: string): void {
  const holder = document.createElement("main");
  holder.innerHTML = markup;
  document.body.replaceChildren(holder);
}

/** Lets everything that waits for an answer go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
