"""Who is let in where: one table by audience, the few routes that are narrower, and what forms carry."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Flask
from werkzeug.routing import Rule

from app.core import clock
from tests.web.access.sides import IDENTITY, Side

STAFF = (
    "clerk of A", "committee of A", "clerk of B", "official", "official elsewhere", "administrator",
    "second administrator", "auditor", "liaison of A",
)  # fmt: skip
RESIDENTS = ("follower", "member in A", "owner in A", "owner in B")
EVERYBODY = ("nobody", *RESIDENTS, *STAFF)
APART = (  # for machines, and the doors to which everybody comes before they are anybody
    "static", "health.", "simulator.", "simulator_api.", "public.wechat.", "public.verification.",
    "public.signin.",
)  # fmt: skip

# audience: who is let in at all, and whose rows are their own
AUDIENCES: dict[str, dict[str, str]] = {
    "public": dict.fromkeys(EVERYBODY, "AB"),
    "api": dict.fromkeys(EVERYBODY, "AB"),
    "resident": {"follower": "", "member in A": "A", "owner in A": "A", "owner in B": "B"},
    "committee": {"clerk of A": "A", "committee of A": "A", "clerk of B": "B"},
    "official": {"official": "AB", "official elsewhere": ""},
    "account": dict.fromkeys(STAFF, "") | {"clerk of A": "A", "clerk of B": "B"},
    "ballots": dict.fromkeys(STAFF, "") | {"clerk of A": "A", "committee of A": "A", "clerk of B": "B"},
    "people": {
        "administrator": "AB",
        "second administrator": "AB",
        "official": "AB",
        "official elsewhere": "",
    },
    "units": {
        "administrator": "AB",
        "second administrator": "AB",
        "liaison of A": "A",
        "official": "",
        "official elsewhere": "",
    },
    "oversight": {"auditor": "AB"},
}
OWNERS = ("owner in A", "owner in B")
ADMINISTRATORS = ("administrator", "second administrator")
OF_CLERKS = ("propose_end", "propose_factor_reset", "reset_password", "close_session", "propose_standing")
WAITING = (
    "ask_columns", "choose_columns", "preview", "take_mended", "take_suggestions", "confirm_import",
    "errors_workbook",
)  # fmt: skip
WITH_A_LIST = ("preview_list", "confirm_list")
OWN_HOME = ("entry", "ask_correction", "invite", "prove_owner", "unbind", "remove_member")
OWN_BALLOT = ("vote", "review", "ballot", "receipt", "objection", "object_to", "withdraw_objection")
# routes on which not everybody whose rows these are is let in
NARROWER: dict[str, tuple[str, ...]] = {
    # a binding is one person's own, also within a household
    **dict.fromkeys((f"resident.roster_resident.{name}" for name in OWN_HOME), OWNERS),
    **dict.fromkeys((f"resident.decisions_resident.{name}" for name in OWN_BALLOT), OWNERS),
    "resident.roster_resident.show_photo": ("member in A",),  # whoever claims the home shows the deed
    "committee.registry.make_group": (),  # committees look at groups, officials make them
    "committee.registry.end_group": (),
    # and bring in the lists of whole areas
    **dict.fromkeys((f"committee.registry.{name}" for name in ("ask_list", "take_list", *WITH_A_LIST)), ()),
    "people.people.withdraw": ("administrator",),  # only whoever proposed it takes it back
    "people.people.confirm": ("second administrator",),  # and never decides on it
    "people.people.refuse": ("second administrator",),
    # a county sees the clerks below it and leaves them to their street and to administrators
    **dict.fromkeys((f"people.people.{name}" for name in OF_CLERKS), ADMINISTRATORS),
    "people.handover.hand_over": ADMINISTRATORS,
    "ballots.decisions_ballots.look": (),  # street, community and invigilators watch the desk
    "units.units.answer": ("liaison of A",),
    "units.units.close": ADMINISTRATORS,
    "units.units.send": (*ADMINISTRATORS, "official", "official elsewhere"),
}


class Door(NamedTuple):
    """One method of one route."""

    method: str
    endpoint: str
    rule: Rule

    @property
    def part(self) -> str:
        """The audience it belongs to."""
        return self.endpoint.split(".")[0]

    @property
    def arguments(self) -> list[str]:
        """What its address names, in order."""
        return [name for name in self.rule._converters if name in self.rule.arguments]

    def over(self, *sides: Side) -> list[tuple[str, Side]]:
        """Every argument with the side its id is taken from; one side alone is for all of them."""
        each = sides * len(self.arguments) if len(sides) == 1 else sides
        return list(zip(self.arguments, each, strict=True)) if self.arguments else []

    def url(self, *sides: Side) -> str:
        """The address over the ids of one side, or of one side for each argument."""
        values = {name: side.of(self.endpoint, name) for name, side in self.over(*sides)}
        built = self.rule.build(values, append_unknown=False)
        assert built is not None, (self.endpoint, values)
        return built[1]

    def is_open_to(self, who: str) -> bool:
        """Whether somebody may come here at all."""
        return who in AUDIENCES[self.part] and who in NARROWER.get(self.endpoint, AUDIENCES[self.part])

    def own_sides(self, who: str) -> str:
        """Whose rows are somebody's own here."""
        return AUDIENCES[self.part][who] if self.is_open_to(who) else ""


