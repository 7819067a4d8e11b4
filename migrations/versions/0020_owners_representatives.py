"""Owners' representatives, the lists of signed opinions they hand in, what was read from them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision_representative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("document_sealed", sa.Text(), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("appointed_by", sa.String(length=80), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_reason IS NULL)",
            name=op.f("ck_decision_representative_ended_with_reason"),
        ),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_decision_representative_in_order")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_representative_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_decision_representative_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_representative")),
        sa.UniqueConstraint("id", "decision_id", name=op.f("uq_decision_representative_id_decision_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_decision_representative_uid")),
    )
    with op.batch_alter_table("decision_representative", schema=None) as batch_op:
        batch_op.create_index("ix_decision_representative_decision", ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_representative_person_id"), ["person_id"], unique=False)

    op.create_table(
        "representative_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("photo", sa.String(length=80), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_representative_bundle_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id", "decision_id"],
            ["decision_representative.id", "decision_representative.decision_id"],
            name=op.f("fk_representative_bundle_sent_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative_bundle")),
    )
    with op.batch_alter_table("representative_bundle", schema=None) as batch_op:
        batch_op.create_index("ix_representative_bundle_decision", ["decision_id"], unique=False)

    op.create_table(
        "bundle_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rows_sealed", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.CheckConstraint("place BETWEEN 1 AND 3", name=op.f("ck_bundle_reading_three_looks_at_most")),
        sa.ForeignKeyConstraint(
            ["bundle_id"],
            ["representative_bundle.id"],
            name=op.f("fk_bundle_reading_bundle_id_representative_bundle"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_reading")),
        sa.UniqueConstraint("bundle_id", "entered_by", name=op.f("uq_bundle_reading_bundle_id_entered_by")),
        sa.UniqueConstraint("bundle_id", "place", name=op.f("uq_bundle_reading_bundle_id_place")),
        sa.UniqueConstraint("uid", name=op.f("uq_bundle_reading_uid")),
    )


def downgrade() -> None:
    op.drop_table("bundle_reading")
    with op.batch_alter_table("representative_bundle", schema=None) as batch_op:
        batch_op.drop_index("ix_representative_bundle_decision")

    op.drop_table("representative_bundle")
    with op.batch_alter_table("decision_representative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_representative_person_id"))
        batch_op.drop_index("ix_decision_representative_decision")

    op.drop_table("decision_representative")
