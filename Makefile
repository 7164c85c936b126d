# Two commands: `make app` and `make test`. Both set up all they need in .venv.
PYTHON ?= python3
BIN := .venv/bin
# Python keeps what it compiled, even where it is told not to: else every worker, server and child compiles all anew.
export PYTHONDONTWRITEBYTECODE :=
SOURCES := app.py culling models pages tests benchmarks notebooks sample_data docs

.PHONY: app notebook test lint types unit browser serving postgresql readers chromium bench bench-ui bench-scale docs pictures format sample clean

## app: set up and open the dashboard; FOLDER=… for your own photos, ROOT=… to allow another place, PORT=… to move it
app: .venv/app
	@trap : INT; $(BIN)/culling app $(if $(FOLDER),"$(FOLDER)") $(if $(ROOT),--root "$(ROOT)") $(if $(PORT),--port "$(PORT)") \
	|| { status=$$?; [ $$status -eq 130 ] || exit $$status; }  # Ctrl+C is how it ends

## test: set up, then lint, types and all tests, those in a real browser included
test: lint types unit browser

lint: .venv/dev
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: .venv/dev
	$(BIN)/mypy

unit: .venv/dev serving postgresql readers
	$(BIN)/pytest -n auto --dist worksteal -m "not browser and not slow"

browser: .venv/dev chromium
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "browser and not slow" --reruns 1 --rerun-show-tracebacks -raR tests/browser

# A real Triton for tests/remote, in an environment of its own; without it those tests say why they skip.
serving: .venv/dev
	@$(MAKE) --silent .venv/serving/done \
	|| echo "Triton could not be installed: the tests that need a real server will be skipped"

.venv/serving/done: tests/remote/serving.txt
	@$(BIN)/python -m venv --clear --without-pip .venv/serving
	@$(BIN)/pip --python .venv/serving/bin/python install --quiet --disable-pip-version-check --no-deps --no-compile \
		--only-binary=:all: --requirement $<
	@touch $@

# Debian's PostgreSQL, where it is missing and may be installed; without it the tests of shared catalogs say why they skip.
postgresql:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
	|| { echo "PostgreSQL is missing: trying to install it for the tests of shared catalogs"; \
	     command -v apt-get >/dev/null && \
	     { [ "$$(id -u)" = 0 ] && as= || as="sudo -n"; \
	       $$as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as apt-get install -qq -y postgresql >/dev/null; }; } \
	|| echo "PostgreSQL could not be installed: the tests of shared catalogs will be skipped"

# exiftool and exiv2, which read the XMP that is written, where they are missing and may be installed; else those tests skip.
readers:
	@command -v exiftool >/dev/null && command -v exiv2 >/dev/null \
	|| { echo "exiftool or exiv2 is missing: trying to install them for the tests of XMP"; \
	     command -v apt-get >/dev/null && \
	     { [ "$$(id -u)" = 0 ] && as= || as="sudo -n"; \
	       $$as apt-get update -qq && \
	       DEBIAN_FRONTEND=noninteractive $$as apt-get install -qq -y libimage-exiftool-perl exiv2 >/dev/null; }; } \
	|| echo "exiftool and exiv2 could not be installed: the tests that read XMP with them will be skipped"

# Debian's Chromium, where it is missing and may be installed; without it the browser tests say why they skip.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { echo "Chromium is missing: trying to install it for the browser tests"; \
	     command -v apt-get >/dev/null && \
	     { [ "$$(id -u)" = 0 ] && as= || as="sudo -n"; \
	       $$as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as apt-get install -qq -y chromium >/dev/null; }; } \
	|| echo "Chromium could not be installed: the browser tests will be skipped"

## notebook: set up and open JupyterLab on notebooks/
notebook: .venv/notebook
	$(BIN)/jupyter-lab notebooks

## bench: speed and memory, side by side with decoding alone and with other programs
bench: .venv/dev
	$(BIN)/python -m benchmarks

## bench-ui: how fast the screens answer in a real Chromium, at 1,000, 10,000 and 100,000 made-up rows
bench-ui: .venv/dev chromium
	$(BIN)/python -m benchmarks --only screens

## bench-scale: load, decide, group and tune a million made-up photos; the catalog is made once, in build/
bench-scale: .venv/dev chromium
	$(BIN)/python -m benchmarks.scale --save

## docs: the page of measures from the registry, and the API reference from docstrings in build/docs
docs: .venv/dev
	$(BIN)/python -m docs.measures_page
	$(BIN)/python -m docs.reference

## pictures: the README's pictures anew, from the dashboard on the sample photos in a real Chromium
pictures: .venv/dev chromium
	$(BIN)/pytest -q -n0 -m slow tests/browser/test_pictures.py

## format: put the code into shape
format: .venv/dev
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

## sample: make sample_data/ anew, and measure it for the lessons
sample: .venv/dev
	$(BIN)/python sample_data/make.py
	$(BIN)/python sample_data/make_measured.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

.venv/app: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this one is %d.%d; name another one, as: make PYTHON=python3.12 $(MAKECMDGOALS)" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Setting up in .venv, the first time some minutes (1.3 GB on the disk)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

.venv/notebook: .venv/app
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[notebook]' jupyterlab
	@touch $@

.venv/dev: .venv/app
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
