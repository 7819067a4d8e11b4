"""A workbook of the clerk's own making goes the whole way: columns, preview, mending, undoing."""

import io
import re

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.queries import entries_about
from app.core.db import db
from app.roster import queries
from app.roster.models import Room
from surveys.electorate import scopes
from tests import factories as make
from tests.app.roster import workbooks
from tests.app.roster.views.browsing import confirmed, seen
from tests.app.roster.workbooks import row
from tests.pages import check_page
from tests.people import World

OWN = ["栋", "单元", "门号", "产权人姓名", "联系手机", "建筑面积", "依据"]
OWN_ROW = ["3", "2", "501", "王秀英", "13806350001", "90.10", "实测"]


def base(world: World) -> str:
    return f"/committee/roster/{world.compound.public_id}"


def sent(client: FlaskClient, url: str, content: bytes, *, name: str = "名册.xlsx") -> TestResponse:
    data = {"file": (io.BytesIO(content), name)}
    return client.post(url, data=data, content_type="multipart/form-data")


def chosen(*roles: str) -> dict[str, str]:
    return {f"column-{number}": role for number, role in enumerate(roles)}


def count(world: World) -> int:
    return queries.count_rooms(world.compound.id, scopes.COMPOUND)


GOOD = ("楼栋", "单元", "房号", "业主姓名", "手机号", "专有面积", "面积来源")


def test_columns_are_asked_once_and_remembered_for_the_next_workbook(app: Flask, world: World) -> None:
    client = world.staff(world.clerk)
    answer = sent(client, f"{base(world)}/import", workbooks.xlsx_of([OWN_ROW], OWN))
    assert answer.location == f"{base(world)}/import/columns"
    page = seen(client, answer.location)
    assert "看内容像" in page
    assert "138****0001" in page
    assert "13806350001" not in page
    assert client.get(f"{base(world)}/import/preview").location == answer.location
    answer = client.post(answer.location, data=chosen(*GOOD))
    page = seen(client, answer.location)
    shown = ("90.10", "名册里的面积来源更好", "表里没有这几列：楼层", "不再是业主")
    assert all(words in page for words in shown)
    assert "13806350002" not in page
    again = sent(client, f"{base(world)}/import", workbooks.xlsx_of([OWN_ROW], OWN))
    assert again.location == f"{base(world)}/import/preview?known=1"
    assert "按上次的选择读的" in seen(client, again.location)
    assert "上次这样选的" in seen(client, f"{base(world)}/import/columns")
    assert entries_about(f"compound:{world.compound.id}")[-1].act == "roster.map-columns"


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (("楼栋", "单元", "房号", "房号"), "有两列都选了「房号」"),
        (("楼栋", "单元", "不是列名"), "还不知道哪一列是房号"),
    ],
)
def test_a_choice_that_cannot_work_comes_back_as_it_was(
    world: World, roles: tuple[str, ...], words: str
) -> None:
    client = world.staff(world.clerk)
    sent(client, f"{base(world)}/import", workbooks.xlsx_of([OWN_ROW], OWN))
    answer = client.post(f"{base(world)}/import/columns", data=chosen(*roles))
    assert answer.status_code == 422
    check_page(answer.text, base(world))
    assert words in answer.text
    assert answer.text.count("selected") == len([role for role in roles if role != "不是列名"])


