# Each goal installs what it needs, on a fresh Debian machine, too. `make` alone lists the goals.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(PYTHON) scripts/install.py

.DEFAULT_GOAL := help
.PHONY: help run stop test bench format lock

help:
	@echo 'make run      serve the application with demonstration data on http://127.0.0.1:8000 (PORT, DEMO_PASSWORD, DATABASE_URL)'
	@echo 'make test     run every check and every test'
	@echo 'make bench    measure the pages on realistic volume (BENCH_JSON names a file for the figures)'
	@echo 'make format   format the Python and the templates'
	@echo 'make lock     lock what requirements.in and requirements-dev.in name (UPGRADE=--upgrade takes the newest)'
	@echo 'make stop     stop the private database that manage.py commands leave running'

run:
	@$(PYTHON) scripts/run.py

stop:
	@$(PYTHON) -m partnerships.private_database stop

test:
	@$(INSTALL) develop
	@$(BIN)/python scripts/test.py

bench:
	@$(INSTALL) run
	@$(BIN)/python -m partnerships.bench

# djade reports what it mended as a failure; a second look finds nothing left to mend.
DJADE := find templates -name '*.html' | xargs -d '\n' $(BIN)/djade --target-version 5.2

format:
	@$(INSTALL) develop
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .
	@$(DJADE) || $(DJADE) --check

# Universal: one lock for every Python and machine. Hashes, and no address of any registry. UPGRADE=--upgrade takes the newest.
LOCK := $(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

lock:
	@$(INSTALL) develop
	@$(LOCK) requirements.in -o requirements.lock
	@$(LOCK) requirements-dev.in --constraint requirements.lock -o requirements-dev.lock
