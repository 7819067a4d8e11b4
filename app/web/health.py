"""Alive, ready, and how much there is to do: for supervisors and monitors."""

from flask import Blueprint, Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.db import db
from app.core.schema import is_migrated
from app.outbox import queries as outbox

bp = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    """`/healthz`, `/readyz`, `/metrics`."""
    app.register_blueprint(bp)


@bp.get("/healthz")
def alive() -> tuple[str, int]:
    """The process answers."""
    return "ok\n", 200


@bp.get("/readyz")
def ready() -> tuple[str, int]:
    """The database is reachable and migrated."""
    try:
        is_ready = is_migrated(db.session.connection())
    except SQLAlchemyError:
        return "database unreachable\n", 503
    return ("ready\n", 200) if is_ready else ("migrations missing\n", 503)


@bp.get("/metrics")
def metrics() -> Response:
    """Backlog and dead jobs, read from the database so that every process says the same."""
    registry = CollectorRegistry()
    backlog = Gauge("yishiting_jobs_overdue", "Open jobs whose time has come", registry=registry)
    backlog.set(outbox.count_overdue(clock.now()))
    dead = Gauge("yishiting_jobs_dead", "Jobs given up", registry=registry)
    dead.set(len(outbox.get_dead_jobs()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
