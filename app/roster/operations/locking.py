"""Changes of one roster follow one another."""

from sqlalchemy import select

from app.core.db import db
from app.roster.models import Compound


def lock_roster(compound_id: int) -> None:
    """Hold a compound's roster until the transaction ends: two imports follow one another."""
    db.session.execute(select(Compound.id).where(Compound.id == compound_id).with_for_update())
