"""What was chosen on a ballot goes from replies and conversations at its time."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("conversation", "inbound_message"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("forget_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.create_index(
                f"ix_{table}_forget",
                ["forget_at"],
                unique=False,
                sqlite_where=sa.text("forget_at IS NOT NULL"),
                postgresql_where=sa.text("forget_at IS NOT NULL"),
            )


def downgrade() -> None:
    for table in ("inbound_message", "conversation"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(
                f"ix_{table}_forget",
                sqlite_where=sa.text("forget_at IS NOT NULL"),
                postgresql_where=sa.text("forget_at IS NOT NULL"),
            )
            batch_op.drop_column("forget_at")
