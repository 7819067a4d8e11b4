"""Tidy what people typed without changing what they meant."""

import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")
# Direction marks and invisible marks. The joiners U+200C and U+200D stay: emoji and some scripts need them.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNSEEN = {"Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs"}


def clean_text(text: str) -> str:
    """Several lines: trimmed, control characters dropped, blank lines thinned; empty when nothing shows.

    Characters are never folded (no NFKC, not even NFC): rare characters in names would turn into others.
    """
    even = _BREAKS.sub("\n", text).replace("\t", " ")
    kept = "".join(character for character in even if character == "\n" or _may_stay(character))
    lines = "\n".join(line.strip() for line in _INVISIBLE.sub("", kept).split("\n"))
    tidy = _BLANK_LINES.sub("\n\n", lines).strip()
    return tidy if any(unicodedata.category(character) not in _UNSEEN for character in tidy) else ""


def clean_line(text: str) -> str:
    """The same on one line."""
    return " ".join(line for line in clean_text(text).split("\n") if line)


def _may_stay(character: str) -> bool:
    """Controls can hide things; half a surrogate pair cannot be stored."""
    return unicodedata.category(character) not in {"Cc", "Cs"}
