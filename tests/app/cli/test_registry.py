"""`flask roster registry` says what a list brought, and refuses in one line."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask, current_app

from app.cli.roster import roster
from app.roster import queries
from tests import factories as make
from tests.app.cli.running import run
from tests.app.roster.registries import a_list, row

ZERO = {"eligible": 0, "disputed": 0, "too_late": 0, "year_unknown": 0, "excluded": 0, "warnings": []}


@pytest.fixture
def county(app: Flask) -> str:
    """An empty county."""
    return make.a_region()


def result_of(app: Flask, path: Path, *more: str) -> dict[str, Any]:
    done = run(app, roster, "registry", path, "--region", make.COUNTY, "--source", "portal", "--json", *more)
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.output))


MORE = {"suggestion": "", "other_row": 0}  # what errors of rosters may tell besides


def a_file(folder: Path, content: bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content)
    return path


def test_a_dry_run_says_what_an_import_then_does_once(app: Flask, county: str, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_list(row(), row(name="朝阳里", built="2010年", year="", households="x")))
    error = {"row": 3, "column": "户数", "code": "count-unreadable", "value": "x", "sheet": ""} | MORE
    expected = ZERO | {
        "rows": 2, "ok": 1, "new": 2, "facts": 11, "changed": 13, "undecided": 1, "excluded": 1, "in_time": 1,
        "too_late": 1, "first_class": 1, "errors": [error],
    }  # fmt: skip
    assert result_of(app, path, "--dry-run") == expected
    assert queries.compounds_under([county]) == []
    assert result_of(app, path) == expected
    assert result_of(app, path) == expected | {"new": 0, "facts": 0, "changed": 0}
    assert len(queries.compounds_under([county])) == 2


def test_people_read_lines(app: Flask, county: str, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_list(row(), row(), row(name="朝阳里", fee="面议")))
    done = run(
        app, roster, "registry", path, "--region", make.COUNTY, "--source", "p", "--as-of", "2026-01-01"
    )
    assert done.exit_code == 0
    for line in (
        "error: row 4 物业费用: fee-unreadable (面议)", "warning: row 3 小区名称: compound-repeated (光明里)",
        "2 new compounds", "2 undecided", "2 first class, built before 2000", "13 changes made",
    ):  # fmt: skip
        assert line in done.output.splitlines()


@pytest.mark.parametrize(
    ("content", "more", "expected"),
    [
        (b"", (), (1, "file-empty")),
        ("甲,乙\n1,2".encode(), (), (1, "headings-not-found")),
        ("地址,户数\n1,2".encode(), (), (1, "column-missing 小区名称")),
        (b"x", ("--region", "nowhere"), (2, "no region has the code nowhere")),
        (b"x", ("--source", "=1"), (2, "source-malformed")),
        (b"x", ("--as-of", "yesterday"), (2, "yesterday")),
    ],
)
def test_what_cannot_be_imported_is_one_clear_line(
    county: str, tmp_path: Path, content: bytes, *, more: tuple[str, ...], expected: tuple[int, str]
) -> None:
    path = a_file(tmp_path, content)
    arguments = (path, "--region", make.COUNTY, "--source", "p", *more)
    done = run(cast(Flask, current_app), roster, "registry", *arguments)
    assert done.exit_code == expected[0]
    assert expected[1] in done.output
