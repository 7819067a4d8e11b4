"""How a module may import: absolutely, at the top, by name and never in a circle."""

import ast
from collections.abc import Iterator

from tests.architecture.house import EVERYTHING, LOCAL_IMPORTS, PRODUCT
from tests.architecture.reading import dotted
from tests.architecture.tree import Finding, SourceTree

Graph = dict[str, dict[str, int]]  # module -> imported module -> line


def every_file_parses(tree: SourceTree) -> Iterator[Finding]:
    """A file that cannot be parsed can hide anything."""
    for path in tree.under(*EVERYTHING):
        try:
            compile(tree.text(path), path, "exec", ast.PyCF_ONLY_AST)
        except (SyntaxError, ValueError) as error:
            yield path, getattr(error, "lineno", None) or 1, f"cannot be parsed ({error}): mend the syntax"


def imports_are_absolute(tree: SourceTree) -> Iterator[Finding]:
    """Absolute imports only, and never `*`."""
    for path in tree.under(*EVERYTHING):
        for one in tree.imports(path):
            if one.relative:
                yield path, one.line, "relative import: write the whole path, `from app.room import …`"
            if one.alias == "*":
                yield path, one.line, "`import *` hides where names come from: name them"


def imports_stand_at_the_top(tree: SourceTree) -> Iterator[Finding]:
    """A function imports only in the listed files, and there only what is listed."""
    for path in tree.under(*EVERYTHING):
        for one in tree.imports(path):
            if one.inside and not _may_import_late(path, one.root):
                yield (
                    path,
                    one.line,
                    f"`{one.target}` imported in a function: import at the top (a circle? cut it)",
                )


def _may_import_late(path: str, root: str) -> bool:
    return any(place.match(path) and root in roots for place, roots in LOCAL_IMPORTS)


def imports_are_not_computed(tree: SourceTree) -> Iterator[Finding]:
    """`import_module` and `__import__` go round every other rule."""
    for path in tree.under(*PRODUCT):
        for call in tree.nodes(path, ast.Call):
            name = tree.meaning(path, call.func)
            if name in {"__import__", "importlib.import_module", "importlib.__import__"}:
                yield path, call.lineno, f"`{dotted(call.func)}` hides an import: write an import statement"


def no_circular_imports(tree: SourceTree) -> Iterator[Finding]:
    """Modules never import each other in a circle when they are loaded."""
    graph = _graph(tree)
    paths = tree.module_paths(*PRODUCT)
    done: set[str] = set()
    for start in graph:
        for circle in _circles_from(start, graph, done):
            line = graph[circle[-1]][circle[0]]
            chain = " -> ".join([*circle, circle[0]])
            yield paths[circle[-1]], line, f"circular import {chain}: move what both need to a lower module"


def _graph(tree: SourceTree) -> Graph:
    """What each module loads when it is loaded itself."""
    modules = tree.module_paths(*PRODUCT)
    graph: Graph = {name: {} for name in modules}
    for name, path in modules.items():
        for one in tree.imports(path):
            target = one.target if one.target in modules else one.module
            if target in modules and target != name and not one.inside and not one.typing:
                graph[name].setdefault(target, one.line)
    return graph


def _circles_from(start: str, graph: Graph, done: set[str]) -> Iterator[list[str]]:
    """One circle for each import that leads back to a module still being loaded."""
    trail: list[str] = []
    stack = [(start, iter(()) if start in done else iter([start]))]
    while stack:
        _, following = stack[-1]
        step = next(following, None)
        if step is None:
            stack.pop()
            if trail:
                done.add(trail.pop())
        elif step in trail:
            yield trail[trail.index(step) :]
        elif step not in done:
            trail.append(step)
            stack.append((step, iter(graph[step])))
