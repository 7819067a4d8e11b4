"""An anonymous choice keeps no day: where a day had one ballot, the two tables met in it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # one statement: a batch would rebuild the table, and lay its rows down in the order they came
    op.drop_column("anonymous_mark", "cast_on")


def downgrade() -> None:
    # the days do not come back: every mark gets the day its decision began to be drafted
    op.add_column("anonymous_mark", sa.Column("cast_on", sa.Date(), nullable=False, server_default="1970-01-01"))
