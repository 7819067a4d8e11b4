"""Which of the offered options a reply means."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bots.nlu.numbers import DIGITS, ordinal
from bots.nlu.polarity import Stance, has_doubt, stance
from bots.nlu.writing import bare, normalise


class Trouble(StrEnum):
    """Why a reply names no option."""

    NOTHING = ""
    UNCLEAR = "unclear"
    SEVERAL = "several"
    NEGATED = "negated"
    OUT_OF_RANGE = "out-of-range"


@dataclass(frozen=True)
class Choice:
    """The options meant, counted from 0, or the trouble with the reply.

    `every` is set when the person asked for all, `none` when for none of them.
    """

    picks: tuple[int, ...] = ()
    trouble: Trouble = Trouble.NOTHING
    every: bool = False
    none: bool = False

    @property
    def is_clear(self) -> bool:
        """Is there nothing to ask back?"""
        return self.trouble is Trouble.NOTHING

    @property
    def index(self) -> int:
        """The one option meant; -1 when it is not exactly one."""
        return self.picks[0] if len(self.picks) == 1 else -1


LONGEST = 400  # characters looked at; an option has at most 200
PIECE = 3  # characters that make a piece of a name worth believing

UNCLEAR = Choice(trouble=Trouble.UNCLEAR)
NEGATED = Choice(trouble=Trouble.NEGATED)
OUT_OF_RANGE = Choice(trouble=Trouble.OUT_OF_RANGE)
SEVERAL = Choice(trouble=Trouble.SEVERAL)

NUMBERED = re.compile(r"^(\d{1,2}|[一二三四五六七八九十])\s*[.、,，:：)\s]?\s*([^\d\s].*)$")
ALL = re.compile(
    r"^(?:我|俺|就)*(?:全部|全选|全要|都要|都选|所有|全都要|全都选|都需要|全部都要|全部要|每个都要|每样都要)(?:的|了|吧)*$"
)
NONE = re.compile(
    r"^(?:我|俺)*(?:(?:以上)?(?:全|全部)?都(?:不要|不选|不需要|没有|不是|不想要)|一(?:个|项|样)(?:都|也)(?:不要|不选|没有|不想要)|没有|无)(?:的|了|吧)*$"
)
BETWEEN = re.compile(r"(?:[\s、,，.。;；/+&|]|和|跟|与|及|还有|以及|加上|加)+")
SPAN = re.compile(r"^(?:选|从|第)*(\S+?)(?:到|至|~)(?:第)?(\S+?)$")
LEAD = re.compile(r"^(?:我|俺|就|要|想|选择|选|回复|投|填)*")
TAIL = re.compile(r"(?:这几个|这几项|这两个|这两项|都要|都选|的|吧|了|啊|呀|[.。!！])*$")


def choose(text: str, labels: Sequence[str]) -> Choice:
    """One option by number (１, 一, ①, 第二个), letter, text, or a sentence containing exactly one text."""
    return _one(normalise(text)[:LONGEST], labels, by_stance=True)


def pick_named(text: str, labels: Sequence[str]) -> Choice:
    """One thing from a list of names (homes, rooms, titles): also by a piece that only one of them has."""
    choice = choose(text, labels)
    said, names = bare(text), [bare(label) for label in labels]
    if choice.is_clear or choice.trouble is Trouble.NEGATED or said.isdigit() and len(said) < PIECE:
        return choice
    pieces = [{name[at : at + PIECE] for at in range(len(name) - PIECE + 1)} for name in names]
    own = [piece - set().union(*pieces[:at], *pieces[at + 1 :]) for at, piece in enumerate(pieces)]
    hits = [at for at, piece in enumerate(own) if any(part in said for part in piece)]
    return Choice((hits[0],)) if len(hits) == 1 else choice


def choose_many(text: str, labels: Sequence[str]) -> Choice:
    """Several options: "1 3 5", "1、3和5", "一三五", "135" (at most nine options), texts, all or none."""
    plain = normalise(text)[:LONGEST]
    exact = _exactly(plain, labels)
    if exact is not None:
        return Choice((exact,))
    if ALL.match(bare(plain)):
        return Choice(tuple(range(len(labels))), every=True)
    if NONE.match(bare(plain)):
        return Choice(none=True)
    span = SPAN.match(plain)
    if span:
        return _span(span, labels)
    body = TAIL.sub("", LEAD.sub("", plain))
    run = _run(body, len(labels))
    if run is not None:
        return run
    parts = [part for part in BETWEEN.split(TAIL.sub("", plain)) if part]
    picked = [_one(part, labels, by_stance=False) for part in parts]
    if len(parts) > 1 and all(choice.is_clear for choice in picked):
        return _merged(picked)
    if len(parts) > 1 and any(choice.trouble is Trouble.OUT_OF_RANGE for choice in picked):
        return OUT_OF_RANGE
    whole = _contained(plain, labels, several=True)
    return whole if len(parts) > 1 or whole.is_clear else _one(plain, labels, by_stance=False)


def rating(text: str, least: int = 1, most: int = 5) -> int | None:
    """A mark on a scale: "4", "四分", "打5分", "五星", "⭐⭐⭐", "满分"; None asks back."""
    plain = bare(text)
    stars = normalise(text).replace(" ", "")
    if stars and set(stars) <= set("⭐★🌟"):
        mark: int | None = len(stars)
    elif re.fullmatch(r"(?:我|俺|打|给)*满分(?:的|吧|了)*", plain):
        mark = most
    else:
        found = re.fullmatch(r"(?:我|俺|打|给|就|评|评个|个)*(.+?)(?:颗)?(?:分|星)(?:的|吧|了)*", plain)
        is_fraction = bool(re.search(r"\d\s*[./]\s*\d|点", normalise(text)))
        mark = None if is_fraction else ordinal(found[1] if found else plain)
    return mark if mark is not None and least <= mark <= most else None


def _one(plain: str, labels: Sequence[str], *, by_stance: bool) -> Choice:
    """One option; everyday words for yes and no count only where one answer is asked for."""
    by_text, by_number = _exactly(plain, labels), ordinal(plain)
    if by_number is not None:
        return _numbered(by_number, by_text, labels)
    if by_text is not None:
        return Choice((by_text,))
    if re.fullmatch(r"[a-z]", plain):
        return _within(ord(plain) - ord("a"), labels)
    both = NUMBERED.match(plain)
    if both:
        return _number_and_text(both, labels, by_stance=by_stance)
    same = _by_stance(plain, labels) if by_stance else None
    return _contained(plain, labels) if same is None else Choice((same,))


def _within(index: int, labels: Sequence[str]) -> Choice:
    return Choice((index,)) if 0 <= index < len(labels) else OUT_OF_RANGE


def _numbered(value: int, by_text: int | None, labels: Sequence[str]) -> Choice:
    """A number; when a label reads like a number too, both must mean the same option."""
    if by_text is not None and by_text != value - 1:
        return UNCLEAR if 1 <= value <= len(labels) else Choice((by_text,))
    return _within(value - 1, labels)


def _number_and_text(both: re.Match[str], labels: Sequence[str], *, by_stance: bool) -> Choice:
    """ "1 agree": the number and the words must not disagree."""
    value = ordinal(both[1])
    by_text = _one(both[2], labels, by_stance=by_stance)
    if not by_text.is_clear:
        return _contained(normalise(both[0]), labels)
    return by_text if value is not None and by_text.picks == (value - 1,) else UNCLEAR


def _names(label: str) -> set[str]:
    """How an option may be called: its whole text, or the part before a bracket."""
    whole = bare(label)
    short = bare(re.split(r"[(（]", label)[0])
    return {name for name in (whole, short) if name}


def _exactly(plain: str, labels: Sequence[str]) -> int | None:
    """The one option whose text this is; a full text goes before a shortened one."""
    said = bare(plain)
    whole = [index for index, label in enumerate(labels) if bare(label) == said]
    short = [index for index, label in enumerate(labels) if said and said in _names(label)]
    for found in (whole, short):
        if said and len(found) == 1:
            return None if "?" in plain else found[0]
    return None


def _by_stance(plain: str, labels: Sequence[str]) -> int | None:
    """Everyday words for yes and no, when exactly one option says the same."""
    meant = stance(plain)
    if meant is None:
        return None
    same = [index for index, label in enumerate(labels) if stance(label) is meant]
    rivals = {Stance.FOR: Stance.FOR_WITHOUT_PAYING}.get(meant)
    is_split = any(stance(label) is rivals for label in labels) and "同意" not in plain
    return same[0] if len(same) == 1 and not (rivals and is_split) else None


def _found_in(said: str, labels: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Options whose text stands in what was said, longest first, each stretch of text used once."""
    names = [(name, index) for index, label in enumerate(labels) for name in _names(label) if len(name) > 1]
    for name, index in sorted(names, key=lambda pair: (-len(pair[0]), pair[1])):
        if name in said:
            said = said.replace(name, "\0")
            yield index, said


