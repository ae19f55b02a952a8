# The two commands of the README are `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
LESSON := multilayer_perceptrons
# Tests start many processes, each of which would compile the engine again without it.
export PYTHONDONTWRITEBYTECODE :=
CORES = $(shell $(BIN)/python -c 'import os; print(os.cpu_count() or 1)')

.PHONY: demo check test all-tests style types lint audit docs films chromium pictures clean

demo: $(READY)
	$(BIN)/course build
	@rm -rf demo
	@for case in tests/golden/$(LESSON)/*/; do \
	    to=demo/submitted/$$(basename $$case)/$(LESSON); \
	    mkdir -p $$to && cp $$case*.ipynb $$to/; \
	done
	$(BIN)/course grade $(LESSON) demo/submitted --json demo/reports.json
	$(BIN)/course feedback $(LESSON) demo/submitted
	$(BIN)/course report $(LESSON) --from demo/reports.json --output demo/class_report.html
	@echo
	@echo "open:   demo/feedback/wrong_bias_sign/$(LESSON)/$(LESSON).html"
	@echo "        demo/class_report.html"

# For daily work, in a minute and a half: all but attacks, browsers, and what is slow.
check: $(READY) lint
	$(BIN)/pytest -n $$(($(CORES) + 1)) -m "not attack and not browser and not slow"

# Everything; types are checked beside the tests.
test: $(READY) style
	$(MAKE) --jobs=2 types all-tests

# More processes than cores, because these tests often wait for a process of theirs.
all-tests: $(READY)
	$(BIN)/pytest -n $$(($(CORES) + 2))

audit: $(READY)
	$(BIN)/course audit --html audit.html

# The site, with nothing fetched from a network; a warning is an error.
docs: $(READY)
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs docs/_build/html
	@echo "open: docs/_build/html/index.html"

# The films of the lessons, from the scripts in films/ to compneuro/films/; the same bytes each time.
films: $(READY)
	$(BIN)/python -m films

lint: style types

style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

# What the tests in tests/browser open notebooks with; they are skipped where it is missing.
chromium:
	@for name in chromium chromium-browser google-chrome; do command -v $$name && exit; done; \
	if ! command -v apt-get >/dev/null; then \
	    echo "Install Chromium with your system's packages: apt-get is not here." >&2; exit 1; fi; \
	run=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	$$run apt-get update --quiet && $$run apt-get install --yes --no-install-recommends chromium

# Of lessons open in a browser, for the README.
pictures: $(READY)
	$(BIN)/python -m tests.browser.screenshots

$(READY): setup.sh pyproject.toml autograder/pyproject.toml constraints.txt
	@./setup.sh "$(PYTHON)" $(VENV)
	@touch $@

clean:
	rm -rf $(VENV) demo docs/_build docs/lessons audit.html .mypy_cache .pytest_cache .ruff_cache .hypothesis
