"""Templates and static files: no logic, no inline code, no foreign host, one place for colour."""

import re
from collections.abc import Iterator

from tests.architecture.reading import line_at
from tests.architecture.tree import Finding, SourceTree

COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
DATA_ONLY = re.compile(r"""type\s*=\s*["']application/(ld\+)?json["']""", re.IGNORECASE)
TAG = re.compile(r"<[a-z][^<>]*(?:>|$)", re.IGNORECASE | re.DOTALL)
ON_EVENT = re.compile(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE)
STYLE = re.compile(r"\sstyle\s*=", re.IGNORECASE)
STYLE_BLOCK = re.compile(r"<style\b", re.IGNORECASE)
SCRIPT_ADDRESS = re.compile(r"javascript:", re.IGNORECASE)
HOST = re.compile(
    r"""https?://(?!www\.w3\.org/)[\w.\-{]+|(?:src|href|action)\s*=\s*["']//[\w.\-]+|url\(\s*["']?//"""
)
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.IGNORECASE | re.DOTALL)
POSTS = re.compile(r"""method\s*=\s*["']?post\b""", re.IGNORECASE)
JINJA = re.compile(r"\{\{[-+]?(.*?)[-+]?\}\}|\{%[-+]?(.*?)[-+]?%\}", re.DOTALL)
TEXT = re.compile(r'"(?:[^"\\]|\\.)*"' + r"|'(?:[^'\\]|\\.)*'")
QUERY = re.compile(r"\.query\b|\bsession\.(?!get\b)|\bdb\.|\.execute\(|\.filter_by\(")
SUM = re.compile(r"[\w.)\]]+\s*(?:\*\*?|//?|%|\+|-)\s*[\w(]+|\|\s*(?:sum|round)\b")
PERMISSION = re.compile(r"\bcurrent_user\b|\bhas_role\b|\bhas_permission\b|\.roles?\b")
COLOUR = re.compile(
    r"""[:=\s"'(,](?<!(?:href=|tent=)["'])(#[0-9a-fA-F]{3,8})\b(?=[;"'),\s!}])(?![^;{}"'<>]*\{)|\b((?:rgb|hsl)a?\()"""
)
TOKENS = "app/static/css/tokens.css"


def no_inline_script(tree: SourceTree) -> Iterator[Finding]:
    """Scripts come from app/static, so that the content security policy can refuse all others."""
    for path, text in _pages(tree):
        for found in SCRIPT.finditer(text):
            if not re.search(r"\bsrc\s*=", found.group(1)) and not DATA_ONLY.search(found.group(1)):
                yield (
                    path,
                    line_at(text, found.start()),
                    "inline script: put it in app/static/js and name it by `src`",
                )
        for found in SCRIPT_ADDRESS.finditer(text):
            yield path, line_at(text, found.start()), "a script as an address: use a button or a form"


def no_inline_handlers_or_styles(tree: SourceTree) -> Iterator[Finding]:
    """No on…= attribute, no style attribute, no style block."""
    for path, text in _pages(tree):
        for tag in TAG.finditer(_without_jinja(text)):
            line = line_at(text, tag.start())
            if found := ON_EVENT.search(TEXT.sub('""', tag.group())):
                yield path, line, f"`{found.group(1)}=`: add the listener in app/static/js"
            if STYLE.search(TEXT.sub('""', tag.group())):
                yield path, line, "style attribute: write a class in app/static/css"
        for found in STYLE_BLOCK.finditer(text):
            yield path, line_at(text, found.start()), "style block: put it in app/static/css"


def no_foreign_host(tree: SourceTree) -> Iterator[Finding]:
    """Pages, scripts and styles load nothing from elsewhere and link to nobody by host."""
    places = tree.under(
        "app/templates/", "app/static/", suffix=(".html", ".svg", ".css", ".js", ".mjs", ".xml")
    )
    for path in places:
        text = _without_comments(tree.text(path))
        for found in HOST.finditer(text):
            yield (
                path,
                line_at(text, found.start()),
                f"`{found.group()}` is a foreign host: serve it from app/static",
            )


def forms_carry_a_csrf_token(tree: SourceTree) -> Iterator[Finding]:
    """Every form that posts carries the token."""
    for path, text in _pages(tree):
        for found in FORM.finditer(text):
            if (
                POSTS.search(found.group(1))
                and "csrf" not in found.group(2)
                and "hidden_tag" not in found.group(2)
            ):
                yield (
                    path,
                    line_at(text, found.start()),
                    "a posting form without csrf_token: add the hidden field",
                )
            if "{%" in found.group(1) and "method" not in found.group(1):
                yield (
                    path,
                    line_at(text, found.start()),
                    "a form whose method cannot be read: write method= out",
                )


def templates_only_show(tree: SourceTree) -> Iterator[Finding]:
    """No query, no arithmetic and no permission logic: views hand over finished values."""
    for path, text in _pages(tree):
        for found in JINJA.finditer(text):
            code = TEXT.sub('""', found.group(1) or found.group(2) or "")
            line = line_at(text, found.start())
            if hit := QUERY.search(code):
                yield path, line, f"`{hit.group()}` asks the database: let the view hand over the value"
            if hit := SUM.search(code):
                yield path, line, f"`{hit.group()}` is arithmetic: let the view hand over the finished figure"
            if hit := PERMISSION.search(code):
                yield (
                    path,
                    line,
                    f"`{hit.group()}` decides who may: let the view hand over can_… or leave it out",
                )


def colours_are_tokens(tree: SourceTree) -> Iterator[Finding]:
    """One token file for colour; all else names the token."""
    for path in tree.under("app/templates/", "app/static/css/", suffix=(".html", ".css", ".svg")):
        text = _without_comments(tree.text(path))
        for found in COLOUR.finditer(text):
            if not path.startswith((TOKENS, "app/static/css/tokens/")):
                colour = found.group(1) or found.group(2)
                yield (
                    path,
                    line_at(text, found.start()),
                    f"`{colour}`: add a token to {TOKENS} and use var(--…)",
                )


def templates_stand_in_rooms(tree: SourceTree) -> Iterator[Finding]:
    """layouts/, components/, errors/ and one folder per room; no page stands loose."""
    for path in tree.under("app/templates/", suffix=""):
        if path.count("/") < 3:
            yield path, 1, "a loose template: put it into layouts/, components/, errors/ or its room's folder"


def vendor_files_are_not_committed(tree: SourceTree) -> Iterator[Finding]:
    """Third-party files are installed to app/static/vendor/, which git ignores."""
    for path in tree.under("app/static/", suffix=(".min.js", ".min.css")):
        yield path, 1, "a dist file of others: install it through package.json"
    if tree.has(".gitignore") and "app/static/vendor" not in tree.text(".gitignore"):
        yield ".gitignore", 1, "app/static/vendor/ is built: let git ignore it"


def _pages(tree: SourceTree) -> Iterator[tuple[str, str]]:
    for path in tree.under("app/templates/", suffix=(".html", ".xml", ".svg", ".txt", ".j2")):
        yield path, _without_comments(tree.text(path))


def _without_comments(text: str) -> str:
    return COMMENT.sub(_blank, text)


def _without_jinja(text: str) -> str:
    return JINJA.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    """As many lines as before, so that positions still tell the line."""
    return re.sub(r"[^\n]", " ", found.group())
