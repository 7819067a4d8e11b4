"""One round of a worker: what is due is taken, done and signed off, each exactly once."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from app.core import clock
from app.core.db import db, transaction
from app.outbox import operations, queries
from bots.wechat.errors import Transient

Handler = Callable[[dict[str, Any], datetime], None]
log = structlog.get_logger("worker")


def sweep_finished(_payload: dict[str, Any], at: datetime) -> None:
    """Forget old finished jobs."""
    with transaction():
        operations.sweep(at)


def promise_periodic(kinds: Mapping[str, timedelta]) -> None:
    """Promise each periodic job once per slot of time, whatever the number of workers."""
    at = clock.now()
    slots = {f"{kind}:{int(at.timestamp() // every.total_seconds())}": kind for kind, every in kinds.items()}
    missing = slots.keys() - queries.slots_in(slots)
    if not missing:
        return
    with transaction():
        for slot in sorted(missing):
            operations.promise(slots[slot], {}, at, slot=slot)


def work_once(handlers: Mapping[str, Handler], should_stop: Callable[[], bool] = lambda: False) -> int:
    """Do everything that is due, also what these jobs promise; each once. Returns how many were begun.

    A job that fails is left to a later round, so that a round ends however often it would fail again.
    """
    begun: set[int] = set()
    while not should_stop():
        due = [(job.id, job.kind, job.payload) for job in queries.get_due_jobs(clock.now())]
        db.session.rollback()
        fresh = [job for job in due if job[0] not in begun]
        taken = {job[0] for job in fresh if not should_stop() and _work_on(*job, handlers=handlers)}
        begun |= taken
        if not taken:
            break
    return len(begun)


def _work_on(job_id: int, kind: str, payload: dict[str, Any], *, handlers: Mapping[str, Handler]) -> bool:
    """Take one job and do it; False when another worker was quicker."""
    at = clock.now()
    with transaction():
        attempt = operations.claim(job_id, at)
    if not attempt:
        return False
    _sign_off(job_id, attempt, kind, error=_attempt(kind, payload, handlers))
    return True


def _sign_off(job_id: int, attempt: int, kind: str, *, error: operations.Failure | None) -> None:
    """Note how it went; a worker that was too slow finds its job taken over and changes nothing."""
    is_mine = is_alive = True
    with transaction():
        if error is None:
            is_mine = operations.finish(job_id, attempt, clock.now())
        else:
            is_alive = operations.postpone(job_id, attempt, clock.now(), failure=error)
    if not is_mine:
        log.warning("job-taken-over", job=job_id, kind=kind, attempt=attempt)
    if error is not None and not is_alive:
        log.error("job-dead", job=job_id, kind=kind, error=error.words)


def _attempt(
    kind: str, payload: dict[str, Any], handlers: Mapping[str, Handler]
) -> operations.Failure | None:
    """Run the handler; its failure becomes words for the job row, never the worker's end."""
    handler = handlers.get(kind)
    if handler is None:
        return operations.Failure(f"no handler for {kind}")
    try:
        handler(payload, clock.now())
    except Transient as problem:  # trouble that passes is no bug: a line in the log says enough
        log.warning("job-postponed", kind=kind, reason=str(problem))
        return _failure(problem)
    except Exception as problem:  # the worker loop: one broken job must not stop the others
        log.exception("job-failed", kind=kind)
        return _failure(problem)
    return None


def _failure(problem: Exception) -> operations.Failure:
    """What the job row says of it; whatever the handler had begun is undone."""
    db.session.rollback()
    wait = timedelta(seconds=getattr(problem, "wait_s", 0))
    return operations.Failure(f"{type(problem).__name__}: {problem}", wait)
