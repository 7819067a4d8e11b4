"""Photographs of ballots, signatures and evidence, each sealed under a key of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision_picture",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("key_sealed", sa.Text(), nullable=False),
        sa.Column("is_ballot", sa.Boolean(), nullable=False),
        sa.Column("kept_by", sa.String(length=80), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_picture_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_decision_picture")),
        sa.UniqueConstraint("uid", name=op.f("uq_decision_picture_uid")),
    )
    with op.batch_alter_table("decision_picture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_picture_decision_id"), ["decision_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("decision_picture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_picture_decision_id"))

    op.drop_table("decision_picture")
