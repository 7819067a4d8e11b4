"""Which rules a decision is counted by: the pack of its place, named in full once it is drawn up."""

from datetime import date

from app.decisions.queries.decisions import DecisionRow
from app.roster.queries import CompoundRow
from surveys.electorate.rules import Basis, CountingRules
from surveys.tally.packs import RulePack, get_pack, pack_at


def pack_for(decision: DecisionRow) -> RulePack:
    """The pack a decision names, in the wording it names."""
    return get_pack(*decision.rule_pack.split("@", 1))


def pack_of(compound: CompoundRow, on: date) -> RulePack:
    """The pack in force at a compound's place on a day."""
    return pack_at(compound.region_code, on)


def counting_for(decision: DecisionRow) -> CountingRules:
    """How heads are counted: by the pack, by the basis the decision chose."""
    rules = pack_for(decision).counting()
    return CountingRules(Basis(decision.basis), rules.counts_parking, rules.max_proxies)
