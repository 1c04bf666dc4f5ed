"""The Zwischenbilanz: surveys and their forms"""

import sqlalchemy as sa
from alembic import op

from facilitation.database.types import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("outlook", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("deadline", Instant(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=True),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_surveys_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    with op.batch_alter_table("surveys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_surveys_workshop_id"), ["workshop_id"], unique=False)
    op.create_table(
        "survey_forms",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("survey_id", sa.String(length=22), nullable=False),
        sa.Column("entry_id", sa.String(length=22), nullable=True),
        sa.Column("tool_id", sa.String(length=22), nullable=True),
        sa.Column("category", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("years", sa.JSON(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("by_office", sa.Boolean(), nullable=False),
        sa.Column("extended_to", Instant(), nullable=True),
        sa.Column("door", sa.String(length=10), nullable=False),
        sa.Column("link_number", sa.Integer(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=True),
        sa.Column("handed_in_at", Instant(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["plan_entries.id"], name=op.f("fk_survey_forms_entry_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys.id"], name=op.f("fk_survey_forms_survey_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tool_id"], ["tools.id"], name=op.f("fk_survey_forms_tool_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_forms")),
        sa.UniqueConstraint("door", name=op.f("uq_survey_forms_door")),
    )
    with op.batch_alter_table("survey_forms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_forms_survey_id"), ["survey_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("survey_forms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_forms_survey_id"))
    op.drop_table("survey_forms")
    with op.batch_alter_table("surveys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_surveys_workshop_id"))
    op.drop_table("surveys")
