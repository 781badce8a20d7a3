#!/bin/sh
# Tests with the tools of the Python world: tables and arrays that go out are read by pandas, pyarrow, numpy and TensorBoard, what
# these write goes in, and the example of the guide on Python runs.
#
# STRATA_PROGRAM is another `strata` to test; further arguments go to pytest.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
environment="$root/.deps/venv-python"
requirements="$root/Tests/PythonTests/requirements.txt"
export STRATA_PROGRAM="${STRATA_PROGRAM:-$root/.build/release/strata}" PYTHONDONTWRITEBYTECODE=1

if ! [ -x "$STRATA_PROGRAM" ]; then
  echo "test: the tests with Python's tools are SKIPPED: $STRATA_PROGRAM is not built (make build)" >&2
  exit 0
fi
if ! cmp -s "$requirements" "$environment/requirements.txt"; then
  python3 -c 'import ensurepip' 2>/dev/null || {
    echo "test: Python has no ensurepip (apt-get install python3-venv)" >&2
    exit 1
  }
  python3 -m venv --clear "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir --requirement "$requirements"
  cp "$requirements" "$environment/requirements.txt"
fi
cd "$root/Tests/PythonTests"
exec "$environment/bin/python" -m pytest -q -p no:cacheprovider -rs "$@" .
