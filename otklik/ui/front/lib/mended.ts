/** What is wrong with a field is said until somebody mends it. */

/** Takes back a field's error as soon as something is put into the field. */
export function forgetMendedErrors(): void {
  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => forget(event.target as Element));
  }
}

function forget(field: Element): void {
  if (field.getAttribute("aria-invalid") !== "true") {
    return;
  }
  field.removeAttribute("aria-invalid");
  for (const id of (field.getAttribute("aria-describedby") ?? "").split(" ")) {
    const error = document.getElementById(id);
    if (error?.matches(".field-error")) {
      error.hidden = true;
    }
  }
}
