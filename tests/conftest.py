"""What every test may ask for: a database of its own (SQLite or PostgreSQL) and a browser.

With REQUIRE_ALL=1, as CI runs, a service that is missing fails the tests that need it; else they are skipped.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from facilitation.house import House
from tests import builders

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.visits import Visits

LOCAL_DATABASES = (
    "postgresql+psycopg:///test?host=/var/run/postgresql",
    "postgresql+psycopg://127.0.0.1/test",
)
RUN = f"zw_test_{secrets.token_hex(4)}"
absent: set[str] = set()


def require_all() -> bool:
    """Whether a missing service is a failure (CI) or a skipped test (a laptop)."""
    return os.environ.get("REQUIRE_ALL") == "1"


def missing(what: str) -> NoReturn:
    """Fail or skip the running test, loudly, because `what` is not there."""
    absent.add(what)
    if require_all():
        pytest.fail(f"REQUIRE_ALL=1, but missing: {what}", pytrace=False)
    pytest.skip(f"missing: {what}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of a divided run tells what it missed; the run itself says it loudly at the end."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["absent"] = sorted(absent)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    absent.update(getattr(node, "workeroutput", {}).get("absent", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what in sorted(absent):
        terminalreporter.write_line(f"NOT TESTED, because missing: {what}", red=True, bold=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent / "browser"
    for item in items:
        if item.path.is_relative_to(here) or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        for long in ("audit", "faults"):
            if item.path.is_relative_to(here.parent / long):
                item.add_marker(long)
                if item.get_closest_marker("timeout") is None:
                    item.add_marker(pytest.mark.timeout(1800))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite file of this test's own, not yet made."""
    return f"sqlite:///{tmp_path / 'workshop.db'}"


@pytest.fixture(scope="session")
def postgresql_server() -> URL | None:
    return find_postgresql()


def find_postgresql() -> URL | None:
    """The server to make schemas in: TEST_DATABASE_URL, else the local one; None if nobody answers."""
    for address in (given,) if (given := os.environ.get("TEST_DATABASE_URL")) else LOCAL_DATABASES:
        url = make_url(address).set(drivername="postgresql+psycopg")
        engine = create_engine(url, connect_args={"connect_timeout": 5})
        try:
            with engine.connect():
                return url
        except OperationalError:
            continue
        finally:
            engine.dispose()
    return None


@pytest.fixture
def postgresql_url(postgresql_server: URL | None) -> Iterator[str]:
    """A PostgreSQL address with an empty schema of this test's own, dropped afterwards."""
    if postgresql_server is None:
        missing("PostgreSQL (TEST_DATABASE_URL)")
    with own_schema(postgresql_server) as url:
        yield url


@contextmanager
def own_schema(server: URL) -> Iterator[str]:
    """A PostgreSQL address with an empty schema of one's own, dropped afterwards."""
    schema = f"{RUN}_{secrets.token_hex(4)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    query = {"options": f"-csearch_path={schema}", "application_name": schema}
    try:
        yield server.update_query_dict(query).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            # A connection the test left open would hold its locks and make DROP wait for ever.
            left_open = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :own")
            connection.execute(left_open, {"own": schema})
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> str:
    """Runs the test twice: on an SQLite file and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run; a test opens its own contexts."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import NoBrowser, find_or_install, launch

    try:
        find_or_install()
    except NoBrowser as nothing:
        missing(str(nothing))
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    """The filled day, served, and a browser for each role that looks at it."""
    from tests.browser import visits as looking
    from tests.screens import served

    with served() as (base, filled):
        made = looking.Visits(browser, base, filled)
        yield made
        made.close()


@pytest.fixture
def usual_url(request: pytest.FixtureRequest) -> str | None:
    """Where `app` and `house` live: None is SQLite; with TEST_ON=postgresql the whole suite runs there."""
    if os.environ.get("TEST_ON", "sqlite") != "postgresql":
        return None
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
def app(tmp_path: Path, usual_url: str | None) -> Iterator[Flask]:
    """An app with its own house, frozen at the beginning of the Düren day."""
    made = builders.an_app(tmp_path, usual_url)
    builders.an_operator(builders.house_of(made))
    yield made
    made.extensions["live"].publisher.close()
    builders.house_of(made).close()


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path, usual_url: str | None) -> Iterator[House]:
    """A house of the test's own: the app's, when the test asks for an app too."""
    if "app" in request.fixturenames:
        yield builders.house_of(request.getfixturevalue("app"))
        return
    made = House(builders.a_config(tmp_path, usual_url))
    builders.an_operator(made)
    yield made
    made.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies: Emil, the stranger, until a builder lets him in."""
    return app.test_client()


@pytest.fixture
def any_house(tmp_path: Path, any_database: str) -> Iterator[House]:
    """A house on SQLite and on PostgreSQL."""
    made = House(builders.a_config(tmp_path, any_database))
    yield made
    made.close()


@pytest.fixture
def any_app(tmp_path: Path, any_database: str) -> Iterator[Flask]:
    """An app on SQLite and on PostgreSQL."""
    made = builders.an_app(tmp_path, any_database)
    yield made
    made.extensions["live"].publisher.close()
    builders.house_of(made).close()
