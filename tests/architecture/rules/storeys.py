"""Floors, storeys, rooms and the doors between them."""

import ast
from collections.abc import Iterator

from tests.architecture.house import (
    CHAIN,
    DOORS,
    FLOORS,
    NOT_ROOMS,
    ROOM_FILES,
    SIDE,
    STOREYS,
)
from tests.architecture.reading import Import
from tests.architecture.tree import Finding, SourceTree, module_name

JOINTS = {"app/__init__.py", "app/tables.py"}  # they join the parts, so they see every storey
OUTSIDE_THE_FLOORS = {"tests", "benchmarks", "migrations"}


def floors_are_never_climbed(tree: SourceTree) -> Iterator[Finding]:
    """app -> bots -> surveys, never up; the product knows no tests, benchmarks or migrations."""
    for path in tree.under("app/", "bots/", "surveys/", "config.py"):
        floor = FLOORS.get(path.split("/")[0], -1)
        for one in tree.imports(path):
            if one.root in OUTSIDE_THE_FLOORS:
                yield (
                    path,
                    one.line,
                    f"`{one.target}` is not part of the product: move what is needed into it",
                )
            if FLOORS.get(one.root, -1) > max(floor, 0) or (floor < 0 and one.root in FLOORS):
                yield path, one.line, f"`{one.target}` lies above this floor: hand the value in instead"


def storeys_are_only_descended(tree: SourceTree) -> Iterator[Finding]:
    """Inside app a room imports lower storeys only: never a neighbour, never above."""
    for path, room in _in_rooms(tree):
        for one in tree.imports(path):
            if one.root != "app" or one.parts[1:2] == [room]:
                continue
            other = one.parts[1] if len(one.parts) > 1 else ""
            if other not in STOREYS:
                yield path, one.line, f"`{one.target}` joins the whole house: no room may import it"
            elif STOREYS[other] >= STOREYS.get(room, -1):
                yield (
                    path,
                    one.line,
                    f"{room} may not know {other}: let the upper room ask, or let a job carry news",
                )


def rooms_are_entered_by_their_doors(tree: SourceTree) -> Iterator[Finding]:
    """Other rooms call a room's queries and operations, nothing else of it."""
    for path, room in _in_rooms(tree):
        for one in tree.imports(path):
            other, part = _room_and_part(one)
            if (
                other in {"", room}
                or other in NOT_ROOMS
                or room in NOT_ROOMS
                or part not in ROOM_FILES - DOORS
            ):
                continue
            if part == "jobs" and other == "outbox" and _part(path) == "jobs":
                continue
            yield path, one.line, f"{part} of {other} are its own: call its queries or operations"


def tables_stay_in_their_room(tree: SourceTree) -> Iterator[Finding]:
    """A room's models are imported only in that room, and never by its views or its `__init__`."""
    for path in tree.under("app/", "bots/", "surveys/", "config.py", "migrations/"):
        if path == "app/tables.py":
            continue
        room, part = _room_of(path), _part(path)
        for one in tree.imports(path):
            other, what = _room_and_part(one)
            if what != "models":
                continue
            if other != room:
                yield path, one.line, f"tables of {other} belong to {other}: call its queries or operations"
            elif part in {"views", "__init__"}:
                yield (
                    path,
                    one.line,
                    "views never import models: let a query or an operation hand over values",
                )


def tables_do_not_leak(tree: SourceTree) -> Iterator[Finding]:
    """A table class is not fetched through the queries or operations of its room."""
    leaks = _leaks(tree)
    for path, room in _in_rooms(tree):
        foreign = {name for name, owner in leaks.items() if owner != room or _part(path) == "views"}
        names = [(one.target, one.line) for one in tree.imports(path)]
        names += [(tree.meaning(path, node), node.lineno) for node in tree.nodes(path, ast.Attribute)]
        for name, line in names:
            if name in foreign:
                yield path, line, f"`{name}` is a table of another room: ask for a value by a query instead"


def _leaks(tree: SourceTree) -> dict[str, str]:
    """Names under which a table can be reached outside models, and the room of the table."""
    found = {}
    callable_files = [
        (path, room) for path, room in _in_rooms(tree) if _part(path) in ROOM_FILES - {"models"}
    ]
    for path, room in callable_files:
        for one in tree.imports(path):
            if _room_and_part(one) == (room, "models"):
                found[f"{module_name(path)}.{one.alias}"] = room
    return found


