/** Shows toasts from scripts. */

/** Adds a toast with plain words to the region of the page. */
export function toast(text: string, role: "status" | "alert" = "status"): void {
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
  region.append(element);
}

/** Adds a toast that the server has written (header HX-Trigger, event `ok:toast`). */
export function listenForToasts(): void {
  document.addEventListener("ok:toast", (event) => {
    const { html } = (event as CustomEvent<{ html: string }>).detail;
    document.getElementById("toasts")?.insertAdjacentHTML("beforeend", html);
  });
}
