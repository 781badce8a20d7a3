#!/usr/bin/env bash
# All tests: lint, the Swift tests (optimized), the small ones once more without optimization, and the page in a browser.
# `make test` sets up what they need first.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PKG_CONFIG_PATH="$PWD/.deps/pkgconfig:${PKG_CONFIG_PATH:-}"

echo "== format"
make --no-print-directory lint

echo "== Swift tests, optimized"
# The tests use no @testable import, so the release build of `make demo` is shared. Warnings in our own code are errors.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift build -c release --build-tests 2>&1 | tee "$log"
if grep -E "^$PWD/(Sources|Tests|Benchmarks)/.*: warning:" "$log"; then
  echo "test: the warnings above are in our own code" >&2
  exit 1
fi
swift test -c release --skip-build

echo "== documentation of the library"
Tools/docs/library.sh

echo "== Swift tests of the algorithms, without optimization"
STRATA_SMALL=1 swift test --scratch-path .build/small

echo "== the page"
Tools/test/viewer.sh

echo "== Python's tools"
Tools/test/python.sh
