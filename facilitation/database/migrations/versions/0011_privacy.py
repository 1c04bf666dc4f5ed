"""What the operator says, receipts of deletions, and counts of support that outlive who agreed"""

import sqlalchemy as sa
from alembic import op

import facilitation.database.types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "purges",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshops.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_purges_workshop_id"), "purges", ["workshop_id"], unique=False)
    with op.batch_alter_table("statements") as batch:
        batch.add_column(sa.Column("kept_support", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("statements") as batch:
        batch.drop_column("kept_support")
    op.drop_table("purges")
    op.drop_table("operator")
