"""found on the spot."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('compound_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('path', sa.String(length=110), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('made_by', sa.String(length=80), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=80), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=True),
    sa.CheckConstraint('(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)', name=op.f('ck_compound_group_ended_by_somebody')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_compound_group')),
    sa.UniqueConstraint('public_id', name=op.f('uq_compound_group_public_id'))
    )
    with op.batch_alter_table('compound_group', schema=None) as batch_op:
        batch_op.create_index('ix_compound_group_path', ['path'], unique=False)

    op.create_table('compound_group_member',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('compound_id', sa.Integer(), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['compound_id'], ['compound.id'], name=op.f('fk_compound_group_member_compound_id_compound')),
    sa.ForeignKeyConstraint(['group_id'], ['compound_group.id'], name=op.f('fk_compound_group_member_group_id_compound_group')),
    sa.PrimaryKeyConstraint('group_id', 'compound_id', name=op.f('pk_compound_group_member'))
    )
    with op.batch_alter_table('compound_group_member', schema=None) as batch_op:
        batch_op.create_index('uq_compound_group_member_live', ['compound_id'], unique=True, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))

    op.create_table('spare_place',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=10), nullable=False),
    sa.Column('compound_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('land', 'room', name='sparekind', native_enum=False, length=32), nullable=False),
    sa.Column('place', sa.String(length=60), nullable=False),
    sa.Column('area', sa.Integer(), nullable=True),
    sa.Column('owner', sa.String(length=60), nullable=False),
    sa.Column('possible_use', sa.String(length=60), nullable=False),
    sa.Column('noted_by', sa.String(length=80), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=80), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=True),
    sa.CheckConstraint('(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)', name=op.f('ck_spare_place_ended_by_somebody')),
    sa.CheckConstraint('area IS NULL OR area > 0', name=op.f('ck_spare_place_area_is_positive')),
    sa.ForeignKeyConstraint(['compound_id'], ['compound.id'], name=op.f('fk_spare_place_compound_id_compound')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spare_place')),
    sa.UniqueConstraint('public_id', name=op.f('uq_spare_place_public_id'))
    )
    with op.batch_alter_table('spare_place', schema=None) as batch_op:
        batch_op.create_index('ix_spare_place_compound', ['compound_id'], unique=False)

    op.create_table('survey_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=10), nullable=False),
    sa.Column('compound_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=30), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('picture', sa.String(length=80), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=False),
    sa.Column('noted_by', sa.String(length=80), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=80), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=True),
    sa.CheckConstraint('(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)', name=op.f('ck_survey_finding_ended_by_somebody')),
    sa.ForeignKeyConstraint(['compound_id'], ['compound.id'], name=op.f('fk_survey_finding_compound_id_compound')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_finding')),
    sa.UniqueConstraint('public_id', name=op.f('uq_survey_finding_public_id'))
    )
    with op.batch_alter_table('survey_finding', schema=None) as batch_op:
        batch_op.create_index('ix_survey_finding_compound', ['compound_id', 'item'], unique=False)

    refuse_changes()


def downgrade() -> None:
    allow_changes()
    with op.batch_alter_table('survey_finding', schema=None) as batch_op:
        batch_op.drop_index('ix_survey_finding_compound')

    op.drop_table('survey_finding')
    with op.batch_alter_table('spare_place', schema=None) as batch_op:
        batch_op.drop_index('ix_spare_place_compound')

    op.drop_table('spare_place')
    with op.batch_alter_table('compound_group_member', schema=None) as batch_op:
        batch_op.drop_index('uq_compound_group_member_live', sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))

    op.drop_table('compound_group_member')
    with op.batch_alter_table('compound_group', schema=None) as batch_op:
        batch_op.drop_index('ix_compound_group_path')

    op.drop_table('compound_group')


APPEND_ONLY = ("compound_fact", "compound_settlement")
VERBS = ("update", "delete")


def refuse_changes() -> None:
    """Triggers: what a source said of a compound, and who settled what, is only ever added to."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        refusal = f"{table} is append-only"
        if not is_sqlite:
            op.execute(
                f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
            )
        for verb in VERBS:
            what = f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            act = what if is_sqlite else f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
            op.execute(f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {act}")


def allow_changes() -> None:
    """Take the triggers away."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        for verb in VERBS:
            op.execute(f"DROP TRIGGER {table}_no_{verb}" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {table}_refuse()")
