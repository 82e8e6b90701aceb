/** What every custom element of the product shares. */

/**
 * An element that adds one behaviour to working HTML.
 *
 * Listeners added by `on` and work tied to `life` end when the element leaves the page.
 */
export abstract class OkElement extends HTMLElement {
  #life = new AbortController();

  /** Ends when the element leaves the page. */
  protected get life(): AbortSignal {
    return this.#life.signal;
  }

  connectedCallback(): void {
    this.#life = new AbortController();
    this.connected();
  }

  disconnectedCallback(): void {
    this.#life.abort();
  }

  /** Called each time the element enters the page. */
  protected abstract connected(): void;

  /** Listens to an event for as long as the element is in the page. */
  protected on<E extends Event>(
    target: EventTarget,
    type: string,
    handler: (event: E) => void,
    options: AddEventListenerOptions = {},
  ): void {
    target.addEventListener(type, handler as EventListener, { ...options, signal: this.life });
  }

  /** Tells the page something; the event bubbles. */
  protected tell(type: string, detail: unknown = null): boolean {
    return this.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true, detail }));
  }

  /** Returns the words of a data attribute with `{name}` replaced. */
  protected words(name: string, values: Record<string, string | number> = {}): string {
    return fill(this.dataset[name] ?? "", values);
  }
}

/** Returns `pattern` with each `{name}` replaced; unknown names stay. */
export function fill(pattern: string, values: Record<string, string | number>): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Registers an element once; a second bundle on the page does no harm. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) {
    customElements.define(name, element);
  }
}
