"""On which ground somebody gets no ballot on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("paper_ballot") as table:
        table.add_column(
            sa.Column(
                "left_out",
                sa.Enum(
                    "declined",
                    "unreachable",
                    "institution",
                    "other",
                    name="leftout",
                    native_enum=False,
                    length=32,
                ),
                nullable=True,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("paper_ballot") as table:
        table.drop_column("left_out")
