"""Hostile files: what a browser would run if it were let, and what it is called."""

from dataclasses import dataclass
from typing import Final

from tests.hostile.vectors import NAMES

SVG: Final = (
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='ran(0)'><script>ran(0)</script></svg>"
)
HTML: Final = b"<!doctype html><script>ran(0)</script><img src=x: onerror=ran(0)>"
XHTML: Final = (
    b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>"
    b"<script>ran(0)</script></html>"
)
XSLT: Final = b"<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='#x'?><x/>"
BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file.

    Attributes:
        name: What its sender calls it.
        claimed: The type that its sender claims.
        content: Its bytes.
    """

    name: str
    claimed: str
    content: bytes


FILES: Final = (
    Upload("a.html", "text/html", HTML),
    Upload("a.HTM", "text/plain", HTML),
    Upload("a.png", "image/png", HTML),
    Upload("a.gif", "image/gif", b"GIF89a/*" + b"\0" * 40 + b"*/=ran(0);<script>ran(0)</script>"),
    Upload("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0" + HTML),
    Upload("a.bmp", "image/bmp", b"BM" + HTML),
    Upload("a.webp", "image/webp", b"RIFF\0\0\0\0WEBP" + HTML),
    Upload("a.svg", "image/svg+xml", SVG),
    Upload("a.svg", "image/png", BOM + SVG),
    Upload("a.svgz", "image/svg+xml", b"\x1f\x8b\x08" + SVG),
    Upload("a.xhtml", "application/xhtml+xml", XHTML),
    Upload("a.xml", "text/xml", XSLT),
    Upload("a.mathml", "application/mathml+xml", XHTML),
    Upload("a.pdf", "application/pdf", b"%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>"),
    Upload("a.pdf", "text/html", HTML),
    Upload("a.js", "text/javascript", b"ran(0)"),
    Upload("a.css", "text/css", b"@import 'https://foreign.example/0'"),
    Upload("a.swf", "application/x-shockwave-flash", b"FWS\x09" + b"\0" * 20),
    Upload("a.mht", "message/rfc822", b"Content-Type: text/html\r\n\r\n" + HTML),
    Upload("a.mp4", "video/mp4", b"\0\0\0\x18ftypmp42" + HTML),
    Upload("a.webm", "video/webm", b"\x1a\x45\xdf\xa3" + HTML),
    Upload("a.ogg", "audio/ogg", b"OggS" + HTML),
    Upload("a.zip", "application/zip", b"PK\x03\x04" + HTML),
    Upload("a.exe", "image/png", b"MZ\x90\0" + HTML),
    Upload("a.jar", "application/java-archive", b"PK\x03\x04"),
    Upload("a.utf16.html", "text/html", "<script>ran(0)</script>".encode("utf-16")),
    Upload("a.utf7.html", "text/html; charset=utf-7", b"+ADw-script+AD4-ran(0)"),
    Upload("unknown", "text/html", b"\0\x01\x02" + HTML),
    Upload("empty.html", "text/html", b""),
)
"""Files that a browser would run, or take for something that it runs, if it were let."""

FILE_NAMES: Final = (
    *NAMES,
    "../../../etc/cron.d/x",
    "..\\..\\windows\\system.ini",
    "/etc/passwd",
    "C:\\autoexec.bat",
    "a\r\nContent-Type: text/html\r\n\r\n<script>ran(0)</script>.png",
    'a"; filename="b.html',
    "a;b=c,d.png",
    "invoice.pdf.exe",
    "invoice.pdf          .exe",
    "annexe\u202egpj.exe",
    "%2e%2e%2fpasswd",
    "%0d%0aSet-Cookie: x=y",
    ".htaccess",
    "CON",
    "nul.txt",
    "a\x00.html",
    "a:stream",
    "x" * 5000 + ".html",
    "",
    ".",
    "..",
    "\ud800.png",
)
"""What files are called."""
