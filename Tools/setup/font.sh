#!/bin/sh
# Makes the page's typeface, .deps/fonts/inter-latin.woff2 (and -500, -600 for the two heavier weights), from Debian's
# package fonts-inter (SIL Open Font License 1.1). The build embeds it where it is there.
#
# The typeface is a nicety: where it cannot be made, this says why and succeeds, and the page is set in the system's own.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
out="$root/.deps/fonts"
tools="$root/.deps/fonttools"
letters="U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2002-200A,U+2010-2015,U+2018-201E,U+2020-2022"
letters="$letters,U+2026,U+2030,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2215"

if [ -s "$out/inter-latin.woff2" ] && [ -s "$out/inter-latin-500.woff2" ] && [ -s "$out/inter-latin-600.woff2" ]; then
  exit 0
fi

without() {
  echo "setup: the page will be set in the system's own typeface: $1" >&2
  exit 0
}

# source <name in the package>: the font file that the weight is cut from
source_of() {
  for folder in /usr/share/fonts/opentype/inter /usr/share/fonts/truetype/inter; do
    for file in "$folder/Inter-$1.otf" "$folder/Inter-$1.ttf" "$folder/InterVariable.ttf"; do
      if [ -f "$file" ]; then
        echo "$file"
        return
      fi
    done
  done
}
[ -n "$(source_of Regular)" ] || without "Inter is not installed (apt-get install fonts-inter)."

# Into a folder of its own, not a virtual environment, which Debian splits off into another package.
if ! [ -f "$tools/complete" ]; then
  rm -rf "$tools"
  python3 -m pip install --quiet --disable-pip-version-check --no-input --no-cache-dir --root-user-action=ignore \
    --target "$tools" \
    "fonttools==4.68.0" "brotli==1.2.1" || without "fonttools cannot be installed from PyPI (see above)."
  : >"$tools/complete"
fi
export PYTHONPATH="$tools" PYTHONDONTWRITEBYTECODE=1
mkdir -p "$out"

# make <weight> <name in the package> <file to write>
make() {
  target="$out/$3"
  source=$(source_of "$2")
  case "$source" in
    # Newer packages hold one variable font: the weight is cut out of it.
    *InterVariable.ttf)
      python3 -m fontTools.varLib.instancer --quiet "$source" "wght=$1" opsz=14 -o "$target.ttf" || return 1
      source="$target.ttf" ;;
    '') return 1 ;;
  esac
  # Without "calt", which would print the layer conv2/3x3 as conv2/3×3.
  python3 -m fontTools.subset "$source" --output-file="$target.part" --flavor=woff2 --unicodes="$letters" \
    --layout-features=kern,liga,tnum,ccmp,locl,mark,mkmk || return 1
  rm -f "$target.ttf"
  mv "$target.part" "$target"
}
make 400 Regular inter-latin.woff2 && make 500 Medium inter-latin-500.woff2 &&
  make 600 SemiBold inter-latin-600.woff2 || without "fonttools could not make it (see above)."
echo "setup: the page's typeface is in .deps/fonts"
