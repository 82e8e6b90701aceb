"""Which East Asian charset do these bytes use? An answer by the scripts and signs that result."""

from typing import Final

CODECS: Final = ("cp932", "euc_jp", "cp949", "gb18030", "big5hkscs")
# Korean is guessed by its old standard only: the newer codes would fit much that is not Korean.
_GUESSED_AS: Final = {"cp949": "euc_kr"}

_COMMON: Final = frozenset(
    "的一是不了在人有我他这個个們们中来來上大为為和国國地到以说說時时要就出会會可也你对對生能而子那得于着著下自之年过過"
    "发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心"
    "她本前开開但因只从從想实實日者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由"
    "问問很最重并並物手应應向头頭文体體相见見被利什二等产產或新己制身果加月话話合回特代内內信表化给給位次度门門任常先通教"
    "原东東提立及比员員解水名真处處各入几幾口认認条條平系气氣题題更别別打变變总總何电電数數安少报報结結反受目太量再建务務"
    "做接必件计計管期市直资資命金指许許统統区區保至形社便空决決展科司书書非则則达達光放强強即难難完设設式色路记記品住告类"
    "類求据據程北边邊该該交规規取格望术術共确確传傳师師清今切让讓识識候带帶请請帮幫您吗嗎呢吧助决"
)
_SAMPLE: Final = 20_000


def best(data: bytes) -> str | None:
    """Return the charset whose reading looks like a language, or None.

    Args:
        data: Bytes of one text that are not valid UTF-8.
    """
    scores = {codec: _likeness(data[:_SAMPLE], codec) for codec in CODECS}
    name = max(CODECS, key=lambda codec: scores[codec])
    return name if scores[name] > 0 else None


def _likeness(data: bytes, codec: str) -> float:
    """Return from 0 to 1 how much of a reading is in the charset's own script."""
    try:
        text = data.decode(_GUESSED_AS.get(codec, codec))
    except UnicodeError:
        return 0.0
    foreign = [char for char in text if char > "\x7f"]
    if not foreign:
        return 0.0
    if codec in {"cp932", "euc_jp"}:
        kana = _share(foreign, "\u3040", "\u30ff")
        narrow = _share(foreign, "\uff61", "\uff9f")
        return kana + 0.2 if kana > 0.3 and narrow < 0.1 else 0.0
    if codec == "cp949":
        hangul = _share(foreign, "\uac00", "\ud7a3")
        return hangul if hangul > 0.9 else 0.0
    han = _share(foreign, "\u4e00", "\u9fff")
    common = sum(char in _COMMON for char in foreign) / len(foreign)
    return 0.5 * han * common + 0.3 * common if han > 0.6 and common > 0.1 else 0.0


def _share(chars: list[str], low: str, high: str) -> float:
    return sum(low <= char <= high for char in chars) / len(chars)
