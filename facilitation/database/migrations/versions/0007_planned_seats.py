"""Planned seats of numbered badges"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "planned_seats",
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["table_id"], ["tables.id"], name=op.f("fk_planned_seats_table_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_planned_seats_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workshop_id", "number", "round_number", name=op.f("pk_planned_seats")),
    )
    with op.batch_alter_table("planned_seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_seats_table_id"), ["table_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("planned_seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_seats_table_id"))

    op.drop_table("planned_seats")
