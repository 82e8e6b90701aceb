/**
 * The visual editor: Tiptap with just the extensions that a message needs. `<ok-editor>` loads it
 * when a page has a place to write.
 *
 * It writes no style of its own (the policy forbids it), knows only pictures of ours, and leaves
 * Ctrl+Enter to the form.
 */

import { Editor, type Extensions } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Code } from "@tiptap/extension-code";
import { CodeBlock } from "@tiptap/extension-code-block";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Image } from "@tiptap/extension-image";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { Placeholder, UndoRedo } from "@tiptap/extensions";
import { cleanPaste } from "../lib/paste.ts";
import { type Format, fromText, isOwnPicture, type Rich, type Wishes } from "../lib/rich.ts";

const LineBreak = HardBreak.extend({
  addKeyboardShortcuts() {
    return { "Shift-Enter": () => this.editor.commands.setHardBreak() };
  },
});

const OwnPicture = Image.extend({
  parseHTML() {
    const own = (node: HTMLElement) => isOwnPicture(node.getAttribute("src") ?? "") && null;
    return [{ tag: "img[src]", getAttrs: own }];
  },
});

function extensions(placeholder: string): Extensions {
  return [
    Document,
    Paragraph,
    Text,
    Bold,
    Italic,
    BulletList,
    OrderedList,
    ListItem,
    ListKeymap,
    Blockquote,
    Code,
    CodeBlock,
    LineBreak,
    UndoRedo,
    OwnPicture.configure({ inline: true }),
    Placeholder.configure({ placeholder }),
    Link.configure({
      openOnClick: false,
      defaultProtocol: "https",
      HTMLAttributes: { target: null, rel: null, class: null },
    }),
  ];
}

/** Puts the editor into a place that is part of the page. */
export function mount(place: HTMLElement, wishes: Wishes): Rich {
  const editor = new Editor({
    element: place,
    injectCSS: false,
    extensions: extensions(wishes.placeholder),
    content: wishes.html || fromText(wishes.text),
    editorProps: {
      attributes: wishes.attributes,
      transformPastedHTML: cleanPaste,
      handleKeyDown: (_view, event) => event.key === "Enter" && (event.ctrlKey || event.metaKey),
      handlePaste: (_view, event) => isPicture(event.clipboardData),
      handleDrop: (_view, event) => (event.dataTransfer?.files.length ?? 0) > 0,
    },
    onUpdate: wishes.changed,
    onTransaction: wishes.moved,
  });
  return handle(editor);
}

/** A copied picture comes without words; programs send a picture of their cells beside words. */
function isPicture(data: DataTransfer | null): boolean {
  return (data?.files.length ?? 0) > 0 && !data?.getData("text/plain");
}

function handle(editor: Editor): Rich {
  const chain = () => editor.chain().focus();
  return {
    html: () => (editor.isEmpty ? "" : editor.getHTML()),
    text: () => editor.getText({ blockSeparator: "\n\n" }).replace(/\n{3,}/g, "\n\n"),
    focus: () => void editor.commands.focus(),
    insert(words, back) {
      const { from, to } = editor.state.selection;
      chain()
        .insertContentAt({ from: from - back, to }, fromText(words))
        .run();
    },
    quote(words) {
      const inside = { type: "blockquote", content: paragraphs(words) };
      chain()
        .insertContent([inside, { type: "paragraph" }])
        .run();
    },
    showPicture: (src, alt) => void chain().setImage({ src, alt }).run(),
    removePicture: (url) => removePicture(editor, url),
    toggle: (format) => toggle(editor, format),
    isOn: (format) => editor.isActive(format),
    link: () => (editor.getAttributes("link").href as string | undefined) ?? null,
    setLink: (href) => setLink(editor, href),
    wordBefore() {
      const { $from, empty } = editor.state.selection;
      const before = $from.parent.textBetween(0, $from.parentOffset, undefined, " ");
      return empty ? (/\S*$/.exec(before)?.[0] ?? "") : " ";
    },
    destroy: () => editor.destroy(),
  };
}

function paragraphs(words: string) {
  const lines = words.split("\n").filter((line) => line.trim() !== "");
  return lines.map((text) => ({ type: "paragraph", content: [{ type: "text", text }] }));
}

function toggle(editor: Editor, format: Format): void {
  const chain = editor.chain().focus();
  const by = {
    bold: () => chain.toggleBold(),
    italic: () => chain.toggleItalic(),
    bulletList: () => chain.toggleBulletList(),
    orderedList: () => chain.toggleOrderedList(),
    blockquote: () => chain.toggleBlockquote(),
    code: () => chain.toggleCode(),
    codeBlock: () => chain.toggleCodeBlock(),
  };
  by[format]().run();
}

function setLink(editor: Editor, href: string): void {
  const chain = editor.chain().focus().extendMarkRange("link");
  if (!href) {
    chain.unsetLink().run();
  } else if (editor.state.selection.empty && !editor.isActive("link")) {
    const mark = { type: "link", attrs: { href } };
    chain.insertContent({ type: "text", text: href, marks: [mark] }).run();
  } else {
    chain.setLink({ href }).run();
  }
}

function removePicture(editor: Editor, url: string): void {
  const found: number[] = [];
  editor.state.doc.descendants((node, position) => {
    if (node.type.name === "image" && node.attrs.src === url) {
      found.push(position);
    }
  });
  const change = editor.state.tr;
  for (const position of found.reverse()) {
    change.delete(position, position + 1);
  }
  editor.view.dispatch(change);
}
