PYTHON ?= python3
VENV := .venv/bin/python

# what `make quick` leaves to `make test`: servers, faces, documents, races, and PostgreSQL
SLOW = web browser database documents ballots/test_box_races.py test_archive.py test_presets.py test_protocol.py \
  test_rehearsal.py test_start.py

.PHONY: run dev packages browser office quick lint test audit bench screens clean

run:            ## start the server, as `python3 run.py` does
	$(PYTHON) run.py

dev:            ## the same, restarting when a file changes
	$(PYTHON) run.py --reload

packages:       # .venv with the development list; does nothing when it is already there
	@$(PYTHON) -c "import run; run.prepare(run.DEVELOPMENT)"

browser: packages
	@$(VENV) -m tests.browser.chromium || test "$(REQUIRE_ALL)" != 1

office: packages # LibreOffice, which opens our documents in the tests
	@$(VENV) -m tests.programs || test "$(REQUIRE_ALL)" != 1

quick: packages ## the tests of the rules, under a minute
	$(VENV) -m pytest -q -m "not browser and not day" -k "not postgresql" $(addprefix --ignore=tests/,$(SLOW))

lint: packages
	$(VENV) -m ruff check .
	$(VENV) -m mypy facilitation run.py
	$(VENV) -m djlint templates --lint --quiet
	.venv/bin/oxlint --deny-warnings static/js

# browsers and whole days keep both cores busy by themselves and are timed by people's patience: one at a time
test: lint browser office ## what CI runs: lint, types, all tests
	$(VENV) -m pytest -n auto --dist loadfile -m "not browser and not day"
	$(VENV) -m pytest -m "browser or day"

audit: browser  ## the long ones: fuzzing, two hundred payloads, floods, known holes in packages (AUDIT_SECONDS=600)
	$(VENV) -m pytest tests/audit -m audit -q
	$(VENV) -m tests.audit.packages

bench: packages ## how long documents take, and whether a vote waits for them; writes bench/latest.json
	$(VENV) -m bench

screens: browser ## pictures of every screen
	$(VENV) -m tests.screens

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist docs/screens/out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
