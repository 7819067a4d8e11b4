"""whose word a telephone is, and who was seen to live on in a home that changed hands."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0009"
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
    with op.batch_alter_table("binding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_phone_own", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("listed_phone_sealed", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("listed_phone_index", sa.String(length=32), nullable=True))
        batch_op.create_index("ix_person_listed_phone", ["compound_id", "listed_phone_index"], unique=False)

    op.execute(CLAIMANTS)


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_listed_phone")
        batch_op.drop_column("listed_phone_index")
        batch_op.drop_column("listed_phone_sealed")
        batch_op.drop_column("is_phone_own")

    with op.batch_alter_table("binding", schema=None) as batch_op:
        batch_op.drop_column("kept_at")