def _contained(plain: str, labels: Sequence[str], *, several: bool = False) -> Choice:
    said = bare(plain)
    found = list(_found_in(said, labels))
    rest = found[-1][1].replace("\0", " ") if found else said
    if found and (has_doubt(rest) or "?" in plain):
        return NEGATED
    picks = tuple(sorted({index for index, _ in found}))
    if len(picks) == 1 or (several and picks):
        return Choice(picks)
    if picks:
        return SEVERAL
    return NEGATED if has_doubt(plain) else _part_of(said, labels)


def _part_of(said: str, labels: Sequence[str]) -> Choice:
    """A piece of exactly one option's text, unless what was left away turns its meaning."""
    inside = [label for label in labels if len(said) > 1 and said in bare(label)]
    if len(inside) != 1 or has_doubt(bare(inside[0]).replace(said, " ")):
        return UNCLEAR
    return Choice((list(labels).index(inside[0]),))


def _run(body: str, count: int) -> Choice | None:
    """Digits written together: "135" means 1, 3 and 5 when nothing else can be meant."""
    if not re.fullmatch(rf"\d{{2,}}|[{''.join(DIGITS)}]{{2,}}", body):
        return None
    digits = [int(mark) if mark.isdigit() and mark.isascii() else DIGITS[mark] for mark in body]
    as_one = ordinal(body) if len(digits) < 4 else None
    can_be_one = as_one is not None and as_one <= count
    can_be_many = len(set(digits)) == len(digits) and all(1 <= digit <= count for digit in digits)
    if can_be_one and can_be_many:
        return UNCLEAR
    if can_be_many:
        return Choice(tuple(sorted(digit - 1 for digit in digits)))
    return Choice(((as_one or 0) - 1,)) if can_be_one else OUT_OF_RANGE


def _span(span: re.Match[str], labels: Sequence[str]) -> Choice:
    first, last = ordinal(span[1]), ordinal(span[2])
    if first is None or last is None or first >= last:
        return UNCLEAR
    return Choice(tuple(range(first - 1, last))) if first >= 1 and last <= len(labels) else OUT_OF_RANGE


def _merged(picked: Sequence[Choice]) -> Choice:
    return Choice(tuple(sorted({index for choice in picked for index in choice.picks})))
