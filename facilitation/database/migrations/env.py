"""Alembic's entry: runs the migrations on the connection it is given."""

from alembic import context

from facilitation import entities
from facilitation.database import Base

assert entities  # imported so that the metadata knows every table
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=False,
)
context.run_migrations()