def doors_of(app: Flask) -> Iterator[Door]:
    """Every door of the house but those apart."""
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(APART):
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                yield Door(method, rule.endpoint, rule)


SUFFIXED = {  # fields that carry the id of their row, for several forms stand on one page
    "reason": "看过房产证", "answer": "已经改了", "words": "我住了二十年", "text": "写错了一个字",
    "evidence": "deed", "person": "member", "outcome": "holder",
}  # fmt: skip
NOBODY = {"unit": ""}
SPECIAL: dict[str, dict[str, str]] = {
    "committee.notices_committee.told": NOBODY,
    "people.people.add": NOBODY,
    "people.people.propose_role": NOBODY,
    "units.units.send": {"unit": "power-grid"},
    "committee.roster_committee.reveal": {"reason": "call"},
    "committee.registry.note_spare": {"kind": "land"},
    "official.registry.note_spare": {"kind": "land"},
    "committee.registry.note_fact": {"text": "1996年建成"},
    "official.registry.note_fact": {"text": "1996年建成"},
}


# where the right person is told that something is missing, and why
NOT_NOW: dict[str, str] = {
    **dict.fromkeys(
        (f"committee.roster_committee.{name}" for name in WAITING), "no workbook of this browser waits"
    ),
    **dict.fromkeys((f"official.registry.{name}" for name in WITH_A_LIST), "no list of this browser waits"),
}


def rows_named(side: Side, who: str = "") -> dict[str, Any]:
    """Fields by which forms and queries name rows."""
    binding = side.ids["member_id" if who.startswith("member") else "binding_id"]
    where, ids = side.place, side.ids
    room, owner = str(where.room.id), str(where.owner.id)
    return {
        "binding": str(binding), "room": room, "unit": where.unit.public_id, "person": owner,
        "people": owner, "stays": owner, "who": owner, "compound": ids["compound"], "region": ids["code"],
        "successor": where.clerk.key, "head": ids["head"], "code": "AAAA-BBBB-CCCC",
        "building": str(where.unit.building_id),
    }  # fmt: skip


def query_of(who: str, *sides: Side) -> dict[str, Any]:
    """What an address may name behind its question mark."""
    rows = rows_named(sides[-1], who)
    return {name: rows[name] for name in ("binding", "room", "unit", "head")} | {"choice": "agree"}


def form_of(door: Door, who: str, *sides: Side) -> dict[str, Any]:
    """A form filled in well enough that only who sends it can be what is wrong."""
    day = clock.today().isoformat()
    form: dict[str, Any] = {
        **rows_named(sides[-1], who),
        "reason": "看过房产证", "words": "请看一下", "text": "量过房子了", "name": "孙某", "title": "修什么",
        "phone": "13900000001", "act": "accept", "field": "phone", "way": "door", "kind": "person",
        "happened_on": day, "stage": "decided", "first": day, "last": day, "number": IDENTITY[0],
        "topic": "area", "wish": "other", "source": "公示名单", "place": "东墙外", "owner": "社区",
        "possible_use": "停车", "area": "XY01", "role": "supervisor", "until": "2099-12-31",
        "username": "li.na", "subject": "线路", "due": "2099-01-01", "channel": "paper", "q-first": "roof",
        "audience": "residents", "per": "home", "closes_at": "2099-01-01T09:00", "template": "",
        "sure": "1", "choice": "agree", "idempotency_key": f"{who}-{len(sides)}",
    }  # fmt: skip
    for name, side in door.over(*sides):
        value = side.of(door.endpoint, name)
        form |= {f"{word}-{dash}{value}": said for word, said in SUFFIXED.items() for dash in ("", "d")}
    return form | SPECIAL.get(door.endpoint, {})
