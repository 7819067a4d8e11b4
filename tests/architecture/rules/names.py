"""Which names exist: rooms, files, functions, migrations and tests."""

import ast
import re
from collections.abc import Iterable, Iterator

from tests.architecture.house import (
    AUDIENCES,
    CHILDREN,
    FORBIDDEN_WORDS,
    GIVING_ROOMS,
    NOT_ROOMS,
    ROOM_FILES,
    STOREYS,
    TOP_LEVEL,
)
from tests.architecture.reading import FUNCTIONS, Function, dotted, last, text_of
from tests.architecture.tree import Finding, SourceTree

NAMED_QUERY = re.compile(
    r"(get|find|is|has|can|may|count|needs|must)_\w+|\w+_(for|in|of|about|under|by|named|matching)(_\w+)?"
)
MIGRATION = re.compile(r"migrations/versions/(\d{4})_[a-z0-9_]+\.py")
MIRRORED = ("surveys", "bots")  # file by file; tests of rooms are cut by operation, so folder by folder
READ_ALOUD = {"transcripts"}  # conversations replayed line by line belong to no single module


def top_level_is_the_plan(tree: SourceTree) -> Iterator[Finding]:
    """At the top stand only the names of the plan (and what git ignores)."""
    ignored = {line.strip().strip("/") for line in tree.text(".gitignore").splitlines()}
    for name, path in _first_of_each(tree.paths, 0):
        if name not in TOP_LEVEL | ignored:
            yield path, 1, f"`{name}` is not in the plan: put it in its room, or decide it in an ADR"


def folders_hold_what_the_plan_says(tree: SourceTree) -> Iterator[Finding]:
    """surveys, bots, app, app/core, docs and tests hold the listed files, or folders of the same name."""
    for folder, names in CHILDREN.items():
        depth = folder.count("/") + 1
        inside = [path for path in tree.paths if path.startswith(f"{folder}/")]
        for name, path in _first_of_each(inside, depth):
            stem = name if name == "script.py.mako" else name.rsplit(".", 1)[0]
            if name != "__init__.py" and stem not in names and stem != "script.py.mako":
                yield (
                    path,
                    1,
                    f"`{folder}/{name}` is not in the plan: name the concept's room, or decide it in an ADR",
                )


def _first_of_each(paths: Iterable[str], depth: int) -> Iterator[tuple[str, str]]:
    seen = set()
    for path in paths:
        name = path.split("/")[depth]
        if name not in seen:
            seen.add(name)
            yield name, path


def rooms_hold_named_files(tree: SourceTree) -> Iterator[Finding]:
    """A room holds models, queries, operations, jobs, views and the few other listed files, nothing else."""
    for path, room, rest in _room_files(tree):
        part = rest[0].removesuffix(".py")
        if part == "__init__" and len(rest) == 1:
            continue
        if part not in ROOM_FILES:
            yield path, 1, f"`{part}` is no file of a room: choose one of {', '.join(sorted(ROOM_FILES))}"
        elif part == "desk" and room != "chats":
            yield path, 1, "only chats has a desk: offer an operation that the desk can call"
        elif part == "views" and rest[1:] != ["__init__.py"]:
            yield from _audience(tree, path, rest)


def _audience(tree: SourceTree, path: str, rest: list[str]) -> Iterator[Finding]:
    name = rest[1].removesuffix(".py") if len(rest) > 1 else "views"
    if name not in AUDIENCES:
        yield path, 1, f"`{name}` is no audience: choose one of {', '.join(sorted(AUDIENCES))}"
    is_module = len(rest) == 2 or rest[2:] == ["__init__.py"]
    imported = {one.alias for one in tree.imports(path)}
    if is_module and "bp" not in imported | _assigned(tree.module(path)):
        yield path, 1, "a views module defines its own `bp`"


