/**
 * Builds the front end: one style sheet and one script per face of the product, and the icon
 * sprite. Run by `npm run build`; `--watch` keeps building.
 *
 * File names carry no hash: Django's manifest adds it when the static files are collected.
 */

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type BuildOptions, build, context } from "esbuild";

const FRONT = import.meta.dirname;
const OUT = join(FRONT, "../static/ui/built");
const ICON_LIST = join(FRONT, "../icons.txt");
const STYLES = ["desk", "office", "portal", "plain"];
const SCRIPTS = ["desk", "portal", "plain", "editor"];

const options: BuildOptions = {
  entryPoints: [
    ...STYLES.map((name) => join(FRONT, `css/${name}.css`)),
    ...SCRIPTS.map((name) => join(FRONT, `entry/${name}.ts`)),
  ],
  entryNames: "[name]",
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "esm",
  legalComments: "none",
  logLevel: "info",
  target: ["chrome125", "edge125", "firefox129", "safari17.5"],
};

/** Returns the `<symbol>` of one Lucide icon; colour, width and caps come from `.icon`. */
async function symbol(name: string): Promise<string> {
  const lucide = dirname(createRequire(import.meta.url).resolve("lucide-static/package.json"));
  const source = await readFile(join(lucide, "icons", `${name}.svg`), "utf8");
  const shapes = source.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replaceAll(" />", "/>")}</symbol>`;
}

/** Writes the sprite of the icons named in icons.txt, and of no others. */
async function buildSprite(): Promise<void> {
  const list = await readFile(ICON_LIST, "utf8");
  const names = list.split("\n").filter((line) => line && !line.startsWith("#"));
  const symbols = await Promise.all(names.map(symbol));
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  await writeFile(join(OUT, "icons.svg"), sprite);
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await buildSprite();
if (process.argv.includes("--watch")) {
  await (await context(options)).watch();
} else {
  await build(options);
}
