"""What an evidence pack holds of a published decision: no name, no door, no choice that is sealed."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from app.audit import queries as audit
from app.core import clock
from app.core.db import db
from app.decisions.models import (
    AnonymousTurnout,
    Attempt,
    BallotRevision,
    DecisionHead,
    PaperBallot,
    Posting,
)
from app.decisions.queries.announced import objection_counts_for
from app.decisions.queries.ballots import is_rejected
from app.decisions.queries.box import boxes_of
from app.decisions.queries.bundles import sheets_in
from app.decisions.queries.decisions import ANONYMOUS, NAMED_PUBLIC, SUPPORTING, DecisionRow
from app.decisions.queries.electorate import rights_in
from app.decisions.queries.packs import get_pack_text, is_digest_safe
from app.decisions.queries.rejections import rejections_of
from app.decisions.queries.representatives import representatives_of
from app.decisions.queries.results import get_result
from surveys.figures import area_to_text
from surveys.proof.canonical import canonical_bytes

File = tuple[str, bytes]
CREATED, COUNTED = "decision.created", "decision.counted"
# of ballots that are not public: no line that says who handed one in, or when, nor one that names a head
TOLD = frozenset({
    CREATED, COUNTED, "decision.notice", "decision.confirm", "decision.opened", "decision.not-opened",
    "decision.closed", "decision.legal-result", "decision.archived",
})  # fmt: skip


def evidence_for(decision: DecisionRow) -> Iterator[File]:
    """The files one after another; Refusal `not-closed` before the result is published."""
    found = get_result(decision)
    yield "manifest.json", (decision.manifest_text or "").encode()
    yield "notice.json", _json(_notice(decision))
    yield (
        "roll.json",
        _json(
            [
                {"id": one.id, "head": one.head, "area": area_to_text(one.area), "source": one.source}
                for one in rights_in(decision.id)
            ]
        ),
    )
    yield "deliveries.json", _json(_deliveries(decision.id))
    yield "papers.json", _json(_papers(decision.id))
    yield "representatives.json", _json(_representatives(decision.id))
    yield "ballots.json", _json(_ballots(decision))
    is_open = decision.mode == NAMED_PUBLIC
    sheet = (
        found.sheet if is_open else {key: found.sheet.get(key) for key in ("published", "article", "legal")}
    )
    is_safe = is_digest_safe(decision)
    yield "tally.json", _json({**sheet, "pack_hash": found.pack_hash if is_safe else None})
    if is_open:
        yield "pack.json", get_pack_text(decision.id).encode()
    objections = objection_counts_for(decision.id)
    yield (
        "objections.json",
        _json({"raised": objections.raised, "waiting": objections.waiting, "upheld": objections.upheld}),
    )
    told = None if is_open else TOLD if is_safe else TOLD - {COUNTED}
    yield "log.jsonl", b"".join(_log(decision.id, told))
    yield "checkpoint.json", _json(_checkpoint())


def _notice(decision: DecisionRow) -> dict[str, Any]:
    names = ("noticed_at", "opens_at", "closes_at", "extended_at", "preliminary_at", "final_at")
    moments = {name: getattr(decision, name) for name in names}
    return {
        "id": decision.public_id,
        "title": decision.title,
        "sponsor": decision.sponsor_name,
        "authority": decision.authority,
        "manifest_hash": decision.manifest_hash,
        **({"rehearsal": True} if decision.is_drill else {}),
        **({"legal_effect": False} if decision.standing == SUPPORTING else {}),
        "electorate_root": decision.electorate_root,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }


def _deliveries(decision_id: int) -> dict[str, Any]:
    """How many owners were tried and reached in which way, and what hung where: counts alone."""
    attempts = select(Attempt.way, Attempt.outcome, func.count(func.distinct(Attempt.head_id))).where(
        Attempt.decision_id == decision_id
    )
    rows = db.session.execute(attempts.group_by(Attempt.way, Attempt.outcome))
    papers = select(PaperBallot.state, func.count(PaperBallot.id)).where(
        PaperBallot.decision_id == decision_id, PaperBallot.serial.is_not(None)
    )
    postings = select(Posting.sheet, Posting.place, Posting.posted_on, Posting.until_on).where(
        Posting.decision_id == decision_id
    )
    heads = select(func.count(DecisionHead.id)).where(DecisionHead.decision_id == decision_id)
    return {
        "heads": db.session.execute(heads).scalar_one(),
        "attempts": sorted(
            ({"way": way, "outcome": outcome, "heads": number} for way, outcome, number in rows),
            key=lambda one: (one["way"], one["outcome"]),
        ),
        "papers": {
            str(state): number for state, number in db.session.execute(papers.group_by(PaperBallot.state))
        },
        "postings": [
            {"sheet": sheet, "place": place, "from": str(begun), "until": str(ended) if ended else None}
            for sheet, place, begun, ended in db.session.execute(postings.order_by(Posting.id))
        ],
    }


def _papers(decision_id: int) -> dict[str, Any]:
    """What two persons found in the box, and which returned ballots they found should not count."""
    return {
        "boxes": [
            {
                "papers": box.papers,
                "serials": list(box.serials),
                "has_seal": box.seal is not None,
                "day": clock.local(box.decided_at).date().isoformat(),
            }
            for box in boxes_of(decision_id)
        ],
        "rejected": [
            {
                "serial": row.serial,
                "ground": str(row.ground),
                "day": clock.local(row.decided_at).date().isoformat(),
            }
            for row in rejections_of(decision_id)
        ],
    }


def _representatives(decision_id: int) -> list[dict[str, Any]]:
    """Who was sent from when to when, by number, and what they handed in: no name, no door, no document."""
    sheets = sheets_in([decision_id])
    return [
        {
            "representative": one.id,
            "area": str(one.area.kind),
            "is_owner": one.is_owner,
            "document_on": str(one.document_on),
            "from": str(one.from_on),
            "until": str(one.until_on),
            "ended": str(clock.local(one.ended_at).date()) if one.ended_at else None,
            "bundles": [
                {
                    "bundle": sheet.id,
                    "received_on": str(sheet.received_on),
                    "looks": len(sheet.looks),
                    "ballots": sheet.counted,
                }
                for sheet in sheets
                if sheet.representative_id == one.id
            ],
        }
        for one in representatives_of(decision_id)
    ]


def _ballots(decision: DecisionRow) -> list[dict[str, Any]]:
    """Everything handed in under opaque names, with the commitment the log keeps; days, and no times.

    Where ballots are public the last one of each head is opened, so that anybody can try its commitment. Of
    sealed ones only the last of each head stands here: not when it came, nor how often somebody changed it.
    """
    if decision.mode == ANONYMOUS:
        turnout = select(AnonymousTurnout.cast_on).where(AnonymousTurnout.decision_id == decision.id)
        days = Counter(str(day) for day in db.session.execute(turnout).scalars())
        return [{"day": day, "ballots": number} for day, number in sorted(days.items())]
    statement = (
        select(BallotRevision, DecisionHead.uid, is_rejected())
        .join(DecisionHead, DecisionHead.id == BallotRevision.head_id)
        .where(BallotRevision.decision_id == decision.id)
        .order_by(DecisionHead.uid, BallotRevision.revision)
    )
    rows = list(db.session.execute(statement))
    last = {uid: row.revision for row, uid, _ in rows}
    if decision.mode != NAMED_PUBLIC:
        return [
            {
                "head": uid,
                "channel": str(row.channel),
                "commitment": row.commitment,
                **({"rejected": True} if is_dead else {}),
            }
            for row, uid, is_dead in rows
            if row.revision == last[uid]
        ]
    return [
        {
            "head": uid,
            "revision": row.revision,
            "channel": str(row.channel),
            "day": clock.local(row.given_at).date().isoformat(),
            "commitment": row.commitment,
            **({"rejected": True} if is_dead else {}),
            **({"content": row.content} if row.revision == last[uid] else {}),
        }
        for row, uid, is_dead in rows
    ]


def _log(decision_id: int, told: frozenset[str] | None) -> Iterator[bytes]:
    """The lines of the audit log about this decision, each as `audit export` prints it; or of these acts.

    SQLite gives the number of a draft or rehearsal that is gone to the next one: its lines are another's.
    """
    lines = audit.links_about(f"decision:{decision_id}")
    begins = max((place for place, (_, entry) in enumerate(lines) if entry.act == CREATED), default=0)
    for link, entry in lines[begins:]:
        if told is not None and entry.act not in told:
            continue
        line = {"sequence": link.sequence, "previous": link.previous, "hash": link.hash}
        yield canonical_bytes({**line, "entry": audit.facts_for(entry)}) + b"\n"


def _checkpoint() -> dict[str, Any] | None:
    """The newest signed end of the whole log."""
    signed = audit.get_checkpoints()
    if not signed:
        return None
    newest = signed[-1]
    fields = ("sequence", "hash", "key", "signature")
    return {"at": newest.at.isoformat(), **{name: getattr(newest, name) for name in fields}}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()