def _assigned(module: ast.Module) -> set[str]:
    assigns = [node for node in module.body if isinstance(node, (ast.Assign, ast.AnnAssign))]
    return {
        dotted(target)
        for node in assigns
        for target in getattr(node, "targets", [getattr(node, "target", None)])
    }


def views_bring_no_guards(tree: SourceTree) -> Iterator[Finding]:
    """Guards belong to the audience: before_request on a module's `bp` fails in a second create_app."""
    for path, _, rest in _room_files(tree):
        for node in tree.nodes(path, ast.Attribute):
            if rest[0] == "views" and last(dotted(node)) in {"before_request", "before_app_request"}:
                yield (
                    path,
                    node.lineno,
                    "a guard in a room: guards stand in app/web/blueprints.py, one for each audience",
                )


def no_room_is_empty(tree: SourceTree) -> Iterator[Finding]:
    """A package holds more than its `__init__.py`, a module more than its docstring."""
    for path in tree.under("app/", "bots/", "surveys/"):
        folder, _, name = path.rpartition("/")
        others = [one for one in tree.paths if one.startswith(f"{folder}/") and one != path]
        if name == "__init__.py" and not others:
            yield path, 1, f"{folder} is empty: make a room when something moves in"
        if name != "__init__.py" and not _does_something(tree.module(path)):
            yield path, 1, "an empty module: leave it out until it is needed"


def _does_something(module: ast.Module) -> bool:
    idle = (ast.Expr, ast.Pass)
    return any(
        not isinstance(node, idle) or isinstance(getattr(node, "value", None), ast.Call)
        for node in module.body
    )


def packages_only_re_export(tree: SourceTree) -> Iterator[Finding]:
    """An `__init__.py` holds its docstring and re-exports at most; app/__init__.py joins the parts."""
    for path in tree.under("app/", "bots/", "surveys/"):
        if not path.endswith("/__init__.py") or path == "app/__init__.py":
            continue
        for node in tree.module(path).body:
            is_text = isinstance(node, ast.Expr) and text_of(node.value) is not None
            is_list = isinstance(node, ast.Assign) and dotted(node.targets[0]) in {"__all__", "bp"}
            if not is_text and not is_list and not isinstance(node, (ast.Import, ast.ImportFrom)):
                yield path, node.lineno, "code in `__init__.py`: give it a module named after its concept"


def no_file_is_called_nothing(tree: SourceTree) -> Iterator[Finding]:
    """No utils, helpers, common, misc, shared, base, constants, manager, handler or service."""
    for path in tree.paths:
        if path.split("/")[0] not in {"app", "bots", "surveys", "tests", "benchmarks", "migrations"}:
            continue
        for part in path.split("/"):
            for word in set(re.split(r"[_\-.]", part.lower())) & FORBIDDEN_WORDS:
                yield path, 1, f"`{word}` names nothing: call the file after the concept in it"


def queries_are_named_as_questions(tree: SourceTree) -> Iterator[Finding]:
    """get_x (or Missing), find_x (or None), x_for(y), x_in(y), held_about(x), is_, has_, can_, may_."""
    for path, _, rest in _room_files(tree):
        if rest[0].removesuffix(".py") != "queries":
            continue
        for node in tree.module(path).body:
            if not isinstance(node, FUNCTIONS) or node.name.startswith("_"):
                continue
            if not NAMED_QUERY.fullmatch(node.name):
                yield path, node.lineno, f"`{node.name}`: name it get_x, find_x, x_for(y) or x_in(y)"
            if node.name.startswith("get_") and _may_be_none(node):
                yield path, node.lineno, f"`{node.name}` may give None: raise Missing, or call it find_…"
            if node.name.startswith("find_") and node.returns is not None and not _may_be_none(node):
                yield path, node.lineno, f"`{node.name}` never gives None: call it get_… or x_for(y)"


def _may_be_none(function: Function) -> bool:
    if function.returns is None or not isinstance(function.returns, (ast.BinOp, ast.Subscript, ast.Constant)):
        return False
    if isinstance(function.returns, ast.Subscript):
        return last(dotted(function.returns.value)) == "Optional"
    return any(isinstance(one, ast.Constant) and one.value is None for one in _alternatives(function.returns))


