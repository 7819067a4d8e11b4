"""One way to say no, and a text for every no."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import CATCH_ALL, COMMIT, EVERYTHING, PRODUCT, REFUSALS
from tests.architecture.reading import dotted, last, literal, text_of
from tests.architecture.tree import Finding, SourceTree

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ACT = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")
SPOKEN = ("bots/texts.py", "bots/texts/")  # dictionaries from name to text
SHOWN = ("app/web/errors.py", "app/web/errors/")


def nothing_is_swallowed(tree: SourceTree) -> Iterator[Finding]:
    """No bare except; `except Exception` only in the worker loop and the webhook."""
    for path in tree.under(*EVERYTHING):
        for handler in tree.nodes(path, ast.ExceptHandler):
            kinds = {last(dotted(one)) for one in ast.walk(handler.type)} if handler.type else set()
            if handler.type is None:
                yield path, handler.lineno, "bare except: name the errors you can answer"
            elif kinds & {"Exception", "BaseException"} and not _may_catch_all(path, handler):
                yield (
                    path,
                    handler.lineno,
                    "catches every bug: name the errors you can answer, let the rest propagate",
                )
        for call in tree.nodes(path, ast.Call):
            if tree.meaning(path, call.func) == "contextlib.suppress" and _suppresses_all(call):
                yield path, call.lineno, "suppresses every bug: name the errors that do not matter"


def _may_catch_all(path: str, handler: ast.ExceptHandler) -> bool:
    """The worker loop, the webhook, and transaction(), which rolls back and raises again."""
    ending = handler.body[-1]
    raises_again = isinstance(ending, ast.Raise) and ending.exc is None
    return path in CATCH_ALL or path.startswith("tests/") or (path == COMMIT and raises_again)


def _suppresses_all(call: ast.Call) -> bool:
    return bool({dotted(one) for one in call.args} & {"Exception", "BaseException"})


def rooms_refuse_by_code(tree: SourceTree) -> Iterator[Finding]:
    """Rooms raise a Refusal; only app/web turns it into a status."""
    for path in tree.under("app/"):
        for call in tree.nodes(path, ast.Call):
            name = tree.meaning(path, call.func)
            if name in {"flask.abort", "werkzeug.exceptions.abort", "apiflask.abort"} and not path.startswith(
                "app/web/"
            ):
                yield path, call.lineno, "abort( in a room: raise Missing, Forbidden or Invalid with a code"


def refusal_codes_are_kebab_case(tree: SourceTree) -> Iterator[Finding]:
    """A refusal's code is a literal in kebab-case, so it can be found and has a text."""
    names = _refusals(tree)
    for path in tree.under(*PRODUCT):
        for call in tree.nodes(path, ast.Call):
            if last(dotted(call.func)) not in names:
                continue
            code = literal(call, 0, "code")
            if isinstance(code, (ast.JoinedStr, ast.BinOp)):
                yield path, call.lineno, "a code put together cannot be searched: write each code out"
            elif (text := text_of(code)) is not None and not KEBAB.fullmatch(text):
                yield (
                    path,
                    call.lineno,
                    f"code `{text}`: write it in kebab-case and keep the sentence in bots/texts",
                )


def every_refusal_has_a_text(tree: SourceTree) -> Iterator[Finding]:
    """Every code that can be raised has words for people."""
    first = {code: (path, line) for code, path, line in reversed(list(_codes(tree)))}
    for code in without_text(set(first), spoken_names(tree), shown_names(tree)):
        yield *first[code], f"`{code}` has no text: add it to bots/texts"


def every_text_of_a_refusal_is_needed(tree: SourceTree) -> Iterator[Finding]:
    """A refusal that nothing raises any more takes its words with it."""
    written = {
        text
        for path in tree.under(*PRODUCT)
        if not path.startswith(SPOKEN)
        for node in tree.nodes(path, ast.Constant)
        if (text := text_of(node)) is not None
    }
    for path in tree.under(*SPOKEN):
        if path.endswith("refusals.py"):
            for code in sorted(set(_keys(tree, path)) - written):
                yield path, 1, f"nothing raises `{code}`: take its text out"


def every_sentence_exists(tree: SourceTree) -> Iterator[Finding]:
    """Whatever a dialogue or a page says by name stands in bots/texts."""
    spoken = spoken_names(tree)
    for path in tree.under("bots/", "app/"):
        for call in tree.nodes(path, ast.Call):
            is_said = (
                last(dotted(call.func)) == "Say" or tree.meaning(path, call.func) == "bots.texts.text_of"
            )
            name = text_of(literal(call, 0, "name")) if is_said else None
            if name is not None and without_text({name}, spoken, set()):
                yield path, call.lineno, f"`{name}` has no sentence: add it to bots/texts"


def audit_acts_are_noun_and_verb(tree: SourceTree) -> Iterator[Finding]:
    """An audit act is `noun.verb`."""
    for path in tree.under("app/"):
        for call in tree.nodes(path, ast.Call):
            name = tree.meaning(path, call.func)
            if "audit" not in name.split(".") or last(name) != "record":
                continue
            act = text_of(literal(call, 1, "act"))
            if act is not None and not ACT.fullmatch(act):
                yield path, call.lineno, f"act `{act}`: write `noun.verb`, like `ballot.cast`"


def without_text(needed: set[str], spoken: set[str], shown: set[str]) -> set[str]:
    """Names that neither the bot nor the web puts into words."""
    return needed - spoken - shown


def spoken_names(tree: SourceTree) -> set[str]:
    """Names of sentences: keys of the dictionaries in bots/texts."""
    return {key for path in tree.under(*SPOKEN) for key in _keys(tree, path)}


def shown_names(tree: SourceTree) -> set[str]:
    """Codes only the web has words for: keys of the dictionaries in app/web/errors."""
    return {key for path in tree.under(*SHOWN) for key in _keys(tree, path)}


def _keys(tree: SourceTree, path: str) -> Iterator[str]:
    for node in tree.nodes(path, ast.Dict):
        for key in node.keys:
            if (text := text_of(key)) is not None:
                yield text


def _refusals(tree: SourceTree) -> set[str]:
    """The four refusals and every class built on them that keeps their constructor."""
    names = set(REFUSALS)
    classes = [node for path in tree.under(*PRODUCT) for node in tree.nodes(path, ast.ClassDef)]
    for _ in range(3):
        for node in classes:
            builds = any(isinstance(one, ast.FunctionDef) and one.name == "__init__" for one in node.body)
            if not builds and {last(dotted(base)) for base in node.bases} & names:
                names.add(node.name)
    return names


def _codes(tree: SourceTree) -> Iterator[tuple[str, str, int]]:
    names = _refusals(tree)
    for path in tree.under(*PRODUCT):
        for call in tree.nodes(path, ast.Call):
            code = text_of(literal(call, 0, "code")) if last(dotted(call.func)) in names else None
            if code is not None:
                yield code, path, call.lineno
