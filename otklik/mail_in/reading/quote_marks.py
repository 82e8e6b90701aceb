"""Which HTML elements mail programs put around quotes and signatures."""

import re
from typing import Final

from otklik.mail_in.reading.lines import Mark

# Around the whole quote, its introducing line included.
_QUOTE: Final = re.compile(
    r"""
    gmail_quote | yahoo_quoted | yahooquoted | yahoo-quoted | moz-cite-prefix | protonmail_quote |
    zmail_extra | tutanota_quote | olk_src_body_section | messagereplysection | isreplycontent |
    clean_bq | front-blockquote | missive_quote | quoted-content | reply-intro | airmail_on |
    mail-quote | mailquote | quoted-message | reply-quote | replyquote | history_container |
    skb_quote | hs_reply | iwc_quote | roundcube_quote | cite2 | mb_quote | spark_quote |
    __quoted_text__ | __headers__ | quotedtext | ^quote$ | zd_quote | freescout_quote |
    msg-quote | x_quote | hey_quote | wm-quote
    """,
    re.VERBOSE,
)
# From here on everything is quoted.
_CUT: Final = re.compile(
    r"""
    divrplyfwdmsg | appendonsend | stopspelling | outlookmessageheader | zwchr | __divider__ |
    ms-outlook-mobile-reference-message | mail-editor-reference-message | hmquote_header |
    ^replywithcontent$ | ecxhmheader | replytomessage
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
_NAMING: Final = ("class", "id", "name", "data-marker", "data-type")


def of_element(tag: str, attributes: dict[str, str]) -> Mark | None:
    """Return what an element says about the text in it, or None.

    Args:
        tag: Lower-case tag name.
        attributes: Its attributes, names in lower case.
    """
    if not attributes:
        return Mark.MAYBE_QUOTE if tag == "blockquote" else None
    for key in _NAMING:
        value = attributes.get(key, "").lower()
        if not value:
            continue
        if _CUT.search(value):
            return Mark.CUT
        if _QUOTE.search(value):
            return Mark.QUOTE
        if tag != "a" and _SIGNATURE.search(value):
            return Mark.SIGNATURE
    return _of_blockquote(attributes) if tag == "blockquote" else None


def _of_blockquote(attributes: dict[str, str]) -> Mark:
    cited = attributes.get("type", "").lower() == "cite" or "cite" in attributes
    if cited or _QUOTE_STYLE.search(attributes.get("style", "").lower()):
        return Mark.QUOTE
    return Mark.MAYBE_QUOTE
