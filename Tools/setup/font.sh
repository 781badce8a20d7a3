#!/bin/sh
# Makes .deps/fonts/inter-latin.woff2, the page's typeface, from Debian's package fonts-inter (SIL Open Font License 1.1).
# The page works without it, in the system's own typeface.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
out="$root/.deps/fonts/inter-latin.woff2"
[ -s "$out" ] && { echo "$out is there already."; exit 0; }

# Version 4 comes as a variable font or as one file a weight, by distribution; a variable one carries all weights.
source=""
for candidate in /usr/share/fonts/opentype/inter/InterVariable.ttf /usr/share/fonts/truetype/inter/InterVariable.ttf \
  /usr/share/fonts/opentype/inter/Inter-Regular.otf /usr/share/fonts/truetype/inter/Inter-Regular.ttf; do
  [ -f "$candidate" ] && { source=$candidate; break; }
done
if [ -z "$source" ]; then
  echo "Inter is not installed. Run: apt-get install fonts-inter" >&2
  exit 1
fi
if ! command -v pyftsubset >/dev/null 2>&1; then
  python3 -m venv "$root/.deps/venv-font"
  "$root/.deps/venv-font/bin/pip" install --quiet "fonttools==4.68.0" "brotli==1.2.1"
  PATH="$root/.deps/venv-font/bin:$PATH"
fi
mkdir -p "$(dirname "$out")"
part="$out.part"
pyftsubset "$source" --output-file="$part" --flavor=woff2 --layout-features=kern,liga,calt,tnum,ccmp,locl,mark,mkmk \
  --unicodes="U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2002-200A,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2215"
mv "$part" "$out"
echo "$out: $(wc -c < "$out") bytes from $source"
