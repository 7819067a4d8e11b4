"""Opening the box after the close: two persons list the ballots in it, and no other is read."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.operations import record
from app.core.actors import Actor
from app.core.db import db
from app.decisions.models import DecisionStep, PaperBallot
from app.decisions.queries.box import first_read_of
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.invigilators import has_invigilator, is_watching
from app.decisions.queries.paper import LIVE
from surveys.errors import Forbidden, Invalid, Refusal
from surveys.proof.canonical import canonical_bytes
from surveys.proof.receipts import normalise_receipt

OUTSIDERS = ("community", "street")


def need_second(actor: Actor, decision: DecisionRow) -> None:
    """The invigilator counts with whoever opens the box, or community or street, who always may."""
    if any(actor.may(role, decision.compound_path) for role in OUTSIDERS):
        return
    if not has_invigilator(decision.id):
        raise Forbidden("box-needs-street")
    if not is_watching(actor, decision.id):
        raise Forbidden("box-needs-invigilator")


def check_box(decision: DecisionRow, facts: dict[str, Any], at: datetime) -> None:
    """After the close: how many unread ballots lie in the box (`papers`), which (`serials`), and its `seal`.

    A later list takes the place of an earlier one, and holds what was read from that.
    """
    if decision.stage(at) != "closed":
        raise Refusal("decision-not-at-this-stage", title=decision.title, stage=decision.stage(at))
    papers = facts.get("papers")
    if not isinstance(papers, int) or papers < 0:
        raise Invalid("paper-box-number", field="papers")
    serials = facts["serials"] = _normal(facts.get("serials", ()))
    if len(serials) != papers:
        raise Invalid("paper-box-differs", field="serials", papers=papers, listed=len(serials))
    _need_unread(decision, serials, at)
    if not facts.get("seal") and not decision.is_drill:
        raise Invalid("paper-seal-missing", field="seal")


def note_box(actor: object, decision: DecisionRow, step: DecisionStep, at: datetime) -> None:
    """The confirmed step is the protocol: these are read after the close, not one more and not one less."""
    told = told_of(step.facts) | {"proposed_by": step.proposed_by}
    record(actor, "paper.box-counted", f"decision:{decision.id}", at, **told)


def told_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the log holds of a step: a list of serials by its digest, the list itself stands in the step."""
    if "serials" not in facts:
        return dict(facts)
    listed = canonical_bytes(list(facts["serials"]))
    return {**facts, "serials": hashlib.sha256(listed).hexdigest()}


def _normal(typed: Iterable[object]) -> list[str]:
    """Serials as we write them, each once: a scanner often beeps twice. Invalid names what is no serial."""
    found, wrong = [], []
    for one in typed:
        try:
            found.append(normalise_receipt(str(one)))
        except Invalid:
            wrong.append(str(one)[:24])
    if wrong:
        raise Invalid("paper-box-mistyped", field="serials", serials=wrong)
    return list(dict.fromkeys(found))


def _need_unread(decision: DecisionRow, serials: list[str], at: datetime) -> None:
    """Each was numbered here before the close, is not dead, and nobody had read it before the close."""
    closes_at = decision.closes_at or at
    statement = select(PaperBallot.serial, PaperBallot.state, PaperBallot.printed_at).where(
        PaperBallot.decision_id == decision.id, PaperBallot.serial.is_not(None)
    )
    known = {str(row[0]): row for row in db.session.execute(statement)}
    read = first_read_of(decision.id)
    since = {serial for serial, instant in read.items() if instant >= closes_at}
    faults = {
        "paper-box-unknown": [
            one for one in serials if one not in known or known[one].printed_at >= closes_at
        ],
        "paper-box-read": [one for one in serials if one in read and one not in since],
        "paper-box-dead": [
            one for one in serials if one in known and one not in read and known[one].state not in LIVE
        ],
        "paper-box-left-out": sorted(since - set(serials)),
    }
    for code, wrong in faults.items():
        if wrong:
            raise Invalid(code, field="serials", serials=wrong)
