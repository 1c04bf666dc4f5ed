"""Closing a vote with two people, and what the hall was shown at a reveal"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("count_asked", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("reveals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rows", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("reveals", schema=None) as batch_op:
        batch_op.drop_column("rows")
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.drop_column("count_asked")
