"""What must be said in a docstring and in a signature."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import EVERYTHING
from tests.architecture.reading import FUNCTIONS, Function, dotted, functions_of, last, own_parameters
from tests.architecture.tree import Finding, SourceTree

SECOND_SENTENCE = re.compile(r"[.!?] +[A-Z`]")


def modules_open_with_a_sentence(tree: SourceTree) -> Iterator[Finding]:
    """Every module opens with one sentence on one line; an empty `__init__.py` of tests needs none."""
    for path in tree.under(*EVERYTHING):
        text = ast.get_docstring(tree.module(path))
        if text is None and path.startswith("tests/") and not tree.text(path).strip():
            continue
        first = (text or "").split("\n")[0].strip()
        if not first:
            yield path, 1, "no docstring: open with one sentence saying what is decided or done here"
        elif not first.endswith("."):
            yield path, 1, f"`{first}`: the first line is one whole sentence and ends with a period"
        elif SECOND_SENTENCE.search(first):
            yield path, 1, f"`{first}`: one sentence; what else must be said stands below a blank line"


def public_things_are_explained(tree: SourceTree) -> Iterator[Finding]:
    """Every public function, class and method of the product says what it is for."""
    for path in tree.under("app/", "bots/", "surveys/", "config.py"):
        for node in _public(tree.module(path).body):
            if not (ast.get_docstring(node) or "").strip():
                yield path, node.lineno, f"`{node.name}` has no docstring: one line saying what it is for"


def _public(body: list[ast.stmt]) -> Iterator[Function | ast.ClassDef]:
    for node in body:
        if isinstance(node, FUNCTIONS):
            if not node.name.startswith("_") and not _is_exempt(node):
                yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name != "Meta":
            yield node
            yield from _public(node.body)
        elif isinstance(node, (ast.If, ast.Try)):
            yield from _public([one for one in ast.iter_child_nodes(node) if isinstance(one, ast.stmt)])


def _is_exempt(function: Function) -> bool:
    """Overloads, property setters and the bare members of a Protocol are explained elsewhere."""
    marks = {last(dotted(one)) for one in function.decorator_list}
    only = function.body[0]
    is_bare = (
        isinstance(only, ast.Expr) and isinstance(only.value, ast.Constant) and only.value.value is Ellipsis
    )
    return is_bare or bool(marks & {"overload", "setter", "deleter"})


def signatures_in_app_are_annotated(tree: SourceTree) -> Iterator[Finding]:
    """Every parameter and every return value in app has a type."""
    for path in tree.under("app/"):
        for function, owner in functions_of(tree.module(path)):
            missing = list(_unannotated(function, owner))
            if missing:
                yield (
                    path,
                    function.lineno,
                    f"`{function.name}` does not annotate {', '.join(missing)}: give the types",
                )


def _unannotated(function: Function, owner: ast.ClassDef | None) -> Iterator[str]:
    positional, keyword_only = own_parameters(function, owner)
    rest = [one for one in (function.args.vararg, function.args.kwarg) if one]
    for one in [*positional, *keyword_only, *rest]:
        if one.annotation is None:
            yield one.arg
    if function.returns is None:
        yield "its return value"
