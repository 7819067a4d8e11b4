"""A tree of source files, on disk or in memory, parsed once."""

import ast
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from tests.architecture.reading import Function, Import, dotted, imports_of

Node = TypeVar("Node", bound=ast.AST)
Finding = tuple[str, int, str]  # path, line, and what to do instead
Rule = Callable[["SourceTree"], Iterable[Finding]]

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {
    ".git",
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "node_modules",
    "htmlcov",
    "instance",
    "build",
    "vendor",
}


@dataclass(frozen=True)
class Violation:
    """One place where one rule is broken."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.message}"


class SourceTree:
    """Paths relative to the root with `/`, their text, syntax and imports."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], str]) -> None:
        self.paths = tuple(sorted(paths))
        self._known = frozenset(self.paths)
        self._folders = frozenset(part for path in self.paths for part in _folders_above(path))
        self._read = read
        self._texts: dict[str, str] = {}
        self._modules: dict[str, ast.Module] = {}
        self._nodes: dict[str, dict[type[ast.AST], list[ast.AST]]] = {}
        self._imports: dict[str, tuple[Import, ...]] = {}
        self._aliases: dict[str, dict[str, str]] = {}

    def has(self, path: str) -> bool:
        """Is there a file at this path?"""
        return path in self._known

    def has_folder(self, path: str) -> bool:
        """Is there a folder at this path?"""
        return path.rstrip("/") in self._folders

    def under(self, *places: str, suffix: str | tuple[str, ...] = ".py") -> Iterator[str]:
        """Files in these places; a place is a folder ending in `/` or the path of one file."""
        for path in self.paths:
            if path.endswith(suffix) and any(_lies_in(path, place) for place in places):
                yield path

    def text(self, path: str) -> str:
        """The text of a file, or nothing when there is no such file."""
        if path not in self._texts:
            self._texts[path] = self._read(path) if self.has(path) else ""
        return self._texts[path]

    def module(self, path: str) -> ast.Module:
        """The syntax of a Python file; what cannot be parsed counts as empty, a rule reports it."""
        if path not in self._modules:
            try:
                self._modules[path] = ast.parse(self.text(path))
            except (SyntaxError, ValueError):
                self._modules[path] = ast.Module(body=[], type_ignores=[])
        return self._modules[path]

    def nodes(self, path: str, *kinds: type[Node]) -> Iterator[Node]:
        """Every node of these kinds in a file."""
        if path not in self._nodes:
            by_kind: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
            for node in ast.walk(self.module(path)):
                by_kind[type(node)].append(node)
            self._nodes[path] = by_kind
        for kind in kinds:
            yield from (node for node in self._nodes[path].get(kind, ()) if isinstance(node, kind))

    def functions(self, path: str) -> Iterator[Function]:
        """Every function of a file, methods and nested ones too."""
        yield from self.nodes(path, ast.FunctionDef)
        yield from self.nodes(path, ast.AsyncFunctionDef)

    def imports(self, path: str) -> tuple[Import, ...]:
        """Every import of a file, in functions too."""
        if path not in self._imports:
            self._imports[path] = tuple(imports_of(self.module(path)))
        return self._imports[path]

    def meaning(self, path: str, node: ast.AST) -> str:
        """The dotted name of an expression with its first part traced to the import it came from."""
        if path not in self._aliases:
            self._aliases[path] = {one.alias: one.bound for one in self.imports(path)}
        first, dot, rest = dotted(node).partition(".")
        return self._aliases[path].get(first, first) + dot + rest

    def module_paths(self, *places: str) -> dict[str, str]:
        """Dotted module name to path, for every Python file in these places."""
        return {module_name(path): path for path in self.under(*places)}


def module_name(path: str) -> str:
    """`app/core/db.py` is `app.core.db`, `app/core/__init__.py` is `app.core`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def in_memory(files: Mapping[str, str]) -> SourceTree:
    """A tree made of path and text."""
    return SourceTree(files, files.__getitem__)


@cache
def on_disk(root: Path = ROOT) -> SourceTree:
    """The checkout this test stands in, without what is installed, built or cached."""
    return SourceTree(_walk(root), lambda path: (root / path).read_text("utf-8", errors="replace"))


def broken(rule: Rule, tree: SourceTree) -> list[Violation]:
    """Everything in the tree that breaks this rule, in reading order."""
    name = rule.__name__.replace("_", "-")
    return sorted(
        {Violation(path, line, name, message) for path, line, message in rule(tree)},
        key=lambda found: (found.path, found.line, found.message),
    )


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        for name in files:
            if not name.endswith((".pyc", ".swp", "~")):
                yield Path(folder, name).relative_to(root).as_posix()


def _folders_above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rsplit("/", 1)[0]
        yield path


def _lies_in(path: str, place: str) -> bool:
    return path.startswith(place) if place.endswith("/") else path == place
