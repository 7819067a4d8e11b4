"""Owner decisions: what is decided, who counts, ballots, paper, delivery, objections, results."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("compound_path", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("rule_pack", sa.String(length=60), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("precedence", sa.String(length=20), nullable=False),
        sa.Column("covenant_clause", sa.String(length=200), nullable=True),
        sa.Column(
            "sponsor",
            sa.Enum(
                "owners-committee",
                "preparatory-group",
                "management-committee",
                "residents-committee",
                "street-office",
                "owners-request",
                name="sponsor",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sponsor_name", sa.String(length=80), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("authority_on", sa.Date(), nullable=True),
        sa.Column("appointment", sa.String(length=120), nullable=True),
        sa.Column("appointment_on", sa.Date(), nullable=True),
        sa.Column("contact_name", sa.String(length=40), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=False),
        sa.Column("informed_on", sa.Date(), nullable=True),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objection_days", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("roll_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("manifest", sa.Text(), nullable=True),
        sa.Column("manifest_hash", sa.String(length=64), nullable=True),
        sa.Column("electorate_root", sa.String(length=64), nullable=True),
        sa.Column("armed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_reason", sa.String(length=400), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_reason", sa.String(length=400), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("preliminary_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objections_close_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "(noticed_at IS NULL) = (manifest IS NULL) AND (noticed_at IS NULL) = (manifest_hash IS NULL) AND (noticed_at IS NULL) = (electorate_root IS NULL)",
            name=op.f("ck_decision_manifest_at_notice"),
        ),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason IS NULL)", name=op.f("ck_decision_voided_with_reason")
        ),
        sa.CheckConstraint(
            "archived_at IS NULL OR final_at IS NOT NULL", name=op.f("ck_decision_final_before_archive")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_decision_opened_before_closing")
        ),
        sa.CheckConstraint(
            "final_at IS NULL OR preliminary_at IS NOT NULL",
            name=op.f("ck_decision_preliminary_before_final"),
        ),
        sa.CheckConstraint(
            "noticed_at IS NULL OR approved_at IS NOT NULL", name=op.f("ck_decision_approved_before_notice")
        ),
        sa.CheckConstraint(
            "opened_at IS NULL OR noticed_at IS NOT NULL", name=op.f("ck_decision_noticed_before_opening")
        ),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name=op.f("ck_decision_window")
        ),
        sa.CheckConstraint(
            "preliminary_at IS NULL OR closed_at IS NOT NULL", name=op.f("ck_decision_closed_before_result")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_decision_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_public_id")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_closing", ["closed_at", "closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_compound_id"), ["compound_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_compound_path"), ["compound_path"], unique=False)

    op.create_table(
        "anonymous_mark",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("choice_sealed", sa.Text(), nullable=False),
        sa.Column("cast_on", sa.Date(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_anonymous_mark_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_anonymous_mark")),
        sa.UniqueConstraint("uid", name=op.f("uq_anonymous_mark_uid")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("anonymous_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_anonymous_mark_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "decision_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=16), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.CheckConstraint("area > 0", name=op.f("ck_decision_head_area_is_positive")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_head_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_head")),
        sa.UniqueConstraint("decision_id", "uid", name=op.f("uq_decision_head_decision_id_uid")),
        sa.UniqueConstraint("id", "decision_id", name=op.f("uq_decision_head_id_decision_id")),
    )
    op.create_table(
        "decision_invigilator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("appointed_by", sa.String(length=80), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["staff_account.id"],
            name=op.f("fk_decision_invigilator_account_id_staff_account"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_invigilator_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_invigilator")),
        sa.UniqueConstraint(
            "decision_id", "account_id", name=op.f("uq_decision_invigilator_decision_id_account_id")
        ),
    )
    op.create_table(
        "decision_result",
        sa.Column("decision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_by", sa.String(length=80), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("pack_sealed", sa.Text(), nullable=True),
        sa.Column("pack_hash", sa.String(length=64), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_result_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision_result")),
        sa.UniqueConstraint("uid", name=op.f("uq_decision_result_uid")),
    )
    op.create_table(
        "decision_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "approve",
                "open",
                "extend",
                "stop",
                "preliminary",
                "final",
                "void",
                "release",
                name="stepkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("confirmed", "refused", "withdrawn", name="stepoutcome", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("answer", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome = 'withdrawn' OR decided_by <> proposed_by",
            name=op.f("ck_decision_step_two_persons"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_decision_step_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (outcome IS NULL)", name=op.f("ck_decision_step_decided_somehow")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_step_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_step")),
    )
    with op.batch_alter_table("decision_step", schema=None) as batch_op:
        batch_op.create_index("ix_decision_step_decision", ["decision_id"], unique=False)
        batch_op.create_index(
            "uq_decision_step_waiting",
            ["decision_id", "kind"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    op.create_table(
        "paper_round",
        sa.Column("decision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("hours", sa.String(length=120), nullable=False),
        sa.Column("teller", sa.String(length=40), nullable=False),
        sa.Column("box", sa.String(length=120), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_paper_round_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_paper_round")),
    )
    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("photo", sa.String(length=80), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= posted_on", name=op.f("ck_posting_in_order")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_posting_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index("ix_posting_decision", ["decision_id"], unique=False)

    op.create_table(
        "anonymous_turnout",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("cast_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_anonymous_turnout_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["head_id", "decision_id"],
            ["decision_head.id", "decision_head.decision_id"],
            name=op.f("fk_anonymous_turnout_head_id_decision_id_decision_head"),
        ),
        sa.PrimaryKeyConstraint("decision_id", "head_id", name=op.f("pk_anonymous_turnout")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=24), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("wechat", "h5", "paper", "representative", name="channel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_ballot_revision_is_positive")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_ballot_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["head_id", "decision_id"],
            ["decision_head.id", "decision_head.decision_id"],
            name=op.f("fk_ballot_head_id_decision_id_decision_head"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ballot_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("decision_id", "head_id", name=op.f("uq_ballot_decision_id_head_id")),
        sa.UniqueConstraint("receipt", name=op.f("uq_ballot_receipt")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_person_id"), ["person_id"], unique=False)

    op.create_table(
        "ballot_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (reason IS NULL)", name=op.f("ck_ballot_conflict_settled_with_reason")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by IS NULL)", name=op.f("ck_ballot_conflict_settled_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_ballot_conflict_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["head_id", "decision_id"],
            ["decision_head.id", "decision_head.decision_id"],
            name=op.f("fk_ballot_conflict_head_id_decision_id_decision_head"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_conflict")),
        sa.UniqueConstraint("decision_id", "head_id", name=op.f("uq_ballot_conflict_decision_id_head_id")),
    )
    op.create_table(
        "decision_voter",
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "owner",
                "designated",
                "co-owner",
                "guardian",
                "proxy",
                name="capacity",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["head_id"], ["decision_head.id"], name=op.f("fk_decision_voter_head_id_decision_head")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_decision_voter_person_id_person")
        ),
        sa.PrimaryKeyConstraint("head_id", "person_id", name=op.f("pk_decision_voter")),
    )
    with op.batch_alter_table("decision_voter", schema=None) as batch_op:
        batch_op.create_index("ix_decision_voter_person", ["person_id"], unique=False)

    op.create_table(
        "pack_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("read_by", sa.String(length=80), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_pack_release_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["decision_step.id"], name=op.f("fk_pack_release_step_id_decision_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_release")),
    )
    with op.batch_alter_table("pack_release", schema=None) as batch_op:
        batch_op.create_index("ix_pack_release_decision", ["decision_id"], unique=False)

    op.create_table(
        "paper_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=24), nullable=True),
        sa.Column("stub", sa.String(length=24), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "outstanding",
                "returned",
                "spoiled",
                "replaced",
                name="paperstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("not_printed", sa.String(length=200), nullable=True),
        sa.Column("printed_by", sa.String(length=80), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(serial IS NULL) = (not_printed IS NOT NULL)", name=op.f("ck_paper_ballot_printed_or_reason")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_paper_ballot_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["head_id", "decision_id"],
            ["decision_head.id", "decision_head.decision_id"],
            name=op.f("fk_paper_ballot_head_id_decision_id_decision_head"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_ballot")),
        sa.UniqueConstraint("serial", name=op.f("uq_paper_ballot_serial")),
        sa.UniqueConstraint("stub", name=op.f("uq_paper_ballot_stub")),
    )
    with op.batch_alter_table("paper_ballot", schema=None) as batch_op:
        batch_op.create_index("ix_paper_ballot_head", ["decision_id", "head_id"], unique=False)
        batch_op.create_index(
            "uq_paper_ballot_live",
            ["decision_id", "head_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('outstanding', 'returned')"),
            postgresql_where=sa.text("state IN ('outstanding', 'returned')"),
        )

    op.create_table(
        "service_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "door",
                "phone",
                "post",
                "wechat",
                "login",
                "posting",
                name="attemptway",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "served", "refused", "absent", "unknown", name="attemptoutcome", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("proof", sa.String(length=80), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_service_attempt_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["head_id", "decision_id"],
            ["decision_head.id", "decision_head.decision_id"],
            name=op.f("fk_service_attempt_head_id_decision_id_decision_head"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_attempt")),
    )
    with op.batch_alter_table("service_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_service_attempt_head", ["decision_id", "head_id"], unique=False)

    op.create_table(
        "ballot_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=80), nullable=False),
        sa.Column("content_sealed", sa.Text(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("wechat", "h5", "paper", "representative", name="channel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("as_proxy", sa.Boolean(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_ballot_revision_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["head_id", "decision_id"],
            ["decision_head.id", "decision_head.decision_id"],
            name=op.f("fk_ballot_revision_head_id_decision_id_decision_head"),
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper_ballot.id"], name=op.f("fk_ballot_revision_paper_id_paper_ballot")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_ballot_revision_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_revision")),
        sa.UniqueConstraint(
            "decision_id", "head_id", "revision", name=op.f("uq_ballot_revision_decision_id_head_id_revision")
        ),
        sa.UniqueConstraint(
            "decision_id", "idempotency_key", name=op.f("uq_ballot_revision_decision_id_idempotency_key")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_ballot_revision_uid")),
    )
    with op.batch_alter_table("ballot_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_revision_person_id"), ["person_id"], unique=False)

    op.create_table(
        "decision_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_request_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_decision_request_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_request")),
        sa.UniqueConstraint("decision_id", "room_id", name=op.f("uq_decision_request_decision_id_room_id")),
    )
    with op.batch_alter_table("decision_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_request_room_id"), ["room_id"], unique=False)

    op.create_table(
        "decision_right",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=16), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.CheckConstraint("area > 0", name=op.f("ck_decision_right_area_is_positive")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_right_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["head_id"], ["decision_head.id"], name=op.f("fk_decision_right_head_id_decision_head")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_decision_right_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_right")),
        sa.UniqueConstraint("decision_id", "room_id", name=op.f("uq_decision_right_decision_id_room_id")),
        sa.UniqueConstraint("decision_id", "uid", name=op.f("uq_decision_right_decision_id_uid")),
    )
    with op.batch_alter_table("decision_right", schema=None) as batch_op:
        batch_op.create_index("ix_decision_right_head", ["head_id"], unique=False)
        batch_op.create_index("ix_decision_right_room", ["room_id"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "roll",
                "procedure",
                "count",
                "withdrawal",
                "harm",
                "other",
                name="objectionkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("said_sealed", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(length=80), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "answered",
                "mediated",
                "heard",
                "settled",
                "upheld",
                "rejected",
                "withdrawn",
                name="objectionmove",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_objection_closed_somehow")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_objection_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_objection_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_objection_public_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_objection_uid")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index("ix_objection_decision", ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_room_id"), ["room_id"], unique=False)

    op.create_table(
        "paper_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("choice_sealed", sa.Text(), nullable=False),
        sa.Column("photo", sa.String(length=80), nullable=True),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.CheckConstraint("place BETWEEN 1 AND 3", name=op.f("ck_paper_entry_three_looks_at_most")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper_ballot.id"], name=op.f("fk_paper_entry_paper_id_paper_ballot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entry")),
        sa.UniqueConstraint("paper_id", "entered_by", name=op.f("uq_paper_entry_paper_id_entered_by")),
        sa.UniqueConstraint("paper_id", "place", name=op.f("uq_paper_entry_paper_id_place")),
        sa.UniqueConstraint("uid", name=op.f("uq_paper_entry_uid")),
    )
    op.create_table(
        "objection_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column(
            "move",
            sa.Enum(
                "answered",
                "mediated",
                "heard",
                "settled",
                "upheld",
                "rejected",
                "withdrawn",
                name="objectionmove",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(length=80), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objection.id"], name=op.f("fk_objection_event_objection_id_objection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_objection_event_uid")),
    )
    with op.batch_alter_table("objection_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_event_objection_id"), ["objection_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("objection_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_event_objection_id"))

    op.drop_table("objection_event")
    op.drop_table("paper_entry")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_room_id"))
        batch_op.drop_index(batch_op.f("ix_objection_person_id"))
        batch_op.drop_index("ix_objection_decision")

    op.drop_table("objection")
    with op.batch_alter_table("decision_right", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_right_room")
        batch_op.drop_index("ix_decision_right_head")

    op.drop_table("decision_right")
    with op.batch_alter_table("decision_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_request_room_id"))

    op.drop_table("decision_request")
    with op.batch_alter_table("ballot_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_revision_person_id"))

    op.drop_table("ballot_revision")
    with op.batch_alter_table("service_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_service_attempt_head")

    op.drop_table("service_attempt")
    with op.batch_alter_table("paper_ballot", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_paper_ballot_live",
            sqlite_where=sa.text("state IN ('outstanding', 'returned')"),
            postgresql_where=sa.text("state IN ('outstanding', 'returned')"),
        )
        batch_op.drop_index("ix_paper_ballot_head")

    op.drop_table("paper_ballot")
    with op.batch_alter_table("pack_release", schema=None) as batch_op:
        batch_op.drop_index("ix_pack_release_decision")

    op.drop_table("pack_release")
    with op.batch_alter_table("decision_voter", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_voter_person")

    op.drop_table("decision_voter")
    op.drop_table("ballot_conflict")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_person_id"))

    op.drop_table("ballot")
    op.drop_table("anonymous_turnout")
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index("ix_posting_decision")

    op.drop_table("posting")
    op.drop_table("paper_round")
    with op.batch_alter_table("decision_step", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_decision_step_waiting",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        batch_op.drop_index("ix_decision_step_decision")

    op.drop_table("decision_step")
    op.drop_table("decision_result")
    op.drop_table("decision_invigilator")
    op.drop_table("decision_head")
    with op.batch_alter_table("anonymous_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anonymous_mark_decision_id"))

    op.drop_table("anonymous_mark")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_compound_path"))
        batch_op.drop_index(batch_op.f("ix_decision_compound_id"))
        batch_op.drop_index("ix_decision_closing")

    op.drop_table("decision")
