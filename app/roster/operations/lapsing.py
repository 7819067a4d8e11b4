"""What happens to written authorities when people turn out to be one, or an agent turns out unable to act."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from app.audit.operations import record
from app.core import clock
from app.core.actors import SYSTEM
from app.core.db import db
from app.roster.models import Proxy
from app.roster.queries.electorate import authorities_in, guardians_in, minors_in, verdicts_in
from app.roster.queries.places import get_compound
from bots import texts
from surveys.electorate.persons import Persons, Verdict
from surveys.electorate.proxies import Authority, fallen
from surveys.electorate.rules import CountingRules
from surveys.errors import Refusal
from surveys.tally.packs import pack_at


def rules_in(compound_id: int, at: datetime) -> CountingRules:
    """How heads are counted at a compound's place now: for how many owners one agent may act, above all."""
    return pack_at(get_compound(compound_id).region_code, clock.local(at).date()).counting()


def end_fallen(compound_id: int, at: datetime, *, rules: CountingRules | None = None) -> None:
    """End every authority that may not stand beside the earlier ones; its owner votes again.

    The rules are those of the compound's place unless others are given.
    """
    rules = rules or rules_in(compound_id, at)
    persons = Persons(verdicts_in(compound_id, at))
    for one, fault in _fallen_in(compound_id, persons, at, rules=rules):
        said = texts.text_of(fault.code, fault.facts)
        db.session.execute(update(Proxy).where(Proxy.id == one.key).values(revoked_at=at, reason=said))
        record(SYSTEM, "proxy.lapse", f"proxy:{one.key}", at, rule=fault.code)


def check_union(compound_id: int, new: Verdict, at: datetime, *, rules: CountingRules | None = None) -> None:
    """Raise where people who become one by hand would hold or give authorities that one person may not.

    Raises what `check_authority` does, `agent-under-age`, and `guardian-chain` where a guardian is a ward.
    """
    rules = rules or rules_in(compound_id, at)
    verdicts = verdicts_in(compound_id, at)
    before, after = Persons(verdicts), Persons([*verdicts, new])
    known = {one.key for one, _ in _fallen_in(compound_id, before, at, rules=rules)}
    for one, fault in _fallen_in(compound_id, after, at, rules=rules):
        if one.key not in known:
            raise fault
    guardians = guardians_in(compound_id, at).items()
    if _is_chained(guardians, after) and not _is_chained(guardians, before):
        raise Refusal("guardian-chain")


def between_persons(one: Authority, persons: Persons) -> Authority:
    """The same authority between persons, whatever entries of theirs were written on it."""
    return replace(one, principal=persons.one_for(one.principal), agent=persons.one_for(one.agent))


def _fallen_in(
    compound_id: int, persons: Persons, at: datetime, *, rules: CountingRules
) -> list[tuple[Authority, Refusal]]:
    unable = {persons.one_for(one) for one in (*guardians_in(compound_id, at), *minors_in(compound_id, at))}
    return fallen((between_persons(one, persons) for one in authorities_in(compound_id, at)), unable, rules)


def _is_chained(guardians: Iterable[tuple[int, int]], persons: Persons) -> bool:
    """Whether somebody who has a guardian is one."""
    known = [(persons.one_for(ward), persons.one_for(guardian)) for ward, guardian in guardians]
    return not {ward for ward, _ in known}.isdisjoint(guardian for _, guardian in known)
