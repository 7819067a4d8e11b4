"""Whole numbers as people write and say them."""

import re

from bots.nlu.writing import normalise

DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5,
    "六": 6, "七": 7, "八": 8, "九": 9, "幺": 1,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIAD = 10_000
SPOKEN = "".join(DIGITS) + "".join(TENS) + "万"

BEFORE = r"(?:我|俺|咱|就|要|想|还是|选择|选项|选|回复|回|按|投|填|答案|是|答|no\.?|编号|序号|第|[(\[#])*"
AFTER = r"(?:选项|个|号|项|条|题|种|那个|这个|的|吧|呢|啊|呀|哈|哦|噢|嘛|了|[.。、,，!！~)\]#:;])*"
WHOLE = re.compile(rf"^{BEFORE}\s*(\d{{1,9}}|[{SPOKEN}]{{1,12}})\s*{AFTER}$")
COUNT = re.compile(rf"^(?:我|俺|就|要|想|选择|选)*(?:\d{{1,9}}|[{SPOKEN}]{{1,12}})(?:个|项|种)")


def number(text: str) -> int | None:
    """The one whole number this text consists of ("３", "选2", "第二个", "一百零五"), or None."""
    found = WHOLE.match(normalise(text).replace(" 号", "号"))
    return read_number(found[1]) if found else None


def ordinal(text: str) -> int | None:
    """Like `number`, but "两个" or "3个" is how many, not which one, so it is None."""
    return None if COUNT.match(normalise(text)) else number(text)


def read_number(written: str) -> int | None:
    """Digits or Chinese numerals only ("501", "五零一", "五百零一", "一万二"); None if malformed."""
    if written.isascii():
        return int(written) if written.isdigit() else None
    if not any(mark in TENS or mark == "万" for mark in written):
        return _digit_by_digit(written)
    head, myriad, tail = written.partition("万")
    if not myriad:
        return _below_myriad(head)
    whole = _below_myriad(head)
    rest = _after_unit(tail, MYRIAD)
    return None if whole is None or rest is None else whole * MYRIAD + rest


def _digit_by_digit(written: str) -> int | None:
    if not written or any(mark not in DIGITS for mark in written):
        return None
    return int("".join(str(DIGITS[mark]) for mark in written))


def _after_unit(tail: str, unit: int) -> int | None:
    """What follows a unit: nothing, a colloquial single digit ("一万二" is 12000), or a smaller number."""
    if not tail:
        return 0
    if len(tail) == 1 and tail in DIGITS:
        return DIGITS[tail] * unit // 10
    return _below_myriad(tail.lstrip("零〇"))


def _below_myriad(written: str) -> int | None:
    total, unit_before, rest = 0, MYRIAD, written
    while rest:
        found = re.match(r"^[零〇]?(?:([^十拾百佰千仟])?([十拾百佰千仟]))", rest)
        if not found:
            break
        unit = TENS[found[2]]
        if unit >= unit_before or (found[1] and found[1] not in DIGITS) or (not found[1] and unit > 10):
            return None
        total += (DIGITS[found[1]] if found[1] else 1) * unit
        unit_before, rest = unit, rest[found.end() :]
    if not rest:
        return total if written else None
    if len(rest) == 1 and rest in DIGITS:
        return total + (DIGITS[rest] * unit_before // 10 if unit_before < MYRIAD else DIGITS[rest])
    if len(rest) == 2 and rest[0] in "零〇" and rest[1] in DIGITS:
        return total + DIGITS[rest[1]]
    return None
