"""Which language stands where, and what a comment may be."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.architecture.house import CHINESE, CHINESE_PLACES, EVERYTHING, PRODUCT
from tests.architecture.tree import Finding, SourceTree

CODE = (".py", ".js", ".mjs", ".ts", ".css", ".json", ".sql", ".mako")
LOOSE_ENDS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK|NotImplemented" r"Error)\b")
WAIVER = re.compile(r"#\s*(?:noqa|type:\s*ignore|nosec|pragma|mypy|ruff)\b(.*)", re.DOTALL)
CODES = re.compile(r"\[[^\]]*\]|[A-Z]+[0-9]+|no cover|:")
COMMENT = re.compile(r"^\s*#[ ]?(.*)$")
HEADS = re.compile(r"(def|class|if|for|while|with|elif|else|try|except)\b.*:$")


def chinese_stands_in_its_places(tree: SourceTree) -> Iterator[Finding]:
    """Chinese for people stands in templates, bots/texts and the other listed places; all else is English."""
    for path in tree.under(*PRODUCT, "migrations/", suffix=CODE):
        if CHINESE_PLACES.match(path) or not CHINESE.search(tree.text(path)):
            continue
        for number, line in enumerate(tree.text(path).splitlines(), start=1):
            if found := CHINESE.search(line):
                yield (
                    path,
                    number,
                    f"`{found.group()}`: words for people live in templates or bots/texts; code is English",
                )


def nothing_is_left_open(tree: SourceTree) -> Iterator[Finding]:
    """No unfinished mark and no stub in the product."""
    for path in tree.under(*PRODUCT, "migrations/", suffix=(".py", ".html", ".js", ".css")):
        for number, line in enumerate(tree.text(path).splitlines(), start=1):
            if found := LOOSE_ENDS.search(line):
                yield path, number, f"`{found.group()}`: finish it, or take it out and open an issue"


def waivers_have_reasons(tree: SourceTree) -> Iterator[Finding]:
    """Every ignore names the check it silences and says why."""
    for path in tree.under(*EVERYTHING):
        for token in _comments(tree.text(path)):
            found = WAIVER.search(token.string)
            if found and not _has_reason(found.group(1)):
                yield path, token.start[0], "an ignore without code and reason: name the check and say why"


def _has_reason(rest: str) -> bool:
    return bool(CODES.search(rest)) and len(re.findall(r"[A-Za-z]{2,}", CODES.sub(" ", rest))) >= 2


def _comments(text: str) -> Iterator[tokenize.TokenInfo]:
    if not WAIVER.search(text):
        return  # reading tokens is slow, and most files waive nothing
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token
    except (tokenize.TokenError, IndentationError):
        return  # a file that does not parse is reported by a rule of its own


def code_is_not_commented_out(tree: SourceTree) -> Iterator[Finding]:
    """A comment gives a reason; code that is not run is deleted."""
    for path in tree.under(*PRODUCT, "migrations/"):
        for number, line in enumerate(tree.text(path).splitlines(), start=1):
            found = COMMENT.match(line)
            if found and _is_code(found.group(1).strip()):
                yield (
                    path,
                    number,
                    f"`{found.group(1).strip()}` is commented-out code: delete it, git remembers",
                )


def _is_code(comment: str) -> bool:
    source = (
        f"{comment}\n    pass" if HEADS.match(comment) and not comment.startswith(("el", "exc")) else comment
    )
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return False
    statement = body[0] if body else None
    if isinstance(statement, (ast.Return, ast.Raise)):
        value = statement.value if isinstance(statement, ast.Return) else statement.exc
        return isinstance(value, (ast.Call, ast.BinOp, ast.Attribute, ast.Subscript))
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, (ast.Call, ast.Await))
    return isinstance(
        statement,
        (
            ast.Assign,
            ast.AugAssign,
            ast.Import,
            ast.ImportFrom,
            ast.FunctionDef,
            ast.ClassDef,
            ast.If,
            ast.For,
            ast.With,
        ),
    )
