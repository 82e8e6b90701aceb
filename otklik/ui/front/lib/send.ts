/** Sends one file and reports how far it is; `fetch` cannot do that. */

import { csrfToken } from "./http.ts";
import { say } from "./words.ts";

/** What the server answers to an upload. */
export interface Uploaded {
  key: string;
  name: string;
  size: number;
  thumb: string | null;
}

/** Posts `file` as `file`; rejects with the server's words, or with "" if it gave none. */
export function sendFile(
  url: string,
  file: File,
  progress: (percent: number) => void,
  signal: AbortSignal,
): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file, file.name);
    request.open("POST", url);
    request.responseType = "text";
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => progress(Math.round((100 * event.loaded) / event.total));
    request.onload = () => {
      if (request.status === 200 || request.status === 201) {
        resolve(JSON.parse(request.responseText) as Uploaded);
      } else if (request.status === 401) {
        reject(new Error(say("signedOut")));
      } else {
        reject(new Error(reason(request.responseText)));
      }
    };
    request.onerror = () => reject(new Error(""));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}

/** The server may say why in `{"error": "…"}`. */
function reason(answer: string): string {
  try {
    return (JSON.parse(answer) as { error?: string }).error ?? "";
  } catch {
    return "";
  }
}
