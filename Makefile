# Two commands: `make app` and `make test`. Both set up all they need in .venv.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := app.py culling models pages tests benchmarks sample_data

.PHONY: app test lint types unit browser serving chromium bench bench-ui format sample clean

## app: set up and open the dashboard; FOLDER=… for your own photos, ROOT=… to allow another place, PORT=… to move it
app: .venv/app
	$(BIN)/culling app $(FOLDER) $(if $(ROOT),--root $(ROOT)) $(if $(PORT),--port $(PORT))

## test: set up, then lint, types and all tests, those in a real browser included
test: lint types unit browser

lint: .venv/dev
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: .venv/dev
	$(BIN)/mypy

unit: .venv/dev serving
	$(BIN)/pytest -n auto -m "not browser and not slow"

browser: .venv/dev chromium
	$(BIN)/pytest -n 2 --dist loadfile -m "browser and not slow" --reruns 1 -raR tests/browser

# A real Triton for tests/remote, in an environment of its own; without it those tests say why they skip.
serving: .venv/dev
	@$(MAKE) --silent .venv/serving/done \
	|| echo "Triton could not be installed: the tests that need a real server will be skipped"

.venv/serving/done: tests/remote/serving.txt
	@$(BIN)/python -m venv --clear --without-pip .venv/serving
	@$(BIN)/pip --python .venv/serving/bin/python install --quiet --disable-pip-version-check --no-deps --no-compile \
		--only-binary=:all: --requirement $<
	@touch $@

# Debian's Chromium, where it is missing and may be installed; without it the browser tests say why they skip.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { echo "Chromium is missing: trying to install it for the browser tests"; \
	     command -v apt-get >/dev/null && \
	     { [ "$$(id -u)" = 0 ] && as= || as="sudo -n"; \
	       $$as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as apt-get install -qq -y chromium >/dev/null; }; } \
	|| echo "Chromium could not be installed: the browser tests will be skipped"

## bench: speed and memory, side by side with decoding alone and with other programs
bench: .venv/dev
	$(BIN)/python -m benchmarks

## bench-ui: how fast the screens answer in a real Chromium, at 1,000, 10,000 and 100,000 made-up rows
bench-ui: .venv/dev chromium
	$(BIN)/python -m benchmarks --only screens

## format: put the code into shape
format: .venv/dev
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

## sample: make sample_data/ anew
sample: .venv/dev
	$(BIN)/python sample_data/make.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

.venv/app: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

.venv/dev: .venv/app
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
