"""Lists of signed opinions: read by two people, counted row by row as the owners' own ballots."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.audit.operations import record
from app.core import clock
from app.core.db import db
from app.decisions.models import Bundle, BundleReading, Channel
from app.decisions.operations.casting import VOID, Mark, keep_ballot, need_entry
from app.decisions.operations.locking import lock_decision
from app.decisions.operations.paper import need_before_close
from app.decisions.operations.representatives import need_named
from app.decisions.queries.acting import rooms_of_heads
from app.decisions.queries.bundles import UNSIGNED, Sheet, get_sheet, sheets_in
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.representatives import (
    RepresentativeRow,
    get_representative,
    heads_in_area,
)
from surveys.errors import Invalid, Refusal
from surveys.tally.readings import Look, Seen, look_again

NOT_SIGNED = "not-signed"
Rows = Sequence[tuple[int, str]]  # a head and what stands in its row, in the order of the list


@dataclass(frozen=True)
class HandedIn:
    """A list as it came: whose, on which day, its picture, what one person reads from it."""

    representative_id: int
    received_on: date | None
    photo: str | None
    rows: Rows


@dataclass(frozen=True)
class Read:
    """What a reading came to: the list, how many rows count now, how many two people read differently."""

    bundle_id: int
    counted: int
    differing: int


def receive_bundle(actor: object, decision_id: int, handed: HandedIn, at: datetime) -> Read:
    """Take in a list of signed opinions with the first reading of it; nothing counts before a second.

    The first reading is done before the close, as no box keeps such lists; the second may come later.
    """
    decision = lock_decision(decision_id)
    _need_entry(decision, at)
    need_before_close(decision, at, late="bundle-after-close")
    sent = get_representative(decision_id, handed.representative_id)
    day = _day(decision, handed.received_on, at)
    _need_mandate(sent, day)
    if handed.photo is None:
        raise Invalid("bundle-photo-missing", field="photo")
    rows = _checked(decision, sent, handed.rows)
    if not any(choice != UNSIGNED for choice in rows.values()):
        raise Invalid("bundle-empty")
    _need_elsewhere_free(decision_id, rows)
    bundle = Bundle(
        decision_id=decision_id, representative_id=sent.id, received_on=day, photo=handed.photo,
        recorded_by=str(actor), recorded_at=at,
    )  # fmt: skip
    db.session.add(bundle)
    db.session.flush()
    _write(bundle.id, actor, rows, place=1, at=at)
    facts = {"bundle": bundle.id, "representative": sent.id, "rows": len(rows)}
    record(actor, "bundle.received", f"decision:{decision_id}", at, **facts)
    return Read(bundle.id, 0, 0)


def read_bundle(actor: object, decision_id: int, bundle_id: int, *, rows: Rows, at: datetime) -> Read:
    """Read a list again: rows that two people read alike become ballots, the others wait for another.

    A third reader is asked only about the rows that no two have read alike, and says of each what it is,
    also that it is not signed: `NOT_SIGNED`.
    """
    decision = lock_decision(decision_id)
    _need_entry(decision, at)
    sheet = get_sheet(decision_id, bundle_id)
    read = _checked(decision, get_representative(decision_id, sheet.representative_id), rows)
    is_third = len(sheet.looks) > 1
    if is_third and str(actor) not in sheet.readers and sheet.waiting - read.keys():
        raise Invalid("bundle-third-incomplete")
    heads = sorted((sheet.waiting or sheet.heads) if is_third else sheet.heads | read.keys())
    said = {head: read.get(head, UNSIGNED) for head in heads}
    looks = {head: look_again(sheet.seen(head), Seen(str(actor), said[head])) for head in heads}
    if not any(looks.values()):
        raise Refusal("bundle-entered-already")
    signed = {head: choice for head, choice in said.items() if choice != UNSIGNED}
    _need_elsewhere_free(decision_id, signed, besides=bundle_id)
    _write(bundle_id, actor, signed, place=len(sheet.looks) + 1, at=at)
    agreed = {head: signed[head] for head, look in looks.items() if look and look.is_last and head in signed}
    _count(decision, sheet, agreed, actor=actor, at=at)
    differing = sum(1 for look in looks.values() if look is Look.DIFFERS)
    facts = {"bundle": bundle_id, "look": len(sheet.looks) + 1, "ballots": len(agreed), "differ": differing}
    record(actor, "bundle.read", f"decision:{decision_id}", at, **facts)
    return Read(bundle_id, len(agreed), differing)


def _count(
    decision: DecisionRow, sheet: Sheet, agreed: Mapping[int, str], *, actor: object, at: datetime
) -> None:
    """Each row is the owner's own ballot, brought by another; their hands are locked in one order."""
    for head, choice in sorted(agreed.items()):
        key = f"bundle:{sheet.id}:{head}"
        mark = Mark(
            choice, Channel.REPRESENTATIVE, key, recorded_by=str(actor), happened_on=sheet.received_on
        )
        keep_ballot(decision, head, mark, at)


