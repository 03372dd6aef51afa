# Synnefo in Swift. `make help` lists what can be made.
#
# Needs a Swift toolchain (6.3 or newer), found even when another program called swift comes first in PATH; say
# SWIFT_TOOLCHAIN=DIRECTORY when it lies somewhere unusual. Debian packages are installed as they are needed.

SHELL := /bin/bash
# Looked for only by what needs it, so that `make clean` works without a compiler.
SWIFT = $(or $(shell scripts/find-swift),$(error no Swift toolchain))
# An index is for editors; the same words everywhere, since SwiftPM builds anew when they change.
BUILD = $(SWIFT) build --disable-index-store
STAGES := swift contract clients machines browser faults
SWIFT_FILES := Package.swift Sources Tests
SHELL_FILES := $(shell grep -lrE '^\#!/bin/(ba)?sh' scripts .ci images/*/build Tests/EndToEnd Benchmarks 2>/dev/null)

.PHONY: help run build release test $(STAGES:%=test-%) check format contract bench clean

help: ## Say what can be made.
	@echo 'make TARGET, where TARGET is one of'
	@sed -nE 's/^([a-z%-]+):.*## (.*)/    \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 22
	@echo 'Stages of the tests: $(STAGES).'

run: ## Build for speed and start the whole cloud on this machine; ARGS='…' goes to `synnefo up`.
	@scripts/install-packages build run
	$(BUILD) -c release --product synnefo
	@exec .build/release/synnefo up $(ARGS)

build: ## Build everything, tests too, for debugging.
	@scripts/install-packages build
	$(BUILD) --build-tests

release: ## Build the programs for speed.
	@scripts/install-packages build
	$(BUILD) -c release --product synnefo
	$(BUILD) -c release --product synnefo-testbed

test: ## Run all tests; `make test-STAGE` runs one stage.
	@scripts/install-packages build run test
	@scripts/test $(STAGES)

$(STAGES:%=test-%): test-%:
	@scripts/install-packages build run test
	@scripts/test $*

check: ## What holds before a commit: format, lint of scripts, direction of imports, house rules.
	@scripts/install-packages build test
	$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_FILES)
	shellcheck $(SHELL_FILES)
	TARGETS=HouseTests $(SWIFT) build --disable-index-store --build-tests
	SYNNEFO_SWIFT=$(SWIFT) "$$($(SWIFT) build --show-bin-path)/synnefoPackageTests.xctest" \
		--testing-library swift-testing --filter '^HouseTests\.'

format: ## Format all Swift files in place.
	$(SWIFT) format format --in-place --parallel --recursive $(SWIFT_FILES)

contract: ## Replay the recordings of the original; AREAS='…' and GROUPS='…' choose, AREAS=all takes every one.
	@scripts/install-packages build test
	$(BUILD) --product synnefo
	$(BUILD) --product synnefo-testbed
	@SYNNEFO_BIN=$${SYNNEFO_BIN:-$$($(BUILD) --show-bin-path)} \
		Tests/EndToEnd/contract/run $(AREAS:%=--area %) $(GROUPS:%=--group %) $(if $(VERBOSE),--verbose)

bench: release ## Measure the release build beside its peers and write Benchmarks/RESULTS.md.
	@scripts/install-packages run bench
	@Benchmarks/run $(ARGS)

clean: ## Remove everything that was built here.
	rm -rf .build
