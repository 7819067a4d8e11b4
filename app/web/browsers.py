"""Which browser somebody signs in with, in two words, so that they know it again in a list."""

FAMILIES = (  # the first mark found decides: most browsers name several others as well
    ("wechat", ("micromessenger",)),
    ("edge", ("edg/", "edge/", "edga/")),
    ("360", ("qihu", "360se", "360ee")),
    ("qq", ("qqbrowser",)),
    ("firefox", ("firefox/", "fxios/")),
    ("chrome", ("chrome/", "crios/")),
    ("safari", ("safari/",)),
)
HANDHELD = ("mobile", "android", "iphone", "ipad")


def browser_of(user_agent: str) -> str:
    """`chrome-desk`, `wechat-hand`, `other-desk`: a family, and whether it is held in the hand."""
    said = user_agent.lower()
    family = next((name for name, marks in FAMILIES if any(mark in said for mark in marks)), "other")
    return f"{family}-{'hand' if any(mark in said for mark in HANDHELD) else 'desk'}"
