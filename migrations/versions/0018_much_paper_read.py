"""Alerts about whoever reads unusually much paper."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entry_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_by", sa.String(length=80), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "(looked_at IS NULL) = (looked_by IS NULL)", name=op.f("ck_entry_alert_looked_by_somebody")
        ),
        sa.CheckConstraint(
            "(looked_at IS NULL) = (finding IS NULL)", name=op.f("ck_entry_alert_looked_with_finding")
        ),
        sa.CheckConstraint(
            "looked_by IS NULL OR looked_by <> entered_by", name=op.f("ck_entry_alert_two_persons")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_entry_alert_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_alert")),
        sa.UniqueConstraint(
            "decision_id", "entered_by", "ground", "raised_on", name=op.f("uq_entry_alert_decision_id_entered_by_ground_raised_on")
        ),
    )


def downgrade() -> None:
    op.drop_table("entry_alert")
