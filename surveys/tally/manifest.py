"""What a decision fixes before anybody votes: hashed, so that every receipt can name it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from surveys.electorate.rules import Basis
from surveys.electorate.scopes import Scope
from surveys.errors import Invalid, Refusal
from surveys.proof.canonical import canonical_bytes
from surveys.tally.counting import Choice, VotingRight
from surveys.tally.matters import Matter
from surveys.tally.packs.pack import Precedence, RulePack

_DOMAIN = b"yishiting/manifest/v1\n"
_ROOT_DOMAIN = b"yishiting/electorate/v1\n"


class Mode(StrEnum):
    """Who may learn what was cast."""

    NAMED_PUBLIC = "named-public"
    NAMED_SEALED = "named-sealed"
    ANONYMOUS = "anonymous"


class Standing(StrEnum):
    """Whether votes cast here have legal effect, or only prepare a vote that has (ordinance art. 59)."""

    OFFICIAL = "official"
    SUPPORTING = "supporting"


class SaleRule(StrEnum):
    """What becomes of the ballot of a home that is sold after the notice; the roll itself stays."""

    BALLOT_STANDS = "ballot-stands-else-buyer-on-paper"


@dataclass(frozen=True)
class Warrant:
    """A document by which somebody may do something, with its day where that is known."""

    document: str
    dated_on: date | None = None

    def to_json(self) -> dict[str, object]:
        """Number and day."""
        return {"document": self.document, "date": self.dated_on.isoformat() if self.dated_on else None}


@dataclass(frozen=True)
class Option:
    """One of several things to choose between; `key` is what a ballot says."""

    key: str
    label: str


@dataclass(frozen=True)
class Manifest:
    """Everything that may not change once notice is given; accepted while `opens_at <= at < closes_at`.

    `options` is empty where one thing is put to the vote. `deemed_clause` names the clause of the covenant
    by which silent owners follow the majority, if there is one. `authority` is the sponsor's, `appointment`
    that of this house where the result is to have legal effect.
    """

    title: str
    text: str
    matter: Matter
    rule_pack: str
    scope: Scope
    electorate_root: str
    mode: Mode
    basis: Basis
    opens_at: datetime
    closes_at: datetime
    precedence: Precedence
    standing: Standing
    sponsor: str
    options: tuple[Option, ...] = ()
    deemed_clause: str = ""
    id: str = ""
    compound: str = ""
    compound_id: str = ""
    authority: Warrant | None = None
    appointment: Warrant | None = None
    objection_days: int | None = None
    rehearsal: bool = False
    on_sale: SaleRule | None = None

    def __post_init__(self) -> None:
        """Invalid `manifest-window`, `options-malformed`."""
        if self.opens_at.tzinfo is None or self.closes_at.tzinfo is None or self.closes_at <= self.opens_at:
            raise Invalid("manifest-window")
        keys = [option.key for option in self.options]
        is_plain = all(key and "/" not in key for key in keys) and not set(keys) & set(Choice)
        if len(keys) == 1 or len(set(keys)) != len(keys) or not is_plain:
            raise Invalid("options-malformed", field="options")

    def to_json(self) -> dict[str, object]:
        """The manifest as the log, the pack and every receipt know it."""
        return {
            "v": 1,
            "title": self.title,
            "text": self.text,
            "options": [{"key": one.key, "label": one.label} for one in self.options],
            "matter": self.matter.value,
            "rule_pack": self.rule_pack,
            "scope": self.scope.to_json(),
            "electorate_root": self.electorate_root,
            "mode": self.mode.value,
            "basis": self.basis.value,
            "opens_at": _instant(self.opens_at),
            "closes_at": _instant(self.closes_at),
            "precedence": self.precedence.value,
            "standing": self.standing.value,
            "sponsor": self.sponsor,
            "deemed_clause": self.deemed_clause,
            "id": self.id,
            "compound": {"id": self.compound_id, "name": self.compound},
            "authority": self.authority.to_json() if self.authority else None,
            "appointment": self.appointment.to_json() if self.appointment else None,
            "objection_days": self.objection_days,
            "rehearsal": self.rehearsal,
            "on_sale": self.on_sale.value if self.on_sale else None,
        }

    @property
    def hash(self) -> str:
        """SHA-256, in hex: equal for equal content, different once anything changes."""
        return hash_of(self.to_json())

    def check_against(self, pack: RulePack) -> None:
        """Raise unless it may be opened under this pack.

        Refusal `rule-pack-differs`, `rule-pack-expired`, `rule-pack-not-yet`, `unanimity-required`.
        """
        if pack.name != self.rule_pack:
            raise Refusal("rule-pack-differs", frozen=self.rule_pack, pack=pack.name)
        pack.check_in_force(self.opens_at.date())
        pack.rule_for(self.matter)


def hash_of(manifest: Mapping[str, object]) -> str:
    """The hash of a manifest as JSON holds it."""
    return hashlib.sha256(_DOMAIN + canonical_bytes(manifest)).hexdigest()


def electorate_root(rights: Iterable[VotingRight]) -> str:
    """The hash of everybody who counts, whatever their order: opaque ids, heads, areas and their sources."""
    rows = sorted([one.id, one.head, one.area, one.source] for one in rights)
    return hashlib.sha256(_ROOT_DOMAIN + canonical_bytes(rows)).hexdigest()


def _instant(at: datetime) -> str:
    """One way to write an instant, so that equal ones have equal bytes."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
