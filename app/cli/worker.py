"""The worker: does what has been promised, until told to stop."""

import signal
import sys
import threading
import time
from datetime import timedelta
from functools import partial

import click
import structlog
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.audit import jobs as audit
from app.chats import jobs as chats
from app.cli.backup.departures import keep_departures
from app.core import clock
from app.core.db import db, transaction
from app.dashboards import jobs as dashboards
from app.decisions import jobs as decisions
from app.notifications import jobs as notifications
from app.outbox import jobs as outbox
from app.outbox import operations, queries
from app.polls import jobs as polls
from app.roster import jobs as roster

PAUSE_S = 0.5
ROUND_S = 5  # then closings and the audit chain come first again, however slow WeChat is
log = structlog.get_logger("worker")
HANDLERS: dict[str, outbox.Handler] = {
    "audit.link": audit.link_new_entries,
    "audit.sign": audit.sign_chain,
    "outbox.sweep": outbox.sweep_finished,
    "chats.forget-replies": chats.forget_old_replies,
    "chats.forget-secrets": chats.forget_secrets,
    "chats.forget-talks": chats.forget_old_talks,
    "chats.retry-replies": chats.retry_replies,
    "chats.send-reply": partial(chats.send_reply, notifications.client_for),
    "backup.departures": keep_departures,
    "dashboards.refresh": dashboards.refresh_figures,
    "decisions.close-due": decisions.close_due_decisions,
    "decisions.open-due": decisions.open_due_decisions,
    "decisions.wipe-rehearsals": decisions.wipe_old_rehearsals,
    "notice.binding": notifications.tell_about_binding,
    "notices.decision": decisions.tell_about_decision,
    "notices.ballot": decisions.tell_about_ballot,
    "notices.correction": notifications.tell_correction,
    "notices.deliver": notifications.send_delivery,
    "notices.publication": notifications.tell_publication,
    "notices.send": notifications.send_notice,
    "notices.settle": notifications.settle_message,
    "notices.suspension": notifications.tell_suspension,
    "notices.poll-closing": polls.remind_of_closing,
    "notices.poll-counted": polls.tell_result_published,
    "notices.poll-opened": polls.tell_poll_opened,
    "polls.close-due": polls.close_due_polls,
    "polls.count-closed": polls.count_closed_polls,
    "polls.note-willingness": polls.note_willingness,
    "polls.open-due": polls.open_due_polls,
    "roster.forget-old": roster.forget_old,
    "roster.forget-notes": roster.forget_visit_notes,
    "roster.reassess": roster.reassess_compounds,
    "roster.remind": roster.remind_of_proposals,
}
PERIODIC = {
    "audit.link": timedelta(seconds=15),
    "audit.sign": timedelta(minutes=10),
    "chats.forget-replies": timedelta(hours=6),
    "chats.forget-secrets": timedelta(minutes=1),
    "chats.forget-talks": timedelta(hours=6),
    "chats.retry-replies": timedelta(minutes=1),
    "backup.departures": timedelta(minutes=1),
    "dashboards.refresh": timedelta(minutes=1),
    "decisions.close-due": timedelta(minutes=1),
    "decisions.open-due": timedelta(minutes=1),
    "decisions.wipe-rehearsals": timedelta(hours=1),
    "outbox.sweep": timedelta(hours=6),
    "polls.close-due": timedelta(minutes=1),
    "polls.count-closed": timedelta(minutes=1),
    "polls.open-due": timedelta(minutes=1),
    "roster.forget-old": timedelta(hours=6),
    "roster.forget-notes": timedelta(hours=6),
    "roster.reassess": timedelta(hours=1),
    "roster.remind": timedelta(hours=1),
}

worker = AppGroup("worker", help="Jobs: notices, closings, the audit chain.")


@worker.command("once")
def once() -> None:
    """Do everything that is due now, then end."""
    outbox.promise_periodic(PERIODIC)
    click.echo(f"{outbox.work_once(HANDLERS)} jobs")


@worker.command("run")
def run() -> None:
    """Work until SIGTERM or SIGINT; a job that has begun is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    click.echo("worker: ready")
    while not stop.is_set():
        _round(stop)
        stop.wait(PAUSE_S)
    click.echo("worker: stopped")


@worker.command("dead")
def dead() -> None:
    """List the jobs that were given up after the last attempt, with what went wrong."""
    for job in queries.get_dead_jobs():
        click.echo(f"{job.id}\t{job.kind}\t{job.last_error}")


@worker.command("revive")
@click.argument("job_id", type=int)
def revive(job_id: int) -> None:
    """Give a dead job a fresh start, after its cause was mended."""
    with transaction():
        is_revived = operations.revive(job_id, clock.now())
    if not is_revived:
        click.echo(f"no dead job has the number {job_id}", err=True)
        sys.exit(1)


def _round(stop: threading.Event) -> None:
    """One round; a database that is away or busy for a moment ends the round, never the worker."""
    try:
        outbox.promise_periodic(PERIODIC)
        ends_at = time.monotonic() + ROUND_S
        outbox.work_once(HANDLERS, lambda: stop.is_set() or time.monotonic() > ends_at)
    except (OperationalError, PoolTimeout) as problem:
        db.session.rollback()
        log.error("worker-database", error=type(problem).__name__)
