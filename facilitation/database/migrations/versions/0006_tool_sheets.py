"""Pictures of tools, and what an import of tools brought"""

import sqlalchemy as sa
from alembic import op

import facilitation.database.types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tools") as batch_op:
        batch_op.add_column(sa.Column("picture_id", sa.String(length=22), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_tools_picture_id"), "pictures", ["picture_id"], ["id"], ondelete="SET NULL"
        )
    op.create_table(
        "tool_imports",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("taken_back_at", facilitation.database.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_tool_imports_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_imports")),
    )
    with op.batch_alter_table("tool_imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tool_imports_workshop_id"), ["workshop_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tool_imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tool_imports_workshop_id"))

    op.drop_table("tool_imports")
    with op.batch_alter_table("tools", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_tools_picture_id"), type_="foreignkey")
        batch_op.drop_column("picture_id")
