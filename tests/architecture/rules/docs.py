"""What the documents must mention, and what they may not invent."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import STOREYS
from tests.architecture.reading import Function, dotted, last, line_at, literal, text_of
from tests.architecture.tree import Finding, SourceTree

TARGET = re.compile(r"^([a-z][\w-]*)\s*:[^=\n]*##", re.MULTILINE)
TICKED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?!/)[\w.\-]+(/[\w.\-]+)*/?")
FILE = re.compile(r"\.(py|md|toml|txt|json|html|css|js|cfg|ini|yml|yaml|sh|mako)$")
SETTING = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
READERS = ("operations", "committees", "auditors")
GENERATED = ("instance", ".venv", "node_modules", "app/static/vendor")
UNGROUPED = {"click", "cli", "app"}  # @click.command and @app.cli.command stand right under flask
CLI_ENDINGS = re.compile(r"_(command|cmd|group|grp)$")


def make_targets_are_documented(tree: SourceTree) -> Iterator[Finding]:
    """Every make target with a line of help is mentioned."""
    makefile = tree.text("Makefile")
    if not TARGET.search(makefile):
        yield "Makefile", 1, "no target has a line of help: write `name: ## what it does`"
    for found in TARGET.finditer(makefile):
        if not re.search(rf"\bmake\b[^\n]*(?<![\w-]){re.escape(found.group(1))}(?![\w-])", _documents(tree)):
            yield (
                "Makefile",
                line_at(makefile, found.start()),
                f"`make {found.group(1)}` stands in no document",
            )


def flask_commands_are_documented(tree: SourceTree) -> Iterator[Finding]:
    """Every flask command is mentioned, written `flask group command`."""
    documents = _documents(tree)
    for path in tree.under("app/"):
        for words, line in _commands(tree, path):
            pattern = r"\bflask " + r"\b[^\n]*\b".join(re.escape(word) for word in words) + r"(?![\w-])"
            if not re.search(pattern, documents):
                yield (
                    path,
                    line,
                    f"`flask {' '.join(words)}` stands in no document: add it to docs/operations.md",
                )


def settings_are_documented(tree: SourceTree) -> Iterator[Finding]:
    """Every setting read in config.py is mentioned."""
    if not tree.has("config.py"):
        yield "config.py", 1, "there is no config.py: it is the only reader of the environment"
    documents = _documents(tree)
    for name, line in sorted(_settings(tree)):
        if not re.search(rf"(?<!\w){name}(?!\w)", documents):
            yield "config.py", line, f"`{name}` stands in no document: add it to docs/operations.md"


def rooms_are_documented(tree: SourceTree) -> Iterator[Finding]:
    """Every room under app/ stands on the map."""
    documents = _documents(tree)
    for room in sorted(STOREYS):
        if tree.has_folder(f"app/{room}") and not re.search(rf"\b{room}/|`{room}`", documents):
            yield (
                f"app/{room}/__init__.py",
                1,
                f"`app/{room}/` stands in no document: add its line to docs/house.md",
            )


def paths_in_the_readme_exist(tree: SourceTree) -> Iterator[Finding]:
    """README.md says what it is, gives the two commands and the map, and every path in it exists."""
    path, text = "README.md", tree.text("README.md")
    for needed in ("make run", "make test", "docs/house.md"):
        if needed not in text:
            yield path, 1, f"README.md does not mention `{needed}`"
    for found in TICKED.finditer(text):
        name = found.group(1).strip()
        if _looks_like_a_path(tree, name) and not (tree.has(name) or tree.has_folder(name)):
            yield path, line_at(text, found.start()), f"`{name}` does not exist: correct the path"


def the_map_exists(tree: SourceTree) -> Iterator[Finding]:
    """docs/house.md is the map, each kind of reader has a document, decisions have records."""
    for path in ("README.md", "docs/house.md", *(f"docs/{reader}.md" for reader in READERS)):
        if not tree.text(path).strip():
            yield path, 1, "is missing: write it"
    if not any(tree.under("docs/decisions/", suffix=".md")):
        yield "docs/decisions/", 1, "no decision is recorded: write the first ADR"


def _looks_like_a_path(tree: SourceTree, name: str) -> bool:
    if not PATH.fullmatch(name) or name.startswith(GENERATED):
        return False
    top = name.split("/")[0]
    is_inside = "/" in name and (tree.has_folder(top) or tree.has(top) or FILE.search(name))
    return bool(is_inside or FILE.search(name) or name in {"Makefile"})


def _documents(tree: SourceTree) -> str:
    return "\n".join(tree.text(path) for path in ("README.md", *tree.under("docs/", suffix=".md")))


def _settings(tree: SourceTree) -> set[tuple[str, int]]:
    """Names in capitals that config.py asks for: the first argument of a call, or an index."""
    asked = [(call.args[0], call.lineno) for call in tree.nodes("config.py", ast.Call) if call.args]
    asked += [(node.slice, node.lineno) for node in tree.nodes("config.py", ast.Subscript)]
    found: dict[str, int] = {}
    for node, line in asked:
        name = text_of(node)
        if name and SETTING.fullmatch(name):
            found.setdefault(name, line)
    return set(found.items())


def _commands(tree: SourceTree, path: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Group and command names, from AppGroup(…) and @group.command(…) or @click.command(…)."""
    groups = dict(_groups(tree, path))
    for function in tree.functions(path):
        for decorator in function.decorator_list:
            owner, _, verb = dotted(decorator).removesuffix("()").rpartition(".")
            if verb == "command":
                group = () if last(owner) in UNGROUPED else (last(owner),)
                yield (*groups.get(owner, group), _called(decorator, function)), function.lineno


def _groups(tree: SourceTree, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Variable or function, and the name it has as a group of commands."""
    for node in tree.nodes(path, ast.Assign):
        call, variable = node.value, dotted(node.targets[0])
        if not isinstance(call, ast.Call):
            continue
        kind = last(dotted(call.func))
        if kind in {"AppGroup", "Group"}:
            yield variable, (text_of(literal(call, 0, "name")) or "",)
        elif kind.endswith("Blueprint"):
            name = text_of(literal(call, 99, "cli_group"))
            yield f"{variable}.cli", (name,) if name else ()
    for function in tree.functions(path):
        for decorator in function.decorator_list:
            if dotted(decorator).removesuffix("()").endswith(".group"):
                yield function.name, (_called(decorator, function),)


def _called(decorator: ast.expr, function: Function) -> str:
    """The name given to a command or group, else the one click makes of the function's."""
    named = text_of(literal(decorator, 0, "name")) if isinstance(decorator, ast.Call) else None
    return named or CLI_ENDINGS.sub("", function.name).replace("_", "-")
