"""The registry's pages: who may see and settle, the whole way of a dispute, the list and its workbook."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event

from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import CompoundFact, CompoundSettlement
from surveys.works import Key
from tests import factories as make
from tests.app.roster.registries import a_list, imported, row
from tests.app.roster.views.browsing import seen
from tests.pages import check_page
from tests.people import World

BASES: tuple[Callable[[str], str], ...] = (
    lambda public_id: f"/committee/registry/{public_id}",
    lambda public_id: f"/official/registry/{public_id}",
)
LISTS = ("/committee/registry/", "/official/registry/")


def note(world: World, key: Key, value: dict[str, object], *, source: str) -> int:
    with transaction():
        operations.note_fact(
            world.compound.id, operations.Note(key, value, source), f"staff:{world.clerk.key}", make.AT
        )
    return max(fact.id for fact in queries.sheet_of(world.compound.id, make.AT).facts)


def a_dispute(world: World) -> int:
    note(world, Key.LAND, {"choice": "collective"}, source="街道")
    return note(world, Key.LAND, {"choice": "state"}, source="登记中心")


def test_each_desk_sees_its_own_pages_and_nobody_else_does(world: World) -> None:
    a_dispute(world)
    own = {"clerk": BASES[0], "official": BASES[1]}
    clients = world.clients() | {"next door": world.staff(make.a_clerk(world.next_compound))}
    for name, client in clients.items():
        for base in BASES:
            here = base(world.compound.public_id)
            for url in (here, f"{here}/land"):
                expected = (200,) if own.get(name) is base else (303, 403, 404)
                assert client.get(url).status_code in expected, (name, url)


def test_acts_of_others_change_nothing(world: World) -> None:
    fact_id = a_dispute(world)
    clients = world.clients() | {"next door": world.staff(make.a_clerk(world.next_compound))}
    own = {"clerk": BASES[0], "official": BASES[1]}
    for name, client in clients.items():
        for base in BASES:
            if own.get(name) is base:
                continue
            here = f"{base(world.compound.public_id)}/land"
            form = {"fact": fact_id, "reason-land": "x", "choice": "state", "source": "y"}
            assert client.post(here, data=form).status_code in (303, 403), name
            assert client.post(f"{here}/settle", data=form).status_code in (303, 403), name
    assert db.session.query(CompoundSettlement).count() == 0
    assert db.session.query(CompoundFact).count() == 2


def test_a_fact_of_another_compound_cannot_be_settled_here(world: World) -> None:
    fact_id = a_dispute(world)
    client = world.staff(make.a_clerk(world.next_compound))
    url = f"{BASES[0](world.next_compound.public_id)}/land/settle"
    assert client.post(url, data={"fact": fact_id, "reason-land": "x"}).status_code == 404


@pytest.mark.parametrize(("person", "base"), [("clerk", BASES[0]), ("official", BASES[1])])
def test_a_dispute_is_shown_side_by_side_and_settled(
    world: World, person: str, base: Callable[[str], str]
) -> None:
    fact_id = a_dispute(world)
    client, here = world.clients()[person], base(world.compound.public_id)
    html = seen(client, here)
    assert "说法不一，请核定" in html
    assert "集体（街道，" in html
    assert "国有（登记中心，" in html
    assert client.post(f"{here}/land/settle", data={"reason-land": "看过证"}).status_code == 422
    assert client.post(f"{here}/land/settle", data={"fact": fact_id}).status_code == 422
    form = {"fact": fact_id, "reason-land": "看过不动产登记"}
    answer = client.post(f"{here}/land/settle", data=form)
    assert (answer.status_code, answer.location) == (303, f"{here}?done=settled")
    html = seen(client, answer.location)
    assert "请核定" not in html
    assert "建在国有土地上" in html
    assert "看过不动产登记" in seen(client, f"{here}/land")


FORMS: dict[Key, dict[str, object]] = {
    Key.BUILT: {"text": "九十年代"},
    Key.LAND: {"choice": "state"},
    Key.IN_TOWN: {"yes": "yes"},
    Key.DEMOLITION: {"choice": "shantytown"},
    Key.NEGLECTED: {"yes": "yes", "signs": ["unkept", "unmanaged"]},
    Key.LACKING: {"yes": "no"},
    Key.WANTED: {"yes": "yes", "answered": "100", "agreed": "93"},
    Key.WATER: {"choice": "needs-repair"},
    Key.HOUSEHOLDS: {"count": "120"},
    Key.FLOOR_AREA: {"text": "10234.5"},
    Key.FEE: {"least": "0.5", "most": "0.8"},
    Key.MANAGEMENT: {"choice": "company", "name": "洁净物业"},
    Key.FORMER_OWNER: {"text": "棉纺厂"},
    Key.BODIES: {"bodies": ["owners-committee"]},
}


def test_every_item_has_a_page_and_a_form_that_notes_it(world: World) -> None:
    client, here = world.staff(world.clerk), BASES[0](world.compound.public_id)
    for key in Key:
        seen(client, f"{here}/{key}")
    for key, form in FORMS.items():
        answer = client.post(f"{here}/{key}", data=form | {"source": "入户摸底", "as_of": "2026-01-05"})
        assert (answer.status_code, answer.location) == (303, f"{here}/{key}?done=noted"), key
        again = client.post(f"{here}/{key}", data=form | {"source": "入户摸底", "as_of": "2026-01-05"})
        assert again.location.endswith("done=known")
        assert "入户摸底" in seen(client, answer.location)
    html = seen(client, here)
    for words in ("九十年代", "严重：失养、失管", "答了 100 户，愿意 93 户", "10234.50 ㎡", "0.50—0.80 元"):
        assert words in html
    assert "本小区列入棚改计划（来源：入户摸底），改造暂停" in html
    assert "不符合改造条件" in html


def test_figures_without_a_source_stand_on_their_item_beside_what_the_roster_counts(world: World) -> None:
    compound = make.a_compound("湖畔小区", building_count=15, household_count=450, floor_area=3_950_499)
    clerk = world.staff(make.a_clerk(compound, username="lake"))
    here = BASES[0](compound.public_id)
    assert "15 栋" in seen(clerk, f"{here}/buildings")
    html = seen(clerk, f"{here}/households")
    assert "450 户" in html
    assert "没有写来源" in html
    assert "名册里" not in html
    assert "39504.99 ㎡" in seen(clerk, f"{here}/floor-area")
    make.a_room(make.a_unit(make.a_building(compound)), "501")
    assert "名册里 1 户，和这里的不一样" in seen(clerk, f"{here}/households")
    sheet = seen(clerk, here)
    assert all(words in sheet for words in ("450 户", "没写来源", "名册里 1 栋，对不上"))
    for key, count in (("households", 1), ("buildings", 1)):
        form = {"count": str(count), "source": "入户摸底"}
        assert clerk.post(f"{here}/{key}", data=form).status_code == 303
    html = seen(clerk, f"{here}/households")
    assert "名册里 1 户。" in html
    assert "没有写来源" not in html


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("land", {"choice": "moon", "source": "x"}),
        ("land", {"choice": "state", "source": ""}),
        ("land", {"choice": "state", "source": "x", "as_of": "gestern"}),
        ("land", {"choice": "state", "source": "x", "as_of": "2999-01-01"}),
        ("built", {"text": "很久以前", "source": "x"}),
        ("built", {"text": "不详", "source": "x"}),
        ("households", {"count": "9" * 30, "source": "x"}),
        ("floor-area", {"text": "0", "source": "x"}),
        ("management-fee", {"least": "x", "source": "x"}),
        ("neglected", {"yes": "yes", "source": "x"}),
    ],
)
def test_a_form_filled_in_wrongly_is_refused_in_words(world: World, key: str, form: dict[str, str]) -> None:
    answer = world.staff(world.clerk).post(f"{BASES[0](world.compound.public_id)}/{key}", data=form)
    assert answer.status_code == 422
    check_page(answer.text, "/refused")
    assert db.session.query(CompoundFact).count() == 0


def test_an_item_nobody_knows_is_missing(world: World) -> None:
    client = world.staff(world.clerk)
    assert client.get(f"{BASES[0](world.compound.public_id)}/nonsense").status_code == 404


def test_the_list_shows_what_the_desk_oversees_and_filters(world: World) -> None:
    a_dispute(world)
    clerk, official = world.staff(world.clerk), world.staff(world.official)
    html = seen(clerk, LISTS[0])
    assert "向阳小区" in html
    assert "花园小区" not in html
    html = seen(official, LISTS[1])
    assert "向阳小区" in html
    assert "花园小区" in html
    assert "花园小区" not in seen(official, f"{LISTS[1]}?show=disputed")
    assert "没有这样的小区" in seen(official, f"{LISTS[1]}?name=乌有")
    seen(official, f"{LISTS[1]}?show=nonsense", 422)
    assert "东昌府区小区摸底档案" in seen(official, f"{LISTS[1]}?region={make.COUNTY}")
    seen(official, f"{LISTS[1]}?region={make.CITY}", 403)
    seen(official, f"{LISTS[1]}?region=nowhere", 404)


def test_the_workbook_holds_the_list_and_no_formula(world: World) -> None:
    imported(a_list(row(name="光明里", built="2010年", year="")))
    with transaction():
        world.next_compound.name = "=HYPERLINK(1)"
        db.session.add(world.next_compound)
    for url in (f"{LISTS[1]}compounds.xlsx", f"{LISTS[1]}compounds.xlsx?show=excluded"):
        answer = world.staff(world.official).get(url)
        assert answer.status_code == 200
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
        assert sheet is not None
        cells = [cell for line in sheet.iter_rows() for cell in line]
        assert all(cell.data_type != "f" for cell in cells)
        assert (sheet.freeze_panes, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("C3", 9, 0)
        words = [cell.value for cell in cells]
        assert "光明里" in words
        assert ("=HYPERLINK(1)" in words) == ("excluded" not in url)
    assert world.staff(world.clerk).get(f"{LISTS[0]}compounds.xlsx").status_code == 200
    assert world.staff(world.clerk).get(f"{LISTS[1]}compounds.xlsx").status_code == 403


def test_a_list_of_many_compounds_asks_a_handful_of_questions(world: World) -> None:
    imported(a_list(*(row(name=f"第{n}小区", address=f"向阳路{n}号") for n in range(120))))
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    client = world.staff(world.official)
    engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        html = seen(client, LISTS[1])
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert len(asked) <= 14, len(asked)
    assert html.count("/official/registry/") > 50
    assert 'rel="next"' in html
    assert queries.count_registry([make.a_region()]) == 122


def test_the_pieces_other_pages_include_say_what_everybody_may_know(world: World) -> None:
    note(world, Key.DEMOLITION, {"choice": "demolition"}, source="资规局")
    pieces: Any = world.app.jinja_env.get_template("roster/_registry.html").module
    told = str(pieces.suspension_notice(queries.suspension_of(world.compound.id)))
    assert "2026 年 3 月 2 日起，本小区列入拆迁计划（来源：资规局），改造暂停" in told
    public = str(pieces.public_registry(queries.find_public_registry(world.compound.id)))
    assert "不符合改造条件" in public
    assert "列入了拆迁或棚改" in public
    assert str(pieces.suspension_notice(None)) == ""
    nothing = queries.find_public_registry(world.next_compound.id)
    assert str(pieces.public_registry(nothing)).strip() == ""


def test_a_desk_neither_speaks_for_officials_nor_lifts_a_plan(world: World) -> None:
    here = world.compound.public_id
    desk, above = world.staff(world.clerk), world.staff(world.official)
    plan = {"choice": "demolition", "source": "市征收办2026年计划"}
    assert above.post(f"{BASES[1](here)}/demolition-plan", data=plan).status_code == 303
    answer = desk.post(f"{BASES[0](here)}/demolition-plan", data={**plan, "choice": "none"})
    assert answer.status_code == 403
    assert "另写来源" in answer.text
    other = {"choice": "none", "source": "居委会"}
    assert desk.post(f"{BASES[0](here)}/demolition-plan", data=other).status_code == 303
    fact = max(one.id for one in queries.sheet_of(world.compound.id, make.AT).facts)
    form = {"fact": fact, "reason-demolition-plan": "没听说"}
    assert desk.post(f"{BASES[0](here)}/demolition-plan/settle", data=form).status_code == 403
    assert queries.suspension_of(world.compound.id) is not None
    assert above.post(f"{BASES[1](here)}/demolition-plan/settle", data=form).status_code == 303
    db.session.rollback()
    assert queries.suspension_of(world.compound.id) is None
