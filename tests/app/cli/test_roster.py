"""`flask roster import` does what the contract says, whatever it is given."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.cli.roster import roster
from app.core.db import transaction
from app.roster import imports, operations, queries
from app.roster.models import Compound
from surveys.electorate import scopes
from tests import factories as make
from tests.app.roster import workbooks
from tests.app.roster.workbooks import row


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(roster, ["import", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def as_json(app: Flask, *arguments: object) -> tuple[int, dict[str, Any]]:
    status, output = run(app, *arguments, "--json")
    return status, json.loads(output)


def file_with(folder: Path, rows: list[list[Any]], name: str = "roster.xlsx") -> Path:
    path = folder / name
    path.write_bytes(workbooks.xlsx_of(rows))
    return path


def rooms(compound: Compound) -> int:
    return queries.count_rooms(compound.id, scopes.COMPOUND)


def test_a_good_workbook_is_imported_and_a_second_time_changes_nothing(app: Flask, tmp_path: Path) -> None:
    compound = make.a_compound(code="XY01")
    path = file_with(tmp_path, [row(), row(number="502")])
    expected = {"rows": 2, "ok": 2, "changed": 2, "errors": [], "warnings": []}
    assert as_json(app, path, "--compound", "XY01", "--dry-run") == (0, expected)
    assert rooms(compound) == 0
    assert as_json(app, path, "--compound", "xy01") == (0, expected)
    assert rooms(compound) == 2
    assert as_json(app, path, "--compound", "XY01") == (0, expected | {"changed": 0})


def test_one_wrong_row_stops_the_import_but_not_the_check_of_the_others(app: Flask, tmp_path: Path) -> None:
    compound = make.a_compound(code="XY01")
    path = file_with(tmp_path, [row(), row(number="502", area="0"), row(number="503", unit="")])
    status, result = as_json(app, path, "--compound", "XY01", "--dry-run")
    assert (status, result["rows"], result["ok"], result["changed"]) == (1, 3, 1, 1)
    assert [(one["row"], one["column"], one["code"], one["value"]) for one in result["errors"]] == [
        (3, "专有面积", "area-not-positive", "0"),
        (4, "单元", "unit-missing", ""),
    ]
    status, result = as_json(app, path, "--compound", "XY01")
    assert (status, result["changed"], rooms(compound)) == (1, 0, 0)


def test_a_file_that_is_no_roster_is_one_clear_error(app: Flask, tmp_path: Path) -> None:
    make.a_compound(code="XY01")
    path = tmp_path / "roster.xlsx"
    path.write_bytes(b"not a workbook")
    status, result = as_json(app, path, "--compound", "XY01")
    assert status == 1
    assert result["errors"] == [
        {"row": 0, "column": "", "code": "file-kind-unknown", "value": "roster.xlsx", "sheet": ""}
    ]


def test_people_read_lines(app: Flask, tmp_path: Path) -> None:
    make.a_compound(code="XY01")
    path = file_with(tmp_path, [row(), row(number="502", area="x", source="")])
    status, output = run(app, path, "--compound", "XY01")
    assert status == 1
    assert "error: row 3 专有面积: area-not-a-number (x)" in output
    assert output.splitlines()[-1] == "2 rows, 1 ok, nothing imported"
    path = file_with(tmp_path, [row()])
    assert run(app, path, "--compound", "XY01", "--dry-run")[1].strip() == "1 rows, 1 ok, would change 1"
    assert run(app, path, "--compound", "XY01")[1].strip() == "1 rows, 1 ok, changed 1"


@pytest.mark.parametrize("arguments", [("nowhere.xlsx", "--compound", "XY01"), ()])
def test_bad_usage_exits_with_two(app: Flask, arguments: tuple[str, ...]) -> None:
    assert run(app, *arguments)[0] == 2


def test_an_unknown_compound_exits_with_two(app: Flask, tmp_path: Path) -> None:
    status, output = run(app, file_with(tmp_path, [row()]), "--compound", "NOSUCH")
    assert (status, output.strip()) == (2, "no compound has the code NOSUCH")


def test_a_street_and_a_compound_are_registered_from_the_command_line(app: Flask) -> None:
    runner = app.test_cli_runner()
    street = "roster add-region 371502009 --parent 371502 --name 东城街道 --level street"
    assert runner.invoke(args=street).output.strip() == "371500.371502.371502009"
    assert runner.invoke(args=street).exit_code == 1
    compound = "roster add-compound DC0001 --region 371502009 --name 育新里 --built 1996"
    added = runner.invoke(args=compound)
    assert added.exit_code == 0, added.output
    assert len(added.output.strip()) == 10
    assert runner.invoke(args=compound).exit_code == 1


OWN = ["栋", "单元", "门号", "产权人姓名", "联系手机", "建筑面积", "依据"]
OWN_ROW = ["3", "2", "501", "王秀英", "13806350001", "90.10", "实测"]


def own_file(folder: Path) -> Path:
    path = folder / "own.xlsx"
    path.write_bytes(workbooks.xlsx_of([OWN_ROW], OWN, above=2))
    return path


def test_a_workbook_of_other_headings_is_read_when_they_are_explained(app: Flask, tmp_path: Path) -> None:
    compound = make.a_compound(code="XY01")
    path = own_file(tmp_path)
    status, result = as_json(app, path, "--compound", "XY01")
    assert (status, result["errors"][0]["code"]) == (1, "headings-not-found")
    status, result = as_json(app, path, "--compound", "XY01", "--map", "门号=房号", "--sheet", "Sheet1")
    assert (status, result["changed"], rooms(compound)) == (0, 1, 1)
    assert run(app, path, "--compound", "XY01", "--map", "门号=没有这列")[0] == 2
    status, result = as_json(app, path, "--compound", "XY01", "--map", "栋=房号", "--map", "门号=备注")
    assert [(one["row"], one["column"], one["code"]) for one in result["errors"]] == [
        (0, "楼栋", "home-columns-missing")
    ]


def test_what_the_console_confirmed_holds_on_the_command_line(app: Flask, tmp_path: Path) -> None:
    compound = make.a_compound(code="XY01")
    path = own_file(tmp_path)
    tables = imports.tables_in(imports.open_book(path.read_bytes(), path.name))
    roles = {imports.mark_of(guess.heading): guess.role for guess in imports.propose(tables).guesses}
    with transaction():
        kept = queries.LayoutRow(roles, ())
        operations.remember_layout(compound.id, imports.source_of(tables), "staff:X", make.AT, layout=kept)
    assert as_json(app, path, "--compound", "XY01")[1]["changed"] == 1


def undo(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(roster, ["undo", *arguments])
    return result.exit_code, result.output


def test_the_last_import_is_taken_back_from_the_command_line(app: Flask, tmp_path: Path) -> None:
    compound = make.a_compound(code="XY01")
    assert undo(app, "--compound", "XY01") == (1, "refused: import-not-found\n")
    assert undo(app, "--compound", "NONE")[0] == 2
    run(app, file_with(tmp_path, [row()]), "--compound", "XY01")
    assert undo(app, "--compound", "XY01", "--dry-run")[0] == 0
    assert rooms(compound) == 1
    status, output = undo(app, "--compound", "XY01")
    assert (status, rooms(compound)) == (0, 0)
    assert output.startswith("undone: import of ")
    assert undo(app, "--compound", "XY01") == (1, "refused: already-undone (1)\n")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"<html><table></table></html>", "a.xls", "file-is-a-web-page"),
        (b"", "a.xlsx", "file-empty"),
        ("只有标题\n".encode("gb18030"), "a.csv", "headings-not-found"),
    ],
)
def test_a_file_that_is_no_workbook_is_one_line_and_no_traceback(
    app: Flask, tmp_path: Path, content: bytes, name: str, code: str
) -> None:
    make.a_compound(code="XY01")
    (tmp_path / name).write_bytes(content)
    for more in ((), ("--map", "x=房号")):
        status, result = as_json(app, tmp_path / name, "--compound", "XY01", *more)
        assert (status, [one["code"] for one in result["errors"]]) == (1, [code])
