"""The manifest of a decision: what was announced, in the bytes that are hashed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.decisions.queries.decisions import DecisionRow
from app.roster import queries as roster
from surveys.electorate.rules import Basis
from surveys.errors import Invalid
from surveys.proof.canonical import canonical_bytes
from surveys.tally.counting import VotingRight
from surveys.tally.manifest import Manifest, Mode, Option, SaleRule, Standing, Warrant, electorate_root
from surveys.tally.matters import Matter
from surveys.tally.packs.pack import Precedence


@dataclass(frozen=True)
class Sealed:
    """A manifest as it is stored: its text, its hash, and the root of everybody who counts."""

    text: str
    hash: str
    root: str


def manifest_of(decision: DecisionRow, rights: Iterable[Mapping[str, Any]]) -> Sealed:
    """Fix a decision with these rights (`id`, `head`, `area` in 0.01 m², `source`)."""
    if decision.opens_at is None or decision.closes_at is None:
        raise Invalid("decision-needs-window", title=decision.title)
    compound = roster.get_compound(decision.compound_id)
    root = electorate_root(VotingRight(**right) for right in rights)
    manifest = Manifest(
        title=decision.title,
        text=decision.content,
        matter=Matter(decision.matter),
        rule_pack=decision.rule_pack,
        scope=decision.scope,
        electorate_root=root,
        mode=Mode(decision.mode),
        basis=Basis(decision.basis),
        opens_at=decision.opens_at,
        closes_at=decision.closes_at,
        precedence=Precedence(decision.precedence),
        standing=Standing(decision.standing),
        sponsor=f"{decision.sponsor}: {decision.sponsor_name}",
        options=tuple(Option(each["key"], each["label"]) for each in decision.options),
        deemed_clause=decision.covenant_clause or "",
        id=decision.public_id,
        compound=compound.name,
        compound_id=compound.public_id,
        authority=Warrant(decision.authority, decision.authority_on),
        appointment=Warrant(decision.appointment, decision.appointment_on) if decision.appointment else None,
        objection_days=decision.objection_days,
        rehearsal=decision.is_drill,
        on_sale=SaleRule.BALLOT_STANDS,
    )
    return Sealed(canonical_bytes(manifest.to_json()).decode(), manifest.hash, root)