def test_wrong_rows_are_taken_away_mended_and_brought_back(app: Flask, world: World) -> None:
    client = world.staff(world.clerk)
    rows = [row(number="601", floor="6", area="89㎡"), row(number="602", floor="6", phone="", name="孙立")]
    answer = sent(client, f"{base(world)}/import", workbooks.xlsx_of(rows, above=2))
    page = seen(client, answer.location)
    assert "写成 89.00" in page
    content = client.get(f"{base(world)}/import/errors.xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    heads = lines.index(next(line for line in lines if line[0] == "原来的工作表"))
    assert [str(cell) for cell in lines[heads + 1][1:5]] == ["4", "3号楼", "2单元", "601"]
    assert lines[heads + 1][-1] == "专有面积：写成 89.00"
    sheet.cell(heads + 2, lines[heads].index("专有面积") + 1).value = "90.5"
    out = io.BytesIO()
    book.save(out)
    answer = sent(client, f"{base(world)}/import/mended", out.getvalue())
    page = seen(client, answer.location)
    assert "可以导入" in page
    assert "90.50" in page
    confirmed(client, base(world))
    assert count(world) == 4


def test_one_click_writes_what_is_suggested_and_leaves_the_rest_to_the_clerk(world: World) -> None:
    client = world.staff(world.clerk)
    rows = [row(number="601", floor="6", area="89㎡"), row(number="602", floor="6", phone="1380635")]
    answer = sent(client, f"{base(world)}/import", workbooks.xlsx_of(rows))
    assert "照建议全部改（1 处）" in seen(client, answer.location)
    answer = client.post(f"{base(world)}/import/suggested")
    page = seen(client, answer.location)
    assert "照建议全部改" not in page
    assert "有 1 处要改" in page
    assert "已经改过 1 行" in page
    client.post(f"{base(world)}/import/confirm")
    assert count(world) == 2


def test_a_sheet_that_is_no_sheet_of_errors_is_refused_in_place(world: World) -> None:
    client = world.staff(world.clerk)
    sent(client, f"{base(world)}/import", workbooks.xlsx_of([row(area="0")]))
    for content, words in ((workbooks.xlsx_of([row()]), "这不是从这里下载的错误表"), (b"", "没有选文件")):
        answer = sent(client, f"{base(world)}/import/mended", content)
        assert answer.status_code == 422
        check_page(answer.text, base(world))
        assert words in answer.text


def test_the_same_workbook_twice_says_that_nothing_changes(world: World) -> None:
    client = world.staff(world.clerk)
    for words in ("可以导入", "没有变化"):
        answer = sent(client, f"{base(world)}/import", workbooks.xlsx_of([row(number="601", floor="6")]))
        assert words in seen(client, answer.location)
        confirmed(client, base(world))
    assert len(queries.imports_in(world.compound.id)) == 1


def test_the_last_import_is_listed_and_undone_after_a_question(world: World) -> None:
    client = world.staff(world.clerk)
    assert "还没有导入过" in seen(client, f"{base(world)}/imports")
    sent(client, f"{base(world)}/import", workbooks.xlsx_of([row(number="601", floor="6")]))
    confirmed(client, base(world))
    import_id = queries.imports_in(world.compound.id)[0].id
    assert "名册.xlsx" in seen(client, f"{base(world)}/imports")
    url = f"{base(world)}/imports/{import_id}/undo"
    assert "删掉这次新增的 1 户" in seen(client, url)
    answer = client.post(url)
    assert "撤销好了" in seen(client, answer.location)
    assert count(world) == 2
    refused = client.post(url)
    assert refused.status_code == 409
    check_page(refused.text, url)
    assert "已经撤销过" in refused.text


def test_an_import_somebody_uses_is_kept_and_the_page_says_why(world: World) -> None:
    client = world.staff(world.clerk)
    sent(client, f"{base(world)}/import", workbooks.xlsx_of([row(number="601", floor="6")]))
    confirmed(client, base(world))
    made = next(one for one in queries.rooms_in(world.compound.id, scopes.COMPOUND) if one.number == "601")
    make.a_resident_contact(db.session.get_one(Room, made.id))
    url = f"{base(world)}/imports/{queries.imports_in(world.compound.id)[0].id}/undo"
    page = seen(client, url)
    assert "已经有人绑定微信" in page
    assert "撤销这次导入</button>" not in page
    assert client.post(url).status_code == 409
    assert count(world) == 3


def test_the_roster_is_taken_out_with_masked_telephones_and_no_formula(world: World) -> None:
    make.an_owner(make.a_room(world.unit, "601", floor=6), "=1+1", "13806350009")
    answer = world.staff(world.clerk).get(f"{base(world)}/rooms.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    values = [[cell.value for cell in line] for line in sheet.iter_rows()]
    told = "\n".join(str(value) for line in values for value in line)
    assert all(words in told for words in ("=1+1", "138****0001", "合计", "导出时间", "业主已绑"))
    assert "13806350001" not in told
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    assert (sheet.freeze_panes, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("D4", 9, 0)
    assert next(line for line in values if line[0] == "合计")[6] == 89.6 + 104.5 + 89.6


def test_nobody_but_the_compounds_own_staff_imports_exports_or_undoes(world: World) -> None:
    client = world.staff(world.clerk)
    sent(client, f"{base(world)}/import", workbooks.xlsx_of([row(number="601", floor="6")]))
    confirmed(client, base(world))
    undo = f"{base(world)}/imports/{queries.imports_in(world.compound.id)[0].id}/undo"
    reads = [
        f"{base(world)}/{rest}" for rest in ("imports", "rooms.xlsx", "import/columns", "import/errors.xlsx")
    ]
    acts = [undo, f"{base(world)}/import/columns", f"{base(world)}/import/mended", f"{base(world)}/import"]
    outsiders = world.clients() | {"next door": world.staff(make.a_clerk(world.next_compound))}
    del outsiders["clerk"]
    for name, outsider in outsiders.items():
        for url in (*reads, undo):
            assert outsider.get(url).status_code in (303, 403, 404), (name, url)
        for url in acts:
            assert outsider.post(url).status_code in (303, 403, 404), (name, url)
    assert count(world) == 3
    other = undo.replace(world.compound.public_id, world.next_compound.public_id)
    next_door = world.staff(make.a_clerk(world.next_compound))
    assert (next_door.get(other).status_code, next_door.post(other).status_code) == (404, 404)


def test_what_changed_since_the_preview_is_shown_before_anything_is_imported(world: World) -> None:
    client = world.staff(world.clerk)
    body = workbooks.xlsx_of([row(number="502", area="104.50", name="", phone="")])
    page = seen(client, sent(client, f"{base(world)}/import", body).location)
    seen_digest = {"digest": "0" * 32}
    answer = client.post(f"{base(world)}/import/confirm", data=seen_digest)
    assert answer.status_code == 409
    check_page(answer.text, base(world))
    assert "名册又有人改过" in answer.text
    assert queries.imports_in(world.compound.id) == []
    assert "没有变化" in page


def test_the_same_number_under_another_name_is_asked_about_in_place(world: World) -> None:
    client = world.staff(world.clerk)
    sent(
        client,
        f"{base(world)}/import",
        workbooks.xlsx_of([row(name="王小明（共有）"), row(name="李建国（共有）", phone="")]),
    )
    page = seen(client, f"{base(world)}/import/preview")
    assert "王秀英，表里是 王小明（138****0001）" in page
    refused = confirmed(client, base(world))
    assert refused.status_code == 422
    check_page(refused.text, base(world))
    assert "有 1 处要先选" in refused.text
    (name,) = set(re.findall(r'name="(question-[0-9a-f]+)"', page))
    assert confirmed(client, base(world), **{name: "same"}).status_code == 303
    assert "王小明" in {one.name for one in queries.owners_of_rooms([world.room.id])}
