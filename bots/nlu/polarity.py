"""Yes, no or ask back: a negated agreement is never read as agreement."""

import re
from collections.abc import Iterator
from enum import StrEnum

from bots.nlu.words import Role, words_in
from bots.nlu.writing import normalise


class Polarity(StrEnum):
    """What a reply to a yes-or-no question means; UNCLEAR asks back."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    UNCLEAR = "unclear"


class Stance(StrEnum):
    """The four stands an owner can take on a joint project."""

    FOR = "for"
    FOR_WITHOUT_PAYING = "for-without-paying"
    AGAINST = "against"
    ABSTAIN = "abstain"


Words = list[tuple[str, Role]]

LONGEST = 400  # characters looked at: a longer reply is no plain yes or no
TAIL = re.compile(r"[啊呀吧哦哈嘞呗啦的了,，.。!！~～ ]+$")
REPEATED = re.compile(r"^(.{1,5}?)(?:[,，.。!！、 ]*\1)+$")
A_NOT_A = re.compile(r"([^不])不\1|(..)不\2|(.)不\3.")
SIDES = re.compile(r"同意|愿意|乐意|情愿|赞成|赞同|支持|反对|弃权|没啥?意见|无异议")
ALONE_MEANS_NO = {"不是", "没有", "没"}
NO_WEIGHT = {Role.FILLER, Role.DEED}
SETTLES_NOTHING = {Role.ASKS, Role.DOUBT, Role.UNSURE, Role.ABSTAIN, Role.BUT, Role.BROKE, Role.UNKNOWN}
LETTER = {
    Role.YES: "Y",
    Role.NO: "N",
    Role.NOT: "G",
    Role.PAY: "P",
    Role.BUT: "B",
    Role.BROKE: "M",
    Role.ABSTAIN: "A",
}


def yes_no(text: str) -> Polarity:
    """YES or NO only when every word of the reply is understood and points one way; otherwise UNCLEAR."""
    answer = yes_no_unsure(text)
    return Polarity.UNCLEAR if answer is Polarity.UNSURE else answer


def yes_no_unsure(text: str) -> Polarity:
    """Like `yes_no`, and UNSURE for people who say that they do not know yet."""
    words = _words(text)
    weighty = [role for _, role in words if role not in NO_WEIGHT and role is not Role.BREAK]
    if weighty and all(role is Role.UNSURE for role in weighty):
        return Polarity.UNSURE
    verdicts = {_clause(clause) for clause in _clauses(words)} - {None}
    return verdicts.pop() or Polarity.UNCLEAR if len(verdicts) == 1 else Polarity.UNCLEAR


def stance(text: str) -> Stance | None:
    """For, for but not paying now, against or abstaining; None asks back."""
    words = _words(text)
    roles = [role for _, role in words if role not in NO_WEIGHT and role is not Role.BREAK]
    if all(role in LETTER for role in roles):
        shape = "".join(LETTER[role] for role in roles)
        if shape == "A":
            return Stance.ABSTAIN
        if re.fullmatch(r"Y+B?(?:[GN]Y?P|M)", shape):
            return Stance.FOR_WITHOUT_PAYING
        if re.fullmatch(r"Y+P", shape):
            return Stance.FOR
    if Role.PAY in roles:
        return None
    return {Polarity.YES: Stance.FOR, Polarity.NO: Stance.AGAINST}.get(yes_no(text))


def takes_side(text: str) -> bool:
    """Does the text agree or refuse in any way, however twisted? It says nothing about which."""
    return bool(SIDES.search(normalise(text)))


def has_doubt(text: str) -> bool:
    """Does the text negate, ask or hedge in any way, so that a word found in it proves nothing?"""
    bad = {Role.NO, Role.NOT, Role.TWIST, Role.UNSURE, Role.DOUBT, Role.BUT, Role.ASKS}
    return any(role in bad for _, role in words_in(normalise(text)))


def _words(text: str) -> Words:
    plain = normalise(text)[:LONGEST]
    repeated = REPEATED.match(TAIL.sub("", plain))
    if repeated:
        plain = repeated[1]
    words = words_in(plain)
    if A_NOT_A.search(plain.replace(" ", "")):
        words.append(("?", Role.ASKS))
    return words


def _clauses(words: Words) -> Iterator[Words]:
    clause: Words = []
    for word in words:
        if word[1] is Role.BREAK:
            yield clause
            clause = []
        else:
            clause.append(word)
    yield clause


def _clause(clause: Words) -> Polarity | None:
    """What one clause says; None when it says nothing either way."""
    words: Words = [(word, role) for word, role in clause if role is not Role.FILLER]
    roles = {role for _, role in words}
    if not words:
        return None
    if roles & SETTLES_NOTHING:
        return Polarity.UNCLEAR
    if Role.TWIST in roles:
        return Polarity.NO if len(words) == 1 and words[0][0] in ALONE_MEANS_NO else Polarity.UNCLEAR
    if Role.NOT in roles:
        return _negated(words)
    yes = {word for word, role in words if role is Role.YES}
    no = {word for word, role in words if role is Role.NO}
    if yes and no or len(no) > 1:
        return Polarity.UNCLEAR
    if not yes and not no:
        return None if roles == {Role.DEED} else Polarity.UNCLEAR
    return Polarity.YES if yes else Polarity.NO


def _negated(words: Words) -> Polarity:
    """One negation with one thing negated after it is a plain no; anything more is not plain."""
    roles = [role for _, role in words]
    shape = "".join({Role.NOT: "G", Role.YES: "Y", Role.DEED: "D"}.get(role, "?") for role in roles)
    return Polarity.NO if re.fullmatch(r"D?G(?:[YD]D*)?", shape) else Polarity.UNCLEAR
