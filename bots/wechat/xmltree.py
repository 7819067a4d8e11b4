"""A small XML reader for pushes: expat with no document type, no attributes kept, few levels.

Hand-written on expat instead of xmltodict and wechatpy.parse_message: those turn a repeated or nested
field into another Python type and raise a dozen kinds of exceptions over it (KeyError, AttributeError,
OSError, …), cannot cap depth, and cost about twice as much. Here every value is a list of what was
there, so that the caller has to say how many it accepts, and only Rejected can come out.
"""

import re
from collections.abc import Set
from pyexpat import ExpatError, ParserCreate

from bots.wechat.errors import malformed

Tree = dict[str, list["str | Tree"]]
Plain = str | list["Plain"] | dict[str, "Plain"]

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8  # WeChat's deepest event (article lists) has 5 levels
MAX_ELEMENTS = 2000

# Whatever XML allows before the root besides a declaration (document types above all) is not WeChat's.
# Possessive quantifiers keep the time linear in the size of a body of nothing but spaces.
_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?+\s*+(?:<\?xml\s[^<>]{0,200}\?>\s*+)?+<xml[\s>]")
# Phones let people paste these; XML forbids them, and a lost message is worse than a lost control code.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")


def read(body: bytes) -> Tree:
    """The children of the root `<xml>`: name → values in order; text is stripped. Or Rejected(400)."""
    if len(body) > MAX_BYTES:
        raise malformed("too-large")
    body = body.translate(None, _CONTROLS)
    if _OPENING.match(body) is None:
        raise malformed("not-xml")
    reader = _Reader()
    parser = ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.take_text
    parser.XmlDeclHandler = _refuse_charset
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(body, True)
    except (ExpatError, UnicodeError):
        raise malformed("not-xml") from None
    return reader.root


class _Reader:
    """Collects elements; knows nothing of the parser, so the two make no reference cycle."""

    def __init__(self) -> None:
        self.root: Tree = {}
        self._open: list[Tree] = [{}]
        self._text: list[str] = []
        self._left = MAX_ELEMENTS

    def start(self, _name: str, _attributes: object) -> None:
        """An element begins: what stood before it in its parent was mixed content, and is dropped."""
        self._left -= 1
        if self._left < 0 or len(self._open) > MAX_DEPTH:
            raise malformed("too-deep")
        self._open.append({})
        self._text.clear()

    def take_text(self, text: str) -> None:
        """Some text of the innermost element."""
        self._text.append(text)

    def end(self, name: str) -> None:
        """An element ends: it is a tree if it had children, else its text."""
        tree = self._open.pop()
        value = tree or "".join(self._text).strip()
        self._text.clear()
        self._open[-1].setdefault(name, []).append(value)
        self.root = tree


def _refuse_charset(_version: str, encoding: str | None, _standalone: int) -> None:
    """Bytes are read as UTF-8 whatever they declare; who declares something else is not WeChat."""
    if encoding is not None and encoding.lower() not in ("utf-8", "utf8"):
        raise malformed("wrong-charset")


def _refuse_doctype(*_details: object) -> None:
    """A second lock behind `_OPENING`: no document type, hence no entity."""
    raise malformed("not-xml")


def one(tree: Tree, name: str) -> str:
    """The text of a field that must stand there once and be flat; Rejected(400) otherwise."""
    values = tree.get(name, ())
    if len(values) != 1:
        raise malformed("repeated-field" if values else "missing-field")
    value = values[0]
    if not isinstance(value, str):
        raise malformed("nested-field")
    return value


def plain(tree: Tree, lists: Set[str]) -> dict[str, "Plain"]:
    """The tree as JSON would hold it: a name that is in `lists`, or repeated, holds a list."""
    return {
        name: [_plain_value(value, lists) for value in values]
        if name in lists or len(values) > 1
        else _plain_value(values[0], lists)
        for name, values in tree.items()
    }


def _plain_value(value: "str | Tree", lists: Set[str]) -> "Plain":
    return value if isinstance(value, str) else plain(value, lists)
