"""How people write: one spelling for full width, circled, traditional and invisible characters."""

import re
import unicodedata

LONGEST = 2000  # characters looked at; WeChat sends at most 2048 bytes

INVISIBLE = re.compile(
    r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u20e3\u00ad\U0001f3fb-\U0001f3ff]"
)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
DASHES = re.compile(r"[‐‑‒–—―−﹣－ー]+")
NOT_A_WORD = re.compile(r"[\W_]+")

TRADITIONAL = (
    "號樓單層萬兩對認願個戶東棟門沒錯選這說業資開進結記錄綁預繼續幫貳參陸點橫減們請問無讚贊為會應還數題確"
    "裝電見過錢擇擁護絕決難棄權樣異議車現時實從"
)
SIMPLIFIED = (
    "号楼单层万两对认愿个户东栋门没错选这说业资开进结记录绑预继续帮贰叁陆点横减们请问无赞赞为会应还数题确"
    "装电见过钱择拥护绝决难弃权样异议车现时实从"
)
TO_SIMPLIFIED = str.maketrans(TRADITIONAL, SIMPLIFIED)


def normalise(text: str) -> str:
    """One spelling: NFKC, lower case, simplified, single spaces, plain dashes, nothing invisible."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])
    text = INVISIBLE.sub("", text)
    text = CONTROL.sub(" ", text)
    text = DASHES.sub("-", text).lower().translate(TO_SIMPLIFIED)
    return " ".join(text.split())


def bare(text: str) -> str:
    """Only letters, digits and characters: what is left when punctuation and spaces do not matter."""
    return NOT_A_WORD.sub("", normalise(text))
