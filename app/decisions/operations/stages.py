"""How a decision moves from draft to archive: what each step needs, and what it does."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from app.audit.operations import record
from app.core import clock
from app.core.actors import SYSTEM
from app.core.db import db
from app.decisions.models import (
    Conflict,
    Decision,
    DecisionStep,
    Objection,
    StepKind,
)
from app.decisions.operations.counting import count_ballots_of
from app.decisions.operations.legal import check_legal, keep_legal
from app.decisions.operations.locking import lock_decision
from app.decisions.operations.unnamed import shuffle_unnamed
from app.decisions.queries.box import find_box, unread_in_box
from app.decisions.queries.bundles import waiting_sheets_in
from app.decisions.queries.decisions import ANONYMOUS, DecisionRow
from app.decisions.queries.opening import lacks_for_opening
from app.decisions.queries.paper import batch_of, half_read_in, paper_terms_of
from app.decisions.queries.readiness import obstacles_for
from app.decisions.queries.rejections import unconfirmed_dead_in
from app.decisions.queries.rulebook import pack_for
from app.decisions.queries.steps import steps_waiting_in
from app.decisions.queries.turnout import turnout_for
from app.outbox.operations import promise
from surveys.errors import Invalid, Refusal
from surveys.tally.reminders import moments_for

MOMENT = timedelta(hours=1)  # by which the clock may come round late and nobody has lost a day
NOT_OPENED = "not-opened"
COUNT_WAITS_FOR = {StepKind.REJECT, StepKind.BOX, StepKind.SETTLE}


def check_approval(decision: DecisionRow, _facts: Mapping[str, Any], at: datetime) -> None:
    """A draft that says everything it must, with a window the rules allow."""
    _need_stage(decision, at, "draft")
    obstacles = obstacles_for(decision, at)
    if obstacles:
        raise obstacles[0]


def approve(_actor: object, decision: DecisionRow, _step: DecisionStep, at: datetime) -> None:
    """From now on nothing in it changes."""
    _set(decision, approved_at=at)


def check_opening(decision: DecisionRow, facts: dict[str, Any], at: datetime) -> None:
    """Announced long enough, roll objections answered, paper ready for everybody, as it was when proposed."""
    _need_stage(decision, at, "notice", "ready")
    if decision.armed_at is not None:
        raise Refusal("decision-armed-already", title=decision.title)
    lacks = lacks_for_opening(decision, at)
    if lacks:
        raise lacks[0]
    terms = paper_terms_of(decision.id)
    if facts.setdefault("paper", terms) != terms:
        raise Refusal("paper-round-changed", title=decision.title)


def arm(_actor: object, decision: DecisionRow, _step: DecisionStep, at: datetime) -> None:
    """Let it open at its time, which the clock does; at once when that is over."""
    _set(decision, armed_at=at)
    _promise_due("decisions.open-due", decision, at, due_at=max(at, decision.opens_at or at))


def open_due_decision(decision: DecisionRow, at: datetime) -> bool:
    """Open a decision whose time has come, unless something stands in its way that did not when it was let.

    Then it stays shut, and two persons have to let it open once more. A clock that comes round late counts
    against the window as soon as the owners lose more than a moment by it.
    """
    if decision.armed_at is None or decision.opens_at is None or decision.opens_at > at:
        return False
    if decision.opened_at is not None or decision.voided_at is not None:
        return False
    due_at = max(decision.opens_at, decision.armed_at)
    begins = due_at if at - due_at <= MOMENT else at
    lacks = lacks_for_opening(decision, begins)
    if lacks or decision.closes_at is None:
        _disarm(decision, lacks, at)
        return False
    _set(decision, opens_at=begins, opened_at=at)
    _promise_due("decisions.close-due", decision, at, due_at=decision.closes_at)
    promise_notice("decision-opened", decision, at)
    promise_reminder(decision, decision.closes_at, at)
    window = {"opens_at": begins.isoformat(), "closes_at": decision.closes_at.isoformat()}
    record(SYSTEM, "decision.opened", f"decision:{decision.id}", at, **window)
    return True


def _disarm(decision: DecisionRow, lacks: Sequence[Refusal], at: datetime) -> None:
    """It does not open: the step is undone, and stands among the steps as one that came to nothing."""
    _set(decision, armed_at=None)
    confirmed = (
        DecisionStep.decision_id == decision.id, DecisionStep.kind == StepKind.OPEN,
        DecisionStep.decided_at == decision.armed_at,
    )  # fmt: skip
    db.session.execute(update(DecisionStep).where(*confirmed).values(answer=NOT_OPENED))
    codes = [lack.code for lack in lacks]
    record(SYSTEM, "decision.not-opened", f"decision:{decision.id}", at, lacks=codes)


def check_extension(decision: DecisionRow, facts: Mapping[str, Any], at: datetime) -> None:
    """A later end within the longest window, while it is still open."""
    _need_stage(decision, at, "open")
    later = datetime.fromisoformat(facts["closes_at"])
    if decision.closes_at is None or later <= decision.closes_at:
        raise Invalid("decision-extension-not-later", closes_at=decision.closes_at)
    most = pack_for(decision).window.most
    if decision.opens_at is None or later > decision.opens_at + timedelta(days=most):
        raise Invalid("decision-window-too-long", most=most)


def extend(_actor: object, decision: DecisionRow, step: DecisionStep, at: datetime) -> None:
    """Give people more time; published with the reason."""
    later = datetime.fromisoformat(step.facts["closes_at"])
    _set(decision, closes_at=later, extended_at=at, extension_reason=step.reason)
    _promise_due("decisions.close-due", decision, at, due_at=later)
    promise_notice("decision-extended", decision, at, slot=f"{int(later.timestamp())}")
    promise_reminder(decision, later, at)


def check_stop(decision: DecisionRow, _facts: Mapping[str, Any], at: datetime) -> None:
    """Only when every voting right has been used: nobody loses the days they were promised."""
    _need_stage(decision, at, "open")
    came = turnout_for(decision)
    if came.heads < came.of_heads:
        raise Refusal("stop-before-everybody-voted", left=came.of_heads - came.heads)


def stop(_actor: object, decision: DecisionRow, step: DecisionStep, at: datetime) -> None:
    """End it now: the clock closes it in the next minute."""
    _set(decision, closes_at=at, stopped_at=at, stop_reason=step.reason)
    _promise_due("decisions.close-due", decision, at, due_at=at)


def close_due_decision(decision: DecisionRow, at: datetime) -> bool:
    """Close a decision whose time is over; nobody can do it by hand."""
    if decision.closes_at is None or decision.closes_at > at or decision.opened_at is None:
        return False
    if decision.closed_at is not None or decision.voided_at is not None:
        return False
    _set(decision, closed_at=at)
    if decision.mode == ANONYMOUS:
        shuffle_unnamed(decision.id)
    record(SYSTEM, "decision.closed", f"decision:{decision.id}", at, closes_at=decision.closes_at.isoformat())
    return True


def check_preliminary(decision: DecisionRow, facts: Mapping[str, Any], at: datetime) -> None:
    """Closed; all that lay in the box was read, by two each; of every contradiction two said what counts."""
    _need_stage(decision, at, "closed")
    if any(step.kind in COUNT_WAITS_FOR for step in steps_waiting_in([decision.id])):
        raise Refusal("count-waits-for-step")
    if unconfirmed_dead_in(decision.id):
        raise Refusal("paper-dead-unproved")
    half = half_read_in(decision.id)
    if half:
        raise Refusal("paper-half-entered", count=len(half))
    waiting = waiting_sheets_in([decision.id])
    if waiting:
        raise Refusal("bundle-half-entered", count=len(waiting))
    out = batch_of(decision.id).outstanding
    if out and find_box(decision.id) is None:
        raise Refusal("paper-box-unopened", count=out)
    left = unread_in_box(decision.id)
    if left:
        raise Refusal("paper-box-left", count=len(left))
    unsettled = _count(
        select(func.count(Conflict.id)).where(
            Conflict.decision_id == decision.id, Conflict.settled_at.is_(None)
        )
    )
    if unsettled:
        raise Refusal("conflicts-unsettled", count=unsettled)
    check_legal(decision, facts)


def publish_preliminary(actor: object, decision: DecisionRow, step: DecisionStep, at: datetime) -> None:
    """Count, show the result to everybody and open the days for objections."""
    close_due_decision(decision, at)  # the clock's own work, where it has not come round yet
    count_ballots_of(decision, actor, at)
    keep_legal(actor, decision, step, at)
    until = at + timedelta(days=decision.objection_days)
    _set(decision, preliminary_at=at, objections_close_at=until)
    promise_notice("decision-preliminary", decision, at)


def check_final(decision: DecisionRow, facts: Mapping[str, Any], at: datetime) -> None:
    """The days for objections are over and every objection has its answer."""
    _need_stage(decision, at, "preliminary")
    if decision.objections_close_at is None or at < decision.objections_close_at:
        raise Refusal("objection-period-running", until=decision.objections_close_at)
    open_ones = _count(
        select(func.count(Objection.id)).where(
            Objection.decision_id == decision.id, Objection.closed_at.is_(None)
        )
    )
    if open_ones:
        raise Refusal("objections-open", count=open_ones)
    check_legal(decision, facts)


def publish_final(actor: object, decision: DecisionRow, step: DecisionStep, at: datetime) -> None:
    """The result stands, and everybody is told."""
    keep_legal(actor, decision, step, at)
    _set(decision, final_at=at)
    promise_notice("decision-final", decision, at)


def check_legal_result(decision: DecisionRow, facts: Mapping[str, Any], at: datetime) -> None:
    """An intention that ended without its legal result gets it later, until the file is closed."""
    _need_stage(decision, at, "final")
    if facts.get("legal") is None:
        raise Invalid("legal-result-missing", field="total_heads")
    check_legal(decision, facts)


def publish_legal_result(actor: object, decision: DecisionRow, step: DecisionStep, at: datetime) -> None:
    """It stands beside the intention from now on, and everybody is told."""
    keep_legal(actor, decision, step, at)
    promise_notice("decision-legal", decision, at)


def archive_decision(actor: object, decision_id: int, at: datetime) -> None:
    """Close the file once the result stands: it is read and downloaded from now on, and changes no more."""
    decision = lock_decision(decision_id)
    _need_stage(decision, at, "final")
    _set(decision, archived_at=at)
    record(actor, "decision.archived", f"decision:{decision_id}", at)


def check_void(decision: DecisionRow, _facts: Mapping[str, Any], at: datetime) -> None:
    """Anything announced and not final can be declared void."""
    _need_stage(decision, at, "approved", "notice", "ready", "open", "closed", "preliminary")


def void(_actor: object, decision: DecisionRow, step: DecisionStep, at: datetime) -> None:
    """No ballot is taken and no result shown any more; what was handed in is kept."""
    _set(decision, voided_at=at, void_reason=step.reason)
    if decision.noticed_at is not None:
        promise_notice("decision-voided", decision, at)


def check_release(decision: DecisionRow, _facts: Mapping[str, Any], at: datetime) -> None:
    """There is something to audit once the decision was counted and published."""
    _need_stage(decision, at, "preliminary", "final", "archived")


def release(_actor: object, _decision: DecisionRow, _step: DecisionStep, at: datetime) -> None:
    """The confirmed step itself is the permission; reading is logged where it happens."""


def promise_notice(kind: str, decision: DecisionRow, at: datetime, *, slot: str = "") -> None:
    """Have everybody concerned told, once; of a rehearsal nobody hears."""
    if decision.is_drill:
        return
    promise(
        "notices.decision", {"decision": decision.id, "kind": kind}, at, slot=f"{kind}:{decision.id}:{slot}"
    )


def promise_reminder(decision: DecisionRow, closes_at: datetime, at: datetime) -> None:
    """Have those who have not voted reminded before the end, by day; never in a rehearsal."""
    if decision.is_drill:
        return
    end = int(closes_at.timestamp())
    for moment in moments_for(clock.local(at), clock.local(closes_at)):
        slot = f"decision-closing:{decision.id}:{end}:{moment:%Y%m%d}"
        payload = {"decision": decision.id, "kind": "decision-closing", "end": end}
        promise("notices.decision", payload, at, due_at=moment.astimezone(UTC), slot=slot)


def _promise_due(kind: str, decision: DecisionRow, at: datetime, *, due_at: datetime) -> None:
    """Have the clock do its work on time; a rehearsal's runs ahead, and its work is found each minute."""
    if not decision.is_drill:
        promise(kind, {}, at, due_at=due_at)


def _need_stage(decision: DecisionRow, at: datetime, *stages: str) -> None:
    stage = decision.stage(at)
    if stage not in stages:
        raise Refusal("decision-not-at-this-stage", title=decision.title, stage=stage)


def _count(statement: Any) -> int:
    found: int = db.session.execute(statement).scalar_one()
    return found


def _set(decision: DecisionRow, **values: Any) -> None:
    db.session.execute(update(Decision).where(Decision.id == decision.id).values(**values))
