"""What is noted of each answer: for Prometheus (METRICS_TOKEN) and the log (LOG_FORMAT=json), and GET /metrics itself.

Routes, never paths. Ballots and voting cards leave no line in the log, and are counted ten at a time.
"""

from __future__ import annotations

import hmac
import logging
import os
import re
import secrets
import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

import facilitation
from facilitation import metrics
from facilitation.errors import NotAllowed
from facilitation.house import House
from facilitation.live.server import Live
from facilitation.logs import REQUEST_LOG
from facilitation.standby import status
from facilitation.web import answers

blueprint = Blueprint("watching", __name__)
SECRET_BALLOT = re.compile("ballot|card")
CAST = re.compile("/(paper-)?ballots$")
log = logging.getLogger(REQUEST_LOG)


def register(app: Flask) -> None:
    """Nothing is hung on the app that nobody asked for."""
    house: House = app.extensions["house"]
    config = house.config
    if config.metrics_token:
        house.pulse.on_batch = metrics.wrote
        app.extensions["voting"] = metrics.Voting()
        metrics.count_faults()
    if config.metrics_token or config.log_format == "json":
        app.before_request(_begin)
        app.after_request(_note)


@blueprint.get("/metrics")
def scrape() -> Response:
    """Everything measured, for Prometheus; only with the token that METRICS_TOKEN sets."""
    wanted = answers.house().config.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise NotAllowed(needs=["metrics_token"])
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    told = generate_latest(registry if os.environ.get("PROMETHEUS_MULTIPROC_DIR") else REGISTRY)
    now = CollectorRegistry()
    now.register(_Now(answers.house(), answers.live()))
    return Response(told + generate_latest(now), content_type=CONTENT_TYPE_LATEST)


class _Now(Collector):
    """What is read at the moment of the scrape, of this process."""

    def __init__(self, house: House, live: Live) -> None:
        self._house, self._live = house, live

    def collect(self) -> Iterator[GaugeMetricFamily]:
        house = self._house
        sockets = GaugeMetricFamily("facilitation_sockets", "Open sockets, by face.", labels=["face"])
        faces: dict[str, int] = {}
        for connection in self._live.channel.everyone():
            faces[connection.face] = faces.get(connection.face, 0) + 1
        for face, count in sorted(faces.items()):
            sockets.add_metric([face], count)
        yield sockets
        yield GaugeMetricFamily("facilitation_queue", "Writes that wait (ballots apart).", house.writer.queued)
        copied = status.read(house.config)
        age = copied.age(time.time())
        if age is not None:
            yield GaugeMetricFamily("facilitation_copy_age_seconds", "Seconds of work the standby copy lacks.", age)
            yield GaugeMetricFamily("facilitation_copy_seconds", "How long the last copy took.", copied.took)
        kept = GaugeMetricFamily("facilitation_copy_state", "1 for the state the copy is in.", labels=["state"])
        kept.add_metric([copied.state], 1)
        yield kept
        version = GaugeMetricFamily("facilitation_version", "The program's version.", labels=["version"])
        version.add_metric([facilitation.__version__], 1)
        yield version


def _begin() -> None:
    g.began = time.monotonic()


def _note(response: Response) -> Response:
    seconds = time.monotonic() - g.get("began", time.monotonic())
    rule = request.url_rule.rule if request.url_rule is not None else "-"
    is_secret = SECRET_BALLOT.search(rule) is not None
    voting: metrics.Voting | None = current_app.extensions.get("voting")
    if voting is not None and is_secret:
        is_ballot = request.method == "POST" and CAST.search(rule) is not None
        voting.answered(request.method, response.status_code, seconds, is_ballot=is_ballot)
    elif voting is not None:
        metrics.answered(request.blueprint or "-", _method(), response.status_code, seconds)
    config = answers.house().config
    if config.log_format == "json" and not is_secret:
        facts: dict[str, Any] = {
            "request": secrets.token_hex(4), "method": _method(), "route": rule, "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        }  # fmt: skip
        log.info("request", extra={"facts": facts | ({"worker": config.worker} if config.worker else {})})
    return response


def _method() -> str:
    return request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
