PYTHON ?= python3
VENV := .venv/bin/python
# processes of the tests: one more than cores, for many of them wait
WORKERS ?= 3

# what `make quick` leaves to `make test`: servers, faces, documents, races, and PostgreSQL
SLOW = web browser database deploy documents live/test_relay.py live/test_changes.py ballots/test_two_workers.py \
  ballots/test_box_races.py test_archive.py test_faults.py test_presets.py test_protocol.py \
  test_rehearsal.py test_start.py

.PHONY: run dev packages browser office quick lint test audit faults bench screens clean

run:            ## start the server, as `python3 run.py` does
	$(PYTHON) run.py

dev:            ## the same, restarting when a file changes
	$(PYTHON) run.py --reload

packages:       # .venv with the development list; does nothing when it is already there
	@$(PYTHON) -c "import run; run.prepare(run.DEVELOPMENT)"

browser: packages
	@$(VENV) -m tests.browser.chromium || test "$(REQUIRE_ALL)" != 1

office: packages # LibreOffice, nginx and Redis, which the tests work with
	@$(VENV) -m tests.programs || test "$(REQUIRE_ALL)" != 1

quick: packages ## the tests of the rules, under a minute
	$(VENV) -m pytest -q -m "not browser and not day" -k "not postgresql" $(addprefix --ignore=tests/,$(SLOW))

lint: packages
	$(VENV) -m ruff check .
	$(VENV) -m mypy facilitation run.py
	$(VENV) -m djlint templates --lint --quiet
	.venv/bin/oxlint --deny-warnings static/js

# browsers and whole days keep cores busy by themselves and are timed by people's patience: two at a time
test: lint browser office ## what CI runs: lint, types, all tests
	$(VENV) -m pytest -n $(WORKERS) --dist loadfile -m "not browser and not day"
	$(VENV) -m pytest -n 2 --dist loadfile -m "browser or day"

audit: browser  ## the long ones: fuzzing, two hundred payloads, floods, known holes in packages (AUDIT_SECONDS=600)
	$(VENV) -m pytest tests/audit -m audit -q
	$(VENV) -m tests.audit.packages

faults: browser ## everything that can break, broken; a table of figures (FAULTS_ROUNDS, FAULTS_SOAK_SECONDS shorten it)
	$(VENV) -m pytest tests/faults -m faults -q

bench: packages ## halls of 300 to 2,000 phones and what they wait for; a table (BENCH=quick, BENCH=full)
	$(VENV) -m bench

screens: browser ## pictures of every screen
	$(VENV) -m tests.screens

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist docs/screens/out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
