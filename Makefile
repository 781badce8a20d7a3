# make demo: set everything up, build, and run the main job on built-in data.
# make test: set everything up, build, and run all tests.

SWIFT := swift
export PKG_CONFIG_PATH := $(CURDIR)/.deps/pkgconfig:$(PKG_CONFIG_PATH)
ifeq ($(shell uname -s),Darwin)
export PKG_CONFIG_PATH := $(PKG_CONFIG_PATH):$(shell brew --prefix 2>/dev/null)/opt/openblas/lib/pkgconfig:$(shell brew --prefix 2>/dev/null)/opt/jpeg-turbo/lib/pkgconfig:$(shell brew --prefix 2>/dev/null)/opt/zlib/lib/pkgconfig
endif
# The package manager keeps what Package.swift found while its environment stays the same: a libtorch that came or went changes it.
export STRATA_LIBTORCH_SEEN = $(shell ls -d /usr/include/ATen /opt/homebrew/opt/pytorch /usr/local/opt/pytorch /usr/local/include/ATen 2>/dev/null)
RELEASE := -c release
STRATA := .build/release/strata
DEMO_STUDY ?= demo.study
DEMO_ARGUMENTS ?=
PREFIX ?= /usr/local

.PHONY: demo test build setup setup-tests format lint bench docs manual install clean

demo: build
	$(STRATA) demo --study $(DEMO_STUDY) $(DEMO_ARGUMENTS)

build: setup
	$(SWIFT) build $(RELEASE) --product strata
	@if $(SWIFT) package dump-package | grep -q '"StrataTorch"'; then $(SWIFT) build $(RELEASE) --product StrataTorch; fi

setup:
	@Tools/setup/system-packages.sh
	@Tools/setup/openvino.sh
	@Tools/setup/font.sh

setup-tests:
	@Tools/setup/system-packages.sh --tests
	@Tools/setup/openvino.sh
	@Tools/setup/font.sh

# The numerics are 50 times slower without optimization, so the tests run optimized; one run of the small ones without
# optimization keeps the assertions honest.
test: setup-tests
	@Tools/test/all.sh

format:
	@$(SWIFT) format --in-place --parallel $(shell git ls-files '*.swift' ':!*.pb.swift')

lint:
	@$(SWIFT) format lint --strict --parallel $(shell git ls-files '*.swift' ':!*.pb.swift')

bench: build
	Benchmarks/run.sh

# The library's documentation as a site: .build/documentation.
docs: build
	@Tools/docs/library.sh

# Manual pages and completions: .build/manual, .build/completions.
manual: build
	@Tools/docs/manual.sh

# The program with its manual and completions below PREFIX. It finds OpenVINO in this folder, which must stay.
install: build manual
	@Tools/setup/install.sh "$(DESTDIR)$(PREFIX)"

clean:
	rm -rf .build
