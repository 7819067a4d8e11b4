"""How large a file, a function and its parameter list may grow."""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.house import EVERYTHING
from tests.architecture.reading import FUNCTIONS, Function, dotted, functions_of, last, own_parameters
from tests.architecture.tree import Finding, SourceTree

BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
GENERATED = "migrations/versions/"  # a migration is a record, written once
CALLED_BY_ALEMBIC = "migrations/env.py"  # its hooks get their arguments by position
WRITTEN = (".py", ".html", ".js", ".mjs", ".css")


def files_are_short(tree: SourceTree) -> Iterator[Finding]:
    """A file has at most 400 lines."""
    for path in tree.under(*EVERYTHING, suffix=WRITTEN):
        lines = len(tree.text(path).splitlines())
        if lines > 400 and not path.startswith(GENERATED):
            yield path, 401, f"{lines} lines, at most 400: make it a folder of the same name"


def functions_are_short(tree: SourceTree) -> Iterator[Finding]:
    """A function has fewer than 50 lines."""
    for path, function, _ in _functions(tree):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines >= 50:
            yield (
                path,
                function.lineno,
                f"`{function.name}` has {lines} lines, fewer than 50: give its steps names",
            )


def parameters_are_few(tree: SourceTree) -> Iterator[Finding]:
    """A function has at most 5 parameters."""
    for path, function, owner in _functions(tree):
        positional, keyword_only = own_parameters(function, owner)
        count = len(positional) + len(keyword_only)
        if count > 5:
            yield (
                path,
                function.lineno,
                f"`{function.name}` has {count} parameters, at most 5: pass a value object",
            )


def later_parameters_are_named(tree: SourceTree) -> Iterator[Finding]:
    """From the fourth parameter keyword-only; a closing `at` is not counted, since it always stands last."""
    for path, function, owner in _functions(tree):
        positional, _ = own_parameters(function, owner)
        if positional and positional[-1].arg == "at":
            positional = positional[:-1]
        if len(positional) > 3 and not _is_called_by_pytest(function) and path != CALLED_BY_ALEMBIC:
            yield (
                path,
                function.lineno,
                f"`{function.name}`: keyword-only from `{positional[3].arg}` on, put `*` before it",
            )


def the_moment_comes_last(tree: SourceTree) -> Iterator[Finding]:
    """Subject first, object next, `at` last."""
    for path, function, owner in _functions(tree):
        names = [one.arg for one in own_parameters(function, owner)[0]]
        if "at" in names[:-1]:
            yield (
                path,
                function.lineno,
                f"`{function.name}`: `at` is the last positional parameter, put `*` after it",
            )


def _is_called_by_pytest(function: Function) -> bool:
    """Tests and fixtures get every argument by name."""
    return function.name.startswith("test_") or any(
        last(dotted(one).removesuffix("()")) == "fixture" for one in function.decorator_list
    )


def nesting_is_shallow(tree: SourceTree) -> Iterator[Finding]:
    """Blocks nest at most three deep."""
    for path in tree.under(*EVERYTHING):
        if path.startswith(GENERATED):
            continue
        for line in _too_deep(tree.module(path).body, 0):
            yield path, line, "nested more than 3 deep: return early or name the inner step"


def _too_deep(body: Iterable[ast.AST], depth: int) -> Iterator[int]:
    for node in body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            yield from _too_deep(node.body, 0)
        elif isinstance(node, BLOCKS) and depth == 3:
            yield node.lineno
        elif isinstance(node, ast.If):
            is_elif = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
            yield from _too_deep(node.body, depth + 1)
            yield from _too_deep(node.orelse, depth if is_elif else depth + 1)
        elif isinstance(node, BLOCKS):
            yield from _too_deep(_inner(node), depth + 1)


def _inner(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, (ast.excepthandler, ast.match_case)):
            yield from _inner(child)


def _functions(tree: SourceTree) -> Iterator[tuple[str, Function, ast.ClassDef | None]]:
    for path in tree.under(*EVERYTHING):
        if not path.startswith(GENERATED):
            for function, owner in functions_of(tree.module(path)):
                yield path, function, owner
