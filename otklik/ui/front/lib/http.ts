/** Requests that elements make themselves, beside htmx. */

/** Returns the token against forged requests that the page carries. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Takes the token of a session that has begun in another tab. */
export function renewToken(token: string): void {
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", token);
  for (const field of document.querySelectorAll<HTMLInputElement>("[name=csrfmiddlewaretoken]")) {
    field.value = token;
  }
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
