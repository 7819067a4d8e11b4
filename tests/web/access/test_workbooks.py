"""Every list of staff leaves as a workbook: frozen, fit to A4, summed, stamped, and without a formula."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.core.db import db, transaction
from app.roster import queries
from app.roster.models import Compound, Person
from tests.pages import check_page
from tests.web.access.cast import Cast, a_cast
from tests.web.access.rules import AUDIENCES, Door, doors_of
from tests.web.access.sides import Side

OF_STAFF = ("committee", "official", "account", "people", "units", "oversight")
ROSTER, REGISTRY = "committee.roster_committee", ("committee.registry", "official.registry")
POLLS, NOTICES = "committee.polls_committee", "committee.notices_committee"
DECISIONS = "committee.decisions_committee"
LISTS: dict[str, str] = {  # page: the workbook of the list on it
    f"{ROSTER}.index": "compounds_workbook",
    f"{ROSTER}.compound": "completeness_workbook",
    f"{ROSTER}.building": "homes_workbook",
    f"{ROSTER}.claims": "claims_workbook",
    f"{ROSTER}.owners": "owners_workbook",
    f"{ROSTER}.alike": "alike_workbook",
    f"{ROSTER}.publication": "corrections_workbook",
    f"{ROSTER}.past_imports": "imports_workbook",
    **{f"{one}.registry": "registry_workbook" for one in REGISTRY},
    **{f"{one}.registry_sheet": "sheet_workbook" for one in REGISTRY},
    **{f"{one}.groups": "groups_workbook" for one in REGISTRY},
    **{f"{one}.photos": "photos_workbook" for one in REGISTRY},
    **{f"{one}.spare": "spare_workbook" for one in REGISTRY},
    f"{POLLS}.index": "polls_workbook",
    f"{POLLS}.turnout": "turnout_workbook",
    f"{POLLS}.results": "results_workbook",
    f"{DECISIONS}.index": "decisions_workbook",
    f"{DECISIONS}.turnout": "turnout_workbook",
    f"{DECISIONS}.heads": "heads_workbook",
    f"{DECISIONS}.delivery": "delivery_workbook",
    f"{NOTICES}.index": "notices_workbook",
    f"{NOTICES}.notice": "homes_workbook",
    "committee.chats_committee.index": "waiting_workbook",
    "committee.bulletins_committee.timeline": "timeline_workbook",
    "committee.dashboards_committee.rounds": "rounds_workbook",
    "committee.dashboards_committee.show_round": "round_workbook",
    "official.decisions_official.index": "workbook",
    "official.dashboards_official.overview": "overview_workbook",
    "official.dashboards_official.region": "region_workbook",
    "people.people.people": "proposals_workbook",
    "oversight.oversight.reveals": "reveals_workbook",
    "oversight.oversight.log": "log_workbook",
    "units.units.units": "messages_workbook",
}
NO_LISTS = {  # forms, single things, paper, doors to lists, and lists that another workbook holds
    "account": "account factor",
    "committee.chats_committee": "conversation",
    "committee.dashboards_committee": "ask_round every_round print_round timelines today",
    NOTICES: "ask_return sheet sheet_picture",
    DECISIONS: "ask_legal certificates conflicts edit evidence gaps invigilators new objection"
    " objection_sheet objections paper papers posting_photo postings postings_sheet print_ballots protocol"
    " rehearsal rehearsals rejections representatives sheet show signatures untold",
    POLLS: "confirm_close confirm_void desk end entry new paper plan preview question questions show",
    ROSTER: "ask_columns ask_file ask_reveal ask_undo posters preview proxy_scan rights room slips unit",
    "committee.registry": "ask_list picture preview_list registry_item",
    "official.registry": "ask_list picture preview_list registry_item",
    "official.decisions_official": "show",
    "oversight.packs": "index",
    "people.handover": "preview",
    "people.people": "ask_new person",
    "units.units": "message",
}
SHOWN_ELSEWHEN = {  # the link stands beside rows nobody has here, or on a page one is led away from
    *(f"{one}.groups" for one in REGISTRY),
    "oversight.oversight.reveals",
    f"{ROSTER}.index",  # whoever serves one compound is led straight to it
    "official.dashboards_official.overview",  # and an official of one area to that
    f"{POLLS}.results",  # the poll of the two sides is still open
}
PAPERS = ("template", "errors_workbook", "gaps_workbook")  # to be filled in, not lists of what is
EVIL = '=HYPERLINK("http://x","1")'


def is_workbook(door: Door) -> bool:
    return door.rule.rule.endswith(".xlsx") and not door.endpoint.endswith(PAPERS)


def staff_doors(app: Flask) -> dict[str, Door]:
    return {door.endpoint: door for door in doors_of(app) if door.method == "GET" and door.part in OF_STAFF}


def test_every_page_of_staff_is_a_list_with_a_workbook_or_said_to_be_none(whole_app: Flask) -> None:
    doors = staff_doors(whole_app)
    pages = {one for one, door in doors.items() if not door.rule.rule.endswith(".xlsx")}
    none = {f"{part}.{page}" for part, names in NO_LISTS.items() for page in names.split()}
    none = {name.replace("account.", "account.account.", 1) for name in none}
    assert pages == none | set(LISTS)
    assert not none & set(LISTS)
    siblings = {f"{page.rpartition('.')[0]}.{name}" for page, name in LISTS.items()}
    elsewhere = {f"{ROSTER}.rooms_workbook", "people.people.report"}  # a further list of the same page
    assert siblings | elsewhere == {one for one, door in doors.items() if is_workbook(door)}


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Two full sides whose names would be formulas, were they not kept as text."""
    app.config["WTF_CSRF_ENABLED"] = False
    everybody = a_cast(app)
    where = everybody.sides["A"].place
    with transaction():
        db.session.get_one(Compound, where.compound.id).name = EVIL
        db.session.get_one(Person, where.owner.id).name = "@SUM(1)"
    return everybody


