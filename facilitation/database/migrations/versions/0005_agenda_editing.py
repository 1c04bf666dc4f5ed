"""The agenda edited in the office: what can be taken back, and when the day should end"""

import sqlalchemy as sa
from alembic import op

import facilitation.database.types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_edits",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("touched", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_agenda_edits_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_edits")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_agenda_edits_workshop_id_number")),
    )
    with op.batch_alter_table("agenda_edits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_edits_workshop_id"), ["workshop_id"], unique=False)

    with op.batch_alter_table("agendas", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("workshops", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ends", sa.Time(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("workshops", schema=None) as batch_op:
        batch_op.drop_column("ends")
    with op.batch_alter_table("agendas", schema=None) as batch_op:
        batch_op.drop_column("edition")
    with op.batch_alter_table("agenda_edits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_edits_workshop_id"))

    op.drop_table("agenda_edits")
