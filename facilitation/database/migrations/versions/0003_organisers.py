"""Organisers with passwords, and invitations"""

import sqlalchemy as sa
from alembic import op

import facilitation.database.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisers",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("folded", sa.String(length=320), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("created_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("changed_at", facilitation.database.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisers")),
        sa.UniqueConstraint("folded", name=op.f("uq_organisers_folded")),
    )
    with op.batch_alter_table("organiser_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organiser_id", sa.String(length=22), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_organiser_sessions_organiser_id"), "organisers", ["organiser_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(batch_op.f("ix_organiser_sessions_organiser_id"), ["organiser_id"], unique=False)

    with op.batch_alter_table("one_time_keys", schema=None) as batch_op:
        batch_op.add_column(sa.Column("label", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("invites", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("expires_at", facilitation.database.types.Instant(), nullable=True))
    op.execute("UPDATE one_time_keys SET expires_at = created_at")  # every start prints a fresh one
    with op.batch_alter_table("one_time_keys", schema=None) as batch_op:
        batch_op.alter_column("expires_at", existing_type=facilitation.database.types.Instant(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("one_time_keys", schema=None) as batch_op:
        batch_op.drop_column("expires_at")
        batch_op.drop_column("invites")
        batch_op.drop_column("label")

    with op.batch_alter_table("organiser_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organiser_sessions_organiser_id"))
        batch_op.drop_constraint(op.f("fk_organiser_sessions_organiser_id"), type_="foreignkey")
        batch_op.drop_column("organiser_id")

    op.drop_table("organisers")
