"""Less of identity numbers; guardianships by the day, residents' sessions ended, who stayed after a sale."""

from calendar import isleap
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ADULT, TAIL = 18, 4
KEEP = sa.text("UPDATE person_number SET tail_sealed = :tail, of_age_on = :of_age_on WHERE id = :id")
KEEP = KEEP.bindparams(sa.bindparam("of_age_on", type_=sa.Date()))

# running ones only; where the birthday is past already they last to the end of yesterday
UNTIL_OF_AGE = """
    UPDATE guardianship SET ends_on = (
        SELECT CASE WHEN n.of_age_on > CURRENT_DATE THEN n.of_age_on ELSE CURRENT_DATE END
        FROM person_number n
        WHERE n.person_id = guardianship.ward_id AND n.ended_at IS NULL AND n.of_age_on IS NOT NULL
    )
    WHERE ground = 'minor' AND ended_at IS NULL
"""


def upgrade() -> None:
    # one statement each: a batch would rebuild tables that others point to
    op.add_column("person_number", sa.Column("tail_sealed", sa.Text(), nullable=True))
    op.add_column("person_number", sa.Column("of_age_on", sa.Date(), nullable=True))
    rows = sa.text("SELECT id, uid, is_institution, number_sealed, began_at FROM person_number")
    for row in op.get_bind().execute(rows).mappings().all():
        op.get_bind().execute(KEEP, {"id": row["id"], **_reduced(row)})
    op.drop_column("person_number", "number_sealed")
    op.add_column("guardianship", sa.Column("ends_on", sa.Date(), nullable=True))
    op.execute(UNTIL_OF_AGE)
    op.add_column("binding", sa.Column("lives_there_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contact", sa.Column("sign_outs", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("contact", "sign_outs")
    op.drop_column("binding", "lives_there_at")
    op.drop_column("guardianship", "ends_on")
    # the whole numbers do not come back
    op.add_column("person_number", sa.Column("number_sealed", sa.Text(), nullable=True))
    for column in ("of_age_on", "tail_sealed"):
        op.drop_column("person_number", column)


def _reduced(row: Any) -> dict[str, Any]:
    """What stays of a number; a value that no key of FIELD_KEYS opens stops the upgrade as it stops a page."""
    if row["number_sealed"] is None:
        return {"tail": None, "of_age_on": None}
    ring = current_app.extensions["keyring"]
    number = ring.open(row["number_sealed"], f"person_number|number_sealed|{row['uid']}")
    tail = ring.seal(number[-TAIL:], f"person_number|tail_sealed|{row['uid']}")
    return {"tail": tail, "of_age_on": None if row["is_institution"] else _of_age_on(number, str(row["began_at"])[:10])}


def _of_age_on(number: str, noted_on: str) -> date | None:
    """The eighteenth birthday of somebody who was a minor when it was noted; of others none is kept."""
    year, month, day = int(number[6:10]) + ADULT, int(number[10:12]), int(number[12:14])
    is_moved = (month, day) == (2, 29) and not isleap(year)
    of_age = date(year, 3, 1) if is_moved else date(year, month, day)
    return of_age if of_age.isoformat() > noted_on else None