def _alternatives(node: ast.expr) -> list[ast.expr]:
    return [*_alternatives(node.left), *_alternatives(node.right)] if isinstance(node, ast.BinOp) else [node]


def rooms_give_account(tree: SourceTree) -> Iterator[Finding]:
    """Every room with tables gives `summary_for(compound)` and `held_about(person)`."""
    for room in sorted(GIVING_ROOMS):
        tables = list(tree.under(f"app/{room}/models.py", f"app/{room}/models/"))
        asked = {
            node.name
            for path in tree.under(f"app/{room}/queries.py", f"app/{room}/queries/")
            for node in tree.functions(path)
        }
        for name in ("summary_for", "held_about"):
            if tables and name not in asked:
                yield tables[0], 1, f"{room} has tables but no `{name}`: add it to app/{room}/queries.py"


def migrations_are_numbered_and_alone(tree: SourceTree) -> Iterator[Finding]:
    """migrations/versions/NNNN_title.py, its revision that number, importing nothing of ours."""
    for path in tree.under("migrations/versions/"):
        named = MIGRATION.fullmatch(path)
        revisions = {
            text_of(node.value)
            for node in tree.module(path).body
            if isinstance(node, (ast.Assign, ast.AnnAssign))
            and "revision" in _assigned(ast.Module([node], []))
        }
        if named is None or revisions != {named.group(1)}:
            yield path, 1, "call it `NNNN_title.py` and set `revision` to the same number"
        for one in tree.imports(path):
            if one.root in {"app", "bots", "surveys", "config", "tests", "benchmarks"}:
                yield (
                    path,
                    one.line,
                    f"`{one.target}` will change, a migration never does: write plain SQLAlchemy types",
                )


def test_names_are_sentences(tree: SourceTree) -> Iterator[Finding]:
    """A test's name is a sentence of at least three words."""
    for path in tree.under("tests/"):
        for node in tree.functions(path):
            is_test = node.name.startswith("test_") and path.rsplit("/", 1)[-1].startswith("test_")
            if is_test and len(node.name.split("_")) < 4:
                yield path, node.lineno, f"`{node.name}`: say what holds, `test_a_late_ballot_is_refused`"


def tests_mirror_the_code(tree: SourceTree) -> Iterator[Finding]:
    """surveys/money/split.py is tested in tests/surveys/money/test_split.py, a room in tests/app/<room>/."""
    for path in tree.under("tests/surveys/", "tests/bots/", "tests/app/"):
        folder, _, name = path.removeprefix("tests/").rpartition("/")
        if not name.startswith("test_"):
            continue
        subject = name.removeprefix("test_").removesuffix(".py")
        if not tree.has_folder(folder):
            yield path, 1, f"there is no {folder}/: put the test where its code is"
        elif folder.split("/")[0] in MIRRORED and not _mirrors(tree, folder, subject):
            yield path, 1, f"there is no {folder}/{subject}.py: name the test after the module it tests"


def _mirrors(tree: SourceTree, folder: str, subject: str) -> bool:
    """test_split.py and test_split_properties.py both mirror split.py."""
    words = subject.split("_")
    stems = {"_".join(words[:count]) for count in range(1, len(words) + 1)}
    stems |= {"__main__"} if words[0] == "main" else set()
    return bool(stems & READ_ALOUD) or any(
        tree.has(f"{folder}/{stem}.py") or tree.has_folder(f"{folder}/{stem}") for stem in stems
    )


def _room_files(tree: SourceTree) -> Iterator[tuple[str, str, list[str]]]:
    for path in tree.under("app/"):
        parts = path.split("/")
        if len(parts) > 2 and parts[1] in STOREYS and parts[1] not in NOT_ROOMS:
            yield path, parts[1], parts[2:]
