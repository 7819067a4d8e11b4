"""the house."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_checkpoint")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_subject", ["subject"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unfollowed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_version", sa.String(length=20), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("account", "openid", name=op.f("uq_contact_account_openid")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("slot", sa.String(length=120), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=400), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("slot", name=op.f("uq_job_slot")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "ix_job_open",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        )

    op.create_table(
        "region",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("parent_code", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "city", "county", "street", "community", name="regionlevel", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("is_virtual", sa.Boolean(), nullable=False),
        sa.Column("gb_code", sa.String(length=12), nullable=True),
        sa.Column("gb_parent", sa.String(length=16), nullable=True),
        sa.Column("path", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT (is_virtual AND gb_code IS NOT NULL)", name=op.f("ck_region_virtual_without_gb_code")
        ),
        sa.CheckConstraint(
            "parent_code IS NULL OR parent_code <> code", name=op.f("ck_region_not_its_own_parent")
        ),
        sa.ForeignKeyConstraint(["gb_parent"], ["region.code"], name=op.f("fk_region_gb_parent_region")),
        sa.ForeignKeyConstraint(["parent_code"], ["region.code"], name=op.f("fk_region_parent_code_region")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
        sa.UniqueConstraint("gb_code", name=op.f("uq_region_gb_code")),
        sa.UniqueConstraint("path", name=op.f("uq_region_path")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_parent_code"), ["parent_code"], unique=False)

    op.create_table(
        "sign_in_miss",
        sa.Column("address_index", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("address_index", "began_at", name=op.f("pk_sign_in_miss")),
    )
    op.create_table(
        "staff_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.String(length=160), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("unlocks_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_staff_account_failures_are_a_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_account")),
        sa.UniqueConstraint("key", name=op.f("uq_staff_account_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_staff_account_uid")),
        sa.UniqueConstraint("username", name=op.f("uq_staff_account_username")),
    )
    op.create_table(
        "wechat_token",
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("value_sealed", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_wechat_token")),
    )
    op.create_table(
        "wrong_try",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "counted_on", name=op.f("pk_wrong_try")),
    )
    op.create_table(
        "audit_link",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_link_entry_id_audit_entry")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_link_entry_id")),
        sa.UniqueConstraint("previous", name=op.f("uq_audit_link_previous")),
    )
    op.create_table(
        "compound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=110), nullable=False),
        sa.Column("region_code", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("built_year", sa.Integer(), nullable=True),
        sa.Column("building_count", sa.Integer(), nullable=True),
        sa.Column("household_count", sa.Integer(), nullable=True),
        sa.Column("floor_area", sa.Integer(), nullable=True),
        sa.Column("telephone", sa.String(length=20), nullable=False),
        sa.Column("office_hours", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "built_year IS NULL OR built_year BETWEEN 1900 AND 2100", name=op.f("ck_compound_built_in_a_year")
        ),
        sa.CheckConstraint(
            "floor_area IS NULL OR floor_area > 0", name=op.f("ck_compound_floor_area_is_positive")
        ),
        sa.CheckConstraint(
            "household_count IS NULL OR household_count >= 0",
            name=op.f("ck_compound_household_count_is_a_count"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_compound_region_code_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compound")),
        sa.UniqueConstraint("code", name=op.f("uq_compound_code")),
        sa.UniqueConstraint("path", name=op.f("uq_compound_path")),
        sa.UniqueConstraint("public_id", name=op.f("uq_compound_public_id")),
    )
    with op.batch_alter_table("compound", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_compound_region_code"), ["region_code"], unique=False)

    op.create_table(
        "inbound_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dedupe_key", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("opening", sa.String(length=10), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_sealed", sa.Text(), nullable=True),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_inbound_message_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_inbound_message_dedupe_key")),
    )
    with op.batch_alter_table("inbound_message", schema=None) as batch_op:
        batch_op.create_index("ix_inbound_message_contact", ["contact_id", "received_at"], unique=False)

    op.create_table(
        "service_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_service_message_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_message")),
    )
    with op.batch_alter_table("service_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_message_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "staff_role",
        sa.Column("id", sa.Integer(), nullable=False),
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
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("path", sa.String(length=110), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at > begins_at", name=op.f("ck_staff_role_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_account.id"], name=op.f("fk_staff_role_account_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.create_index("ix_staff_role_account", ["account_id"], unique=False)

    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_account.id"], name=op.f("fk_staff_session_account_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_session_token_hash")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "subscription_credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.String(length=64), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_subscription_credit_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_credit")),
    )
    with op.batch_alter_table("subscription_credit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_credit_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "building",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_building_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building")),
        sa.UniqueConstraint("compound_id", "name", name=op.f("uq_building_compound_id_name")),
        sa.UniqueConstraint("id", "compound_id", name=op.f("uq_building_id_compound_id")),
    )
    op.create_table(
        "compound_rollup",
        sa.Column("compound_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("rooms", sa.Integer(), nullable=False),
        sa.Column("bound_rooms", sa.Integer(), nullable=False),
        sa.Column("open_polls", sa.Integer(), nullable=False),
        sa.Column("closed_polls", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("bound_rooms <= rooms", name=op.f("ck_compound_rollup_bound_rooms_are_rooms")),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_compound_rollup_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("compound_id", name=op.f("pk_compound_rollup")),
    )
    op.create_table(
        "conversation",
        sa.Column("contact_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state_sealed", sa.Text(), nullable=False),
        sa.Column("hinted_compound_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_conversation_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["hinted_compound_id"], ["compound.id"], name=op.f("fk_conversation_hinted_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_conversation")),
    )
    op.create_table(
        "help_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_help_request_compound_id_compound")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_help_request_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request")),
        sa.UniqueConstraint("number", name=op.f("uq_help_request_number")),
    )
    with op.batch_alter_table("help_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_request_compound_id"), ["compound_id"], unique=False)
        batch_op.create_index(
            "one_open_help_request",
            ["contact_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_notice_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_notice_kind_subject")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_compound_id"), ["compound_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=True),
        sa.Column("phone_sealed", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_person_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_phone", ["compound_id", "phone_index"], unique=False)

    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("compound_path", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("template_key", sa.String(length=60), nullable=True),
        sa.Column("is_intention", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("owners", "residents", name="audience", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "per", sa.Enum("room", "resident", name="per", native_enum=False, length=32), nullable=False
        ),
        sa.Column("who_sees", sa.String(length=40), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("eligible", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_reason", sa.String(length=400), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name=op.f("ck_poll_window")
        ),
        sa.ForeignKeyConstraint(["compound_id"], ["compound.id"], name=op.f("fk_poll_compound_id_compound")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("public_id", name=op.f("uq_poll_public_id")),
    )
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.create_index("ix_poll_closing", ["closed_at", "closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_poll_compound_id"), ["compound_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_poll_compound_path"), ["compound_path"], unique=False)

    op.create_table(
        "timeline_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "survey",
                "wishes",
                "plan",
                "decision",
                "works",
                "acceptance",
                "upkeep",
                name="stage",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("picture", sa.String(length=80), nullable=True),
        sa.Column("posted_by", sa.String(length=60), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_timeline_entry_compound_id_compound")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["timeline_entry.id"], name=op.f("fk_timeline_entry_corrects_id_timeline_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_timeline_entry_corrects_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_timeline_entry_public_id")),
    )
    with op.batch_alter_table("timeline_entry", schema=None) as batch_op:
        batch_op.create_index("ix_timeline_entry_compound", ["compound_id", "happened_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_timeline_entry_picture"), ["picture"], unique=False)

    op.create_table(
        "answer_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("respondent", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=80), nullable=False),
        sa.Column("content_sealed", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("wechat", "h5", "paper", "door", "phone", name="channel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("recorded_by", sa.String(length=80), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_answer_revision_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_revision")),
        sa.UniqueConstraint(
            "poll_id", "idempotency_key", name=op.f("uq_answer_revision_poll_id_idempotency_key")
        ),
        sa.UniqueConstraint(
            "poll_id", "respondent", "revision", name=op.f("uq_answer_revision_poll_id_respondent_revision")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_answer_revision_uid")),
    )
    with op.batch_alter_table("answer_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_revision_person_id"), ["person_id"], unique=False)

    op.create_table(
        "help_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.String(length=60), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=60), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_request.id"], name=op.f("fk_help_message_request_id_help_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_message")),
        sa.UniqueConstraint("uid", name=op.f("uq_help_message_uid")),
    )
    with op.batch_alter_table("help_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_message_request_id"), ["request_id"], unique=False)

    op.create_table(
        "poll_result",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("texts_sealed", sa.Text(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_result_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_result")),
        sa.UniqueConstraint("uid", name=op.f("uq_poll_result_uid")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_unit_building_id_building")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("building_id", "name", name=op.f("uq_unit_building_id_name")),
        sa.UniqueConstraint("id", "building_id", name=op.f("uq_unit_id_building_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_unit_public_id")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=90), nullable=False),
        sa.Column("area", sa.Integer(), nullable=True),
        sa.Column(
            "area_source",
            sa.Enum("registered", "surveyed", "contract", name="areasource", native_enum=False, length=32),
            nullable=True,
        ),
        sa.CheckConstraint("area IS NULL OR area > 0", name=op.f("ck_room_area_is_positive")),
        sa.ForeignKeyConstraint(
            ["building_id", "compound_id"],
            ["building.id", "building.compound_id"],
            name=op.f("fk_room_building_id_compound_id_building"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id", "building_id"],
            ["unit.id", "unit.building_id"],
            name=op.f("fk_room_unit_id_building_id_unit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("unit_id", "number", name=op.f("uq_room_unit_id_number")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index("ix_room_compound", ["compound_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("respondent", sa.String(length=40), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("receipt", sa.String(length=24), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("wechat", "h5", "paper", "door", "phone", name="channel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("recorded_by", sa.String(length=80), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_answer_poll_id_poll")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_answer_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("poll_id", "respondent", name=op.f("uq_answer_poll_id_respondent")),
        sa.UniqueConstraint("receipt", name=op.f("uq_answer_receipt")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_room_id"), ["room_id"], unique=False)

    op.create_table(
        "binding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("member", "owner", name="bindinglevel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "active", "refused", "ended", name="bindingstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("wants_owner", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.String(length=20), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("state <> 'active' OR bound_at IS NOT NULL", name=op.f("ck_binding_active_since")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_binding_contact_id_contact")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_binding_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_binding_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binding")),
    )
    with op.batch_alter_table("binding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_binding_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_binding_room", ["room_id", "state"], unique=False)
        batch_op.create_index(
            "uq_binding_live",
            ["contact_id", "room_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('active', 'waiting')"),
            postgresql_where=sa.text("state IN ('active', 'waiting')"),
        )

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("addressee", sa.String(length=60), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column(
            "progress",
            sa.Enum("waiting", "sent", "delivered", "failed", name="progress", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "way",
            sa.Enum(
                "subscription",
                "template",
                "reply",
                "phone",
                "door",
                "poster",
                name="way",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_delivery_contact_id_contact")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_delivery_notice_id_notice")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_delivery_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("notice_id", "addressee", name=op.f("uq_delivery_notice_id_addressee")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_reference"), ["reference"], unique=False)
        batch_op.create_index(
            "ix_delivery_waiting",
            ["contact_id"],
            unique=False,
            sqlite_where=sa.text("progress IN ('waiting', 'failed')"),
            postgresql_where=sa.text("progress IN ('waiting', 'failed')"),
        )

    op.create_table(
        "house_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("code_sealed", sa.Text(), nullable=False),
        sa.Column("code_index", sa.String(length=32), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("killed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_house_code_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_code")),
        sa.UniqueConstraint("code_index", name=op.f("uq_house_code_code_index")),
        sa.UniqueConstraint("uid", name=op.f("uq_house_code_uid")),
    )
    with op.batch_alter_table("house_code", schema=None) as batch_op:
        batch_op.create_index(
            "uq_house_code_live",
            ["room_id"],
            unique=True,
            sqlite_where=sa.text("killed_at IS NULL"),
            postgresql_where=sa.text("killed_at IS NULL"),
        )

    op.create_table(
        "ownership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("share_top", sa.Integer(), nullable=True),
        sa.Column("share_bottom", sa.Integer(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(share_top IS NULL AND share_bottom IS NULL) OR (share_top > 0 AND share_bottom > 0 AND share_top <= share_bottom)",
            name=op.f("ck_ownership_share_is_a_fraction"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ownership_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_ownership_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership")),
    )
    with op.batch_alter_table("ownership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ownership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_ownership_live",
            ["room_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_ownership_primary",
            ["room_id"],
            unique=True,
            sqlite_where=sa.text("is_primary AND ended_at IS NULL"),
            postgresql_where=sa.text("is_primary AND ended_at IS NULL"),
        )

    op.create_table(
        "poll_draft",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.Text(), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_poll_draft_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_draft_poll_id_poll")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_poll_draft_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_draft")),
        sa.UniqueConstraint(
            "poll_id", "contact_id", "room_id", name=op.f("uq_poll_draft_poll_id_contact_id_room_id")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_poll_draft_uid")),
    )
    refuse_changes()


def downgrade() -> None:
    op.drop_table("poll_draft")
    with op.batch_alter_table("ownership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ownership_primary",
            sqlite_where=sa.text("is_primary AND ended_at IS NULL"),
            postgresql_where=sa.text("is_primary AND ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_ownership_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_ownership_person_id"))

    op.drop_table("ownership")
    with op.batch_alter_table("house_code", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_house_code_live",
            sqlite_where=sa.text("killed_at IS NULL"),
            postgresql_where=sa.text("killed_at IS NULL"),
        )

    op.drop_table("house_code")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_delivery_waiting",
            sqlite_where=sa.text("progress IN ('waiting', 'failed')"),
            postgresql_where=sa.text("progress IN ('waiting', 'failed')"),
        )
        batch_op.drop_index(batch_op.f("ix_delivery_reference"))

    op.drop_table("delivery")
    with op.batch_alter_table("binding", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_binding_live",
            sqlite_where=sa.text("state IN ('active', 'waiting')"),
            postgresql_where=sa.text("state IN ('active', 'waiting')"),
        )
        batch_op.drop_index("ix_binding_room")
        batch_op.drop_index(batch_op.f("ix_binding_person_id"))

    op.drop_table("binding")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_room_id"))
        batch_op.drop_index(batch_op.f("ix_answer_person_id"))

    op.drop_table("answer")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index("ix_room_compound")

    op.drop_table("room")
    op.drop_table("unit")
    op.drop_table("poll_result")
    with op.batch_alter_table("help_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_help_message_request_id"))

    op.drop_table("help_message")
    with op.batch_alter_table("answer_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_revision_person_id"))

    op.drop_table("answer_revision")
    with op.batch_alter_table("timeline_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timeline_entry_picture"))
        batch_op.drop_index("ix_timeline_entry_compound")

    op.drop_table("timeline_entry")
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_compound_path"))
        batch_op.drop_index(batch_op.f("ix_poll_compound_id"))
        batch_op.drop_index("ix_poll_closing")

    op.drop_table("poll")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_phone")

    op.drop_table("person")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_compound_id"))

    op.drop_table("notice")
    with op.batch_alter_table("help_request", schema=None) as batch_op:
        batch_op.drop_index(
            "one_open_help_request",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_help_request_compound_id"))

    op.drop_table("help_request")
    op.drop_table("conversation")
    op.drop_table("compound_rollup")
    op.drop_table("building")
    with op.batch_alter_table("subscription_credit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscription_credit_contact_id"))

    op.drop_table("subscription_credit")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_account_id"))

    op.drop_table("staff_session")
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_role_account")

    op.drop_table("staff_role")
    with op.batch_alter_table("service_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_message_contact_id"))

    op.drop_table("service_message")
    with op.batch_alter_table("inbound_message", schema=None) as batch_op:
        batch_op.drop_index("ix_inbound_message_contact")

    op.drop_table("inbound_message")
    with op.batch_alter_table("compound", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_compound_region_code"))

    op.drop_table("compound")
    op.drop_table("audit_link")
    op.drop_table("wrong_try")
    op.drop_table("wechat_token")
    op.drop_table("staff_account")
    op.drop_table("sign_in_miss")
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_parent_code"))

    op.drop_table("region")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_job_open",
            sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        )

    op.drop_table("job")
    op.drop_table("contact")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject")

    op.drop_table("audit_entry")
    op.drop_table("audit_checkpoint")
    forget_functions()


APPEND_ONLY = ("audit_entry", "audit_link", "audit_checkpoint")


def refuse_changes() -> None:
    """Triggers: what the audit log holds is never changed or deleted."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        for statement in sqlite_triggers(table) if is_sqlite else postgresql_triggers(table):
            op.execute(statement)


def sqlite_triggers(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("update", "delete")
    ]


def postgresql_triggers(table: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ]


def forget_functions() -> None:
    """PostgreSQL keeps a trigger's function when the table goes."""
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP FUNCTION IF EXISTS {table}_refuse()")
