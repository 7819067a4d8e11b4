"""The one commit, the one clock and the one reader of the environment."""

import ast
from collections.abc import Iterator

from tests.architecture.house import (
    CLOCK,
    COMMIT,
    EDGES,
    ENVIRONMENT,
    GET_MAY_WRITE,
    NETWORK_CALLS,
    PRODUCT,
)
from tests.architecture.reading import Function, dotted, last, text_of
from tests.architecture.tree import Finding, SourceTree

WRITES = {"add", "add_all", "delete", "merge", "flush", "bulk_save_objects", "bulk_insert_mappings"}
STATEMENTS = {"insert", "update", "delete"}
READINGS = {
    "datetime.datetime.now",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.ctime",
    "time.localtime",
    "time.gmtime",
}
NOW_OF = {"datetime", "date", "func", "Timestamp"}


def commit_stands_once(tree: SourceTree) -> Iterator[Finding]:
    """`.commit(` stands once, in app/core/db.py, and no block begins anywhere else."""
    commits = 0
    for path in tree.under(*PRODUCT):
        for call in tree.nodes(path, ast.Call):
            if not isinstance(call.func, ast.Attribute):
                continue
            if path != COMMIT and call.func.attr in {"commit", "begin", "begin_nested"}:
                yield (
                    path,
                    call.lineno,
                    f"`.{call.func.attr}(`: the edge opens `with transaction():`, the core commits",
                )
            commits += path == COMMIT and call.func.attr == "commit"
            if commits > 1:
                yield path, call.lineno, "a second `.commit(`: it stands once, in transaction()"
                commits = 1


def transactions_open_at_edges(tree: SourceTree) -> Iterator[Finding]:
    """A view, a command, a job or the chat desk opens `with transaction():`, nothing below it does."""
    for path in tree.under("app/"):
        for call in tree.nodes(path, ast.Call):
            if _opens(call) and not EDGES.match(path):
                yield (
                    path,
                    call.lineno,
                    "transaction() below the edge: let the view, command, job or chat desk open it",
                )


def a_view_opens_one_transaction(tree: SourceTree) -> Iterator[Finding]:
    """An act at the edge is one transaction; the webhook of the chats stores first and answers second."""
    for path in tree.under("app/"):
        for function in tree.functions(path):
            opened = [call for call in ast.walk(function) if isinstance(call, ast.Call) and _opens(call)]
            if "/views/" in path and not path.startswith("app/chats/") and len(opened) > 1:
                yield (
                    path,
                    opened[1].lineno,
                    "a second transaction in one act: open one around all of it",
                )


def get_never_writes(tree: SourceTree) -> Iterator[Finding]:
    """A GET view opens no transaction, not even through a function of its module."""
    for path in tree.under("app/"):
        writing = _writing_functions(tree, path)
        for function in tree.functions(path):
            if (
                _answers_get(function)
                and function.name in writing
                and f"{path}::{function.name}" not in GET_MAY_WRITE
            ):
                yield (
                    path,
                    function.lineno,
                    f"GET `{function.name}` writes: make it a POST, or list it with its reason",
                )


def _writing_functions(tree: SourceTree, path: str) -> set[str]:
    """Functions of a module that open a transaction, themselves or through each other."""
    calls: dict[str, set[str]] = {}
    writing: set[str] = set()
    for function in tree.functions(path):
        inner = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        calls[function.name] = {dotted(call.func) for call in inner}
        if any(_opens(call) for call in inner):
            writing.add(function.name)
    for _ in calls:
        writing |= {name for name, called in calls.items() if called & writing}
    return writing


def _answers_get(function: Function) -> bool:
    for decorator in function.decorator_list:
        name = last(dotted(decorator).removesuffix("()"))
        if name == "get":
            return True
        if name == "route" and isinstance(decorator, ast.Call):
            methods = next((one.value for one in decorator.keywords if one.arg == "methods"), None)
            named = {text_of(one) for one in ast.walk(methods)} if methods else {"GET"}
            return named & {"POST", "PUT", "PATCH", "DELETE"} == set()
    return False


