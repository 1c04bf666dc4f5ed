"""The faults' figures are printed as one table at the end of the run."""

from __future__ import annotations

import os

import pytest

from tests.faults.figures import Figures

FIGURES = Figures(slack=float(os.environ.get("FAULTS_SLACK") or 1))


@pytest.fixture
def figures() -> Figures:
    return FIGURES


@pytest.fixture
def seed() -> int:
    """FAULTS_SEED repeats a run."""
    found = int(os.environ.get("FAULTS_SEED") or 2017)
    print(f"FAULTS_SEED={found}")
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES.rows:
        terminalreporter.section("faults")
        for line in FIGURES.table():
            terminalreporter.write_line(line)
        FIGURES.keep()
