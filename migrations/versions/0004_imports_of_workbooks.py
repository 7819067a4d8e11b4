"""imports of workbooks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROOM_INDEXES = (
    ("ownership", "ix_ownership_room"),
    ("house_code", "ix_house_code_room"),
    ("delivery", "ix_delivery_room_id"),
    ("poll_draft", "ix_poll_draft_room_id"),
)


def upgrade() -> None:
    op.create_table('roster_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('compound_id', sa.Integer(), nullable=False),
    sa.Column('imported_by', sa.String(length=80), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counts', sa.Text(), nullable=False),
    sa.Column('file_sealed', sa.Text(), nullable=True),
    sa.Column('before_sealed', sa.Text(), nullable=True),
    sa.Column('undone_by', sa.String(length=80), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.CheckConstraint('(undone_at IS NULL) = (undone_by IS NULL)', name=op.f('ck_roster_import_undone_by_somebody')),
    sa.CheckConstraint('undone_at IS NULL OR before_sealed IS NULL', name=op.f('ck_roster_import_undone_forgets')),
    sa.ForeignKeyConstraint(['compound_id'], ['compound.id'], name=op.f('fk_roster_import_compound_id_compound')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_import')),
    sa.UniqueConstraint('uid', name=op.f('uq_roster_import_uid'))
    )
    with op.batch_alter_table('roster_import', schema=None) as batch_op:
        batch_op.create_index('ix_roster_import_compound', ['compound_id', 'id'], unique=False)

    op.create_table('workbook_layout',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('compound_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('roles', sa.Text(), nullable=False),
    sa.Column('left_out', sa.Text(), nullable=False),
    sa.Column('confirmed_by', sa.String(length=80), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['compound_id'], ['compound.id'], name=op.f('fk_workbook_layout_compound_id_compound')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workbook_layout')),
    sa.UniqueConstraint('compound_id', 'source', name=op.f('uq_workbook_layout_compound_id_source'))
    )
    for table, index in ROOM_INDEXES:
        op.create_index(index, table, ["room_id"])


def downgrade() -> None:
    for table, index in reversed(ROOM_INDEXES):
        op.drop_index(index, table)
    op.drop_table('workbook_layout')
    with op.batch_alter_table('roster_import', schema=None) as batch_op:
        batch_op.drop_index('ix_roster_import_compound')

    op.drop_table('roster_import')
