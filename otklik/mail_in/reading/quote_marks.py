"""Which HTML elements mail programs put around quotes and signatures."""

import re
from typing import Final

from otklik.mail_in.reading.lines import Mark

# Around the whole quote, its introducing line included.
_QUOTE: Final = re.compile(
    r"""
    yahoo_quoted | yahooquoted | yahoo-quoted | moz-cite-prefix | protonmail_quote |
    zmail_extra | tutanota_quote | olk_src_body_section | messagereplysection | isreplycontent |
    clean_bq | front-blockquote | missive_quote | quoted-content | reply-intro | airmail_on |
    mail-quote | mailquote | quoted-message | reply-quote | replyquote | history_container |
    cite2 | __quoted_text__ | __headers__ | quotedtext | ^quote$ |
    skiff_quote | iosymail | origbody | reply139content | orimsghtmlseperator | gmail_attr |
    ^mailcontent$ | missive_thread
    """,
    re.VERBOSE,
)
# From here on everything is quoted.
_CUT: Final = re.compile(
    r"""
    divrplyfwdmsg | appendonsend | stopspelling | outlookmessageheader | zwchr | __divider__ |
    ms-outlook-mobile-reference-message | mail-editor-reference-message | hmquote_header |
    ^replywithcontent$ | ecxhmheader | replytomessage | replysplit | _mailoriginal
    """,
    re.VERBOSE,
)
_SIGNATURE: Final = re.compile(
    r"""
    gmail_signature | moz-signature | applemailsignature | mobile-signature | composer_signature |
    _rc_sig | messagesignaturesection | signature_block | tutanota_signature | front-signature |
    bloop_sign | edo-signature | mailbirdsignature | mail-signature | yahoo_signature |
    zmail_signature | __sig_ | (?<![a-z])signature(?![a-z]) | pre_signature
    """,
    re.VERBOSE,
)
_QUOTE_STYLE: Final = re.compile(r"border-left(?:-width)?\s*:(?!\s*(?:none|0(?:px)?\s*(?:;|$)))")
# The line above Outlook's and Windows Mail's printed header.
_CUT_STYLE: Final = re.compile(
    r"border-top:\s*solid #(?:e1e1e1|b5c4df) 1\.0pt;\s*padding:\s*3\.0pt"
    r"|border-top-color:\s*rgb\(229, ?229, ?229\);\s*border-top-width:\s*1px"
)
# Indentation made by hand.
_INDENT_STYLE: Final = re.compile(r"border(?:-left)?:\s*(?:none|0)|^margin(?:-left)?:[^:]*;?$")
_NAMING: Final = ("class", "id", "name", "data-marker", "data-type")


def of_element(tag: str, attributes: dict[str, str]) -> Mark | None:
    """Return what an element says about the text in it, or None.

    Args:
        tag: Lower-case tag name.
        attributes: Its attributes, names in lower case.
    """
    style = attributes.get("style", "").lower()
    if tag == "blockquote" and _INDENT_STYLE.search(style) and "cite" not in attributes:
        return None
    for key in _NAMING:
        value = attributes.get(key, "").lower()
        if value and (named := _of_name(tag, value)) is not None:
            return named
    if tag == "div" and style and _CUT_STYLE.search(style):
        return Mark.CUT
    if tag != "blockquote":
        return None
    cited = attributes.get("type", "").lower() == "cite" or "cite" in attributes
    return Mark.QUOTE if cited or _QUOTE_STYLE.search(style) else Mark.MAYBE_QUOTE


def _of_name(tag: str, value: str) -> Mark | None:
    """Return what a class, id or name says."""
    if _CUT.search(value):
        return Mark.CUT
    if "gmail_quote" in value:
        return Mark.QUOTE if tag == "blockquote" else Mark.WRAP
    if _QUOTE.search(value):
        return Mark.QUOTE
    return Mark.SIGNATURE if tag != "a" and _SIGNATURE.search(value) else None
