"""The plan lives: Werkzeugblätter with their months, goals, versions, and two cells of an entry"""

import sqlalchemy as sa
from alembic import op

import facilitation.database.types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CELLS = "target_groups contact place_contact partners budget advice description chances difficulties".split()


def upgrade() -> None:
    with op.batch_alter_table("plan_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("participants", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "goal_columns",
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_goal_columns_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workshop_id", "level", "name", name=op.f("pk_goal_columns")),
    )
    op.create_table(
        "plan_sheets",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("entry_id", sa.String(length=22), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("lead", sa.String(length=300), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in CELLS),
        sa.Column("changed_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("changed_by", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["plan_entries.id"], name=op.f("fk_plan_sheets_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_plan_sheets_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_sheets")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_plan_sheets_entry_id")),
    )
    with op.batch_alter_table("plan_sheets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_sheets_workshop_id"), ["workshop_id"], unique=False)
    op.create_table(
        "measures",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("sheet_id", sa.String(length=22), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("bars", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("open_date", sa.String(length=120), nullable=False),
        sa.Column("carried_to", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["plan_sheets.id"], name=op.f("fk_measures_sheet_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measures_sheet_id"), ["sheet_id"], unique=False)
    op.create_table(
        "plan_versions",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("made_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_plan_versions_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_versions")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_plan_versions_workshop_id_number")),
    )
    with op.batch_alter_table("plan_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_versions_workshop_id"), ["workshop_id"], unique=False)


def downgrade() -> None:
    for table in ("plan_versions", "measures", "plan_sheets", "goal_columns"):
        op.drop_table(table)
    with op.batch_alter_table("plan_entries", schema=None) as batch_op:
        batch_op.drop_column("participants")
        batch_op.drop_column("contact")