def rooms_are_read_downwards(tree: SourceTree) -> Iterator[Finding]:
    """In a room: views -> desk -> jobs -> operations -> queries -> models."""
    for path, room in _in_rooms(tree):
        here = _part(path)
        for one in tree.imports(path):
            other, there = _room_and_part(one)
            if room in NOT_ROOMS or other != room or not {here, there} <= ROOM_FILES:
                continue
            if not _is_downwards(here, there) and not _is_same_audience(path, one):
                yield path, one.line, f"{here} may not import {there}: turn the call round or move it down"


def _is_same_audience(path: str, one: Import) -> bool:
    """A views module that grew into a folder may read its own files."""
    return (
        _part(path) == one.parts[2] == "views" and path.removesuffix(".py").split("/")[3:4] == one.parts[3:4]
    )


def _is_downwards(here: str, there: str) -> bool:
    if here == there:
        return here != "views"
    if here in CHAIN and there in CHAIN:
        return CHAIN[there] < CHAIN[here]
    if here in SIDE:
        return there in SIDE or CHAIN[there] <= CHAIN["operations"]
    return CHAIN[here] >= CHAIN["operations"]


def queries_call_no_operations(tree: SourceTree) -> Iterator[Finding]:
    """A query never writes, so it never imports the operations of any room."""
    for path, _ in _in_rooms(tree):
        for one in tree.imports(path):
            if _part(path) in {"queries", "models"} and _room_and_part(one)[1] == "operations":
                yield path, one.line, "a query imports operations: let the operation call the query"


def the_joint_is_short(tree: SourceTree) -> Iterator[Finding]:
    """app/__init__.py joins the parts in at most 60 lines and returns APIFlask(json_errors=False)."""
    path = "app/__init__.py"
    if not tree.has(path):
        return
    lines = tree.text(path).count("\n")
    if lines > 60:
        yield path, 61, f"{lines} lines, at most 60: move what is not joining into app/web or app/core"
    if tree.has_folder("app/web") and not any(
        _is_the_app(tree, path, call) for call in tree.nodes(path, ast.Call)
    ):
        yield (
            path,
            1,
            "create_app must build `APIFlask(…, json_errors=False)`, so that pages keep HTML errors",
        )


def _is_the_app(tree: SourceTree, path: str, call: ast.AST) -> bool:
    assert isinstance(call, ast.Call)
    flags = {one.arg: one.value for one in call.keywords}
    told = flags.get("json_errors")
    is_apiflask = tree.meaning(path, call.func).endswith("APIFlask")
    return is_apiflask and isinstance(told, ast.Constant) and told.value is False


def tables_joins_every_model(tree: SourceTree) -> Iterator[Finding]:
    """app/tables.py imports every room's models, and does nothing else."""
    path = "app/tables.py"
    imported = {_room_and_part(one)[0] for one in tree.imports(path) if _room_and_part(one)[1] == "models"}
    for room in sorted(STOREYS):
        has_models = any(tree.under(f"app/{room}/models.py", f"app/{room}/models/"))
        if has_models and room not in imported:
            yield (
                path,
                1,
                f"migrations do not see the tables of {room}: add `import app.{room}.models`",
            )
    for statement in tree.module(path).body[1:]:
        is_export = isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == "__all__"
        if not isinstance(statement, (ast.Import, ast.ImportFrom)) and not is_export:
            yield path, statement.lineno, "app/tables.py only imports models: move this where it belongs"
    for one in tree.imports(path):
        if _room_and_part(one)[1] != "models":
            yield path, one.line, f"`{one.target}`: app/tables.py imports models and nothing else"


def _in_rooms(tree: SourceTree) -> Iterator[tuple[str, str]]:
    for path in tree.under("app/"):
        if path not in JOINTS:
            yield path, _room_of(path)


def _room_of(path: str) -> str:
    parts = path.split("/")
    return parts[1] if parts[0] == "app" and len(parts) > 2 else ""


def _part(path: str) -> str:
    """Which of a room's files this is: `app/polls/views/api.py` is views."""
    parts = path.removesuffix(".py").split("/")
    return parts[2] if len(parts) > 2 else ""


def _room_and_part(one: Import) -> tuple[str, str]:
    if one.root != "app":
        return "", ""
    room, part, *_ = [*one.parts[1:], "", ""]
    return room, part
