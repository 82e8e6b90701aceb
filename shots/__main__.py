"""`./dev shots`: pictures of all pages of a demo, and what axe and the browser find wrong."""

import html
import shutil
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import sync_playwright

from bench.service import running
from shots.take import take


def shots(
    *,
    out: Annotated[Path, typer.Option(help="Where the pictures go.")] = Path(".data/shots"),
    data: Annotated[Path, typer.Option(help="The demo's folder.")] = Path(".data/shots-demo"),
    port: Annotated[int, typer.Option(help="Port of the demo.")] = 8200,
    smtp_port: Annotated[int, typer.Option(help="Its port for letters.")] = 2700,
    only: Annotated[str, typer.Option(help="Names of pages, with commas.")] = "",
) -> None:
    """Take pictures of the pages in their variants; the exit code tells whether faults are left."""
    chosen = {name for name in only.split(",") if name}
    program = shutil.which("chromium") or shutil.which("chromium-headless-shell")
    with (
        running(data.absolute(), port, smtp_port),
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program, args=["--no-sandbox"]) as browser,
    ):
        findings = take(browser, f"http://127.0.0.1:{port}", smtp_port, out, chosen)
    _write_index(out)
    for line in findings.lines:
        typer.echo(line)
    typer.echo(f"{out / 'index.html'} shows them; faults: {len(findings.lines)}")
    raise typer.Exit(bool(findings.lines))


def _write_index(out: Path) -> None:
    pictures = sorted(out.glob("*.png"))
    items = (
        f'<figure><img loading="lazy" width="480" src="{name}" alt="">'
        f"<figcaption>{name}</figcaption></figure>"
        for name in (html.escape(picture.name) for picture in pictures)
    )
    page = f"<!doctype html><meta charset=utf-8><title>Pages</title>{''.join(items)}"
    (out / "index.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    typer.run(shots)
