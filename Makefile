# Everything is made from the sources, with nothing but Python 3.11, make and git on the machine.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

SAMPLE := _build/sample-class
GRADES := _build/grades
ASSIGNMENTS := cross_correlation padding_stride

READY := $(VENV)/.ready
RELEASED := _build/.released
SAMPLED := _build/.sampled

SOURCES := $(wildcard solutions/*.md autograder/*.py autograder/exams/*.py)
SAMPLES := $(shell find tests/sample_class -type f -not -path '*/__pycache__/*' 2>/dev/null)

.DEFAULT_GOAL := help

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */|/' | \
	  awk -F'|' '{printf "  make %-18s %s\n", $$1, $$2}'

.PHONY: course
course: release site grade  ## everything: notebooks, site, the graded sample class
	@echo "site       _build/site/index.html  (make serve)"
	@echo "notebooks  exercises/en, exercises/zh"
	@echo "grades     $(GRADES)/grades.csv, $(GRADES)/report.html"
	@echo "feedback   $(GRADES)/feedback/flipped_kernel/cross_correlation/cross_correlation.html"

$(READY): requirements.txt pyproject.toml
	@echo "making the environment in $(VENV) (about a minute)"
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --progress-bar on --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: release
release: $(RELEASED)  ## build exercises/ from solutions/

$(RELEASED): $(READY) $(SOURCES)
	@$(BIN)/python -m autograder release
	@mkdir -p _build && touch $@

.PHONY: site
site: $(RELEASED)  ## build the site in both languages
	@$(BIN)/python book/_ext/build.py

$(SAMPLED): $(RELEASED) $(SAMPLES)
	@rm -rf $(SAMPLE)
	@$(BIN)/python -m tests.sample_class.make --out $(SAMPLE)
	@touch $@

.PHONY: grade
grade: $(SAMPLED)  ## grade the sample class
	@$(BIN)/python -m autograder grade $(ASSIGNMENTS) --submissions $(SAMPLE) --out $(GRADES) \
	  $$(test -d _build/site/en && echo --book _build/site)
	@$(BIN)/python -m autograder report --out $(GRADES)

# Not after a release: a test compares what is committed with what the sources give.
.PHONY: test
test: $(READY)  ## lint, types, and every test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -n 2 --dist loadfile

.PHONY: bench-grading
bench-grading: $(READY)  ## ours against stock nbgrader, 200 submissions each (10 minutes; WRITE=--write: docs/)
	@$(BIN)/python -m tests.bench.grading $(WRITE)

.PHONY: bench-convolution
bench-convolution: $(READY)  ## the layers of a LeNet and a ResNet-50 against PyTorch and SciPy (WRITE=--write: docs/)
	@$(BIN)/python -m tests.bench.convolution $(WRITE)

.PHONY: exam-table
exam-table: $(READY)  ## docs/exams.md: what sees which wrong answers (some minutes)
	@$(BIN)/python tests/exam_table.py

.PHONY: lighthouse
lighthouse: site  ## Lighthouse on every page, three times each (half an hour; needs npm's registry)
	@$(BIN)/python -m tests.web.lighthouse

.PHONY: serve
serve: site  ## the site on http://127.0.0.1:8000 (PORT=...)
	@$(BIN)/python book/_ext/serve.py $(if $(PORT),--port $(PORT))

.PHONY: pdf
pdf: $(RELEASED)  ## the course as a book, in both languages (needs Chromium, Noto CJK fonts)
	@$(BIN)/python book/_ext/pdf.py

.PHONY: publish
publish: $(RELEASED)  ## the folder to upload: site, notebooks, PDFs (BASE_URL=https://..., CNAME=...)
	@$(BIN)/python book/_ext/publish.py $(if $(BASE_URL),--base-url "$(BASE_URL)") $(if $(CNAME),--cname "$(CNAME)")

.PHONY: lock
lock: $(READY)  ## pin requirements.txt anew from pyproject.toml (UPGRADE=--upgrade for new versions)
	@$(BIN)/uv pip compile pyproject.toml --group test --generate-hashes --quiet $(UPGRADE) \
	  --universal --python-version 3.11 --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock" --output-file requirements.txt

.PHONY: card-font
card-font: $(READY)  ## after a heading with a new Chinese character (needs Noto Sans CJK)
	@$(BIN)/python book/_ext/site_cards.py

.PHONY: clean
clean:  ## remove what was built (not the environment)
	@rm -rf _build .mypy_cache .pytest_cache .ruff_cache .hypothesis

.PHONY: distclean
distclean: clean  ## remove the environment too
	@rm -rf $(VENV) *.egg-info
