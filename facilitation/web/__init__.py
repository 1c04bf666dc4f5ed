"""The faces over HTTP: door, phone, stage, moderator, table and office, each a blueprint; and what they share."""

from __future__ import annotations

from flask import Flask

from facilitation.web import (
    answers,
    browsers,
    closing,
    door,
    guesses,
    journal,
    languages,
    legal,
    limits,
    moderator,
    observer,
    office,
    phone,
    pictures,
    public,
    reception,
    refusals,
    shared,
    stage,
    static_files,
    survey,
    table,
    tablet,
    votes,
    watching,
)


def register(app: Flask) -> None:
    """Hang every face and the shared manners (limits, headers, origin check, refusals, template words) on the app."""
    watching.register(app)  # first: it takes the time
    languages.register(app)
    browsers.register(app)  # early: a press for a foreign page costs its sender nothing
    limits.register(app)
    static_files.register(app)
    refusals.register(app)
    answers.register(app)
    guesses.register(app, app.extensions["house"])
    faces = (
        door, legal, stage, phone, public, reception, moderator, journal,
        votes, closing, observer, table, tablet, office, pictures, survey, shared, watching,
    )
    for face in faces:
        app.register_blueprint(face.blueprint)
