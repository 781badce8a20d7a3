#!/bin/sh
# Checks the page: types, lint, format and unit tests with Deno, then the page in Chromium.
# STRATA_VIEWER_URL=http://127.0.0.1:8080 runs the browser tests against a real `strata serve`.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
environment="$root/.deps/venv-viewer"
requirements="$root/Tests/ViewerTests/requirements.txt"

if ! cmp -s "$requirements" "$environment/requirements.txt" 2>/dev/null; then
  python3 -m venv --clear "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
  cp "$requirements" "$environment/requirements.txt"
fi
PATH="$environment/bin:$PATH"
export PATH NO_COLOR=1 DENO_NO_UPDATE_CHECK=1

cd "$root/Viewer"
deno check main.js ../Tests/ViewerTests/unit/*.js
deno lint . ../Tests/ViewerTests/unit
deno fmt --check . ../Tests/ViewerTests/unit
deno test --no-prompt --allow-read ../Tests/ViewerTests/unit

if ! command -v "${STRATA_CHROMIUM:-/usr/bin/chromium}" >/dev/null 2>&1; then
  echo "The browser tests are skipped: there is no Chromium (apt-get install chromium, or set STRATA_CHROMIUM)." >&2
  exit 0
fi
cd "$root/Tests/ViewerTests"
exec python -m pytest -q -p no:cacheprovider browser "$@"
