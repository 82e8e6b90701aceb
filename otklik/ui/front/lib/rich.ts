/** What `<ok-editor>` and the visual editor know of each other; the latter is loaded when needed. */

/** What the buttons of the toolbar switch on and off. */
export type Format =
  | "bold"
  | "italic"
  | "bulletList"
  | "orderedList"
  | "blockquote"
  | "code"
  | "codeBlock";

/** What the visual editor begins with, and whom it tells. */
export interface Wishes {
  /** HTML to begin with; the plain text if it is empty. */
  html: string;
  text: string;
  /** Attributes of the editable element: its name, what describes it. */
  attributes: Record<string, string>;
  placeholder: string;
  changed: () => void;
  /** The caret has moved, so other formats may be on. */
  moved: () => void;
}

/** The visual editor in its place. */
export interface Rich {
  /** What is written, as HTML; empty if there is nothing. */
  html(): string;
  /** The same as plain text. */
  text(): string;
  focus(): void;
  /** Puts plain text in at the caret, instead of the `back` characters before it. */
  insert(words: string, back: number): void;
  quote(words: string): void;
  showPicture(url: string, alt: string): void;
  removePicture(url: string): void;
  toggle(format: Format): void;
  isOn(format: Format | "link"): boolean;
  /** The address of the link at the caret; null if there is none. */
  link(): string | null;
  setLink(url: string): void;
  /** The word in which the caret stands, up to the caret. */
  wordBefore(): string;
  destroy(): void;
}

export interface RichModule {
  mount(place: HTMLElement, wishes: Wishes): Rich;
}

const OWN_PICTURE = /^\/files\/(?:uploads\/[\da-z]+\/|[\da-z]+\/[^/\\?#]+\/?)$/i;

/**
 * Tells whether a picture is a file of ours. What is pasted may hold the address of any page as a
 * "picture" (`/files/../desk/`), and the browser would ask for it in the writer's name.
 */
export function isOwnPicture(address: string): boolean {
  return OWN_PICTURE.test(address);
}

/** Returns plain text as HTML: blank lines make paragraphs, line ends make breaks. */
export function fromText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .split(/\n[ \t]*\n/)
    .filter((part) => part.trim() !== "")
    .map((part) => `<p>${escaped(part.replace(/^\n+|\n+$/g, "")).replaceAll("\n", "<br>")}</p>`)
    .join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
