"""The tree the rules walk on: what it holds, and how it reads Python."""

import ast
from pathlib import Path

import pytest

from tests.architecture.reading import dotted, imports_of, literal
from tests.architecture.tree import in_memory, module_name, on_disk


def test_what_is_installed_or_cached_is_not_ours(tmp_path: Path) -> None:
    for path in (
        "app/core/db.py",
        ".venv/lib/x.py",
        "app/__pycache__/x.pyc",
        "app/static/vendor/x.js",
        "node_modules/x.js",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x = 1\n")
    assert on_disk(tmp_path).paths == ("app/core/db.py",)


def test_the_checkout_itself_is_found() -> None:
    assert on_disk().has("tests/architecture/test_tree.py")


def test_a_file_that_cannot_be_parsed_counts_as_empty() -> None:
    tree = in_memory({"app/x.py": "def (:\n"})
    assert tree.module("app/x.py").body == []
    assert tree.text("app/y.py") == ""


def test_a_place_is_a_folder_or_one_file() -> None:
    tree = in_memory({"app/a.py": "", "app/a.py.md": "", "apple/b.py": "", "app/c/d.py": ""})
    assert list(tree.under("app/")) == ["app/a.py", "app/c/d.py"]
    assert list(tree.under("app/a.py")) == ["app/a.py"]
    assert [tree.has_folder(path) for path in ("app/c", "app/c/d.py")] == [True, False]


@pytest.mark.parametrize(
    ("path", "name"),
    [("app/__init__.py", "app"), ("app/core/db.py", "app.core.db"), ("app/core/__init__.py", "app.core")],
)
def test_a_path_has_its_dotted_name(path: str, name: str) -> None:
    assert module_name(path) == name


def test_imports_know_where_they_stand() -> None:
    source = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    import a.b as c\n"
        "else:\n    import d.e\n"
        "try:\n    from f import g\nexcept ImportError:\n    from . import h\n"
        "class K:\n    async def m(self):\n        with n:\n            from o import p as q\n"
    )
    found = {one.target: one for one in imports_of(ast.parse(source))}
    assert [found["a.b"].alias, found["a.b"].bound, found["d.e"].bound] == ["c", "a.b", "d"]
    assert [name for name, one in found.items() if one.typing] == ["a.b"]
    assert [name for name, one in found.items() if one.inside] == ["o.p"]
    assert [name for name, one in found.items() if one.relative] == ["h"]
    assert (found["o.p"].alias, found["o.p"].line) == ("q", 13)


def test_a_name_is_traced_to_its_import() -> None:
    tree = in_memory({"app/x.py": "import datetime as dt\ndt.datetime.now().x[0].y\n"})
    names = {tree.meaning("app/x.py", node) for node in tree.nodes("app/x.py", ast.Attribute)}
    assert names == {"datetime.datetime", "datetime.datetime.now", "datetime.datetime.now().x", "?.y"}


def test_an_argument_is_found_by_place_and_by_name() -> None:
    call = next(node for node in ast.walk(ast.parse("f(1, act='x')")) if isinstance(node, ast.Call))
    found = [literal(call, 0, "who"), literal(call, 1, "act"), literal(call, 2, "at")]
    assert [ast.unparse(one) if one else None for one in found] == ["1", "'x'", None]
    assert dotted(call) == "f()"
