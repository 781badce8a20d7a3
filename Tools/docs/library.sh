#!/usr/bin/env bash
# The documentation of the library's modules, as a site in .build/documentation (DocC), from what `make build` compiled.
# Fails at any warning: a name that a page refers to is not there, or a parameter that does not exist is described.
set -euo pipefail
cd "$(dirname "$0")/../.."
modules=$(find Sources -name '*.docc' | sed 's|.*/||; s/\.docc$//' | sort)

toolchain=$(dirname "$(readlink -f "$(command -v swift)")")
tool() { PATH="$toolchain:$PATH" command -v "$1" || xcrun --find "$1"; }
docc=$(tool docc) && extract=$(tool swift-symbolgraph-extract) || {
  echo "docs: this Swift toolchain has no docc; install one from swift.org" >&2
  exit 1
}

built=.build/release
[ -f $built/Modules/NumericKernels.swiftmodule ] || {
  echo "docs: nothing is built yet; run make build" >&2
  exit 1
}
target=$(swift -print-target-info | sed -n 's/^ *"unversionedTriple" *: *"\(.*\)",*$/\1/p' | head -1)
[ "$(uname -s)" = Darwin ] && target="$(swift -print-target-info | sed -n 's/^ *"triple" *: *"\(.*\)",*$/\1/p' | head -1)"

# Compiled modules name the C modules that they use, but do not hold them.
export PKG_CONFIG_PATH="$PWD/.deps/pkgconfig:${PKG_CONFIG_PATH:-}"
search=(-I $built/Modules)
for folder in Sources/SystemLibraries/*; do search+=(-I "$folder"); done
for library in openvino-c cairo libpng libjpeg libwebp openblas zlib; do
  for flag in $(pkg-config --cflags-only-I "$library" 2>/dev/null); do search+=(-I "${flag#-I}"); done
done
while read -r map; do search+=(-Xcc "-fmodule-map-file=$map"); done < <(
  find -L $built -maxdepth 2 -name module.modulemap
  find .build/checkouts/{swift-nio-ssl,swift-crypto,swift-numerics,swift-atomics,swift-system,swift-nio}/Sources \
    .build/checkouts/GRDB.swift/Sources/GRDBSQLite -name module.modulemap 2>/dev/null)

work=.build/documentation.partial
rm -rf $work && mkdir -p $work/graphs $work/archives
for module in $modules; do
  mkdir "$work/graphs/$module"
  "$extract" -module-name "$module" -target "$target" -minimum-access-level public -skip-synthesized-members \
    -output-dir "$work/graphs/$module" "${search[@]}"
  "$docc" convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$work/graphs/$module" \
    --fallback-display-name "$module" --fallback-bundle-identifier "strata.$module" \
    --output-path "$work/archives/$module.doccarchive" --warnings-as-errors
done
"$docc" merge "$work"/archives/*.doccarchive --synthesized-landing-page-name Strata \
  --synthesized-landing-page-kind Library --output-path $work/site
rm -rf .build/documentation && mv $work/site .build/documentation && rm -rf $work
echo "docs: .build/documentation; look at it with: python3 -m http.server --directory .build/documentation 8000"
