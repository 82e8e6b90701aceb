/**
 * Tells colleagues that somebody is writing an answer; a hidden note is nobody's collision.
 * Where the site wants another rule (`data-answering`), what the page began with stays.
 */

import type { LiveElement, Mode } from "../elements/live.ts";

/** Follows the composers of the page (`ok:writing`, `ok:mode`). */
export function sharePresence(): void {
  let writing = false;
  let mode = "reply";
  const share = () => {
    const live = document.querySelector<LiveElement>("ok-live");
    if (live && (live.dataset.answering ?? "writing") === "writing") {
      const now: Mode = writing && mode === "reply" ? "answer" : "view";
      live.mode = now;
    }
  };
  document.addEventListener("ok:writing", (event) => {
    ({ writing, mode } = (event as CustomEvent<{ writing: boolean; mode: string }>).detail);
    share();
  });
  document.addEventListener("ok:mode", (event) => {
    ({ mode } = (event as CustomEvent<{ mode: string }>).detail);
    share();
  });
}
