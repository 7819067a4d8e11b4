"""The registry of compounds; a draft of an answer for each person who speaks for a home."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.Enum(
    "built",
    "land",
    "in-town",
    "demolition-plan",
    "neglected",
    "facilities-lacking",
    "residents-want-it",
    "water",
    "power",
    "heating",
    "gas",
    "roads",
    "security",
    "roof",
    "drains",
    "buildings",
    "households",
    "floor-area",
    "building-kind",
    "former-owner-unit",
    "property-management",
    "management-fee",
    "homeowners-bodies",
    name="key",
    native_enum=False,
    length=32,
)


def upgrade() -> None:
    op.create_table(
        "compound_assessment",
        sa.Column("compound_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_eligible", sa.Boolean(), nullable=True),
        sa.Column("is_first_class", sa.Boolean(), nullable=True),
        sa.Column("states", sa.Text(), nullable=False),
        sa.Column("disputed", sa.Text(), nullable=False),
        sa.Column("disputed_count", sa.Integer(), nullable=False),
        sa.Column("built_text", sa.String(length=120), nullable=False),
        sa.Column("plan", sa.String(length=20), nullable=True),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("suspended_by", sa.String(length=60), nullable=True),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(suspended_on IS NULL) = (plan IS NULL)", name=op.f("ck_compound_assessment_suspended_by_a_plan")
        ),
        sa.CheckConstraint("disputed_count >= 0", name=op.f("ck_compound_assessment_disputed_is_a_count")),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_compound_assessment_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("compound_id", name=op.f("pk_compound_assessment")),
    )
    op.create_table(
        "compound_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column(
            "key",
            KEY,
            nullable=False,
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("as_of_on", sa.Date(), nullable=True),
        sa.Column("noted_by", sa.String(length=80), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(source) > 0", name=op.f("ck_compound_fact_has_a_source")),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_compound_fact_compound_id_compound")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compound_fact")),
        sa.UniqueConstraint("id", "compound_id", "key", name=op.f("uq_compound_fact_id_compound_id_key")),
    )
    with op.batch_alter_table("compound_fact", schema=None) as batch_op:
        batch_op.create_index("ix_compound_fact_compound", ["compound_id", "key"], unique=False)

    op.create_table(
        "compound_settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("compound_id", sa.Integer(), nullable=False),
        sa.Column(
            "key",
            KEY,
            nullable=False,
        ),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("known_up_to", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("settled_by", sa.String(length=80), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "known_up_to >= fact_id", name=op.f("ck_compound_settlement_settles_what_was_known")
        ),
        sa.ForeignKeyConstraint(
            ["fact_id", "compound_id", "key"],
            ["compound_fact.id", "compound_fact.compound_id", "compound_fact.key"],
            name=op.f("fk_compound_settlement_fact_id_compound_id_key_compound_fact"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compound_settlement")),
    )
    with op.batch_alter_table("compound_settlement", schema=None) as batch_op:
        batch_op.create_index("ix_compound_settlement_compound", ["compound_id", "key"], unique=False)

    _give_drafts_a_person()


def _give_drafts_a_person() -> None:
    """Until now a draft was a telephone's; it becomes that of whoever the telephone acts for in that home.

    A draft in a home the telephone no longer acts for could not be handed in any more, and goes.
    """
    with op.batch_alter_table("poll_draft") as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE poll_draft SET person_id = (SELECT min(binding.person_id) FROM binding"
        " WHERE binding.contact_id = poll_draft.contact_id AND binding.room_id = poll_draft.room_id"
        " AND binding.state = 'active')"
    )
    op.execute("DELETE FROM poll_draft WHERE person_id IS NULL")
    with op.batch_alter_table("poll_draft") as batch_op:
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_poll_draft_poll_id_contact_id_room_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_poll_draft_poll_id_contact_id_room_id_person_id"),
            ["poll_id", "contact_id", "room_id", "person_id"],
        )


def downgrade() -> None:
    op.execute(
        "DELETE FROM poll_draft WHERE EXISTS (SELECT 1 FROM poll_draft newer"
        " WHERE newer.poll_id = poll_draft.poll_id AND newer.contact_id = poll_draft.contact_id"
        " AND newer.room_id = poll_draft.room_id AND newer.id > poll_draft.id)"
    )
    with op.batch_alter_table("poll_draft") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_poll_draft_poll_id_contact_id_room_id_person_id"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_poll_draft_poll_id_contact_id_room_id"), ["poll_id", "contact_id", "room_id"]
        )
        batch_op.drop_column("person_id")
    op.drop_table("compound_settlement")
    op.drop_table("compound_fact")
    op.drop_table("compound_assessment")
