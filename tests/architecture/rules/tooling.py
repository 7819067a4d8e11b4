"""What surrounds the code: lock files, settings of the tools, the commands every machine runs."""

import re
import tomllib
from collections.abc import Iterator

from tests.architecture.reading import line_at
from tests.architecture.tree import Finding, SourceTree

OPTION = r"-{2}(?:(?:extra-|default-)?index(?:-url)?|find[-]links)\b"
ADDRESS = re.compile(rf"https?://\S+|file:\S+|{OPTION}|^-[if]\s", re.MULTILINE)
INDEX = re.compile(rf"{OPTION}|(?:PIP|UV)_\w*INDEX\w*|registry\s*=\s*\S+:")
RESOLVED = re.compile(r'"resolved"\s*:\s*"https?:')
PINNED = re.compile(r"^[A-Za-z0-9][\w.\-]*(?:\[[\w,\-]+\])?==\S+")
TARGETS = ("run", "test", "test-fast", "check", "bench", "help")
CONVENTION = ("ix", "uq", "ck", "fk", "pk")


def locks_name_no_registry(tree: SourceTree) -> Iterator[Finding]:
    """Requirements and lock files name no host: every machine has its own registry."""
    for path in tree.under("requirements/", suffix=(".txt", ".in")):
        yield from _matches(tree, path, ADDRESS)
    for path in ("package-lock.json", "app/package-lock.json"):
        yield from _matches(tree, path, RESOLVED)
    for path in ("Makefile", "pyproject.toml", ".npmrc", ".ci/run"):
        yield from _matches(tree, path, INDEX)
    for path in ("uv.lock", "poetry.lock"):
        if tree.has(path) and path not in tree.text(".gitignore"):
            yield path, 1, "names registry hosts: let git ignore it, requirements/*.txt is the lock"


def _matches(tree: SourceTree, path: str, pattern: re.Pattern[str]) -> Iterator[Finding]:
    text = tree.text(path)
    for found in pattern.finditer(text):
        yield (
            path,
            line_at(text, found.start()),
            f"`{found.group().strip()[:60]}` is an address: leave it to the machine",
        )


def requirements_are_pinned_and_hashed(tree: SourceTree) -> Iterator[Finding]:
    """Every requirement stands at one version with its hashes."""
    for path in tree.under("requirements/", suffix=".txt"):
        text = tree.text(path).replace("\\\n", " " * 2)
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if not PINNED.match(line) or "--hash=" not in line:
                yield path, number, f"`{line.split()[0]}` is not pinned with hashes: export the file again"


def tools_are_set_as_agreed(tree: SourceTree) -> Iterator[Finding]:
    """ruff at 110 columns, warnings are errors in tests, mypy --strict on surveys and bots."""
    path = "pyproject.toml"
    if not tree.has(path):
        return
    tool = tomllib.loads(tree.text(path)).get("tool", {})
    if tool.get("ruff", {}).get("line-length") != 110:
        yield path, 1, "set `line-length = 110` in [tool.ruff]"
    options = tool.get("pytest", {}).get("ini_options", {}) or tool.get("pytest", {})
    if "error" not in options.get("filterwarnings", []):
        yield path, 1, "warnings are errors: set `filterwarnings = ['error', …]` in [tool.pytest.ini_options]"
    if "strict" not in str(tool.get("mypy", {})) and "--strict" not in tree.text("Makefile"):
        yield path, 1, "surveys and bots pass mypy --strict: say so here or in the Makefile"


def every_machine_runs_the_same(tree: SourceTree) -> Iterator[Finding]:
    """The Makefile has the agreed targets; .ci/run is `make check test`, architecture first, --noconftest."""
    if not tree.has("pyproject.toml"):
        return
    makefile = tree.text("Makefile")
    for target in TARGETS:
        if not re.search(rf"^{target}\s*:[^=\n]*(##|$)", makefile, re.MULTILINE):
            yield "Makefile", 1, f"no target `{target}`: add it with a line of help after ##"
    if not re.search(r"make\s+check\s+test\b", tree.text(".ci/run")):
        yield ".ci/run", 1, "must run `make check test`, so that nothing lands unchecked"
    if not re.search(r"tests/architecture[^\n]*--noconftest|--noconftest[^\n]*tests/architecture", makefile):
        yield "Makefile", 1, "check runs `pytest --noconftest tests/architecture` first"
    if "omit-lockfile-registry-resolved=true" not in tree.text(".npmrc"):
        yield ".npmrc", 1, "set omit-lockfile-registry-resolved=true, so that the lock names no host"


def constraints_have_names(tree: SourceTree) -> Iterator[Finding]:
    """A naming convention for all five kinds of constraint, batch mode for SQLite, plain types."""
    core, env = "app/core/db.py", "migrations/env.py"
    if tree.has(core):
        for kind in CONVENTION:
            if not re.search(rf"""["']{kind}["']\s*:""", tree.text(core)):
                yield (
                    core,
                    1,
                    f"the naming convention has no `{kind}`: constraints without a name cannot be migrated",
                )
    if tree.has(env):
        for word in ("render_as_batch", "render_item", "app.tables"):
            settings = tree.text(env) + tree.text("app/__init__.py") + tree.text(core)
            if word not in settings and word.replace(".", " import ") not in settings:
                yield env, 1, f"`{word}` is missing: see Migrations in the architecture"


def decisions_are_short_records(tree: SourceTree) -> Iterator[Finding]:
    """docs/decisions/NNNN-title.md, at most one page."""
    for path in tree.under("docs/decisions/", suffix=""):
        if not re.fullmatch(r"docs/decisions/\d{4}-[a-z0-9-]+\.md", path):
            yield path, 1, "call it `NNNN-title.md`"
        lines = len(tree.text(path).splitlines())
        if lines > 60:
            yield path, 61, f"{lines} lines: a decision fits on one page"
