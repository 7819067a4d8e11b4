"""Third-party packages and frameworks: who may be let in where."""

import ast
import sys
from collections import deque
from collections.abc import Iterator

from tests.architecture.house import (
    ANYWHERE_IN,
    APP_KNOWERS,
    NETWORK,
    NOT_AT_START,
    OURS,
    PRODUCT,
    SEGMENTATION,
    VISITORS,
)
from tests.architecture.reading import Import, dotted, last, literal, text_of
from tests.architecture.tree import Finding, SourceTree

READS = {"open", "read_text", "read_bytes", "iterdir", "glob"}
DDL = {"before_create", "after_create", "before_drop", "after_drop"}
WRITES = {"write_text", "write_bytes", "mkdir", "unlink"}


def guests_stay_in_their_room(tree: SourceTree) -> Iterator[Finding]:
    """jieba in surveys/opinions, wechatpy in bots/wechat, flask, sqlalchemy in app, config in its joint."""
    for path in tree.under(*PRODUCT, "migrations/"):
        for one in tree.imports(path):
            package = one.root.split("_")[0] if one.root.startswith("flask_") else one.root
            place = ANYWHERE_IN.get(package)
            if place and not place.match(path):
                yield (
                    path,
                    one.line,
                    f"`{one.root}` is not known here: pass in the value, or ask the file that knows it",
                )


def rules_and_voice_stand_alone(tree: SourceTree) -> Iterator[Finding]:
    """surveys and bots import the standard library and the few packages listed for them."""
    for path in tree.under("surveys/", "bots/"):
        allowed = next(packages for place, packages in VISITORS.items() if path.startswith(place))
        for one in tree.imports(path):
            is_known = one.root in sys.stdlib_module_names or one.root in OURS or one.root in allowed
            if not is_known and not one.relative:
                yield (
                    path,
                    one.line,
                    f"`{one.root}` is neither standard library nor listed: keep this floor pure",
                )


def rules_and_voice_know_no_network(tree: SourceTree) -> Iterator[Finding]:
    """No network and no database in surveys, none in bots outside bots/wechat."""
    for path in tree.under("surveys/", "bots/"):
        for one in tree.imports(path):
            if not path.startswith("bots/wechat/") and _is_network(one):
                yield (
                    path,
                    one.line,
                    f"`{one.target}` reaches outside: let app fetch it and hand in the value",
                )


def _is_network(one: Import) -> bool:
    return any(one.target == name or one.target.startswith(f"{name}.") for name in NETWORK)


def rules_read_only_their_own_data(tree: SourceTree) -> Iterator[Finding]:
    """surveys reads no file but its own data; only its command line reads what the user names."""
    for path in tree.under("surveys/"):
        is_own = "__file__" in tree.text(path) or any(
            one.target.startswith("importlib.resources") for one in tree.imports(path)
        )
        for call in tree.nodes(path, ast.Call):
            name = last(dotted(call.func))
            if path != "surveys/__main__.py" and (name in WRITES or (name in READS and not is_own)):
                yield (
                    path,
                    call.lineno,
                    f"`{name}(`: rules read their own data only, so take the content as a value",
                )


def segmentation_runs_in_the_worker(tree: SourceTree) -> Iterator[Finding]:
    """Only jobs and commands reach the tokenizer; a request uses the index the worker built."""
    for path in tree.under("app/", "bots/"):
        is_worker = path.startswith("app/cli/") or "/jobs" in path
        for one in tree.imports(path):
            if not is_worker and SEGMENTATION.match("/".join(one.parts[:3]) + "/"):
                yield path, one.line, "segmentation costs 83 MiB: use the index built by a job instead"


def the_start_is_light(tree: SourceTree) -> Iterator[Finding]:
    """`import app` loads neither jieba nor scikit-learn nor document writers."""
    modules = tree.module_paths(*PRODUCT)
    waiting, seen = deque(["app"] if "app" in modules else []), {"app"}
    while waiting:
        path = modules[waiting.popleft()]
        loaded = [one for one in tree.imports(path) if not one.inside and not one.typing]
        for one in loaded:
            if one.root in NOT_AT_START:
                yield (
                    path,
                    one.line,
                    f"`{one.root}` would load with every web process: import it where it is used",
                )
        for name in {name for one in loaded for name in _with_parents(one.target)} - seen:
            if name in modules:
                seen.add(name)
                waiting.append(name)


def _with_parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def no_signals(tree: SourceTree) -> Iterator[Finding]:
    """No signals: news travels up by jobs that ask."""
    for path in tree.under(*PRODUCT):
        for one in tree.imports(path):
            if one.root == "blinker" or one.target.startswith("flask.signals"):
                yield path, one.line, f"`{one.target}` is a signal: let a job of the upper room ask"
        for call in tree.nodes(path, ast.Call):
            heard = tree.meaning(path, call.func)
            is_event = heard in {"sqlalchemy.event.listen", "sqlalchemy.event.listens_for"}
            if (
                is_event
                and not path.startswith("app/core/")
                and text_of(literal(call, 1, "identifier")) not in DDL
            ):
                yield (
                    path,
                    call.lineno,
                    "a database event is a signal: let a job ask (only triggers may be attached)",
                )


def only_edges_know_the_running_app(tree: SourceTree) -> Iterator[Finding]:
    """current_app is for core, web, cli and the edges of a room: views, jobs and the chat desk."""
    for path in tree.under("app/"):
        for one in tree.imports(path):
            if one.target == "flask.current_app" and not APP_KNOWERS.match(path):
                yield path, one.line, "current_app below the edge: take the setting as a parameter"


def writing_and_reading_know_no_web(tree: SourceTree) -> Iterator[Finding]:
    """models, queries and operations receive values; they never see a request, a session or a response."""
    for path in tree.under("app/"):
        part = path.removesuffix(".py").split("/")[2:3]
        is_inner = part and part[0] in {"models", "queries", "operations"}
        for one in tree.imports(path):
            if is_inner and one.root in {"flask", "werkzeug", "apiflask", "flask_wtf", "flask_login"}:
                yield (
                    path,
                    one.line,
                    f"`{one.target}` in {part[0]}: the view parses the request and passes values",
                )
