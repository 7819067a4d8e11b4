"""Text that WeChat will take: no forbidden characters, not a byte too long."""

import re

REPLY_BYTES = 2048  # longer texts are not delivered at all
ELLIPSIS = "…"

# What XML 1.0 allows; everything else would make the whole reply unreadable. CR is dropped: LF is enough.
_FORBIDDEN = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without control characters, halves of pairs and space around it."""
    return _FORBIDDEN.sub("", text).strip()


def cut(text: str, limit: int = REPLY_BYTES) -> str:
    """At most `limit` bytes of UTF-8, cut between characters, then marked with an ellipsis.

    A link is kept whole or left out: half of one would show as code.
    """
    raw = text.encode("utf-8")
    if len(raw) <= limit:
        return text
    kept = raw[: limit - len(ELLIPSIS.encode("utf-8"))].decode("utf-8", "ignore")
    link = kept.rfind("<a ")
    if link > kept.rfind("</a>"):
        kept = kept[:link]
    return kept.rstrip() + ELLIPSIS
