# The commands of this project. Each is one line here; what it does stands in tools/.
PYTHON ?= python3
ifeq ($(shell command -v $(PYTHON) 2>/dev/null),)
$(error Oversight needs Python 3.11 or newer and finds no "$(PYTHON)": install it, or name one: make run PYTHON=/path/to/python3)
endif

.PHONY: help run test check bench format messages lock screenshots
.DEFAULT_GOAL := help

help:
	@echo "make run       start everything on this computer (PORT=8000)"
	@echo "make test      run all tests (ARGS='-k name' is passed to pytest)"
	@echo "make check     what the build server runs: format, lint, types, settings, messages, tests"
	@echo "make bench     measure imports, lists, exports, gates, seals (ARGS='--rows 2000 --contracts 20000')"
	@echo "make format    format the source"
	@echo "make messages  collect new texts into locale/"
	@echo "make screenshots  take the pictures of the README, from what make run has started"
	@echo "make lock      pin the requirements again, with hashes"

run test check bench format messages lock screenshots:
	@$(PYTHON) -m tools $@