def no_network_inside_a_transaction(tree: SourceTree) -> Iterator[Finding]:
    """Nothing waits for another machine while the database is locked."""
    for path in tree.under("app/"):
        blocks = [
            one for one in tree.nodes(path, ast.With) if any(_opens(item.context_expr) for item in one.items)
        ]
        calls = {one for block in blocks for one in ast.walk(block) if isinstance(one, ast.Call)}
        for call in calls:
            if tree.meaning(path, call.func).startswith(NETWORK_CALLS):
                yield (
                    path,
                    call.lineno,
                    f"`{dotted(call.func)}(` in a transaction: promise() it, a job sends it",
                )


def _opens(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and last(dotted(node.func)) == "transaction"


def queries_never_write(tree: SourceTree) -> Iterator[Finding]:
    """Reads add, delete and change nothing."""
    for path in tree.under("app/"):
        if path.removesuffix(".py").split("/")[2:3] != ["queries"]:
            continue
        for call in tree.nodes(path, ast.Call):
            if _writes(tree, path, call):
                yield path, call.lineno, f"`{dotted(call.func)}(` writes: that is an operation"


def _writes(tree: SourceTree, path: str, call: ast.Call) -> bool:
    meaning = tree.meaning(path, call.func)
    owner, _, name = meaning.rpartition(".")
    if name in WRITES and ("session" in owner or owner.endswith("()")):
        return True
    return name in STATEMENTS and (
        owner.startswith("sqlalchemy") or owner.endswith("core.db.db") or owner == "db"
    )


def the_clock_stands_once(tree: SourceTree) -> Iterator[Finding]:
    """Only app/core/clock.py reads the time; everything else receives `at`."""
    for path in tree.under(*PRODUCT, "migrations/"):
        if path == CLOCK:
            continue
        for node in tree.nodes(path, ast.Attribute, ast.Name):
            if _reads_the_clock(tree.meaning(path, node)):
                yield (
                    path,
                    node.lineno,
                    f"`{dotted(node)}` reads a clock: take `at`, the edge calls app.core.clock.now()",
                )


def _reads_the_clock(meaning: str) -> bool:
    owner, _, name = meaning.rpartition(".")
    if meaning in READINGS or name in {"utcnow", "current_timestamp"}:
        return True
    return (name == "now" and last(owner) in NOW_OF) or (name == "today" and last(owner) not in {"", "clock"})


def instants_are_named(tree: SourceTree) -> Iterator[Finding]:
    """In tables an instant is called `…_at` and a date `…_on`; only app/core declares the UTC type."""
    for path in tree.under("app/"):
        for node in tree.nodes(path, ast.AnnAssign):
            kinds = {last(dotted(one)) for one in ast.walk(node.annotation)}
            name = dotted(node.target)
            if {"Mapped", "datetime"} <= kinds and not f"_{name}".endswith("_at"):
                yield path, node.lineno, f"`{name}` is an instant: call it `…_at`"
            if {"Mapped", "date"} <= kinds and not f"_{name}".endswith("_on"):
                yield path, node.lineno, f"`{name}` is a date: call it `…_on`"
        for one in tree.imports(path):
            if one.target in {"sqlalchemy.DateTime", "sqlalchemy.TIMESTAMP"} and not path.startswith(
                "app/core/"
            ):
                yield (
                    path,
                    one.line,
                    "a bare DateTime forgets UTC: annotate `Mapped[datetime]`, the base knows the type",
                )


def the_environment_is_read_once(tree: SourceTree) -> Iterator[Finding]:
    """config.py is the only reader of the environment; benchmarks may hand one to what they start."""
    for path in tree.under(*PRODUCT, "migrations/"):
        if path == ENVIRONMENT:
            continue
        for node in tree.nodes(path, ast.Attribute, ast.Name):
            if tree.meaning(path, node) in {"os.environ", "os.environb", "os.getenv", "os.putenv"}:
                yield path, node.lineno, "reads the environment: add a setting to config.py and pass it in"
