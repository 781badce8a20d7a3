#!/bin/sh
# Makes the page's typeface, .deps/fonts/inter-latin.woff2 (and -500, -600 for the two heavier weights), from Debian's
# package fonts-inter (SIL Open Font License 1.1). Without it the page is set in the system's own typeface.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
out="$root/.deps/fonts"
letters="U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2002-200A,U+2010-2015,U+2018-201E,U+2020-2022"
letters="$letters,U+2026,U+2030,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2215"

if ! command -v pyftsubset >/dev/null 2>&1; then
  python3 -m venv "$root/.deps/venv-font"
  "$root/.deps/venv-font/bin/pip" install --quiet "fonttools==4.68.0" "brotli==1.2.1"
  PATH="$root/.deps/venv-font/bin:$PATH"
fi
mkdir -p "$out"

# make <weight> <name in the package> <file to write>
make() {
  target="$out/$3"
  [ -s "$target" ] && { echo "$target is there already."; return; }
  source=""
  for folder in /usr/share/fonts/opentype/inter /usr/share/fonts/truetype/inter; do
    for kind in otf ttf; do
      [ -f "$folder/Inter-$2.$kind" ] && source="$folder/Inter-$2.$kind"
    done
    # Newer packages hold one variable font: the weight is cut out of it.
    if [ -z "$source" ] && [ -f "$folder/InterVariable.ttf" ]; then
      source="$out/Inter-$2.ttf"
      fonttools varLib.instancer --quiet "$folder/InterVariable.ttf" "wght=$1" opsz=14 -o "$source"
    fi
  done
  if [ -z "$source" ]; then
    echo "Inter is not installed. Run: apt-get install fonts-inter" >&2
    exit 1
  fi
  pyftsubset "$source" --output-file="$target.part" --flavor=woff2 --unicodes="$letters" \
    --layout-features=kern,liga,calt,tnum,ccmp,locl,mark,mkmk
  mv "$target.part" "$target"
  echo "$target: $(wc -c < "$target") bytes from $source"
}
make 400 Regular inter-latin.woff2
make 500 Medium inter-latin-500.woff2
make 600 SemiBold inter-latin-600.woff2
