"""When an ownership change was written down, what an entry said when it was disputed, what a clerk saw."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ownership") as table:
        table.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("end_recorded_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("proxy") as table:
        table.add_column(sa.Column("seen", sa.String(length=200), nullable=True))
    with op.batch_alter_table("roster_correction") as table:
        table.add_column(sa.Column("was_sealed", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("roster_correction") as table:
        table.drop_column("was_sealed")
    with op.batch_alter_table("proxy") as table:
        table.drop_column("seen")
    with op.batch_alter_table("ownership") as table:
        table.drop_column("end_recorded_at")
        table.drop_column("recorded_at")
