"""Signatures: the delimiter of RFC 3676, the line of a telephone, a block of contacts."""

import re
from collections.abc import Sequence
from typing import Final

from otklik.mail_in.reading.lines import Line, Mark

_DELIMITER: Final = re.compile(r"\s{0,3}(?:--|—|–|__)\s*$|-- \s*$")
_LONG_RULE: Final = re.compile(r"\s{0,3}_{5,}\s*$")
_DASHED_NAME: Final = re.compile(
    r"\s?[-–—]{1,2}\s?[^\W\d_][\w.]{1,20}(?:\s[^\W\d_][\w.]{0,20}){0,2}\s*$"
)
_MAX_AFTER_BARE: Final = 25
_MAX_AFTER_MOBILE: Final = 8
_MAX_MOBILE: Final = 120

_DEVICE: Final = (
    r"(?:i-?phon\S*|ipad\S*|ipod\S*|android|blackberry\S*|samsung|galaxy|huawei|xiaomi|redmi|honor|poco|"
    r"nokia|lumia|htc|nexus|pixel|sony|xperia|lg|motorola|oneplus|realme|oppo|vivo|windows\s?phone|"
    r"mobil\w*|handy|smartphone\w*|smartfon\w*|phone|telefon\w*|tel[eé]fono\w*|t[eé]l[eé]phone|telemóvel|celular|cell|"
    r"tablet\w*|mac(?:book)?|outlook\S*|mail|yahoo\S*|gmail|k-9|protonmail|proton|thunderbird|spark|"
    r"mailbird|aquamail|bluemail|nine|email|e-mail|gmx|web\.de|yandex\S*|mail\.ru|windows|palm\w*|treo|"
    r"verizon\S*|t-mobile|at&t|sprint|wireless|smarttelefon\w*|puhelin\w*|fairphone|zimbra|"
    r"телефон\w*|смартфон\w*|планшет\w*|айфон\w*|устройств\w*|почт\w*|яндекс\S*|мобильн\w*|приложени\w*)"
)
_MOBILE: Final = (
    re.compile(
        r"(?:sent|posted|written|typed)\s+(?:from|with|via|by|using|on)\s+(?:my\s+|a\s+|the\s+)?"
        rf"(?:\S+\s+){{0,4}}?{_DEVICE}\b[^.!?]{{0,40}}[.!]?(?:\s*<?https?://\S+)?$",
        re.IGNORECASE,
    ),
    re.compile(r"sent\s+from\s+my\s+[\w-]+(?:\s[\w-]+){0,2}[.!]?$", re.IGNORECASE),
    re.compile(r"(?:get|download|obtenez|obtener|obtenga|descargar|scarica|hol(?:en)?)\s.{0,20}outlook\b", re.IGNORECASE),
    re.compile(
        r"(?:von\s+meinem|gesendet\s+(?:von|mit|vom)|(?:diese\s+nachricht|diese\s+e-?mail)\s+wurde\s+von"
        r"|envoy[ée]\s+(?:de|depuis|à\s+partir|avec|par|via)|enviad[oa]\s+(?:desde|do|da|a\s+partir|con|com|por|de|pelo|via|mediante)"
        r"|inviato\s+(?:da|dal|dall|con)|verzonden\s+(?:vanaf|met|vanuit|via)|verstuurd\s+(?:vanaf|met|vanuit)"
        r"|skickat\s+(?:från|med)|sendt?\s+(?:fra|med|via)|lähetetty|wysłan[eo]\s+(?:z|ze|za)|odesláno\s+(?:z|ze)"
        r"|odoslané\s+(?:z|zo)|trimis\s+(?:de|din|cu)|poslano\s+(?:z|s|iz|sa)|küldve|στάλθηκε|gönderen"
        r"|отправлен[оа]\s+(?:с|со|из|от|через|при)|послано\s+(?:с|со|из)|надіслано\s+(?:з|із|зі|від)|відправлено\s+(?:з|із)"
        r"|изпратено\s+от|с\s+уважением,?\s+отправлено)"
        rf"\W?.{{0,40}}{_DEVICE}",
        re.IGNORECASE,
    ),
    re.compile(rf".{{0,30}}{_DEVICE}\S{{0,12}}\s*(?:gesendet|gönderildi|から送信|에서\s보냄|lähetetty|küldve)", re.IGNORECASE),
    re.compile(r"(?:发自|發自|從|从)\s?我?的?.{0,20}(?:iphone|ipad|手机|手機|傳送|发送|android|小米|华为)", re.IGNORECASE),
    re.compile(r".{0,20}(?:iphone|ipad|android).{0,10}(?:から送信|傳送|에서\s보냄)", re.IGNORECASE),
    re.compile(r"(?:나의|내)\s(?:iphone|ipad)", re.IGNORECASE),
    re.compile(r"(?:נשלח\sמ|أرسلت\sمن|تم\sالإرسال\sمن|مرسل\sمن|đã\sgửi\stừ|được\sgửi\stừ|gửi\stừ|dikirim\sdari|ส่งจาก)", re.IGNORECASE),
)  # fmt: skip
_CLOSING: Final = re.compile(
    r"\W*(?:(?:with\s)?(?:best|kind|warm|many)?\s*(?:regards|wishes)|sincerely(?:\syours)?|yours\s\w+|"
    r"mit\sfreundlichen?\s\w+|viele\sgrü(?:ß|ss)e|freundliche\sgrüsse|cordialement|bien\scordialement|"
    r"saludos(?:\scordiales)?|atentamente|atenciosamente|cordiali\ssaluti|distinti\ssaluti|"
    r"met\svriendelijke\sgroet(?:en)?|med\s(?:vänliga?|venlig)\s\w+|pozdrawiam|z\spoważaniem|"
    r"с\s(?:наилучшими\s)?(?:уважением|пожеланиями)|з\sповагою)\W*",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(
    r"(?:\+?\d[\d\s().-]{6,}\d)|https?://|www\.|[^\s@]+@[^\s@]+\.\w|"
    r"\b(?:tel|phone|fax|mobile?|cell|тел|моб|факс)\b[.:]?",
    re.IGNORECASE,
)
_MAX_BLOCK: Final = 14


def is_mobile(text: str) -> bool:
    """Tell whether a line is what a telephone or mail program adds below a letter."""
    line = text.strip(" \t*_-—–.<>\u200e\u200f\u202a\u202c\xa0\"'“”")
    return 0 < len(line) <= _MAX_MOBILE and any(rule.match(line) for rule in _MOBILE)


def cut(lines: Sequence[Line]) -> int:
    """Return how many lines at the start are text; what follows is the signature.

    Args:
        lines: Consecutive new lines of a letter, up to a quote or the end.
    """
    end = _trimmed(lines, len(lines))
    marked = _marked_from(lines, end)
    for index in range(end):
        text = lines[index].text
        if text == "-- " and any(not line.blank for line in lines[:index]):
            return _trimmed(lines, index)
        if index >= marked:
            return _trimmed(lines, index)
        if end - index <= _MAX_AFTER_BARE and _starts_signature(text, index, end):
            return _trimmed(lines, index)
    return _without_tail(lines, end)


def _marked_from(lines: Sequence[Line], end: int) -> int:
    """Return where the lines that mark-up calls a signature begin, if they are the last ones."""
    start = end
    while start > 0 and (lines[start - 1].mark is Mark.SIGNATURE or lines[start - 1].blank):
        start -= 1
    while start < end and lines[start].blank:
        start += 1
    return start


def _starts_signature(text: str, index: int, end: int) -> bool:
    if not text.strip() or len(text) > _MAX_MOBILE:
        return False
    if _DELIMITER.match(text) or _LONG_RULE.match(text):
        return index > 0
    return end - index <= _MAX_AFTER_MOBILE and is_mobile(text)


def _without_tail(lines: Sequence[Line], end: int) -> int:
    """Drop a last "-Anna", or a closing formula with contacts below it."""
    if end > 1 and _DASHED_NAME.match(lines[end - 1].text) and lines[end - 2].blank:
        return _trimmed(lines, end - 1)
    for index in range(end - 1, max(0, end - _MAX_BLOCK) - 1, -1):
        if (
            len(lines[index].text) < 60
            and index > 0
            and _CLOSING.fullmatch(lines[index].text.strip())
        ):
            below = lines[index + 1 : end]
            contacts = sum(_CONTACT.search(line.text[:300]) is not None for line in below)
            if contacts and all(len(line.text) < 120 for line in below):
                return _trimmed(lines, index)
    return end


def _trimmed(lines: Sequence[Line], end: int) -> int:
    while end > 0 and lines[end - 1].blank:
        end -= 1
    return end
