#!/usr/bin/env bash
# The kill test: an analysis that is killed (SIGKILL) at a random moment and then run again must end with the very files
# and the very report of one that nobody disturbed.
#
#   Tools/test/kill.sh [--kills 20] [--seed 1] [--program .build/release/strata] [MODEL IMAGES [ANALYZE OPTIONS]]
#
# Without a model: the network of `strata demo --untrained` on 300 built-in digits. The moments are drawn one in each of as many equal
# parts of the undisturbed run's duration as there are kills, so that they cover all of it; the seed decides where in its
# part each falls. A run that ends before its moment (machines are not steady) is repeated with an earlier one.
#
# Exit status: 0 all identical, 1 a difference or a failed run, 64 wrong usage.
set -euo pipefail
export LC_ALL=C

kills=20
seed=1
program=$(cd "$(dirname "$0")/../.." && pwd)/.build/release/strata
while [ $# -gt 0 ]; do
  case $1 in
    --kills) kills=${2:?--kills needs a number}; shift 2 ;;
    --seed) seed=${2:?--seed needs a number}; shift 2 ;;
    --program) program=${2:?--program needs a path}; shift 2 ;;
    -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    -*) echo "kill.sh: there is no option $1; see --help" >&2; exit 64 ;;
    *) break ;;
  esac
done
[[ $kills =~ ^[1-9][0-9]{0,3}$ && $seed =~ ^[0-9]{1,9}$ ]] || { echo "kill.sh: --kills and --seed take numbers" >&2; exit 64; }
[ $# -ne 1 ] || { echo "kill.sh: give a model and images, or neither; see --help" >&2; exit 64; }
[ -x "$program" ] || { echo "kill.sh: $program is missing. Build it with \`make build\`, or give --program." >&2; exit 64; }

work=$(mktemp -d "${TMPDIR:-/tmp}/strata-kill.XXXXXX")
victim=
trap 'if [ -n "$victim" ]; then kill -KILL "$victim" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

if [ $# -eq 0 ]; then
  XDG_CACHE_HOME="$work/caches" "$program" demo --untrained --images 20 --no-serve --study "$work/demo.study" >"$work/demo.log" 2>&1 \
    || { cat "$work/demo.log" >&2; exit 1; }
  network=$(find "$work/caches" -name '*.onnx')
  set -- "$network" builtin:digits:300 --preprocess symmetric --embed umap-2d,tsne-2d,pca-2d
fi

analyze() { exec "$program" analyze "$@"; }
microseconds() { echo "${EPOCHREALTIME/./}"; }
seconds() { printf '%d.%03d' $(($1 / 1000000)) $(($1 / 1000 % 1000)); }

# What a study holds: the hash of every file except the catalogue (which has times in it) and the lock, and the report.
fingerprint() {
  (cd "$1" && find . -type f ! -name 'study.sqlite*' ! -name study.lock -print0 | sort -z | xargs -0 -r sha256sum)
  "$program" report "$1"
}

# The stage that a log breaks off in: the first word of its last line of progress; there is none where the run was killed
# before it said anything.
stage_of() {
  { grep -v -E '^(note:|  |$)' "$1" || true; } | tail -n 1 | awk '{ print $1; found = 1 } END { if (!found) print "start" }'
}

# What a resumed run did not do again: images of the extraction, and stages that were whole.
resumed_of() {
  awk -v total="$2" '
    $1 == "extraction" && /up to date/ { kept = total }
    $1 == "extraction" && / images at / { kept = total - $4 }
    /up to date$/ { stages++ }
    END { printf "%d of %d images extracted before, %d stages up to date", kept, total, stages }' "$1"
}

reference="$work/undisturbed.study"
begin=$(microseconds)
(analyze "$@" --study "$reference") >/dev/null 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
duration=$(($(microseconds) - begin))
fingerprint "$reference" >"$work/expected"
arrays=$(find "$reference" -name '*.npy' | wc -l)
images=$(awk '$1 == "images" && $3 ~ /^images/ { print $2 }' "$work/log")
echo "undisturbed: $(seconds "$duration") s, $images images, $arrays arrays"

RANDOM=$seed
identical=0
for ((number = 1; number <= kills; number++)); do
  part=$((duration / kills))
  moment=$((part * (number - 1) + part * (RANDOM * 32768 + RANDOM) / 1073741824))
  while :; do
    study="$work/killed.study"
    rm -rf "$study"
    (analyze "$@" --study "$study") >/dev/null 2>"$work/log" &
    victim=$!
    sleep "$(seconds "$moment")"
    kill -KILL "$victim" 2>/dev/null || true
    status=0
    wait "$victim" 2>/dev/null || status=$?
    victim=
    if [ "$status" -eq 137 ]; then break; fi
    [ "$status" -eq 0 ] || { cat "$work/log" >&2; echo "kill.sh: a run failed by itself ($status)" >&2; exit 1; }
    moment=$((moment * 9 / 10))
  done
  stage=$(stage_of "$work/log")
  status=0
  (analyze "$@" --study "$study") >/dev/null 2>"$work/log" || status=$?
  if [ "$status" -ne 0 ]; then
    verdict="FAILED with status $status: $(tail -n 1 "$work/log")"
  elif fingerprint "$study" >"$work/found" && cmp -s "$work/expected" "$work/found"; then
    verdict=identical
    identical=$((identical + 1))
  else
    verdict="DIFFERENT: $({ diff "$work/expected" "$work/found" || true; } | { grep '^[<>]' || true; } | head -n 10 | tr '\n' ' ')"
  fi
  printf 'kill %2d at %8s s in %-11s resumed: %s; %s\n' "$number" "$(seconds "$moment")" "$stage" \
    "$(resumed_of "$work/log" "$images")" "$verdict"
done

echo "$kills kills, $identical identical"
[ "$identical" -eq "$kills" ]
