"""Compounds made up to practise in, and how far a rehearsal's clock was moved on."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# one statement: a batch would rebuild a table that others point to
AHEAD = (
    "ALTER TABLE decision ADD COLUMN ahead_s INTEGER DEFAULT 0 NOT NULL"
    " CONSTRAINT ck_decision_only_rehearsals_run_ahead CHECK (ahead_s = 0 OR (is_drill AND ahead_s > 0))"
)


def upgrade() -> None:
    op.create_table(
        "rehearsal",
        sa.Column("compound_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("compound_id <> home_id", name=op.f("ck_rehearsal_not_itself")),
        sa.CheckConstraint("ends_at > opened_at", name=op.f("ck_rehearsal_in_order")),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_rehearsal_compound_id_compound")
        ),
        sa.ForeignKeyConstraint(["home_id"], ["compound.id"], name=op.f("fk_rehearsal_home_id_compound")),
        sa.PrimaryKeyConstraint("compound_id", name=op.f("pk_rehearsal")),
        sa.UniqueConstraint("home_id", name=op.f("uq_rehearsal_home_id")),
    )
    op.execute(AHEAD)


def downgrade() -> None:
    op.drop_column("decision", "ahead_s")
    op.drop_table("rehearsal")