def _need_entry(decision: DecisionRow, at: datetime) -> None:
    need_named(decision)
    need_entry(decision, at)


def _need_mandate(sent: RepresentativeRow, day: date) -> None:
    """They were sent on the day the list came; from the day an appointment was ended nothing is taken."""
    if not sent.from_on <= day <= sent.until_on:
        raise Refusal("representative-not-then", first=sent.from_on, last=sent.until_on)
    if sent.ended_at is not None and day >= clock.local(sent.ended_at).date():
        raise Refusal("representative-ended", ended=clock.local(sent.ended_at).date())


def _day(decision: DecisionRow, day: date | None, at: datetime) -> date:
    """A day from the notice to the close: what is signed later has no part in it."""
    if day is None:
        raise Invalid("bundle-day-missing", field="received_on")
    noticed, ends = decision.noticed_at or at, decision.closed_at or decision.closes_at or at
    last = min(clock.local(at), clock.local(ends - timedelta(microseconds=1))).date()
    first = clock.local(noticed).date()
    if not first <= day <= last:
        raise Invalid("bundle-day-impossible", field="received_on", first=first, last=last)
    return day


def _checked(decision: DecisionRow, sent: RepresentativeRow, rows: Rows) -> dict[int, str]:
    """The rows by head; each once, with a choice of this decision, of a home in the representative's area."""
    read: dict[int, str] = {}
    allowed = set(heads_in_area(decision.id, sent.area))
    for head, choice in rows:
        if head not in allowed:
            raise Invalid("bundle-home-outside", homes=_doors([head]))
        if head in read:
            raise Invalid("bundle-row-twice", homes=_doors([head]))
        if choice not in (*decision.choices, VOID, NOT_SIGNED):
            raise Invalid("choice-unknown")
        read[head] = UNSIGNED if choice == NOT_SIGNED else choice
    return read


def _need_elsewhere_free(decision_id: int, rows: Mapping[int, str], besides: int = 0) -> None:
    """Nobody signs two lists: the later one would silently change what stands in the earlier."""
    others = [one for one in sheets_in([decision_id]) if one.id != besides]
    taken = sorted({head for one in others for head in one.taken & rows.keys()})
    if taken:
        raise Invalid("bundle-row-elsewhere", homes=_doors(taken))


def _doors(heads: Sequence[int]) -> list[str]:
    return [label for labels in rooms_of_heads(heads).values() for label in labels]


def _write(bundle_id: int, actor: object, rows: Mapping[int, str], *, place: int, at: datetime) -> None:
    reading = BundleReading(bundle_id=bundle_id, place=place, entered_by=str(actor), entered_at=at)
    reading.rows = json.dumps({str(head): choice for head, choice in rows.items()}, sort_keys=True)
    db.session.add(reading)
    db.session.flush()
