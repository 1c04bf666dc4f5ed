"""Voting cards, and how many were handed out"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voting_cards",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("typed_hash", sa.String(length=64), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("bound", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_voting_cards_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_voting_cards")),
        sa.UniqueConstraint("bound", name=op.f("uq_voting_cards_bound")),
        sa.UniqueConstraint("typed_hash", name=op.f("uq_voting_cards_typed_hash")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("voting_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voting_cards_workshop_id"), ["workshop_id"], unique=False)
    op.create_table(
        "handed_out_cards",
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_handed_out_cards_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_handed_out_cards")),
    )


def downgrade() -> None:
    op.drop_table("handed_out_cards")
    with op.batch_alter_table("voting_cards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voting_cards_workshop_id"))
    op.drop_table("voting_cards")
