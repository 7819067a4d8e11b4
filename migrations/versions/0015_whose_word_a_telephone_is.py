"""The roster keeps whose word a telephone is, and what the list said beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# who never owned anything and was written down by nobody but themselves when they asked for a home
CLAIMANTS = """
    UPDATE person SET is_phone_own = true
    WHERE phone_sealed IS NOT NULL
      AND id IN (SELECT person_id FROM binding)
      AND id NOT IN (SELECT person_id FROM ownership)
      AND id NOT IN (SELECT person_id FROM room_use)
      AND id NOT IN (SELECT ward_id FROM guardianship UNION SELECT guardian_id FROM guardianship)
      AND id NOT IN (SELECT principal_id FROM proxy UNION SELECT agent_id FROM proxy)
"""


def upgrade() -> None:
    # one statement each: a batch would rebuild tables that others point to
    op.add_column(
        "person", sa.Column("is_phone_own", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("person", sa.Column("listed_phone_sealed", sa.Text(), nullable=True))
    op.add_column("person", sa.Column("listed_phone_index", sa.String(length=32), nullable=True))
    op.create_index("ix_person_listed_phone", "person", ["compound_id", "listed_phone_index"], unique=False)
    op.execute(CLAIMANTS)


def downgrade() -> None:
    op.drop_index("ix_person_listed_phone", table_name="person")
    for column in ("listed_phone_index", "listed_phone_sealed", "is_phone_own"):
        op.drop_column("person", column)
