"""voting rights."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


RECORDS = """
INSERT INTO part_record (room_id, kind, area, area_source, began_at)
SELECT room.id, 'dwelling', room.area, room.area_source, compound.created_at
FROM room JOIN compound ON compound.id = room.compound_id
"""


def upgrade() -> None:
    op.create_table(
        "head_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "same-person",
                "same-telephone",
                "same-identity",
                "same-institution",
                "by-hand",
                "same-owners",
                "same-voter",
                "developer",
                name="ground",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ground <> 'by-hand' OR length(reason) > 0", name=op.f("ck_head_verdict_by_hand_with_a_reason")
        ),
        sa.CheckConstraint("is_same OR ground = 'by-hand'", name=op.f("ck_head_verdict_apart_by_hand_only")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_head_verdict_in_order")),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_head_verdict_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_verdict")),
    )
    with op.batch_alter_table("head_verdict", schema=None) as batch_op:
        batch_op.create_index("ix_head_verdict_compound", ["compound_id"], unique=False)

    op.create_table(
        "roster_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_at >= opens_at", name=op.f("ck_roster_publication_in_order")),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_roster_publication_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_publication")),
    )
    with op.batch_alter_table("roster_publication", schema=None) as batch_op:
        batch_op.create_index("ix_roster_publication_compound", ["compound_id", "opens_at"], unique=False)

    op.create_table(
        "guardianship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum("minor", "incapable", name="guardianground", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_guardianship_in_order")),
        sa.CheckConstraint("ward_id <> guardian_id", name=op.f("ck_guardianship_somebody_else")),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["person.id"], name=op.f("fk_guardianship_guardian_id_person")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["person.id"], name=op.f("fk_guardianship_ward_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianship")),
    )
    with op.batch_alter_table("guardianship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guardianship_guardian_id"), ["guardian_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_guardianship_ward_id"), ["ward_id"], unique=False)
        batch_op.create_index(
            "uq_guardianship_live",
            ["ward_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "head_verdict_member",
        sa.Column("verdict_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_head_verdict_member_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["head_verdict.id"], name=op.f("fk_head_verdict_member_verdict_id_head_verdict")
        ),
        sa.PrimaryKeyConstraint("verdict_id", "person_id", name=op.f("pk_head_verdict_member")),
    )
    with op.batch_alter_table("head_verdict_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_head_verdict_member_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_institution", sa.Boolean(), nullable=False),
        sa.Column("number_sealed", sa.Text(), nullable=True),
        sa.Column("number_index", sa.String(length=32), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_person_number_in_order")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_number_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_number_uid")),
    )
    with op.batch_alter_table("person_number", schema=None) as batch_op:
        batch_op.create_index("ix_person_number_number", ["number_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_number_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_person_number_live",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scan", sa.String(length=80), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_proxy_in_order")),
        sa.CheckConstraint("principal_id <> agent_id", name=op.f("ck_proxy_somebody_else")),
        sa.CheckConstraint(
            "revoked_at IS NULL OR revoked_at >= recorded_at", name=op.f("ck_proxy_revoked_after_recording")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_proxy_agent_id_person")),
        sa.ForeignKeyConstraint(["principal_id"], ["person.id"], name=op.f("fk_proxy_principal_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxy")),
    )
    with op.batch_alter_table("proxy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proxy_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proxy_principal_id"), ["principal_id"], unique=False)

    op.create_table(
        "part_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("dwelling", "shop", "parking", "storage", name="partkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("area", sa.Integer(), nullable=True),
        sa.Column(
            "area_source",
            sa.Enum("registered", "surveyed", "contract", name="areasource", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("area IS NULL OR area > 0", name=op.f("ck_part_record_area_is_positive")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_part_record_in_order")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_part_record_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_record")),
    )
    with op.batch_alter_table("part_record", schema=None) as batch_op:
        batch_op.create_index("ix_part_record_room", ["room_id", "began_at"], unique=False)
        batch_op.create_index(
            "uq_part_record_live",
            ["room_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "room_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("tenant", "user", name="usekind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_room_use_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_use_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_use_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_use")),
    )
    with op.batch_alter_table("room_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_use_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_use_room_id"), ["room_id"], unique=False)
        batch_op.create_index(
            "uq_room_use_live",
            ["room_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "roster_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "owners",
                "area",
                "area-source",
                "voter",
                "other",
                name="correctiontopic",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("said_sealed", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "accepted", "refused", name="correctionstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("answer_sealed", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_at IS NULL) AND (state = 'waiting') = (answered_by IS NULL) AND (state = 'waiting') = (answer_sealed IS NULL)",
            name=op.f("ck_roster_correction_answered_or_waiting"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_roster_correction_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_roster_correction_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["roster_publication.id"],
            name=op.f("fk_roster_correction_publication_id_roster_publication"),
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_roster_correction_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_correction")),
        sa.UniqueConstraint("uid", name=op.f("uq_roster_correction_uid")),
    )
    with op.batch_alter_table("roster_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_correction_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_roster_correction_publication", ["publication_id", "state"], unique=False)
        batch_op.create_index("ix_roster_correction_room", ["room_id"], unique=False)
        batch_op.create_index(
            "uq_roster_correction_waiting",
            ["contact_id", "room_id", "topic"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "voter_designation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_voter_designation_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_voter_designation_person_id_person")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_voter_designation_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voter_designation")),
    )
    with op.batch_alter_table("voter_designation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voter_designation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voter_designation_room_id"), ["room_id"], unique=False)
        batch_op.create_index(
            "uq_voter_designation_live",
            ["room_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with op.batch_alter_table("ownership", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "person",
                    "institution",
                    "developer-unsold",
                    "developer-undelivered",
                    "public-housing",
                    name="ownerkind",
                    native_enum=False,
                    length=32,
                ),
                server_default="person",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("reason", sa.String(length=200), nullable=True))

    op.execute(RECORDS)


def downgrade() -> None:
    for column in ("reason", "kind"):  # a batch would build SQLite's table anew, without its checks
        op.execute(f"ALTER TABLE ownership DROP COLUMN {column}")

    with op.batch_alter_table("voter_designation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_voter_designation_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_voter_designation_room_id"))
        batch_op.drop_index(batch_op.f("ix_voter_designation_person_id"))

    op.drop_table("voter_designation")
    with op.batch_alter_table("roster_correction", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_roster_correction_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_roster_correction_room")
        batch_op.drop_index("ix_roster_correction_publication")
        batch_op.drop_index(batch_op.f("ix_roster_correction_person_id"))

    op.drop_table("roster_correction")
    with op.batch_alter_table("room_use", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_room_use_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_room_use_room_id"))
        batch_op.drop_index(batch_op.f("ix_room_use_person_id"))

    op.drop_table("room_use")
    with op.batch_alter_table("part_record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_part_record_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_part_record_room")

    op.drop_table("part_record")
    with op.batch_alter_table("proxy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proxy_principal_id"))
        batch_op.drop_index(batch_op.f("ix_proxy_agent_id"))

    op.drop_table("proxy")
    with op.batch_alter_table("person_number", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_person_number_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_person_number_person_id"))
        batch_op.drop_index("ix_person_number_number")

    op.drop_table("person_number")
    with op.batch_alter_table("head_verdict_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_head_verdict_member_person_id"))

    op.drop_table("head_verdict_member")
    with op.batch_alter_table("guardianship", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_guardianship_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_guardianship_ward_id"))
        batch_op.drop_index(batch_op.f("ix_guardianship_guardian_id"))

    op.drop_table("guardianship")
    with op.batch_alter_table("roster_publication", schema=None) as batch_op:
        batch_op.drop_index("ix_roster_publication_compound")

    op.drop_table("roster_publication")
    with op.batch_alter_table("head_verdict", schema=None) as batch_op:
        batch_op.drop_index("ix_head_verdict_compound")

    op.drop_table("head_verdict")
