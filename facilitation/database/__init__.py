"""The database: one declarative base, the engine with its safety settings, the one writer, the migrations."""

from __future__ import annotations

import secrets

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


def new_id() -> str:
    """A random public id: 128 bits, 22 characters, safe in addresses."""
    return secrets.token_urlsafe(16)
