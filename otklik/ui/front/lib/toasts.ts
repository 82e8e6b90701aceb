/** Shows toasts from scripts. */

const TIME_TO_FOLLOW = "30";

/** Adds a toast with plain words, and perhaps a link into another tab, to the region of the page. */
export function toast(
  text: string,
  role: "status" | "alert" = "status",
  link?: { url: string; words: string },
): void {
  const region = document.getElementById("toasts");
  if (!region || !text) {
    return;
  }
  const element = document.createElement("ok-toast");
  element.className = "toast";
  element.setAttribute("role", role);
  const words = document.createElement("span");
  words.textContent = text;
  element.append(words);
  if (link?.url) {
    const anchor = document.createElement("a");
    anchor.className = "btn";
    anchor.href = link.url;
    anchor.target = "_blank";
    anchor.textContent = link.words;
    element.dataset.seconds = TIME_TO_FOLLOW;
    element.append(anchor);
  }
  region.append(element);
}

/** Adds a toast that the server has written (header HX-Trigger, event `ok:toast`). */
export function listenForToasts(): void {
  document.addEventListener("ok:toast", (event) => {
    const { html } = (event as CustomEvent<{ html: string }>).detail;
    document.getElementById("toasts")?.insertAdjacentHTML("beforeend", html);
  });
}
