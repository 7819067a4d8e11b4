"""On which ground somebody gets no ballot on paper; as many looks at one as it takes."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LOOKS = ("paper_entry", "bundle_reading")


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
    for name in LOOKS:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_three_looks_at_most"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_place_is_positive"), "place > 0")


def downgrade() -> None:
    for name in LOOKS:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_place_is_positive"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_three_looks_at_most"), "place BETWEEN 1 AND 3")
    with op.batch_alter_table("paper_ballot") as table:
        table.drop_column("left_out")
