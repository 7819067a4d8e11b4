"""Rounds from door to door, and sheets signed on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("binding", "poll", "notice", "other", name="purpose", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("planned_by", sa.String(length=80), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(subject IS NULL) = (purpose NOT IN ('poll', 'notice'))",
            name=op.f("ck_visit_round_about_what_its_purpose_says"),
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_visit_round_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_visit_round_public_id")),
    )
    with op.batch_alter_table("visit_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_round_compound_id"), ["compound_id"], unique=False)

    op.create_table(
        "paper_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("picture", sa.String(length=80), nullable=True),
        sa.Column("returned_by", sa.String(length=80), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_paper_sheet_notice_id_notice")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_paper_sheet_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
    )
    with op.batch_alter_table("paper_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_sheet_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "paper_handing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column(
            "handing",
            sa.Enum("signed", "posted", "refused", name="handing", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("signer_sealed", sa.Text(), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_paper_handing_room_id_room")),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["paper_sheet.id"], name=op.f("fk_paper_handing_sheet_id_paper_sheet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_handing")),
        sa.UniqueConstraint("sheet_id", "room_id", name=op.f("uq_paper_handing_sheet_id_room_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_paper_handing_uid")),
    )
    with op.batch_alter_table("paper_handing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_handing_room_id"), ["room_id"], unique=False)

    op.create_table(
        "round_stop",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_round_stop_room_id_room")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["visit_round.id"], name=op.f("fk_round_stop_round_id_visit_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "room_id", name=op.f("pk_round_stop")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "away",
                "refused",
                "again",
                "vacant",
                "phoned",
                name="outcome",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note_sealed", sa.Text(), nullable=True),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(length=80), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'again') = (again_at IS NOT NULL)", name=op.f("ck_visit_again_has_a_time")
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "room_id"],
            ["round_stop.round_id", "round_stop.room_id"],
            name=op.f("fk_visit_round_id_room_id_round_stop"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("round_id", "key", name=op.f("uq_visit_round_id_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_visit_uid")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_room", ["round_id", "room_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_room")

    op.drop_table("visit")
    op.drop_table("round_stop")
    with op.batch_alter_table("paper_handing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_handing_room_id"))

    op.drop_table("paper_handing")
    with op.batch_alter_table("paper_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_sheet_notice_id"))

    op.drop_table("paper_sheet")
    with op.batch_alter_table("visit_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_round_compound_id"))

    op.drop_table("visit_round")
