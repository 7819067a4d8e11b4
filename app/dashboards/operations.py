"""Keeping the figures that were counted."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.dialects import postgresql, sqlite

from app.core.db import db
from app.dashboards.models import CompoundRollup
from app.dashboards.queries import Figures


def keep_figures(counted: Sequence[Figures]) -> None:
    """Replace each compound's figures by what was just counted, in one statement."""
    if not counted:
        return
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(CompoundRollup.__table__)
    fresh = {name: statement.excluded[name] for name in Figures.__dataclass_fields__ if name != "compound_id"}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["compound_id"], set_=fresh),
        [asdict(figures) for figures in counted],
    )
