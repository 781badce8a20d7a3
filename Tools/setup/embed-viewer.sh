#!/bin/sh
# Writes Sources/CViewerAssets/assets.c, the list of the page's files that are compiled into the program; and, in
# Viewer/index.html, the list of modules, so that a browser asks for all of them at once instead of one level of imports
# after the other.
#
# Run it after a file was added to Viewer/, removed or renamed (a changed file needs nothing: the build sees it), and
# commit the result. `embed-viewer.sh --check` only says, by its exit status, whether both lists are current.
#
# The typeface is not in Viewer/: Tools/setup/font.sh makes it in .deps/fonts, and the compiler embeds it where it is
# there. What this script writes is the same with and without it.
set -eu
export LC_ALL=C
root=$(cd "$(dirname "$0")/../.." && pwd)
target="$root/Sources/CViewerAssets"
fonts='inter-latin inter-latin-500 inter-latin-600'
list=$(mktemp)
output=$(mktemp)
page=$(mktemp)
trap 'rm -f "$list" "$output" "$page"' EXIT

if [ -d "$root/Viewer" ]; then
  (cd "$root/Viewer" && find . -type f \( -name '*.html' -o -name '*.js' -o -name '*.css' -o -name '*.svg' \
    -o -name '*.woff2' -o -name '*.png' -o -name '*.glsl' \) \
    ! -path './tests/*' ! -path './test/*' ! -path '*/tests/*' ! -path '*/node_modules/*' ! -path '*/.*/*' \
    ! -name '*.test.js' ! -name '*_test.js' | sed 's|^\./||' | sort) >"$list"
fi

# reached SCRIPT: the modules that a script imports, and those that these import, in the order of their names
reached() {
  (cd "$root/Viewer" && awk -v start="$1" '
    # The modules that a file imports: import … from "./x.js", also over several lines, and export … from.
    function read(file,    folder, line, path) {
      folder = file
      if (!sub("/[^/]*$", "/", folder)) folder = ""
      while ((getline line < file) > 0) {
        if (line !~ /^(import|export|}).* from "\.\.?\/|^import "\.\.?\//) continue
        path = line
        sub(/^[^"]*"/, "", path)
        sub(/".*$/, "", path)
        path = folder path
        while (sub(/(^|\/)\.\//, "/", path)) sub(/^\//, "", path)
        while (sub(/[^\/.]+\/\.\.\//, "", path)) {}
        if (!(path in seen)) { seen[path] = 1; waiting[++last] = path }
      }
      close(file)
    }
    BEGIN {
      waiting[last = 1] = start
      for (next_one = 1; next_one <= last; next_one++) read(waiting[next_one])
      for (k = 2; k <= last; k++) print waiting[k]
    }') | sort
}

# First what early.js loads, so that it asks for the first layer at once; the rest of the first picture does not stand in
# that layer's way. The panels come once there is a picture; other views, workers and types are left to who asks for them.
known=$(mktemp)
trap 'rm -f "$list" "$output" "$page" "$known"' EXIT
printf '%s\n' main.js early.js page.js >"$known"
# preload SCRIPT ATTRIBUTES: the modules of a script that are not announced yet
preload() {
  reached "$1" | grep -vxFf "$known" >"$known.new" || true
  sed "s|.*|    $3<link rel=\"modulepreload\" href=\"/viewer/&\"$2>|" "$known.new"
  cat "$known.new" >>"$known"
  rm -f "$known.new"
}
{
  sed '/<!-- Modules, /q' "$root/Viewer/index.html"
  preload early.js "" ""
  preload main.js ' fetchpriority="low"' ""
  echo '    <template id="page-modules">'
  echo '      <link rel="modulepreload" href="/viewer/page.js">'
  preload page.js "" "  "
  echo '    </template>'
  sed -n '/<!-- End of modules -->/,$p' "$root/Viewer/index.html"
} >"$page"
grep -q '<!-- End of modules -->' "$page" || {
  echo "Viewer/index.html has lost the marks between which its modules stand." >&2
  exit 65
}

# identifier <name of a file>: the same as a name in C
identifier() { echo "$1" | tr -- - _; }

if grep -q '["\\ ]' "$list"; then
  echo "A file of Viewer/ has a space, a quote or a backslash in its name; rename it." >&2
  exit 65
fi

{
  echo '// Written by Tools/setup/embed-viewer.sh; do not edit.'
  echo '#include "CViewerAssets.h"'
  number=0
  while read -r path; do
    echo
    echo "static const unsigned char file$number[] = {"
    echo "#embed \"viewer/$path\" suffix(, )"
    echo '    0};'
    number=$((number + 1))
  done <"$list"
  for name in $fonts; do
    echo
    echo "#if __has_embed(\"../../.deps/fonts/$name.woff2\") == __STDC_EMBED_FOUND__"
    echo "#define HAS_$(identifier "$name")"
    echo "static const unsigned char $(identifier "$name")[] = {"
    echo "#embed \"../../.deps/fonts/$name.woff2\" suffix(, )"
    echo '    0};'
    echo '#endif'
  done
  echo
  echo 'static const strata_viewer_asset assets[] = {'
  number=0
  while read -r path; do
    echo "    {\"$path\", file$number, sizeof file$number - 1},"
    number=$((number + 1))
  done <"$list"
  for name in $fonts; do
    echo "#ifdef HAS_$(identifier "$name")"
    echo "    {\"fonts/$name.woff2\", $(identifier "$name"), sizeof $(identifier "$name") - 1},"
    echo '#endif'
  done
  echo '    {0, 0, 0}};'
  cat <<'END'

int strata_viewer_asset_count(void) { return (int)(sizeof assets / sizeof assets[0]) - 1; }

strata_viewer_asset strata_viewer_asset_at(int index) {
  int count = strata_viewer_asset_count();
  return assets[index >= 0 && index < count ? index : count];
}
END
} >"$output"

if [ "${1:-}" = --check ]; then
  cmp -s "$output" "$target/assets.c" && cmp -s "$page" "$root/Viewer/index.html" && exit 0
  echo "The list of the page's files is not current. Run Tools/setup/embed-viewer.sh and commit it." >&2
  exit 1
fi
# Replaced only when it differs, so that nothing is compiled again without need.
cmp -s "$output" "$target/assets.c" || cat "$output" >"$target/assets.c"
cmp -s "$page" "$root/Viewer/index.html" || cat "$page" >"$root/Viewer/index.html"
