#!/usr/bin/env bash
# Manual pages of all commands and completions for three shells, in .build/manual and .build/completions. The pages are made by
# swift-argument-parser's own generator from what `strata help` prints.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PKG_CONFIG_PATH="$PWD/.deps/pkgconfig:${PKG_CONFIG_PATH:-}"
version=$(.build/release/strata --version)
day=$(git log -1 --format=%cs 2>/dev/null || date +%F)

log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift package --disable-sandbox generate-manual --multi-page --date "$day" >"$log" 2>&1 || {
  cat "$log" >&2
  exit 1
}
made=.build/plugins/GenerateManual/outputs/strata
rm -rf .build/manual && mkdir -p .build/manual
for page in "$made"/*.1; do
  name=$(basename "$page" .1)
  name=${name//./-}
  awk -v name="$name" -v version="$version" -f Tools/docs/manual.awk "$page" >".build/manual/$name.1"
done

mkdir -p .build/completions
.build/release/strata --generate-completion-script bash >.build/completions/strata.bash
.build/release/strata --generate-completion-script zsh >.build/completions/_strata
.build/release/strata --generate-completion-script fish >.build/completions/strata.fish
echo "manual: $(ls .build/manual | wc -l | tr -d ' ') pages in .build/manual, completions in .build/completions"
