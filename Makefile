# make run    builds a release of raw/ in processed/; installs requirements.lock
# make test   runs the tests; installs requirements-dev.lock, which holds all of requirements.lock and the rest
# Both make .venv and install all they need, once, in any order; PYTHON=... names another Python (3.11 or newer).
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.stamp-run
STAMP := $(VENV)/.stamp

.NOTPARALLEL:
.PHONY: run test accuracy bench bench-archive bodies cases country defects fonts forms fuzz icdar lookalikes memory numerals scans texts \
	lint docs site lock licences audit clean

run: $(RUN_STAMP)
	$(BIN)/ita run

test: $(STAMP)
	$(BIN)/python -m pytest -q --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

accuracy: $(STAMP)
	$(BIN)/python -m benchmarks.reading.accuracy

# Plans, score sheets, tables of bodies and checklists, typeset with their truth. ARGS="--seed 2 --count 3" draws others,
# ARGS=FOLDER takes those of a folder; --show 5 prints what differs.
forms: $(STAMP)
	$(BIN)/python -m benchmarks.reading.forms $(ARGS)

# Names of bodies in many spellings, made from the register with their truth: none may be matched wrongly. ARGS="--seed 2"
# draws others, --names 10000 fewer; --show 5 prints what is not right.
bodies: $(STAMP)
	$(BIN)/python -m benchmarks.bodies $(ARGS)

# Texts of measures that say nearly the same, made up with their truth: how many are found, how many are no copies, and
# what 200,000 of them cost (some minutes). ARGS="--texts 20000" for fewer; --show 5 prints what is not right.
texts: $(STAMP)
	$(BIN)/python -m benchmarks.texts $(ARGS)

# Small documents, damaged or hard to read, with what must and must not come out. ARGS=FOLDER takes those of a folder.
cases: $(STAMP)
	$(BIN)/python -m benchmarks.cases $(ARGS)

# Thai texts in the fonts of folders, by every producer that is installed: right characters made wrong, wrong ones left.
# ARGS="FOLDER --lengths sentence page --keep PDFS"; without a folder, the installed fonts.
fonts: $(STAMP)
	$(BIN)/python -m benchmarks.reading.fonts --need $(or $(ARGS),/usr/share/fonts)

# Documents that resemble those of the assessment, typeset from templates: none may give a row. ARGS="--seed 2" draws others.
lookalikes: $(STAMP)
	$(BIN)/python -m benchmarks.reading.lookalikes $(ARGS)

# Damaged documents: none may lose a row in silence. ARGS="--mutants 1000 --seed 2 --pdfs FOLDER" for more, or for others.
fuzz: $(STAMP)
	$(BIN)/python -m benchmarks.fuzz $(ARGS)

# Tables of the ICDAR 2013 competition beside other readers, by how they are ruled: docs/benchmarks.md. ARGS=FOLDER holds its documents.
icdar: $(STAMP)
	$(BIN)/python -m benchmarks.reading.icdar --need $(ARGS)

# Readers side by side, defects of Thai text, memory of a worker: docs/benchmarks.md. FILES=... names documents.
bench: $(STAMP)
	$(BIN)/python -m benchmarks.reading.compare_readers --need $(FILES)

defects: $(STAMP)
	$(BIN)/python -m benchmarks.reading.defects --need $(FILES)

memory: $(STAMP)
	$(BIN)/python -m benchmarks.reading.memory --need $(FILES)

# Numbers in scanned cells, in fonts that the recogniser was not trained on: docs/numerals.md.
numerals: $(STAMP)
	$(BIN)/python -m benchmarks.reading.numerals

# Scans beside their text layers, spoiled in many ways, and what they cost beside plain Tesseract (some minutes): docs/scans.md.
scans: $(STAMP)
	$(BIN)/python -m benchmarks.reading.scans --need $(ARGS)

# What runs over an archive of 1,000 documents cost, and what they survive (an hour). ARGS="--documents 100 --kills 5 --publication-kills 20" for less.
bench-archive: $(STAMP)
	$(BIN)/python -m benchmarks.archives --need $(ARGS)

# All documents of a synthetic country: read, compared with the truth, run over again with one more (an hour): docs/scale.md.
# ARGS="--bodies 200" for less.
country: $(STAMP)
	$(BIN)/python -m benchmarks.country --need $(ARGS)

lint: $(STAMP)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-cache

# What is generated from the code: docs/datasets.md from the field registry, the notebook from its script.
docs: $(STAMP)
	$(BIN)/python scripts/write_docs.py

# Licences of what is installed, native libraries included; fails where one is unknown or not accepted. ARGS=--run leaves
# out what only work on the project needs, ARGS=--all names every part.
licences: $(STAMP)
	$(BIN)/python scripts/list_licences.py $(ARGS)

# The locks against a database of known advisories. Makes no .venv; where nobody can be asked it says so, and fails with
# ARGS=--need only. The libraries inside wheels are not asked about: make licences lists them.
audit:
	$(or $(PYTHON),python3) scripts/check_advisories.py $(ARGS) requirements.lock requirements-dev.lock

# The documentation as a site, in English and Thai, in site/.
site: $(STAMP)
	$(BIN)/mkdocs build --quiet

# Needs uv. The newest versions that pyproject.toml allows, with their hashes; of them, those that running needs.
# RapidOCR is never imported, only the model in its wheel is used; pikepdf's XMP metadata and ONNX Runtime's symbolic shapes
# are not used either: what they alone ask for is left out of requirements.lock. tests/test_project.py makes a release without it.
COMPILE := uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url --quiet --upgrade
NOT_IMPORTED := coloredlogs colorlog humanfriendly lxml mpmath omegaconf pyclipper pyreadline3 shapely sympy tqdm
lock:
	$(COMPILE) --extra dev --output-file requirements-dev.lock
	$(COMPILE) --extra ocr --constraint requirements-dev.lock $(NOT_IMPORTED:%=--no-emit-package %) \
	  --output-file requirements.lock

$(RUN_STAMP): pyproject.toml requirements.lock scripts/setup.sh
	PYTHON="$(PYTHON)" scripts/setup.sh $(VENV) requirements.lock
	touch $@

$(STAMP): pyproject.toml requirements.lock requirements-dev.lock scripts/setup.sh
	PYTHON="$(PYTHON)" scripts/setup.sh $(VENV) requirements-dev.lock
	touch $(RUN_STAMP) $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
