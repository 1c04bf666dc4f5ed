"""The reception is a role of its own, no longer a mark on another role's link"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("links", "reception")


def downgrade() -> None:
    op.add_column("links", sa.Column("reception", sa.Boolean(), nullable=False, server_default=sa.false()))
