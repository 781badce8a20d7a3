#!/bin/sh
# Checks the page: the list of embedded files, types, lint, format and unit tests with Deno, then the page in Chromium,
# against a synthetic server and, where the program is built, against `strata serve`.
#
# STRATA_PROGRAM is another `strata` to test the page with; STRATA_CHROMIUM another browser.
# STRATA_DATA names GoogLeNet and photos (see Tests/ViewerTests/googlenet_study.py): the tests of the whole tour run on a
# study of them, which is made in scratch unless STRATA_GOOGLENET_STUDY names one; without them they are skipped.
# STRATA_VIEWER_URL=http://127.0.0.1:8080 runs the browser tests against that server only; further arguments go to pytest.
# STRATA_VIEWER_EXPORT=site.html runs those that need no server on an exported page.
# STRATA_SLOW=8 runs them with a processor 8 times slower, STRATA_LATE=150 with a synthetic server that answers 150 ms late:
# a test that fails only so reads the page before it can have changed.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
environment="$root/.deps/venv-viewer"
requirements="$root/Tests/ViewerTests/requirements.txt"
program="${STRATA_PROGRAM:-$root/.build/release/strata}"
# The program of this tree shows the page it was built with, any other one that of this tree.
page=""
[ -z "${STRATA_PROGRAM:-}" ] || page="--assets-dir $root/Viewer"
scratch=$(mktemp -d)
server=""
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM

"$root/Tools/setup/embed-viewer.sh" --check

if ! cmp -s "$requirements" "$environment/requirements.txt"; then
  python3 -c 'import ensurepip' 2>/dev/null || {
    echo "test: Python has no ensurepip (apt-get install python3-venv)" >&2
    exit 1
  }
  python3 -m venv --clear "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir --requirement "$requirements"
  cp "$requirements" "$environment/requirements.txt"
fi
# Deno keeps what it compiles; beside the tools, not in a home that may be missing or read-only.
export PATH="$environment/bin:$PATH" NO_COLOR=1 DENO_NO_UPDATE_CHECK=1 DENO_DIR="$root/.deps/deno"
export PYTHONDONTWRITEBYTECODE=1 HOME="${HOME:-$scratch}" STRATA_PROGRAM="$program"

cd "$root/Viewer"
deno check --quiet main.js packed/start.js packed/boot.js ../Tests/ViewerTests/unit/*.js
deno lint --quiet . ../Tests/ViewerTests/unit
deno fmt --quiet --check . ../Tests/ViewerTests/unit
deno test --quiet --reporter=dot --no-prompt --allow-read ../Tests/ViewerTests/unit

if ! command -v "${STRATA_CHROMIUM:-/usr/bin/chromium}" >/dev/null; then
  echo "test: the page's browser tests are SKIPPED: no Chromium (apt-get install chromium, or set STRATA_CHROMIUM)" >&2
  exit 0
fi
cd "$root/Tests/ViewerTests"
# Two browsers at once: most of the time goes by in waiting for what is drawn. A file stays in one of them, as its tests
# share a page or a study.
browse() { python -m pytest -q -p no:cacheprovider -n 2 --dist loadfile -rs browser "$@"; }

browse "$@"
[ -z "${STRATA_VIEWER_URL:-}" ] || exit 0

if ! [ -x "$program" ]; then
  echo "test: the page against the program is SKIPPED: $program is not built (make build)" >&2
  exit 0
fi
# Once more against the program, with the page it was built with: here neither the study nor its serving is invented.
"$program" demo --untrained --no-serve --images 200 --study "$scratch/demo.study" >"$scratch/demo.log" 2>&1 || {
  cat "$scratch/demo.log" >&2
  exit 1
}
# Every view has something to show: units, trails, a second network, and with libtorch optimized images and an atlas.
fill() { "$program" "$@" --quiet >>"$scratch/demo.log" 2>&1; }
fill neurons "$scratch/demo.study" --trees 10 --projections mds &&
  fill evolution --study "$scratch/demo.study" &&
  fill corrupt "$scratch/demo.study" --with noise || {
  cat "$scratch/demo.log" >&2
  exit 1
}
if ! { fill maximize "$scratch/demo.study" --layers fc1.relu --channels 6 --steps 8 &&
  fill atlas "$scratch/demo.study" --layers relu3 --grid 5 --activations 600 --steps 6 --side 32; }; then
  tail -n 3 "$scratch/demo.log" >&2
  tail -n 3 "$scratch/demo.log" | grep -q libtorch || exit 1
  echo "test: optimized images and atlases of the program are SKIPPED: no libtorch" >&2
fi
"$program" serve "$scratch/demo.study" --port 0 $page >"$scratch/serve.log" 2>&1 &
server=$!
address=""
for attempt in $(seq 600); do
  address=$(sed -n 's|.*\(http://[^ ]*[^/ ]\)/*$|\1|p' "$scratch/serve.log" | head -n 1)
  [ -z "$address" ] && kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
if [ -z "$address" ]; then
  echo "test: strata serve gave no address:" >&2
  cat "$scratch/serve.log" >&2
  exit 1
fi
echo "test: the page against $address"
STRATA_VIEWER_URL="$address" browse -m program "$@"

# And as one file without a network: the same tests, but for those of what only a server can do.
"$program" export "$scratch/demo.study" --output "$scratch/site.html" $page --quiet >/dev/null
echo "test: the page exported to a file"
STRATA_VIEWER_EXPORT="$scratch/site.html" browse -m program "$@"
