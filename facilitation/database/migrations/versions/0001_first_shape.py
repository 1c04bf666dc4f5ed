"""The first shape: workshop, day, votes and plan"""

import sqlalchemy as sa
from alembic import op

import facilitation.database.types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "one_time_keys",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("used_at", facilitation.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_one_time_keys")),
    )
    op.create_table(
        "operations",
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", facilitation.database.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_operations")),
    )
    op.create_table(
        "organiser_sessions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("revoked_at", facilitation.database.types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_organiser_sessions")),
    )
    op.create_table(
        "workshops",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("title", facilitation.database.types.WordsType(), nullable=False),
        sa.Column("series", facilitation.database.types.WordsType(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("organiser", sa.String(length=300), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("years", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("settings_values", sa.JSON(), nullable=False),
        sa.Column("door_locked", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("rehearsal_of", sa.String(length=22), nullable=True),
        sa.Column("created_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rehearsal_of"], ["workshops.id"], name=op.f("fk_workshops_rehearsal_of"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshops")),
        sa.UniqueConstraint("code", name=op.f("uq_workshops_code")),
    )
    op.create_table(
        "agenda_steps",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_agenda_steps_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_steps")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_agenda_steps_workshop_id_number")),
    )
    with op.batch_alter_table("agenda_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_steps_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "agendas",
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("scene_id", sa.String(length=22), nullable=True),
        sa.Column("started_at", facilitation.database.types.Instant(), nullable=True),
        sa.Column("closed_at", facilitation.database.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_agendas_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_agendas")),
    )
    op.create_table(
        "fields",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", facilitation.database.types.WordsType(), nullable=False),
        sa.Column("short_title", facilitation.database.types.WordsType(), nullable=False),
        sa.Column("sign_title", facilitation.database.types.WordsType(), nullable=False),
        sa.Column("description", facilitation.database.types.WordsType(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_fields_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fields")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_fields_workshop_id_number")),
    )
    with op.batch_alter_table("fields", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fields_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "groupings",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("made_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("taken_back_at", facilitation.database.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_groupings_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groupings")),
    )
    with op.batch_alter_table("groupings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_groupings_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "items",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", facilitation.database.types.WordsType(), nullable=False),
        sa.Column("short_title", facilitation.database.types.WordsType(), nullable=False),
        sa.Column("note", facilitation.database.types.WordsType(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("maximum", sa.Integer(), nullable=True),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("fixed_start", sa.Time(), nullable=True),
        sa.Column("round_number", sa.Integer(), nullable=True),
        sa.Column("movement", sa.JSON(), nullable=True),
        sa.Column("adjusted", sa.Integer(), nullable=True),
        sa.Column("started_at", facilitation.database.types.Instant(), nullable=True),
        sa.Column("ended_at", facilitation.database.types.Instant(), nullable=True),
        sa.Column("paused_at", facilitation.database.types.Instant(), nullable=True),
        sa.Column("paused_seconds", sa.Double(), nullable=False),
        sa.Column("extended_minutes", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_items_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("workshop_id", "key", name=op.f("uq_items_workshop_id_key")),
    )
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_items_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "journal",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_journal_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_journal_workshop_id_number")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "showings",
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=True),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=140), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_showings_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_showings")),
    )
    op.create_table(
        "clusters",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_clusters_field_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_clusters_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clusters")),
    )
    with op.batch_alter_table("clusters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clusters_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clusters_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "participants",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("institution", sa.String(length=120), nullable=False),
        sa.Column("wish_field_id", sa.String(length=22), nullable=True),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("joined_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("left_at", facilitation.database.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["wish_field_id"], ["fields.id"], name=op.f("fk_participants_wish_field_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_participants_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("workshop_id", "key_hash", name=op.f("uq_participants_workshop_id_key_hash")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_participants_workshop_id_number")),
    )
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participants_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "scenes",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("item_id", sa.String(length=22), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=12), nullable=False),
        sa.Column("title", facilitation.database.types.WordsType(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_scenes_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_scenes_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenes")),
    )
    with op.batch_alter_table("scenes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scenes_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scenes_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "tables",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("x", sa.Double(), nullable=True),
        sa.Column("y", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_tables_field_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_tables_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tables")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_tables_workshop_id_number")),
    )
    with op.batch_alter_table("tables", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tables_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tables_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "vision_versions",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("beside", sa.Boolean(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("saved_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("agreed_at", facilitation.database.types.Instant(), nullable=True),
        sa.Column("settled_at", facilitation.database.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["field_id"], ["fields.id"], name=op.f("fk_vision_versions_field_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_vision_versions_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vision_versions")),
        sa.UniqueConstraint("field_id", "number", name=op.f("uq_vision_versions_field_id_number")),
    )
    with op.batch_alter_table("vision_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vision_versions_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vision_versions_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "votes",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("item_id", sa.String(length=22), nullable=False),
        sa.Column("parent_id", sa.String(length=22), nullable=True),
        sa.Column("field_id", sa.String(length=22), nullable=True),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("opened_at", facilitation.database.types.Instant(), nullable=True),
        sa.Column("shut_at", facilitation.database.types.Instant(), nullable=True),
        sa.Column("sealed_at", facilitation.database.types.Instant(), nullable=True),
        sa.Column("decided_at", facilitation.database.types.Instant(), nullable=True),
        sa.Column("protocol", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_votes_field_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_votes_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["parent_id"], ["votes.id"], name=op.f("fk_votes_parent_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_votes_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
    )
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_votes_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_votes_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "links",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("table_id", sa.String(length=22), nullable=True),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("reception", sa.Boolean(), nullable=False),
        sa.Column("created_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("revoked_at", facilitation.database.types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["table_id"], ["tables.id"], name=op.f("fk_links_table_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_links_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_links_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "placements",
        sa.Column("grouping_id", sa.String(length=22), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.String(length=22), nullable=False),
        sa.Column("table_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["grouping_id"], ["groupings.id"], name=op.f("fk_placements_grouping_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_placements_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["table_id"], ["tables.id"], name=op.f("fk_placements_table_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("grouping_id", "round_number", "participant_id", name=op.f("pk_placements")),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placements_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placements_table_id"), ["table_id"], unique=False)

    op.create_table(
        "reveals",
        sa.Column("vote_id", sa.String(length=22), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=False),
        sa.Column("at", facilitation.database.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_reveals_field_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_reveals_vote_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vote_id", "field_id", name=op.f("pk_reveals")),
    )
    op.create_table(
        "sealed_ballots",
        sa.Column("vote_id", sa.String(length=22), nullable=False),
        sa.Column("ballot_id", sa.String(length=64), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_sealed_ballots_vote_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vote_id", "ballot_id", name=op.f("pk_sealed_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=False),
        sa.Column("table_id", sa.String(length=22), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.String(length=22), nullable=True),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("hidden_reason", sa.String(length=200), nullable=False),
        sa.Column("merged_into_id", sa.String(length=22), nullable=True),
        sa.Column("cluster_id", sa.String(length=22), nullable=True),
        sa.Column("written_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["participants.id"], name=op.f("fk_statements_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["clusters.id"], name=op.f("fk_statements_cluster_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_statements_field_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["statements.id"],
            name=op.f("fk_statements_merged_into_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["table_id"], ["tables.id"], name=op.f("fk_statements_table_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_statements_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("field_id", "number", name=op.f("uq_statements_field_id_number")),
    )
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statements_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statements_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statements_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "tie_decisions",
        sa.Column("vote_id", sa.String(length=22), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("run_off_id", sa.String(length=22), nullable=True),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("at", facilitation.database.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["field_id"], ["fields.id"], name=op.f("fk_tie_decisions_field_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_off_id"], ["votes.id"], name=op.f("fk_tie_decisions_run_off_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_tie_decisions_vote_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vote_id", "field_id", name=op.f("pk_tie_decisions")),
    )
    op.create_table(
        "tools",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("admission", sa.String(length=8), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("target_groups", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("institutions", sa.JSON(), nullable=False),
        sa.Column("websites", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("variants", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proposer_id", sa.String(length=22), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_tools_field_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["participants.id"], name=op.f("fk_tools_proposer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_tools_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tools")),
        sa.UniqueConstraint("workshop_id", "key", name=op.f("uq_tools_workshop_id_key")),
    )
    with op.batch_alter_table("tools", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tools_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tools_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "plan_entries",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=False),
        sa.Column("tool_id", sa.String(length=22), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("years", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("example", sa.Text(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.Column("changed_at", facilitation.database.types.Instant(), nullable=False),
        sa.Column("changed_by", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_plan_entries_field_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tool_id"], ["tools.id"], name=op.f("fk_plan_entries_tool_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_plan_entries_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_entries")),
        sa.UniqueConstraint("workshop_id", "tool_id", name=op.f("uq_plan_entries_workshop_id_tool_id")),
    )
    with op.batch_alter_table("plan_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_entries_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_entries_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "supports",
        sa.Column("statement_id", sa.String(length=22), nullable=False),
        sa.Column("participant_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_supports_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name=op.f("fk_supports_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", "participant_id", name=op.f("pk_supports")),
    )
    with op.batch_alter_table("supports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supports_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "vote_options",
        sa.Column("vote_id", sa.String(length=22), nullable=False),
        sa.Column("tool_id", sa.String(length=22), nullable=False),
        sa.Column("field_id", sa.String(length=22), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_vote_options_field_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tool_id"], ["tools.id"], name=op.f("fk_vote_options_tool_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_vote_options_vote_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vote_id", "tool_id", name=op.f("pk_vote_options")),
    )


def downgrade() -> None:
    op.drop_table("vote_options")
    with op.batch_alter_table("supports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supports_participant_id"))

    op.drop_table("supports")
    with op.batch_alter_table("plan_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_entries_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_plan_entries_field_id"))

    op.drop_table("plan_entries")
    with op.batch_alter_table("tools", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tools_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_tools_field_id"))

    op.drop_table("tools")
    op.drop_table("tie_decisions")
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statements_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_statements_field_id"))
        batch_op.drop_index(batch_op.f("ix_statements_author_id"))

    op.drop_table("statements")
    op.drop_table("sealed_ballots")
    op.drop_table("reveals")
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placements_table_id"))
        batch_op.drop_index(batch_op.f("ix_placements_participant_id"))

    op.drop_table("placements")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_links_workshop_id"))

    op.drop_table("links")
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_votes_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_votes_item_id"))

    op.drop_table("votes")
    with op.batch_alter_table("vision_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vision_versions_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_vision_versions_field_id"))

    op.drop_table("vision_versions")
    with op.batch_alter_table("tables", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tables_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_tables_field_id"))

    op.drop_table("tables")
    with op.batch_alter_table("scenes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scenes_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_scenes_item_id"))

    op.drop_table("scenes")
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participants_workshop_id"))

    op.drop_table("participants")
    with op.batch_alter_table("clusters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clusters_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_clusters_field_id"))

    op.drop_table("clusters")
    op.drop_table("showings")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_workshop_id"))

    op.drop_table("journal")
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_items_workshop_id"))

    op.drop_table("items")
    with op.batch_alter_table("groupings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_groupings_workshop_id"))

    op.drop_table("groupings")
    with op.batch_alter_table("fields", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fields_workshop_id"))

    op.drop_table("fields")
    op.drop_table("agendas")
    with op.batch_alter_table("agenda_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_steps_workshop_id"))

    op.drop_table("agenda_steps")
    op.drop_table("workshops")
    op.drop_table("organiser_sessions")
    op.drop_table("operations")
    op.drop_table("one_time_keys")
