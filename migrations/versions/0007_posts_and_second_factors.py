"""posts and second factors."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
NEW_ROLES = "('auditor', 'contractor', 'supervisor', 'liaison', 'resident-supervisor')"


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=110), nullable=False),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_staff_role_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_staff_role_organisation_id_organisation"),
            "organisation",
            ["organisation_id"],
            ["id"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_staff_role_liaison_of_a_unit"), "role <> 'liaison' OR organisation_id IS NOT NULL"
        )

    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("deputy_id <> account_id", name=op.f("ck_deputy_not_ones_own_deputy")),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_deputy_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_account.id"], name=op.f("fk_deputy_account_id_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["staff_account.id"], name=op.f("fk_deputy_deputy_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputy_account_id"), ["account_id"], unique=False)

    op.create_table(
        "organisation_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=110), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)",
            name=op.f("ck_organisation_message_answered_with_words"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_message_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_message")),
    )
    with op.batch_alter_table("organisation_message", schema=None) as batch_op:
        batch_op.create_index("ix_organisation_message_unit", ["organisation_id", "closed_at"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_sealed", sa.Text(), nullable=False),
        sa.Column("code_index", sa.String(length=32), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_account.id"], name=op.f("fk_recovery_code_account_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("uid", name=op.f("uq_recovery_code_uid")),
        sa.UniqueConstraint("account_id", "code_index", name=op.f("uq_recovery_code_account_id_code_index")),
    )
    op.create_table(
        "staff_factor",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_account.id"], name=op.f("fk_staff_factor_account_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_staff_factor")),
        sa.UniqueConstraint("uid", name=op.f("uq_staff_factor_uid")),
    )
    op.create_table(
        "role_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("grant", "end", "factor-reset", name="proposalkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "admin",
                "city",
                "county",
                "street",
                "community",
                "committee",
                "clerk",
                "auditor",
                "contractor",
                "supervisor",
                "liaison",
                "resident-supervisor",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("path", sa.String(length=110), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("staff_role_id", sa.Integer(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("confirmed", "refused", "withdrawn", name="outcome", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "kind <> 'end' OR staff_role_id IS NOT NULL", name=op.f("ck_role_proposal_ends_a_role")
        ),
        sa.CheckConstraint(
            "kind <> 'grant' OR role IS NOT NULL", name=op.f("ck_role_proposal_grants_a_role")
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'confirmed' OR decided_by_id <> account_id",
            name=op.f("ck_role_proposal_confirmed_for_another"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'confirmed' OR decided_by_id <> proposed_by_id",
            name=op.f("ck_role_proposal_confirmed_by_another"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (outcome IS NULL)", name=op.f("ck_role_proposal_decided_somehow")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_account.id"], name=op.f("fk_role_proposal_account_id_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff_account.id"], name=op.f("fk_role_proposal_decided_by_id_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["staff_account.id"], name=op.f("fk_role_proposal_holder_id_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_role_proposal_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["staff_account.id"],
            name=op.f("fk_role_proposal_proposed_by_id_staff_account"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_role_id"], ["staff_role.id"], name=op.f("fk_role_proposal_staff_role_id_staff_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_proposal")),
    )
    with op.batch_alter_table("role_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_role_proposal_account", ["account_id"], unique=False)
        batch_op.create_index(
            "ix_role_proposal_open",
            ["held_at"],
            unique=False,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    op.create_table(
        "reveal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=110), nullable=False),
        sa.Column(
            "field",
            sa.Enum("name", "phone", name="personalfield", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_account.id"], name=op.f("fk_reveal_account_id_staff_account")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reveal_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_reveal_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveal")),
    )
    with op.batch_alter_table("reveal", schema=None) as batch_op:
        batch_op.create_index("ix_reveal_path", ["path"], unique=False)

    op.add_column("help_request", sa.Column("held_by", sa.String(length=60), nullable=True))
    op.add_column("staff_session", sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "staff_session", sa.Column("browser", sa.String(length=30), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("staff_session", "browser")
    op.drop_column("staff_session", "proven_at")
    op.drop_column("help_request", "held_by")
    for table in (
        "reveal",
        "role_proposal",
        "staff_factor",
        "recovery_code",
        "organisation_message",
        "deputy",
    ):
        op.drop_table(table)
    op.execute("DELETE FROM staff_role WHERE role IN " + NEW_ROLES)  # the code before knows none of them
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_staff_role_liaison_of_a_unit"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_staff_role_organisation_id_organisation"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_staff_role_organisation_id"))
        batch_op.drop_column("organisation_id")
    op.drop_table("organisation")
