"""Remembering how a compound's workbooks are read."""

from datetime import datetime

from sqlalchemy import delete

from app.audit.operations import record
from app.core.db import db
from app.roster.models import WorkbookLayout
from app.roster.operations.locking import lock_roster
from app.roster.queries.imports import LayoutRow


def remember_layout(compound_id: int, source: str, actor: object, at: datetime, *, layout: LayoutRow) -> None:
    """Keep what a clerk confirmed for workbooks with these headings; the newest word counts."""
    lock_roster(compound_id)
    same = (WorkbookLayout.compound_id == compound_id, WorkbookLayout.source == source)
    db.session.execute(delete(WorkbookLayout).where(*same))
    kept = WorkbookLayout(
        compound_id=compound_id,
        source=source,
        roles=layout.roles,
        left_out=list(layout.left_out),
        confirmed_by=str(actor),
        confirmed_at=at,
    )
    db.session.add(kept)
    db.session.flush()
    facts = {"columns": sum(map(bool, layout.roles.values())), "left_out": len(layout.left_out)}
    record(actor, "roster.map-columns", f"compound:{compound_id}", at, **facts)
