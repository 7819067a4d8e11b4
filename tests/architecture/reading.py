"""How the rules read Python: imports, dotted names, functions and text positions."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Import:
    """One imported name. `target` is the module and the name taken from it, dotted."""

    target: str
    module: str
    alias: str
    bound: str
    line: int
    inside: bool = False
    typing: bool = False
    relative: bool = False

    @property
    def parts(self) -> list[str]:
        """The target, cut at the dots."""
        return self.target.split(".")

    @property
    def root(self) -> str:
        """The package the name comes from."""
        return self.parts[0]


def imports_of(module: ast.Module) -> Iterator[Import]:
    """Every import, knowing whether it stands in a function or only for the type checker."""
    yield from _imports_in(module, inside=False, typing=False)


def _imports_in(node: ast.AST, *, inside: bool, typing: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        yield from _plain(node, inside=inside, typing=typing)
    elif isinstance(node, ast.ImportFrom):
        yield from _from(node, inside=inside, typing=typing)
    inside = inside or isinstance(node, FUNCTIONS)
    for child in _statements(node):
        only_typing = isinstance(node, ast.If) and "TYPE_CHECKING" in dotted(node.test) and child in node.body
        yield from _imports_in(child, inside=inside, typing=typing or only_typing)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.excepthandler, ast.match_case)):
            yield child


def _plain(node: ast.Import, *, inside: bool, typing: bool) -> Iterator[Import]:
    for name in node.names:
        alias = name.asname or name.name.split(".")[0]
        bound = name.name if name.asname else alias
        yield Import(name.name, name.name, alias, bound, node.lineno, inside, typing)


def _from(node: ast.ImportFrom, *, inside: bool, typing: bool) -> Iterator[Import]:
    module = node.module or ""
    for name in node.names:
        target = f"{module}.{name.name}" if module else name.name
        alias = name.asname or name.name
        yield Import(target, module, alias, target, node.lineno, inside, typing, node.level > 0)


def dotted(node: ast.AST) -> str:
    """`a.b.c` for an attribute chain; a call in the chain is written `()`, anything else `?`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return "?"


def last(name: str) -> str:
    """The last part of a dotted name."""
    return name.rsplit(".", 1)[-1]


def literal(call: ast.Call, place: int, keyword: str) -> ast.expr | None:
    """The argument of a call by place or by keyword."""
    if len(call.args) > place:
        return call.args[place]
    return next((one.value for one in call.keywords if one.arg == keyword), None)


def text_of(node: ast.AST | None) -> str | None:
    """The value of a string literal, None for everything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def functions_of(
    node: ast.AST, owner: ast.ClassDef | None = None
) -> Iterator[tuple[Function, ast.ClassDef | None]]:
    """Every function with the class it is a method of, nested ones too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            yield child, owner
            yield from functions_of(child)
        elif isinstance(child, ast.ClassDef):
            yield from functions_of(child, child)
        elif isinstance(child, (ast.stmt, ast.excepthandler, ast.match_case)):
            yield from functions_of(child, owner)


def own_parameters(function: Function, owner: ast.ClassDef | None) -> tuple[list[ast.arg], list[ast.arg]]:
    """Positional and keyword-only parameters, without `self` and `cls`."""
    positional = [*function.args.posonlyargs, *function.args.args]
    is_static = any(last(dotted(one)) == "staticmethod" for one in function.decorator_list)
    if owner is not None and not is_static:
        positional = positional[1:]
    return positional, function.args.kwonlyargs


def line_at(text: str, position: int) -> int:
    """The line number of a position in a text."""
    return text.count("\n", 0, position) + 1