def opened(cast: Cast, doors: list[Door]) -> Iterator[tuple[str, str, Side, Door]]:
    """Each door with somebody whose rows side A is."""
    for door in doors:
        people = [who for who in AUDIENCES[door.part] if "A" in door.own_sides(who) or door.is_open_to(who)]
        yield door.endpoint, people[0], cast.sides["A"], door


def sheets_in(content: bytes) -> list[Worksheet]:
    return list(load_workbook(io.BytesIO(content)).worksheets)


def faults_of(sheet: Worksheet) -> list[str]:
    """What is not as every list that leaves the house is."""
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    texts = [str(cell.value) for cell in cells]
    checks = {
        "frozen": sheet.freeze_panes is not None,
        "A4": str(sheet.page_setup.paperSize) == "9",
        "fits the width": bool(sheet.sheet_properties.pageSetUpPr.fitToPage),
        "as long as it is": sheet.page_setup.fitToHeight == 0,
        "heading on every page": bool(sheet.print_title_rows),
        "a sum": "合计" in texts,
        "stamped": any("导出时间：" in text and "操作人：" in text for text in texts),
        "stamped at the foot": "导出时间" in (sheet.oddFooter.left.text or ""),
        "no formula": all(cell.data_type != "f" for cell in cells),
    }
    return [name for name, is_so in checks.items() if not is_so]


def test_every_workbook_is_frozen_fits_a4_is_summed_and_stamped_and_holds_no_formula(cast: Cast) -> None:
    doors = [door for door in staff_doors(cast.app).values() if is_workbook(door)]
    found, evil = [], 0
    for endpoint, who, side, door in opened(cast, doors):
        reply = cast.clients[who].get(door.url(side))
        if endpoint == f"{POLLS}.results_workbook":  # read in the tests of polls, once it is closed
            assert reply.status_code == 409
            continue
        assert reply.status_code == 200, (endpoint, who, reply.status_code)
        assert reply.headers["Cache-Control"] == "no-store", endpoint
        (sheet,) = sheets_in(reply.data)
        found += [f"{endpoint}: {fault}" for fault in faults_of(sheet)]
        evil += any(EVIL in str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert not found
    assert evil > len(doors) // 3  # the name that would be a formula stood in many of them, as text


def test_every_list_links_to_its_workbook_once(cast: Cast) -> None:
    doors, missing = staff_doors(cast.app), []
    for endpoint, who, side, page in opened(cast, [doors[one] for one in LISTS]):
        if endpoint in SHOWN_ELSEWHEN:
            continue
        workbook = doors[f"{endpoint.rpartition('.')[0]}.{LISTS[endpoint]}"].url(side)
        html = cast.clients[who].get(page.url(side)).text
        check_page(html, page.url(side))
        if html.count(f'href="{workbook}"') + html.count(f'href="{workbook}?') != 1:
            missing.append(f"{endpoint} to {workbook}")
    assert not missing


def test_telephones_in_workbooks_are_masked_like_on_the_pages(cast: Cast) -> None:
    side = cast.sides["A"]
    phones = set(filter(None, queries.phones_of([side.place.owner.id]).values()))
    doors = [door for door in staff_doors(cast.app).values() if is_workbook(door)]
    assert phones
    for endpoint, who, _, door in opened(cast, doors):
        reply = cast.clients[who].get(door.url(side))
        for sheet in sheets_in(reply.data) if reply.status_code == 200 else []:
            whole = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
            assert not [phone for phone in phones if phone in whole], endpoint
