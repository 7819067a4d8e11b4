"""Two compounds in which every row an address can name stands once, and the table of their ids."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from PIL import Image
from sqlalchemy import select

from app.bulletins import operations as bulletins
from app.bulletins.queries import STAGES
from app.chats import operations as chats
from app.chats.models import HelpRequest
from app.core import clock, files
from app.core.actors import Actor, Grant
from app.core.db import db, transaction
from app.decisions import operations as decisions
from app.decisions import queries as decisions_asked
from app.decisions.models import EntryAlert, StepKind
from app.decisions.queries import DecisionRow
from app.notifications import operations as notices
from app.notifications.queries import sheets_of
from app.polls.queries import PollRow
from app.roster import imports, operations, queries
from app.roster.models import Compound, Person, Room, StaffAccount, StaffSession, Unit
from app.roster.operations import Somebody
from surveys.electorate.parts import OwnerKind
from surveys.electorate.scopes import of_units
from surveys.works import Key
from tests import factories as make
from tests.app.decisions import making as deciding
from tests.app.notifications.making import a_notice
from tests.app.polls import making
from tests.app.roster import workbooks

MAKER = "test:maker"
# names that are no words of any page
AGENTS, TENANTS = ("孟庆轩", "祁连山"), ("邬玉兰", "滕大海")
CHILDREN, LODGERS = ("仇小满", "阮小雨"), ("单田芳", "尉迟春")
SAID = (("面积写错了一点", "92.35", "三楼的灯坏了"), ("名字写错了一个字", "88.70", "下水道堵了"))
CLAIMED = ("这一户我住了十年", "这一户是我父亲的")
IDENTITY = ("371502198001010018", "371502197905050026")


@dataclass(frozen=True)
class Place:
    """One side before anything has happened there; `place` tells the two apart."""

    place: int
    compound: Compound
    unit: Unit
    room: Room
    owner: Person
    contact: int
    clerk: StaffAccount


@dataclass(frozen=True)
class Side:
    """What addresses and forms can name on one side, by argument; a name in front makes it narrower."""

    place: Place
    ids: dict[str, Any]
    member: int  # a member of the household, who also claims to be its owner

    def of(self, endpoint: str, argument: str) -> Any:
        """The id of one argument of a route; KeyError where the table has none."""
        part, blueprint, view = endpoint.split(".")
        for name in (f"{blueprint}.{view}.{argument}", f"{blueprint}.{argument}", argument):
            if name in self.ids:
                return self.ids[name]
        raise KeyError(f"{part}.{blueprint}.{view} {argument}")


def a_side(where: Place, message: int, proposal: int) -> Side:
    """Let everything happen once on one side."""
    at = clock.now()
    decided = _decided(where)
    poll = making.an_open_poll(where.compound, closes_at=at + timedelta(days=7))
    member = make.a_resident_contact(where.room, name=LODGERS[where.place - 1])
    with transaction():
        operations.reissue_code(where.room.id, MAKER, at)
    ids = {
        "compound": where.compound.public_id,
        "public_id": where.compound.public_id,
        "unit_id": where.unit.public_id,
        "room_id": where.room.id,
        "building_id": where.unit.building_id,
        "notices_committee.unit_id": where.unit.id,
        "code": where.compound.region_code,
        "act": "voter",
        "key": "built",
        "sheet": "announcement",
        "message_id": message,
        "proposal_id": proposal,
        **_polls(poll),
        **decided,
        **_told(where, poll),
        **_bound(where, member),
        **_rights(where),
        **_sold(where),
        **_surveyed(where),
        **_walked(where),
        **_staff(where),
    }
    return Side(where, ids, member)


def _polls(poll: PollRow) -> dict[str, Any]:
    rooms = ("polls_committee", "polls_resident", "polls_public", "polls_api")
    return {f"{one}.public_id": poll.public_id for one in rooms} | {"polls_committee.key": "first"}


def _decided(where: Place) -> dict[str, Any]:
    """An owner decision that is open, with a step that waits for a second person."""
    row = deciding.an_open_decision(where.compound, clock.now() - timedelta(days=20))
    wish = decisions.Proposal(StepKind.VOID, "写错了一处")
    with transaction():
        step = decisions.propose_step(deciding.CLERK, row.id, wish, clock.now())
    taken = decisions.Hung("notice", "门口", None, None, a_picture(where.place))
    sealed = files.keep_sealed_picture(a_stream(where.place))
    made = make.a_staff_account("supervisor", make.CITY, username=f"watcher-{where.place}")
    with transaction():
        hung = decisions.record_posting(deciding.CLERK, row.id, taken, clock.now())
        picture = decisions.keep_picture(deciding.CLERK, row.id, sealed, clock.now())
        decisions.appoint_invigilator(deciding.CLERK, row.id, made.username, clock.now())
    carried = _carried(where, row)
    early = deciding.an_announced_decision(where.compound, clock.now())
    with transaction():
        wrong = decisions.Complaint("roll", SAID[where.place - 1][0], where.room.id, where.owner.id)
        objection = decisions.raise_objection(deciding.CLERK, early.id, wrong, clock.now())
    (appointed,) = decisions_asked.invigilators_of(row.id)
    rooms = (
        "decisions_committee", "decisions_resident", "decisions_ballots", "decisions_public",
        "decisions_api", "decisions_official", "packs",
    )  # fmt: skip
    own = deciding.act_of(row, where.contact, at=clock.now())
    with transaction():
        place = queries.get_compound(where.compound.id)
        practised = operations.open_rehearsal(deciding.CLERK, place, clock.now()).compound.public_id
    objecting = ("objection", "answer", "objection_sheet")
    return {
        **{f"{one}.public_id": row.public_id for one in rooms},
        **{f"decisions_committee.{view}.public_id": early.public_id for view in objecting},
        **{f"decisions_committee.{view}.public_id": practised for view in ("rehearsal", "wipe")},
        "decisions_resident.withdraw_objection.public_id": early.public_id,
        "step_id": step, "head": own.head_uid, "objection_id": objection, "posting_id": hung,
        "alert_id": _much_read(row.id),
        "decisions_committee.row_id": appointed.id, "decisions_committee.name": picture, **carried,
    }  # fmt: skip


def _much_read(decision_id: int) -> int:
    """An alert about a clerk who read much paper."""
    with transaction():
        known = {"decision_id": decision_id, "entered_by": "staff:CLERK00001", "ground": "per-day"}
        alert = EntryAlert(**known, raised_on=clock.today(), entries=101, raised_at=clock.now())
        db.session.add(alert)
        db.session.flush()
        return alert.id


def _carried(where: Place, row: DecisionRow) -> dict[str, Any]:
    """Somebody whom the owners of the stairwell sent, and a list of theirs that one person has read."""
    area, day = of_units([(str(where.unit.building_id), str(where.unit.id))]), clock.today()
    mandate = decisions.Mandate(AGENTS[where.place - 1], area, "推选书", day, day, day)
    with transaction():
        sent = decisions.appoint_representative(deciding.CLERK, row.id, mandate, clock.now())
        signed = [(decisions_asked.heads_in_area(row.id, area)[0], "agree")]
        handed = decisions.HandedIn(sent, day, a_picture(where.place), signed)
        read = decisions.receive_bundle(deciding.CLERK, row.id, handed, clock.now())
    return {"representative_id": sent, "bundle_id": read.bundle_id}


def _told(where: Place, poll: PollRow) -> dict[str, Any]:
    """A notice, a picture on the timeline, a question to the desk."""
    at, picture = clock.now(), a_picture(where.place)
    story = bulletins.Story(clock.today(), str(STAGES[0]), "量过房子了", picture)
    with transaction():
        entry = bulletins.publish_entry(where.compound.id, story, MAKER, at)
        number = chats.open_help(where.contact, where.compound.id, SAID[where.place - 1][2], at)
    asked = db.session.execute(select(HelpRequest.id).where(HelpRequest.number == number)).scalar_one()
    signing = make.a_room(where.unit, f"60{where.place}")
    notice = a_notice(where.compound, [where.room, signing], f"poll:{poll.public_id}")
    returned = notices.Returned(notice, where.unit.id, clock.today(), a_picture(where.place + 6))
    with transaction():
        notices.return_sheet(returned, [notices.PaperLine(signing.id, "signed")], MAKER, clock.now())
    return {
        "entry": entry, "bulletins_public.name": picture, "chats_committee.request_id": asked,
        "notice_id": notice, "sheet_id": sheets_of(notice)[0].id,
    }  # fmt: skip


def _bound(where: Place, member: int) -> dict[str, Any]:
    """Homes, and a claim in dispute with its photograph; a wish, a correction of the published roster."""
    at, home, own = clock.now(), making.home_of(where.contact), making.home_of(member)
    said = SAID[where.place - 1]
    with transaction():
        claim = operations.request_binding(member, where.room.id, at, name=where.owner.name or "")
        operations.add_photo(member, claim, files.keep_sealed_picture(a_stream(where.place)), at)
        asked = operations.Asked("other", said[0])
        wish = operations.ask_change(where.contact, home.binding_id, asked, at)
        window = operations.Window(at, at + timedelta(days=3))
        published = operations.open_publication(where.compound.id, window, MAKER, at)
    with transaction():
        complaint = operations.Complaint(home.binding_id, "area", said[1])
        correction = operations.ask_correction(where.contact, complaint, clock.now())
    (dispute,) = queries.disputes_in([where.compound.id])
    with transaction():
        operations.speak_in_dispute(member, dispute.id, CLAIMED[where.place - 1], clock.now())
    ((photo,),) = queries.photos_of([claim]).values()
    return {
        "binding_id": home.binding_id, "member_id": own.binding_id, "dispute_id": dispute.id,
        "roster_committee.confirm_claim.binding_id": claim,
        "roster_committee.refuse_claim.binding_id": claim, "roster_resident.show_photo.binding_id": claim,
        "photo_id": photo, "roster_committee.request_id": wish,
        "roster_committee.close_publication.row_id": published,
        "roster_committee.answer_correction.row_id": correction,
    }  # fmt: skip


def _rights(where: Place) -> dict[str, Any]:
    """A guardian, a proxy with its picture, a tenant, two entries kept apart, an import."""
    at, here = clock.now(), where.compound.id
    other = make.an_owner(make.a_room(where.unit, f"70{where.place}"), where.owner.name or "")
    ward = make.an_owner(make.a_room(where.unit, f"80{where.place}"), CHILDREN[where.place - 1])
    with transaction():
        operations.refresh_rights(here, at)
    until = at + timedelta(days=9)
    paper = operations.Authorisation(
        where.owner.id,
        Somebody(name=AGENTS[where.place - 1], phone=f"1391234560{where.place}"),
        at + timedelta(hours=1),
        until,
        a_picture(where.place + 2),
    )
    minor = operations.Appointment(ward.id, Somebody(where.owner.id), "minor", "看过户口本")
    with transaction():
        operations.note_number(here, operations.Number(where.owner.id, IDENTITY[where.place - 1]), MAKER, at)
        proxy = operations.record_proxy(here, paper, MAKER, at)
        guardian = operations.appoint_guardian(here, minor, MAKER, at)
        use = operations.record_use(
            here, operations.Use(where.room.id, Somebody(name=TENANTS[where.place - 1]), "tenant"), MAKER, at
        )
        both = operations.Decision(frozenset({where.owner.id, other.id}), False, "不是一个人")
        verdict = operations.decide_heads(here, both, MAKER, at)
    return {
        "roster_committee.end_guardianship.row_id": guardian, "roster_committee.revoke_proxy.row_id": proxy,
        "roster_committee.proxy_scan.row_id": proxy, "roster_committee.end_use.row_id": use,
        "verdict_id": verdict, "import_id": _imported(where),
    }  # fmt: skip


def _imported(where: Place) -> int:
    sheet = imports.read(workbooks.csv_of([workbooks.row(building="9号楼", name="", phone="")]), "名册.csv")
    with transaction():
        plan = imports.plan(queries.get_compound(where.compound.id), sheet)
        operations.apply_import(plan, MAKER, clock.now(), file="名册.csv")
    return queries.imports_in(where.compound.id)[0].id


def _sold(where: Place) -> dict[str, Any]:
    """A home that was sold, with a tenant of whom nobody knows whether they moved out."""
    room = make.a_room(where.unit, f"90{where.place}")
    make.an_owner(room, where.owner.name or "")
    make.a_resident_contact(room, name="租客")
    buyer = operations.Transfer(room.id, [Somebody(name="尹接手")], OwnerKind.PERSON, "看过新房产证")
    with transaction():
        operations.transfer_ownership(where.compound.id, buyer, MAKER, clock.now())
    (left,) = queries.remaining_in([where.compound.id])
    return {"remaining_id": left.binding_id}


def _surveyed(where: Place) -> dict[str, Any]:
    """A fact of the registry, a photograph, an idle place, a group with the compound next door."""
    at, here, picture = clock.now(), where.compound.id, a_picture(where.place + 4)
    beside = make.a_compound(f"隔壁{where.place}号小区")
    value = {"earliest": "1995-01-01", "latest": "1995-12-31", "text": "1995年"}
    with transaction():
        operations.note_fact(here, operations.Note(Key.BUILT, value, "portal"), MAKER, at)
        found = operations.Finding("facade-falling", picture, clock.today())
        finding = operations.note_finding(here, found, MAKER, at)
        idle = operations.Spare("land", "东墙外", "社区", "停车")
        spare = operations.note_spare(here, idle, MAKER, at)
        group = operations.group_compounds("一片", [here, beside.id], MAKER, at, reason="挨着")
    return {"finding": finding, "registry.name": picture, "place": spare, "group": group}


def _walked(where: Place) -> dict[str, Any]:
    """A round from door to door."""
    plan = operations.RoundPlan("请人绑定", "binding")
    with transaction():
        planned = operations.plan_round(where.compound.id, plan, MAKER, clock.now(), room_ids=[where.room.id])
        return {"round_id": planned.public_id}


def _staff(where: Place) -> dict[str, Any]:
    """The clerk: role, browser, and somebody who stands in."""
    deputy = make.an_official(username=f"deputy-{where.place}")
    at, actor = clock.now(), Actor("staff", where.clerk.key)
    make.a_staff_session(where.clerk, at)
    absence = operations.Absence(deputy.username, at, at + timedelta(days=3))
    with transaction():
        stands_in = operations.name_deputy(absence, actor, at)
    (role,) = queries.get_colleague(where.clerk.key).roles
    session = select(StaffSession.id).where(StaffSession.account_id == where.clerk.id).limit(1)
    return {
        "people.key": where.clerk.key, "handover.key": where.clerk.key, "role_id": role.id,
        "session_id": db.session.execute(session).scalar_one(), "deputy_id": stands_in,
    }  # fmt: skip


def messages_and_proposals(sender: StaffAccount, clerks: Iterable[StaffAccount]) -> list[tuple[int, int]]:
    """For each side a matter put to a unit of its own, and a role somebody proposed."""
    at = clock.now()
    actor = Actor("staff", sender.key, "", (Grant("admin", make.CITY),))
    found = []
    for clerk, unit in zip(clerks, ("power-grid", "tower"), strict=True):
        matter = operations.Request("架空线入地", "请派人看", clock.today())
        (role,) = queries.get_colleague(clerk.key).roles
        wanted = operations.Nomination(Grant("committee", role.path), "换届", at + timedelta(days=90))
        with transaction():
            message = operations.send_to_unit(queries.get_organisation(unit).id, matter, actor, at)
            found.append((message, operations.propose_grant(clerk.key, wanted, actor, at)))
    return found


def a_stream(shade: int) -> io.BytesIO:
    """A photograph as a browser sends it."""
    out = io.BytesIO()
    Image.new("RGB", (32, 24), (shade * 20, 90, 90)).save(out, "JPEG")
    return io.BytesIO(out.getvalue())


def a_picture(shade: int) -> str:
    """A photograph as it is kept; its name."""
    return files.keep_picture(a_stream(shade))
