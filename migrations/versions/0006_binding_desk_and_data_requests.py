"""binding desk and data requests."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('data_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('binding_id', sa.Integer(), nullable=False),
    sa.Column('compound_id', sa.Integer(), nullable=False),
    sa.Column('wish', sa.Enum('name', 'phone', 'other', name='wish', native_enum=False, length=32), nullable=False),
    sa.Column('words_sealed', sa.Text(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=80), nullable=True),
    sa.Column('is_granted', sa.Boolean(), nullable=True),
    sa.Column('answer_sealed', sa.Text(), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['binding_id'], ['binding.id'], name=op.f('fk_data_request_binding_id_binding')),
    sa.ForeignKeyConstraint(['compound_id'], ['compound.id'], name=op.f('fk_data_request_compound_id_compound')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_data_request_contact_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_request')),
    sa.UniqueConstraint('uid', name=op.f('uq_data_request_uid'))
    )
    with op.batch_alter_table('data_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_data_request_compound_id'), ['compound_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_data_request_contact_id'), ['contact_id'], unique=False)

    op.create_table('dispute',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('room_id', sa.Integer(), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=False),
    sa.Column('cause', sa.Enum('owner-bound', 'new-code', name='cause', native_enum=False, length=32), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=80), nullable=True),
    sa.Column('outcome', sa.Enum('claimant', 'holder', 'both', 'withdrawn', name='outcome', native_enum=False, length=32), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.CheckConstraint('(decided_at IS NULL) = (outcome IS NULL)', name=op.f('ck_dispute_decided_with_an_outcome')),
    sa.ForeignKeyConstraint(['claim_id'], ['binding.id'], name=op.f('fk_dispute_claim_id_binding')),
    sa.ForeignKeyConstraint(['room_id'], ['room.id'], name=op.f('fk_dispute_room_id_room')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute')),
    sa.UniqueConstraint('claim_id', name=op.f('uq_dispute_claim_id'))
    )
    with op.batch_alter_table('dispute', schema=None) as batch_op:
        batch_op.create_index('ix_dispute_open', ['room_id'], unique=False, sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))

    op.create_table('evidence_photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('binding_id', sa.Integer(), nullable=False),
    sa.Column('file', sa.String(length=80), nullable=False),
    sa.Column('key_sealed', sa.Text(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['binding_id'], ['binding.id'], name=op.f('fk_evidence_photo_binding_id_binding')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_photo')),
    sa.UniqueConstraint('file', name=op.f('uq_evidence_photo_file')),
    sa.UniqueConstraint('uid', name=op.f('uq_evidence_photo_uid'))
    )
    with op.batch_alter_table('evidence_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_photo_binding_id'), ['binding_id'], unique=False)

    op.create_table('dispute_side',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dispute_id', sa.Integer(), nullable=False),
    sa.Column('binding_id', sa.Integer(), nullable=False),
    sa.Column('words_sealed', sa.Text(), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['binding_id'], ['binding.id'], name=op.f('fk_dispute_side_binding_id_binding')),
    sa.ForeignKeyConstraint(['dispute_id'], ['dispute.id'], name=op.f('fk_dispute_side_dispute_id_dispute')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute_side')),
    sa.UniqueConstraint('dispute_id', 'binding_id', name=op.f('uq_dispute_side_dispute_id_binding_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_dispute_side_uid'))
    )
    with op.batch_alter_table('dispute_side', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dispute_side_binding_id'), ['binding_id'], unique=False)

    op.add_column('binding', sa.Column('ended_why', sa.String(length=20), nullable=True))



def downgrade() -> None:
    op.drop_column('binding', 'ended_why')

    with op.batch_alter_table('dispute_side', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dispute_side_binding_id'))

    op.drop_table('dispute_side')
    with op.batch_alter_table('evidence_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_photo_binding_id'))

    op.drop_table('evidence_photo')
    with op.batch_alter_table('dispute', schema=None) as batch_op:
        batch_op.drop_index('ix_dispute_open', sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))

    op.drop_table('dispute')
    with op.batch_alter_table('data_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_data_request_contact_id'))
        batch_op.drop_index(batch_op.f('ix_data_request_compound_id'))

    op.drop_table('data_request')
