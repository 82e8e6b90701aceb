/** Requests that elements make themselves, beside htmx. */

/** Returns the token against forged requests that the page carries. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Posts a form and returns the answer; rejects only when there is no connection. */
export function post(url: string, body: FormData, options: RequestInit = {}): Promise<Response> {
  return fetch(url, {
    ...options,
    method: "POST",
    body,
    headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
    credentials: "same-origin",
  });
}
